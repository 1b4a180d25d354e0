/**
 * Haimen's plan on 3 July 2019, three working days after the first period ended: some have reported, some
 * were returned, some say nothing. Real texts, so that what is looked at is as long as what is used.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlansService } from '../../src/plans/plans.service.js';
import { shortTitle } from '../../src/rules/task-titles.js';
import { aPlan, type InsertedPlan, type WishedDeadline } from '../support/a-plan.js';
import { testApp, type TestApp } from '../support/app.js';
import { ADMINISTRATOR, aPerson } from '../support/people.js';

export const NOW = '2019-07-03T01:30:00Z';
export const HOST = 'duban.intranet.example';
export const PASSWORD = 'Gao-zhi-liang 2019 fazhan';
const DEPARTMENT = '市委组织部';

export interface Town extends InsertedPlan {
  t: TestApp;
  /** A plan read and not yet issued. */
  draftId: number;
  /** Under a host name that only the test's browser knows. */
  url: string;
  port: number;
}

interface ExpectedTask {
  no: string;
  section: string;
  text: string;
  lead: string[];
  cooperating: string[];
}

const SAID = [
  '已会同各主管部门修订完善综合考核办法，完成征求意见两轮，拟于7月中旬提交常委会审议。上半年对36个单位开展实绩考评，评比结果已通报。',
  '已印发实施意见，组织开展业务培训2期、参训180人次；建立月度会商机制，协调解决问题11个。',
  '已按要求推进。',
];
const DIFFICULTY = '部分区镇数据口径不统一，汇总核对用时较长。';

/** What stands of each task's first period; the rest is silent. */
const STORY: Record<string, Partial<WishedDeadline>> = {
  '1': { metOn: '2019-06-26', said: { text: SAID[0], percentage: 60, nextStep: '7月底前印发新办法。' } },
  '2': {
    pendingSince: '2019-06-25',
    said: { text: SAID[1], standing: 'difficulty', difficulty: DIFFICULTY },
  },
  '5': {
    reworkOn: '2019-07-05',
    returns: 1,
    said: { text: SAID[2], state: 'returned', receivedOn: '2019-06-27' },
  },
  '6': { metOn: '2019-07-01', said: { text: SAID[1], percentage: 40 } },
  '9': { pendingSince: '2019-07-02', said: { text: '', standing: 'nothing-new' } },
  '15': { dueOn: '2019-07-10' },
};
/** Two whose refinement plans never came, one that waits, one that was returned. */
const SILENT = ['市人社局', '市总工会'];
const WAITING = ['市政府办'];

export async function aTownInJuly(): Promise<Town> {
  const t = await testApp({ now: NOW, settings: { BASE_URL: `http://${HOST}` } });
  const { tasks, title } = haimen();
  const plan = aPlan(t.db).issuedOn('2018-11-02').titled(title).supervisedBy(DEPARTMENT);
  for (const unit of new Set(tasks.flatMap((task) => task.lead))) plan.withRefinement(refinementOf(unit));
  for (const task of tasks) {
    const story = STORY[task.no] ?? {};
    plan.withTask({
      ...task,
      title: shortTitle(task.text),
      leads: task.lead,
      verifier: task.lead.includes(DEPARTMENT) ? '市委大督查办' : undefined,
      deadlines: [
        ...(Number(task.no) % 3 === 0 && !STORY[task.no] ? [] : [{ dueOn: '2019-06-28', ...story }]),
        { kind: 'completion', dueOn: '2019-12-31' },
      ],
    });
  }
  const inserted = await plan.insert();
  await people(t, inserted);
  const text = readFileSync(join(process.cwd(), 'seeds/plans/ningqiang-2019-45.txt'), 'utf8');
  const draftId = await t.get(PlansService).importDraft(ADMINISTRATOR, { text, sourceName: 'ningqiang.txt' });
  await t.app.listen(0, '127.0.0.1');
  const { port } = t.app.getHttpServer().address() as { port: number };
  return { ...inserted, draftId, t, port, url: `http://${HOST}:${port}` };
}

function refinementOf(unit: string): WishedDeadline & { unit: string } {
  const said = { text: '细化方案见附件，共分解措施12条。' };
  if (SILENT.includes(unit)) return { unit, dueOn: '2018-11-20' };
  if (WAITING.includes(unit)) return { unit, dueOn: '2018-11-20', pendingSince: '2019-06-20', said };
  return { unit, dueOn: '2018-11-20', metOn: '2018-11-19', said };
}

async function people(t: TestApp, plan: InsertedPlan): Promise<void> {
  const add = (loginName: string, name: string, roles: ('supervisor' | 'reporter')[], units: string[]) =>
    aPerson(t, {
      loginName,
      name,
      roles,
      unitIds: units.map((unit) => plan.unitId(unit)),
      password: PASSWORD,
    });
  await add('zhangjian', '张健', ['supervisor'], [DEPARTMENT]);
  await add('limin', '李敏', ['reporter'], ['市考核办', '市人社局']);
  await add('wangfang', '审核员己', ['reporter'], ['市委大督查办']);
}

function haimen(): { title: string; tasks: ExpectedTask[] } {
  const file = join(import.meta.dirname, '../rules/plan-samples/haimen-2018-122.expected.json');
  return JSON.parse(readFileSync(file, 'utf8')) as { title: string; tasks: ExpectedTask[] };
}

/**
 * Haimen's plan for fourteen months, told once: issued on 2 November 2018, run through to its scorecards at the end of
 * 2019. 市人社局 stays silent, the department leads tasks of its own, 市财政局 blocks one, 市卫计委 is renamed and
 * 市级机关工委 dissolved in between. Who acts does so through the doors the story is given.
 */
import { CalendarService } from '../../src/calendar/calendar.service.js';
import { Runner } from '../../src/jobs/runner.js';
import { rows } from '../../src/platform/sql.js';
import type { ScorecardDto } from '../../src/reports/lists.dto.js';
import { addDays, day } from '../../src/rules/day.js';
import type { TestApp } from './app.js';
import { DEPARTMENT } from './haimen.js';
import { goTo } from './morning.js';
import type { Doors, HandIn, Who } from './year-doors.js';

export const SILENT = '市人社局';
export const WILLING = '市考核办';
export const DISSOLVED = '市级机关工委';
export const SUCCESSOR = '市直机关工委';
export const BLOCKER = '市财政局';
export const RENAMED = ['市卫计委', '市卫健委'] as const;

export interface Year {
  t: TestApp;
  doors: Doors;
  planId: number;
  unitId(name: string): number;
  /** Plays the morning of every working day; otherwise only those of the days on which something is done. */
  everyMorning: boolean;
}

/** Lead units by their name at issue. */
export const LEADS = [
  ...['市考核办', '市委组织部', '市委办', '市政府办', '市人社局', '市财政局', '市卫计委', '市级机关工委'],
  ...['市总工会', '市纪委监委'],
];

const DONE: HandIn = { text: '已按要求完成本阶段工作，佐证材料报市委组织部备查。', standing: 'on-schedule' };
const CLAIM: HandIn = {
  ...{
    text: '任务已全部完成，制度文件已印发，佐证材料报市委组织部备查。',
    standing: 'claim',
    selfRating: 'full',
  },
};

export async function travel({ t, everyMorning }: Year, to: string, time = '10:00'): Promise<void> {
  const target = day(to);
  const calendar = await t.get(CalendarService).working();
  for (let d = everyMorning ? addDays(t.clock.today(), 1) : target; d <= target; d = addDays(d, 1)) {
    if (d < target && !calendar.isWorkingDay(d)) continue;
    goTo(t, d, '08:30');
    await t.get(Runner).tick();
  }
  goTo(t, target, time);
}

export interface Row {
  id: number;
  dueOn: string;
  originalDueOn: string;
  openedOn: string | null;
  metOn: string | null;
  waivedOn: string | null;
  heldOn: string | null;
  unitName: string;
  no: string | null;
}

/** Deadlines of the plan, by what is asked: kind, period, number of the item, unit. */
export function deadlines(
  { t, planId }: Pick<Year, 't' | 'planId'>,
  asked: { kind: string; period?: string; no?: string; unit?: string },
): Promise<Row[]> {
  const { kind, period, no, unit } = asked;
  return rows<Row>(
    t.db.read,
    `SELECT d.id, d."dueOn", d."originalDueOn", d."openedOn", d."metOn", d."waivedOn", d."heldOn", u.name AS "unitName", t.no
     FROM deadlines d JOIN units u ON u.id = d."unitId" LEFT JOIN tasks t ON t.id = d."taskId"
     WHERE d."planId" = :planId AND d.kind = :kind ${period === undefined ? '' : 'AND d.period = :period'}
       ${no === undefined ? '' : 'AND t.no = :no'} ${unit === undefined ? '' : 'AND u.name = :unit'} ORDER BY d.id`,
    {
      ...{ planId, kind },
      ...(period === undefined ? {} : { period }),
      ...(no === undefined ? {} : { no }),
      ...(unit === undefined ? {} : { unit }),
    },
  );
}

async function one(year: Year, asked: Parameters<typeof deadlines>[1]): Promise<Row> {
  const found = await deadlines(year, asked);
  if (found.length !== 1) throw new Error(`${JSON.stringify(asked)}: ${found.length} deadlines`);
  return found[0]!;
}

export async function taskId({ t, planId }: Pick<Year, 't' | 'planId'>, no: string): Promise<number> {
  const [found] = await rows<{ id: number }>(
    t.db.read,
    'SELECT id FROM tasks WHERE "planId" = :planId AND no = :no',
    { planId, no },
  );
  return found!.id;
}

async function dutyId(year: Year, no: string, unit: string): Promise<number> {
  const [found] = await rows<{ id: number }>(
    year.t.db.read,
    `SELECT id FROM duties WHERE "taskId" = :taskId AND "unitId" = :unitId`,
    { taskId: await taskId(year, no), unitId: year.unitId(unit) },
  );
  return found!.id;
}

/** Item number → light, of the plan's own items. */
export async function lights({ doors, planId }: Year): Promise<Record<string, string>> {
  const items = (await doors.tasks(planId)).filter((task) => task.parentId === null);
  return Object.fromEntries(items.map((task) => [task.no, task.light]));
}

/** How many mails of a kind are dated on that day. */
export async function mailsOn({ t }: Pick<Year, 't'>, kind: string, onDay: string): Promise<number> {
  const [found] = await rows<{ n: number }>(
    t.db.read,
    `SELECT count(*) AS n FROM messages WHERE kind = :kind AND "onDay" = :onDay`,
    { kind, onDay },
  );
  return Number(found!.n);
}

/** Hands in and has it accepted by somebody outside the lead units, two days later. */
async function handInAndAccept(
  year: Year,
  who: Who,
  deadlineId: number,
  given: HandIn,
  grade?: 'full' | 'mostly',
): Promise<void> {
  const submissionId = await year.doors.submit(who, deadlineId, given);
  await year.doors.verify('verifier', submissionId, {
    outcome: 'accepted',
    ...(grade ? { grade, reason: '材料齐全，予以认定。' } : {}),
  });
}

/** November 2018: signing, refining, the first lateness, urging and a supervision notice. */
export async function autumn(year: Year): Promise<void> {
  const { doors, planId, unitId, t } = year;
  await travel(year, '2018-11-05');
  const units = await rows<{ name: string; id: number }>(
    t.db.read,
    `SELECT DISTINCT u.name, u.id FROM duties d JOIN units u ON u.id = d."unitId" WHERE u.kind = 'unit' ORDER BY u.id`,
  );
  for (const { name, id } of units) if (name !== SILENT) await doors.receive(name, id);

  await travel(year, '2018-11-06');
  const wrong = await dutyId(year, '8', BLOCKER);
  await doors.sendBack(BLOCKER, wrong, '奖金发放由市人社局负责，请改派。');
  await doors.refuseSentBack(wrong, '经费核拨属你单位职责，请继续牵头。');

  await travel(year, '2018-11-07');
  expect(await mailsOn(year, 'overdue-digest', '2018-11-07')).toBe(1);

  await travel(year, '2018-11-16', '15:00');
  const plan = (await one(year, { kind: 'refinement', unit: WILLING })).id;
  const header = '任务序号\t措施\t量化目标\t责任单位/科室\t分管领导\t完成时间';
  const rowsOf = (second: string) =>
    [
      header,
      '1\t修订区镇综合考核办法\t1份\t综合科\t甲某\t2019年6月28日',
      `\t通报考评结果\t4次\t综合科\t甲某\t${second}`,
    ].join('\n');
  const first = await doors.refine(WILLING, plan, rowsOf('2019-12-20'));
  await travel(year, '2018-11-19');
  await doors.verify('verifier', first, { outcome: 'returned', reason: '第2行请明确到季度。' });
  const second = await doors.refine(WILLING, plan, rowsOf('2019-12-27'));
  await doors.verify('verifier', second, { outcome: 'accepted' });
  const made = (await doors.tasks(planId)).filter((task) => task.parentId !== null);
  expect(made.map((task) => `${task.no} ${task.state}`)).toEqual(['1.1 issued', '1.2 issued']);

  await travel(year, '2018-11-20');
  for (const unit of LEADS.filter((name) => name !== SILENT && name !== WILLING)) {
    const { id } = await one(year, { kind: 'refinement', unit });
    await handInAndAccept(year, unit, id, { ...DONE, text: '细化方案：措施、责任科室和完成时限附后。' });
  }

  await travel(year, '2018-11-23');
  const late = (await one(year, { kind: 'refinement', unit: SILENT })).id;
  await doors.urge([late]);
  expect(await mailsOn(year, 'urging', '2018-11-23')).toBe(1);

  await travel(year, '2018-12-04');
  const wish = { unitId: unitId(SILENT), deadlineIds: [late], replyDueOn: '2018-12-11' };
  const wording = { reason: '细化方案逾期10个工作日未报。', requirement: '请于12月11日前书面说明并补报。' };
  expect(await doors.notice({ ...wish, ...wording })).toBe(1);
  expect(await mailsOn(year, 'supervision-notice', '2018-12-04')).toBe(1);

  await travel(year, '2018-12-13');
  const reply = await one(year, { kind: 'reply', unit: SILENT });
  expect(reply.dueOn).toBe('2018-12-11');
  await handInAndAccept(year, SILENT, reply.id, { ...DONE, text: '因人员变动延误，现补报细化方案。' });
  await handInAndAccept(year, SILENT, late, { ...DONE, text: '细化方案：措施、责任科室和完成时限附后。' });
  await doors.receive(SILENT, unitId(SILENT));
}

/** Spring 2019: a reform, a dissolved unit, a blocker, a suspension. */
export async function spring(year: Year): Promise<void> {
  const { doors, unitId } = year;
  await travel(year, '2019-01-15');
  const [oldName, newName] = RENAMED;
  await doors.reform(unitId(oldName), { kind: 'rename', name: newName, reason: '海委发〔2019〕2号' });

  await travel(year, '2019-03-04');
  await doors.reform(unitId(DISSOLVED), { kind: 'dissolve', reason: '海委发〔2019〕5号' });
  const waiting = await one(year, { kind: 'progress', period: '2019-H1', no: '14' });
  expect(waiting).toMatchObject({ heldOn: '2019-03-04', openedOn: null });
  await travel(year, '2019-03-18');
  for (const no of ['13', '14'])
    await doors.giveUnclaimed(await dutyId(year, no, DISSOLVED), SUCCESSOR, '职能划转');
  await doors.receive(SUCCESSOR, unitId(SUCCESSOR));
  const taken = await one(year, { kind: 'progress', period: '2019-H1', no: '14', unit: SUCCESSOR });
  expect(taken).toMatchObject({ heldOn: null, openedOn: '2019-03-18' });

  await travel(year, '2019-04-10');
  const matter = { blockerUnitId: unitId(BLOCKER), matter: '体检费标准增长所需经费尚未落实。' };
  await doors.coordinate(newName, await taskId(year, '12'), { ...matter, answerDueOn: '2019-04-19' });
  await travel(year, '2019-04-25');
  const answer = await one(year, { kind: 'answer', unit: BLOCKER });
  await handInAndAccept(year, BLOCKER, answer.id, { ...DONE, text: '经费已列入年中调整预算。' });

  await travel(year, '2019-05-06');
  await doors.suspend(await taskId(year, '10'), { reason: '等待省级文件出台。', reviewOn: '2019-06-03' });
  await travel(year, '2019-06-10');
  await doors.resume(await taskId(year, '10'), '省级文件已下发。');
}

/** The first half-year is reported: on time, extended, shielded, late. */
export async function summer(year: Year): Promise<void> {
  const { doors } = year;
  await travel(year, '2019-06-20');
  const extended = await one(year, { kind: 'progress', period: '2019-H1', no: '15' });
  const asked = { askedDay: '2019-07-12', reason: '区镇权责清单正在征求意见。' };
  await doors.decideExtension('supervisor', await doors.extend('市委办', extended.id, asked), {
    outcome: 'approved',
  });
  const filing = await doors.file(
    SILENT,
    await taskId(year, '11'),
    '带薪休假统计口径调整，上半年数据可能迟报。',
  );
  await doors.decideFiling(filing, { outcome: 'approved' });

  await travel(year, '2019-06-27');
  for (const row of await deadlines(year, { kind: 'progress', period: '2019-H1' })) {
    if (row.waivedOn !== null || row.openedOn === null) continue;
    if (row.unitName !== SILENT && row.no !== '15') await handInAndAccept(year, row.unitName, row.id, DONE);
  }
  for (const row of await deadlines(year, { kind: 'completion', no: '1.1' }))
    await handInAndAccept(year, WILLING, row.id, CLAIM, 'full');

  await travel(year, '2019-07-08');
  const late = await lights(year);
  expect(late).toMatchObject({ '1': 'green', '3': 'not-started', '11': 'red', '15': 'yellow' });
  for (const row of await deadlines(year, { kind: 'progress', period: '2019-H1', unit: SILENT }))
    await handInAndAccept(year, SILENT, row.id, DONE);
  await travel(year, '2019-07-11');
  await handInAndAccept(year, '市委办', extended.id, DONE);
}

/** Autumn and the year's end: a leader's note, the second half-year, claims and close-outs. */
export async function yearEnd(year: Year): Promise<void> {
  const { doors } = year;
  await travel(year, '2019-10-14');
  await doors.instruct(await taskId(year, '5'), '表彰奖励要注重实绩，请抓紧研究。');
  expect(await mailsOn(year, 'instruction', '2019-10-14')).toBe(2);

  await travel(year, '2019-12-20');
  for (const row of await deadlines(year, { kind: 'progress', period: '2019-H2' }))
    if (row.waivedOn === null && row.openedOn !== null)
      await handInAndAccept(year, row.unitName, row.id, DONE);

  await travel(year, '2019-12-26');
  for (const row of await deadlines(year, { kind: 'completion' }))
    if (row.metOn === null && row.waivedOn === null && row.openedOn !== null && row.dueOn <= '2019-12-31')
      await handInAndAccept(year, row.unitName, row.id, CLAIM, row.no === '15' ? 'mostly' : 'full');
  await travel(year, '2019-12-31', '17:00');
  await travel(year, '2020-01-02');
}

/** Objects to one point of the silent unit's, which is upheld, and to another, which is not. */
export async function contest(year: Year): Promise<{ before: ScorecardDto; after: ScorecardDto }> {
  const { doors, unitId, planId } = year;
  const before = await doors.scorecard(unitId(SILENT), 2018);
  const late = before.plans[0]!.events.filter((event) => event.points < 0);
  const given = {
    unitId: unitId(SILENT),
    planId,
    eventKey: late[0]!.key,
    reason: '当月机构人员变动，请予核减。',
  };
  const id = await doors.object(SILENT, given);
  await doors.decideObjection('supervisor', id, { outcome: 'approved', remark: '情况属实，予以核减。' });
  return { before, after: await doors.scorecard(unitId(SILENT), 2018) };
}

export { DEPARTMENT };

/** The pages of urging, supervision notices and instructions, by the people who use them. */
import { row, rows } from '../../src/platform/sql.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { allMessages, deadlineOf, issueHaimen, type Haimen } from '../support/haimen.js';
import { goTo, setUnit } from '../support/morning.js';
import { aPerson } from '../support/people.js';
import { wordsOf } from '../support/words-of.js';

const UNIT = '市委办';
let t: TestApp;
let haimen: Haimen;
let supervisor: Browser;
let reporter: Browser;
let leader: Browser;

beforeAll(async () => {
  t = await testApp();
  haimen = await issueHaimen(t);
  const person = (loginName: string, role: 'supervisor' | 'reporter' | 'leader', unit: number) =>
    aPerson(t, { loginName, name: `${loginName}某`, roles: [role], unitIds: [unit] });
  await person('zhang', 'supervisor', haimen.departmentId);
  await person('li', 'reporter', haimen.unitId(UNIT));
  await person('wang', 'leader', haimen.unitId('市纪委监委'));
  await comesThe('2018-11-23');
});

/** Everybody signs in anew: a session does not last that long. */
async function comesThe(day: string): Promise<void> {
  goTo(t, day, '09:00');
  supervisor = await t.signIn('zhang');
  reporter = await t.signIn('li');
  leader = await t.signIn('wang');
}
afterAll(() => t.close());

const refinementOf = (unit: string) => deadlineOf(t, haimen.unitId(unit));
const itemThree = async () =>
  (await row<{ id: number }>(
    t.db.read,
    `SELECT t.id FROM tasks t JOIN duties y ON y."taskId" = t.id
     WHERE y."unitId" = :unitId AND y.part = 'lead' ORDER BY t.id LIMIT 1`,
    { unitId: haimen.unitId(UNIT) },
  ))!.id;

describe('urging', () => {
  it('is proposed on the home and listed by unit, each row with a box', async () => {
    expect(wordsOf(await supervisor.get('/'))).toContain('建议处理： 10项建议催办');
    const page = await supervisor.get('/escalation');
    expect(wordsOf(page)).toMatch(/建议催办.*市委办 .*细化方案.*2018-11-20 ■ 3.*尚未报送/);
    expect(page.body.match(/name="deadlineIds"/g)).toHaveLength(10);
  });

  it('shows the mails before anything goes out, and sends them by one click', async () => {
    await setUnit(t, haimen.unitId('市财政局'), { reachedBy: 'offline' });
    const ids = [await refinementOf(UNIT), await refinementOf('市财政局')];
    const query = ids.map((id) => `deadlineIds=${id}`).join('&');
    const preview = await supervisor.get(
      `/escalation/preview?${query}&note=${encodeURIComponent('请抓紧。')}`,
    );
    expect(wordsOf(preview)).toMatch(
      /共2项，发出1个单位的邮件.*市财政局 ?（电话或纸质联系）.*【催办·超期3天】细化方案（市委办）.*请抓紧。/,
    );
    expect((await allMessages(t)).filter((mail) => mail.kind === 'urging')).toEqual([]);
    const sent = await supervisor.post('/urgings', { deadlineIds: ids.map(String), note: '请抓紧。' });
    expect(sent.statusCode).toBe(303);
    const after = wordsOf(await supervisor.get(String(sent.headers['location'])));
    expect(after).toMatch(/已催办2项，发出邮件2封。 以下单位没有发邮件，请电话联系： 市财政局/);
    // The unit has two contacts.
    expect((await allMessages(t)).filter((mail) => mail.kind === 'urging')).toHaveLength(2);
  });

  it('a second click comes back with the reason, and nothing is sent', async () => {
    const again = await supervisor.post('/urgings', { deadlineIds: String(await refinementOf(UNIT)) });
    expect(again.statusCode).toBe(422);
    expect(wordsOf(again)).toContain('市委办 细化方案今天已经催办过');
    const none = await supervisor.get('/escalation/preview');
    expect(none.statusCode).toBe(422);
    expect(wordsOf(none)).toContain('请至少勾选一个事项。');
  });

  it('is shown on the unit’s page and on the task’s, with the count', async () => {
    expect(wordsOf(await reporter.get(`/units/${haimen.unitId(UNIT)}`))).toContain('未完成事项已被催办1次');
    expect(wordsOf(await supervisor.get(`/tasks/${await itemThree()}`))).toContain(
      '已催办1次，最近2018-11-23',
    );
  });

  it('a call to a senior office is noted', async () => {
    await setUnit(t, haimen.unitId('市政府办'), { isSenior: true });
    expect(wordsOf(await supervisor.get('/escalation'))).toMatch(/请电话联系.*市政府办 市政府办联络员/);
    await supervisor.post('/urgings', { deadlineIds: String(await refinementOf('市政府办')) });
    expect(wordsOf(await supervisor.get('/escalation'))).not.toContain('市政府办');
  });
});

describe('a supervision notice', () => {
  let id: number;
  beforeAll(() => comesThe('2018-12-04'));

  it('is written from the proposal, with what is usual filled in', async () => {
    const list = await supervisor.get('/escalation');
    const href = `/supervision-notices/new?unit=${haimen.unitId(UNIT)}&plan=${haimen.planId}`;
    expect(list.body).toContain(href.replaceAll('&', '&amp;'));
    const form = await supervisor.get(href);
    expect(wordsOf(form)).toMatch(/细化方案 时限2018-11-20，已超期10个工作日，已催办1次/);
    expect(form.body).toContain('value="2018-12-11"');
    expect((await supervisor.get('/supervision-notices/new')).headers['location']).toBe('/escalation#notice');
  });

  const fields = async () => ({
    ...{ unitId: haimen.unitId(UNIT), deadlineIds: String(await refinementOf(UNIT)), urgency: 'urgent' },
    ...{ reason: '经催办仍未报送。', requirement: '请书面报告。', replyDueOn: '2018-12-11' },
  });

  it('comes back whole where something is wrong', async () => {
    const refused = await supervisor.post(`/supervision-notices?plan=${haimen.planId}`, {
      ...(await fields()),
      replyDueOn: '2018-12-04',
    });
    expect(refused.statusCode).toBe(422);
    expect(wordsOf(refused)).toContain('反馈时限须晚于今天。');
    expect(refused.body).toContain('请书面报告。');
  });

  it('is a paper with its number, and both sides see it', async () => {
    const sent = await supervisor.post(`/supervision-notices?plan=${haimen.planId}`, await fields());
    expect(sent.statusCode).toBe(303);
    id = Number(/\/(\d+)\?sent=1$/.exec(String(sent.headers['location']))![1]);
    const text = wordsOf(await supervisor.get(String(sent.headers['location'])));
    for (const words of [
      '督办通知单',
      '督办〔2018〕1号',
      '紧急程度：急件',
      '（海办〔2018〕122号）',
      '2018年12月11日 星期二',
      '□办结销号',
      '□继续办理',
      '□退回重办',
      '（签字、盖章）',
      '市委办联络员',
    ])
      expect(text).toContain(words);
    expect(wordsOf(await reporter.get(`/units/${haimen.unitId(UNIT)}`))).toMatch(
      /待办督办单 督办〔2018〕1号/,
    );
    expect(wordsOf(await reporter.get('/supervision-notices'))).toContain('督办〔2018〕1号');
    expect((await reporter.get(`/supervision-notices/${id}`)).body).toContain('#deadline-');
  });

  it('is replied to on the unit’s page, by its own form', async () => {
    const reply = (await row<{ id: number }>(t.db.read, `SELECT id FROM deadlines WHERE kind = 'reply'`))!;
    const page = await reporter.get(`/units/${haimen.unitId(UNIT)}`);
    expect(page.body).toContain(`action="/deadlines/${reply.id}/submissions"`);
    const standing = new RegExp(`submissions" [^]*?name="standing"[^>]*value="on-schedule"`).test(
      page.body.slice(page.body.indexOf(`action="/deadlines/${reply.id}/submissions"`)),
    );
    expect(standing).toBe(true);
    const sent = await reporter.post(`/deadlines/${reply.id}/submissions`, {
      text: '已完成。',
      standing: 'on-schedule',
    });
    expect(sent.statusCode).toBe(303);
    expect(wordsOf(await supervisor.get(`/supervision-notices/${id}`))).toContain('已反馈，待审核');
    expect((await supervisor.get(String(sent.headers['location']))).statusCode).toBe(200);
  });

  it('is withdrawn with a reason, and keeps its number', async () => {
    const without = await supervisor.post(`/supervision-notices/${id}/withdrawal`, {});
    expect(without.statusCode).toBe(422);
    await supervisor.post(`/supervision-notices/${id}/withdrawal`, { reason: '对象有误' });
    expect(wordsOf(await supervisor.get(`/supervision-notices/${id}`))).toContain(
      '已于2018-12-04撤回，理由：对象有误',
    );
    expect(await rows(t.db.read, 'SELECT number FROM supervision_notices')).toEqual([{ number: 1 }]);
  });
});

describe('an instruction', () => {
  it('of a leader is signed with the leader’s name, mailed to the leads, and stands on top of the task', async () => {
    const taskId = await itemThree();
    const sent = await leader.post(`/tasks/${taskId}/instructions`, { text: '请市委办抓紧推进。' });
    expect(sent.headers['location']).toBe(`/tasks/${taskId}`);
    const page = wordsOf(await reporter.get(`/tasks/${taskId}`));
    expect(page).toMatch(/请市委办抓紧推进。 wang某 2018-12-04/);
    expect(page).not.toContain('录入批示');
    expect(wordsOf(await reporter.get(`/units/${haimen.unitId(UNIT)}`))).toContain('请市委办抓紧推进。');
    const mails = (await allMessages(t)).filter((mail) => mail.kind === 'instruction');
    expect(mails.length).toBeGreaterThan(0);
    expect(mails[0]!.text).toContain('请市委办抓紧推进。');
    expect(mails[0]!.subject).toMatch(/^【领导批示】第.项 /);
  });

  it('entered by a supervisor says whose it is', async () => {
    const taskId = await itemThree();
    const refused = await supervisor.post(`/tasks/${taskId}/instructions`, { text: '请报送进展。' });
    expect(refused.statusCode).toBe(422);
    expect(wordsOf(refused)).toContain('请填写作出批示的领导姓名。');
    await supervisor.post(`/tasks/${taskId}/instructions`, {
      ...{ text: '请报送进展。', leaderName: '领导丁', instructedOn: '2018-12-03' },
    });
    expect(wordsOf(await supervisor.get(`/tasks/${taskId}/instructions`))).toMatch(
      /请报送进展。 领导丁 2018-12-03/,
    );
    expect((await reporter.post(`/tasks/${taskId}/instructions`, { text: '不是领导' })).statusCode).toBe(403);
  });
});

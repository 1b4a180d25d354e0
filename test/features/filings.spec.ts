/** 报备: filed before the day, accepted or refused, and told in the next mail. */
import { acceptedFilings } from '../../src/changes/filings.queries.js';
import { FilingsService } from '../../src/changes/filings.service.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { BLOCKER, DEPARTMENT, LEAD, OUTSIDE, terms, type Terms } from '../support/changes-setup.js';
import { allMessages } from '../support/haimen.js';
import { digest, goTo, ranOn, remind } from '../support/morning.js';

let s: Terms;
let filings: FilingsService;
let unit: Viewer;
let supervisor: Viewer;
beforeEach(async () => {
  s = await terms();
  filings = s.t.get(FilingsService);
  unit = await s.viewer('reporter', LEAD);
  supervisor = await s.viewer('supervisor', DEPARTMENT);
});
afterEach(() => s.t.close());

const file = (who = unit, unitId?: number) =>
  filings.file(who, s.taskIds[0], { text: '资金未到位，可能影响进度', ...(unitId && { unitId }) });

it('accepted, it is a fact the scores read: who filed for which task on which day', async () => {
  goTo(s.t, '2018-11-12');
  const id = await file();
  expect(await acceptedFilings(s.t.db.read, s.planId)).toEqual([]);
  goTo(s.t, '2018-11-13');
  await filings.decide(supervisor, id, { outcome: 'approved' });
  expect(await acceptedFilings(s.t.db.read, s.planId)).toEqual([
    { id, taskId: s.taskIds[0], unitId: s.unitId(LEAD), askedOn: '2018-11-12', decidedOn: '2018-11-13' },
  ]);
  await expect(filings.withdraw(unit, id)).rejects.toMatchObject({ code: 'request-already-decided' });
});

it('comes in time on the day itself and too late the day after', async () => {
  goTo(s.t, '2018-11-20');
  await file();
  goTo(s.t, '2018-11-21');
  await expect(file()).rejects.toMatchObject({ code: 'filing-too-late' });
});

it('is a lead’s, or recorded for it; a cooperating unit does not file', async () => {
  const cooperating = await s.viewer('reporter', BLOCKER);
  await expect(file(cooperating)).rejects.toMatchObject({ code: 'not-a-lead' });
  await expect(file(supervisor, s.unitId(BLOCKER))).rejects.toMatchObject({ code: 'not-a-lead' });
  expect(await s.stored('filings', await file(supervisor))).toMatchObject({ unitId: s.unitId(LEAD) });
});

it('is not decided by the unit itself, nor by the department for itself', async () => {
  await expect(filings.decide(unit, await file(), { outcome: 'approved' })).rejects.toMatchObject({
    code: 'role-needed',
  });
  const own = await filings.file(supervisor, s.taskIds[1], { text: '师资不足' });
  await expect(filings.decide(supervisor, own, { outcome: 'approved' })).rejects.toMatchObject({
    code: 'unit-decides-for-itself',
  });
  await filings.decide(await s.viewer('verifier', OUTSIDE), own, { outcome: 'approved' });
});

it('waits in the digest, and is answered in the unit’s next mail', async () => {
  goTo(s.t, '2018-11-06', '15:00');
  const id = await file();
  await digest(s.t, '2018-11-07', ranOn('2018-11-06'));
  expect((await allMessages(s.t))[0]!.text).toContain('报备待定');
  await expect(filings.decide(supervisor, id, { outcome: 'refused' })).rejects.toMatchObject({
    code: 'refusal-needs-remark',
  });
  goTo(s.t, '2018-11-07', '16:00');
  await filings.decide(supervisor, id, { outcome: 'refused', remark: '请先协调财政部门' });
  expect(await remind(s.t, '2018-11-08', ranOn('2018-11-07'))).toMatchObject({ messages: 1 });
  const mail = (await allMessages(s.t)).at(-1)!;
  expect(mail.subject).toBe('【告知】报备未受理 第1项 健全考核办法（市考核办）');
  expect(mail.text).toContain('答复意见：请先协调财政部门');
  await remind(s.t, '2018-11-09', ranOn('2018-11-08'));
  expect((await allMessages(s.t)).at(-1)!.subject).toBe(
    '【提醒·还有7个工作日】第1项 健全考核办法（市考核办）',
  );
});

describe('of a sensitive task', () => {
  const mark = () =>
    s.t.db.inTransaction((tx) => tx.update('Task', s.taskIds[0], { sensitiveFromOn: '2018-11-07' }));

  it('nothing is filed online, by the unit or for it', async () => {
    await mark();
    await expect(file()).rejects.toMatchObject({ code: 'task-is-sensitive' });
    await expect(file(supervisor)).rejects.toMatchObject({ code: 'task-is-sensitive' });
  });

  it('the answer to what was filed before is mailed without the remark', async () => {
    goTo(s.t, '2018-11-07', '16:00');
    const id = await file();
    await mark();
    await filings.decide(supervisor, id, { outcome: 'refused', remark: '请先协调财政部门' });
    await remind(s.t, '2018-11-08', ranOn('2018-11-07'));
    const mail = (await allMessages(s.t)).at(-1)!;
    expect(mail.subject).toBe('【告知】报备未受理 第1项（内部事项）（市考核办）');
    expect(mail.text).not.toContain('请先协调');
  });
});

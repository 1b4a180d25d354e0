/** When a year's notice is entered, proposed days move with it, and nothing else does. */
import { CalendarMovesService } from '../../src/plans/calendar-moves.service.js';
import { Deadline } from '../../src/plans/deadline.entity.js';
import { DraftsService } from '../../src/plans/drafts.service.js';
import { IssueService } from '../../src/plans/issue.service.js';
import { Task } from '../../src/plans/task.entity.js';
import { rows } from '../../src/platform/sql.js';
import { day } from '../../src/rules/day.js';
import { testApp, type TestApp } from '../support/app.js';
import { haimenDraft, type Haimen } from '../support/haimen.js';

/** As if 28 June 2019, the Friday before the period's end, were free and the Sunday worked. */
const NOTICE = JSON.stringify({
  year: 2019,
  days: [
    { name: '元旦', date: '2019-01-01', isOffDay: true },
    { name: '校庆', date: '2019-06-28', isOffDay: true },
  ],
});
let app: TestApp;
let haimen: Haimen;

beforeEach(async () => {
  app = await testApp({ now: '2018-11-02T02:00:00Z' });
  haimen = await haimenDraft(app);
});
afterEach(() => app.close());

const days = () =>
  rows<{ id: number; kind: string; nominalOn: string; originalDueOn: string; dueOn: string; source: string }>(
    app.db.read,
    `SELECT id, kind, "nominalOn", "originalDueOn", "dueOn", source FROM deadlines WHERE kind = 'progress' ORDER BY id`,
  );

it('moves proposed progress days, keeps the original day, and leaves a person’s day alone', async () => {
  const [first] = await days();
  await app.get(DraftsService).setDay(haimen.supervisor, first!.id, { dueOn: day('2019-06-28') });
  await app.get(IssueService).issue(haimen.supervisor, haimen.planId);
  const { moved } = await app.get(CalendarMovesService).enter(haimen.supervisor, { text: NOTICE });
  const after = await days();
  expect(after.find((one) => one.id === first!.id)).toMatchObject({ dueOn: '2019-06-28', source: 'person' });
  const others = after.filter((one) => one.id !== first!.id);
  expect(moved).toBeGreaterThanOrEqual(others.length);
  expect(new Set(others.map((one) => [one.originalDueOn, one.dueOn, one.source].join(' ')))).toEqual(
    new Set(['2019-06-28 2019-06-27 calendar']),
  );
  const trail = await rows(
    app.db.read,
    `SELECT id FROM audit_entries WHERE verb = 'move' AND noun = 'deadline'`,
  );
  expect(trail).toHaveLength(moved);
});

it('leaves days that are already due, so that nobody becomes late by a notice', async () => {
  await app.get(IssueService).issue(haimen.supervisor, haimen.planId);
  app.clock.set('2019-06-28T02:00:00Z');
  const { moved } = await app.get(CalendarMovesService).enter(haimen.supervisor, { text: NOTICE });
  expect(new Set((await days()).map((one) => one.dueOn))).toEqual(new Set(['2019-06-28']));
  expect(moved).toBe(0);
});

it('leaves a draft that can still be corrected and issued: nobody was told its days yet', async () => {
  await app.get(CalendarMovesService).enter(haimen.supervisor, { text: NOTICE });
  expect(await rows(app.db.read, 'SELECT id FROM day_changes')).toEqual([]);
  expect(new Set((await days()).map((one) => `${one.originalDueOn} ${one.dueOn}`))).toEqual(
    new Set(['2019-06-27 2019-06-27']),
  );
  const [task] = await app.db.read.find(Task, { order: { position: 'ASC' } });
  await app.get(DraftsService).dropTask(haimen.supervisor, task!.id);
  await app.get(IssueService).issue(haimen.supervisor, haimen.planId);
});

it('does not take away the days that a return gave', async () => {
  await app.get(IssueService).issue(haimen.supervisor, haimen.planId);
  app.clock.set('2019-06-26T02:00:00Z');
  const [early, late] = await days();
  const returnedWith = (id: number, reworkOn: string) =>
    app.db.inTransaction((tx) => tx.update(Deadline, id, { reworkOn: day(reworkOn) }));
  await returnedWith(early!.id, '2019-06-28');
  await returnedWith(late!.id, '2019-07-01');
  await app.get(CalendarMovesService).enter(haimen.supervisor, { text: NOTICE });
  const after = await app.db.read.find(Deadline, { where: [{ id: early!.id }, { id: late!.id }] });
  expect(after.map((one) => `${one.dueOn} ${one.reworkOn}`).sort()).toEqual([
    '2019-06-27 2019-06-28',
    '2019-06-27 2019-07-01',
  ]);
});

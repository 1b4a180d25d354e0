import { playDemo } from '../../src/demo.js';
import { Runner } from '../../src/jobs/runner.js';
import { rows } from '../../src/platform/sql.js';
import { day, instantAt, type Day } from '../../src/rules/day.js';
import { deadlineState, workingDaysLate } from '../../src/rules/deadline-state.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { CalendarService } from '../../src/calendar/calendar.service.js';
import { Deadline } from '../../src/plans/deadline.entity.js';
import { testApp, type TestApp } from '../support/app.js';

const OPERATOR: Viewer = { personId: null, name: 'test', roles: ['supervisor'], unitIds: [], door: 'cli' };
let app: TestApp;

const play = async (anchor: Day) => {
  app = await testApp({ now: instantAt(anchor, '10:00', 'Asia/Shanghai') });
  const played = await playDemo(app.app, app.clock, { anchor, password: 'Only-for-1-test' });
  app.clock.set(instantAt(anchor, '10:00', 'Asia/Shanghai'));
  return played;
};
const digests = (onDay: Day) =>
  rows<{ toAddress: string; subject: string }>(
    app.db.read,
    `SELECT "toAddress", subject FROM messages WHERE kind = 'overdue-digest' AND "onDay" = :onDay ORDER BY id`,
    { onDay },
  );
const runDigest = (forDay: Day) => app.get(Runner).runNow(OPERATOR, 'overdue-digest', forDay);

afterEach(() => app.close());

describe('the demonstration on its anchor day, 18 November 2026', () => {
  const anchor = day('2026-11-18');
  let issuedOn: Day;
  beforeEach(async () => {
    issuedOn = (await play(anchor)).issuedOn;
  });

  it('has of ten lead units four accepted, two waiting, one returned and three late by three working days', async () => {
    const calendar = await app.get(CalendarService).working();
    const deadlines = await app.db.read.findBy(Deadline, { kind: 'refinement' });
    const states = deadlines.map((deadline) => {
      const late = workingDaysLate(deadline, calendar, anchor);
      return `${deadlineState(deadline, calendar, anchor)}${late ? ` by ${late}` : ''}`;
    });
    expect(issuedOn).toBe('2026-10-28');
    expect(states.sort()).toEqual([
      ...['due-soon', 'met', 'met', 'met', 'met'],
      ...['overdue by 3', 'overdue by 3', 'overdue by 3', 'pending', 'pending'],
    ]);
  });

  it('makes one digest per recipient the first time and none the second', async () => {
    expect(await runDigest(anchor)).toMatchObject({ outcome: 'done', counts: { messages: 1 } });
    expect(await runDigest(anchor)).toMatchObject({ outcome: 'already-done' });
    expect(await digests(anchor)).toEqual([
      { toAddress: 'ribao@haimen.example', subject: expect.stringMatching(/^【督办日报】11月18日 超期3/) },
    ]);
  });

  it('makes none for a Saturday that is no make-up day', async () => {
    expect(await runDigest(day('2026-11-21'))).toEqual({ outcome: 'not-a-working-day' });
    expect(await digests(day('2026-11-21'))).toEqual([]);
  });
});

describe('the demonstration on 10 October 2026, a make-up Saturday', () => {
  it('makes one digest', async () => {
    const anchor = day('2026-10-10');
    await play(anchor);
    expect(await runDigest(anchor)).toMatchObject({ outcome: 'done', counts: { messages: 1 } });
    expect(await digests(anchor)).toHaveLength(1);
  });
});

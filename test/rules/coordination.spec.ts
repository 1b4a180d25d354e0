import { isShielded, mayCall, type CallFacts, type ShieldSpan } from '../../src/rules/coordination.js';
import { day } from '../../src/rules/day.js';
import type { DeadlineFacts } from '../../src/rules/deadline-state.js';
import { filedInGoodTime } from '../../src/rules/filings.js';
import { realCalendar } from './real-calendar.js';

const calendar = realCalendar();
const [KAOHEBAN, CAIZHENG] = [1, 2];

function call(answerBy: string, blocker: Partial<CallFacts['blocker']> = {}): string {
  const verdict = mayCall(
    {
      today: day('2018-11-23'),
      answerBy: day(answerBy),
      askingUnitId: KAOHEBAN,
      blocker: { unitId: CAIZHENG, kind: 'unit', endedOn: null, ...blocker },
    },
    calendar,
  );
  return verdict.ok ? verdict.day : verdict.code;
}

describe('a call for coordination, made on Friday 23 November', () => {
  it.each<[string, string, Partial<CallFacts['blocker']>, string]>([
    ['for Sunday', '2018-12-02', {}, '2018-11-30'],
    ['for the next working day', '2018-11-26', {}, '2018-11-26'],
    ['for the same day', '2018-11-23', {}, 'call-too-soon'],
    ['for the weekend', '2018-11-25', {}, 'call-too-soon'],
    ['on itself', '2018-12-03', { unitId: KAOHEBAN }, 'call-on-itself'],
    ['on a group', '2018-12-03', { kind: 'group' }, 'call-on-a-group'],
    ['on a unit that has ended', '2018-12-03', { endedOn: day('2018-11-23') }, 'unit-ended'],
    ['on a unit that will end', '2018-12-03', { endedOn: day('2019-01-01') }, '2018-12-03'],
  ])('%s (%s)', (_, answerBy, blocker, expected) => {
    expect(call(answerBy, blocker)).toBe(expected);
  });
});

describe('the lead is shielded', () => {
  const span = (untilOn: string | null): ShieldSpan => ({
    ...{ taskId: 4, unitId: KAOHEBAN, fromOn: day('2018-11-23') },
    untilOn: untilOn === null ? null : day(untilOn),
  });
  const on = (text: string, spans: ShieldSpan[], of = { taskId: 4, unitId: KAOHEBAN }) =>
    isShielded(spans, of, day(text));

  it.each<[string, string, string | null, boolean]>([
    ['before the call', '2018-11-22', null, false],
    ['on the day of the call', '2018-11-23', null, true],
    ['while it is silent', '2019-06-30', null, true],
    ['on the day of the answer', '2018-12-05', '2018-12-05', true],
    ['after the answer', '2018-12-06', '2018-12-05', false],
  ])('%s', (_, text, untilOn, expected) => {
    expect(on(text, [span(untilOn)])).toBe(expected);
  });

  it('for that task and that unit alone', () => {
    expect(on('2018-11-30', [span(null)], { taskId: 5, unitId: KAOHEBAN })).toBe(false);
    expect(on('2018-11-30', [span(null)], { taskId: 4, unitId: CAIZHENG })).toBe(false);
  });
});

describe('a filing is in good time', () => {
  const owed = (dueOn: string, other: Partial<DeadlineFacts> = {}): DeadlineFacts => ({
    dueOn: day(dueOn),
    openedOn: day('2018-11-02'),
    ...{ reworkOn: null, pendingSince: null, metOn: null, waivedOn: null },
    ...other,
  });

  it.each<[string, DeadlineFacts[], boolean]>([
    ['before the day', [owed('2018-12-03')], true],
    ['on the day', [owed('2018-11-30')], true],
    ['after the day', [owed('2018-11-29')], false],
    ['after one day and before the next', [owed('2018-11-29'), owed('2019-06-28')], true],
    ['before the day of a period not yet open', [owed('2019-06-28', { openedOn: null })], true],
    ['when the day was met', [owed('2018-12-03', { metOn: day('2018-11-20') })], false],
    ['when the day was waived', [owed('2018-12-03', { waivedOn: day('2018-11-20') })], false],
    ['before the day of rework', [owed('2018-11-20', { reworkOn: day('2018-12-03') })], true],
    ['with nothing owed', [], false],
  ])('%s', (_, deadlines, expected) => {
    expect(filedInGoodTime(deadlines, day('2018-11-30'))).toBe(expected);
  });
});

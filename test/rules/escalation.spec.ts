import fc from 'fast-check';
import { addDays, day, type Day } from '../../src/rules/day.js';
import { EXTENSION_PAUSES, proposeEscalation, type EscalationFacts } from '../../src/rules/escalation.js';
import { defaultReminderSettings } from '../../src/rules/reminder-settings.js';
import { realCalendar, workingDaysFrom } from './real-calendar.js';

const calendar = realCalendar();
const DUE = day('2018-11-20');
/** Working days late → the day: 3 is 23 November, 10 is 4 December. */
const dayLate = (n: number) => calendar.plus(DUE, n);

type Given = Partial<Omit<EscalationFacts, 'daysLate'>>;

function on(today: Day, given: Given = {}, settings: Partial<typeof defaultReminderSettings> = {}) {
  const facts: EscalationFacts = {
    owedOn: DUE,
    daysLate: Math.max(0, calendar.workingDaysBetween(given.owedOn ?? DUE, today)),
    isSenior: false,
    lastUrgedOn: null,
    notice: null,
    openExtensionSince: null,
    ...given,
  };
  return proposeEscalation(facts, { today, calendar, settings: { ...defaultReminderSettings, ...settings } });
}
const stepOn = (...args: Parameters<typeof on>) => on(...args).step;

describe('Haimen’s refinement plans, due on 20 November 2018', () => {
  it.each([
    ['2018-11-20', 'none'],
    ['2018-11-22', 'none'],
    ['2018-11-23', 'urge'],
    ['2018-12-03', 'urge'],
    ['2018-12-04', 'notice'],
    ['2019-01-02', 'notice'],
  ])('of a silent unit nobody has urged, on %s: %s', (today, step) => {
    expect(stepOn(day(today))).toBe(step);
  });

  const urged = { lastUrgedOn: day('2018-11-23') };
  const notice = { sentOn: day('2018-12-04'), replyDueOn: day('2018-12-11') };
  it.each([
    ['2018-11-23', urged, 'none'],
    ['2018-12-03', urged, 'none'],
    ['2018-12-04', urged, 'notice'],
    ['2018-12-04', { ...urged, notice }, 'none'],
    ['2018-12-11', { ...urged, notice }, 'none'],
    ['2018-12-12', { ...urged, notice }, 'leader'],
  ])('on %s, after %j: %s', (today, given, step) => {
    expect(stepOn(day(today), given)).toBe(step);
  });

  it('a senior office is to be called at both thresholds, never urged, and then it is the leader’s', () => {
    const isSenior = true;
    const called = (text: string) => ({ isSenior, lastUrgedOn: day(text) });
    expect(stepOn(dayLate(2), { isSenior })).toBe('none');
    expect(stepOn(dayLate(3), { isSenior })).toBe('call');
    expect(stepOn(dayLate(4), called('2018-11-23'))).toBe('none');
    expect(stepOn(dayLate(10), called('2018-11-23'))).toBe('call');
    expect(stepOn(dayLate(11), called('2018-12-04'))).toBe('leader');
  });

  it('what was urged, called or noticed before it became late does not count', () => {
    expect(stepOn(dayLate(3), { lastUrgedOn: DUE })).toBe('urge');
    expect(stepOn(dayLate(3), { lastUrgedOn: DUE, isSenior: true })).toBe('call');
    const notice = { sentOn: DUE, replyDueOn: dayLate(2) };
    expect(stepOn(dayLate(10), { notice })).toBe('notice');
  });

  it('a return begins the ladder anew', () => {
    const returned = { owedOn: day('2018-12-10'), lastUrgedOn: day('2018-11-23') };
    expect(stepOn(day('2018-12-12'), returned)).toBe('none');
    expect(stepOn(day('2018-12-13'), returned)).toBe('urge');
  });
});

describe('an open request for an extension', () => {
  const asked = { openExtensionSince: DUE };

  it('pauses every step for five working days, that of the request included', () => {
    expect(on(dayLate(3), asked)).toEqual({ step: 'paused', resumesOn: '2018-11-27' });
    expect(on(dayLate(4), asked).step).toBe('paused');
    expect(on(dayLate(5), asked)).toEqual({ step: 'urge', resumesOn: null });
    expect(stepOn(dayLate(3), { ...asked, isSenior: true })).toBe('paused');
    expect(stepOn(dayLate(10), { openExtensionSince: dayLate(9) })).toBe('paused');
  });

  it('pauses nothing where nothing is proposed', () => {
    expect(stepOn(dayLate(2), asked)).toBe('none');
    expect(stepOn(dayLate(4), { ...asked, lastUrgedOn: dayLate(3) })).toBe('none');
  });
});

it('the thresholds are settings of the jurisdiction', () => {
  expect(stepOn(dayLate(1), {}, { urgeAfter: 1 })).toBe('urge');
  expect(stepOn(dayLate(4), {}, { noticeAfter: 4 })).toBe('notice');
  expect(stepOn(dayLate(2), {}, { noticeAfter: 2 })).toBe('notice');
  expect(stepOn(DUE, {}, { urgeAfter: 0, noticeAfter: 0 })).toBe('none');
});

const days = fc.integer({ min: -20, max: 60 }).map((n) => addDays(DUE, n));
const anyFacts = fc.record({
  isSenior: fc.boolean(),
  lastUrgedOn: fc.option(days),
  openExtensionSince: fc.option(days),
  notice: fc.option(
    fc.record({ sentOn: days, replyDueOn: days }).map(({ sentOn, replyDueOn }) => ({
      sentOn,
      replyDueOn: addDays(replyDueOn, 30) > sentOn ? addDays(replyDueOn, 30) : addDays(sentOn, 1),
    })),
  ),
});

it('whatever happened: senior offices are never urged, early days are quiet, a pause is short and ends', () => {
  fc.assert(
    fc.property(anyFacts, days, (facts, today) => {
      const { step, resumesOn } = on(today, facts);
      const daysLate = calendar.workingDaysBetween(DUE, today);
      if (facts.isSenior) expect(['none', 'call', 'leader', 'paused']).toContain(step);
      else expect(step).not.toBe('call');
      if (daysLate < 3) expect(step).toBe('none');
      if (step === 'notice' || step === 'leader') expect(daysLate).toBeGreaterThanOrEqual(10);
      expect(resumesOn !== null).toBe(step === 'paused');
      if (resumesOn === null) return;
      expect(resumesOn > today).toBe(true);
      const since = facts.openExtensionSince!;
      const paused = workingDaysFrom(calendar, since, addDays(resumesOn, -1));
      expect(paused.length).toBeLessThanOrEqual(EXTENSION_PAUSES);
      expect(stepOn(resumesOn, facts)).not.toBe('paused');
    }),
  );
});

it('an urging, and then a notice, each silence the proposal they answer', () => {
  fc.assert(
    fc.property(days, (today) => {
      const before = stepOn(today);
      if (before === 'urge') expect(stepOn(today, { lastUrgedOn: today })).toBe('none');
      const notice = { sentOn: today, replyDueOn: addDays(today, 7) };
      if (before === 'notice') expect(stepOn(today, { notice })).toBe('none');
    }),
  );
});

import { day } from '../../src/rules/day.js';
import type { DeadlineFacts } from '../../src/rules/deadline-state.js';
import { lightOf, lightOfDeadline, lightSigns, type Light } from '../../src/rules/lights.js';
import { realCalendar } from './real-calendar.js';

const calendar = realCalendar();

function facts(dueOn: string, other: Partial<DeadlineFacts> = {}): DeadlineFacts {
  const rest = {
    reworkOn: null,
    pendingSince: null,
    metOn: null,
    waivedOn: null,
    openedOn: day('2018-11-02'),
  };
  return { dueOn: day(dueOn), ...rest, ...other };
}

const notNear = facts('2019-06-28');
const near = facts('2018-11-30');
const late = facts('2018-11-20');
const met = facts('2018-11-20', { metOn: day('2018-11-16') });
const madeUpLate = facts('2018-11-20', { metOn: day('2018-11-22') });
const pending = facts('2018-11-20', { pendingSince: day('2018-11-16') });
const pendingLate = facts('2018-11-20', { pendingSince: day('2018-11-22') });
const waived = facts('2018-11-20', { waivedOn: day('2018-11-16') });
const draft = facts('2018-11-20', { openedOn: null });

describe('the light of a task on 2018-11-23', () => {
  it.each<[string, DeadlineFacts[], Light]>([
    ['nothing due yet', [notNear], 'not-started'],
    ['no deadline at all', [], 'not-started'],
    ['a draft', [draft], 'not-started'],
    ['due within seven working days', [notNear, near], 'yellow'],
    ['overdue', [notNear, near, late], 'red'],
    ['handed in on time, not yet verified', [pending], 'green'],
    ['handed in on time, the next one far off', [pending, notNear], 'green'],
    ['handed in late, not yet verified', [pendingLate, notNear], 'yellow'],
    ['handed in, but another one overdue', [pending, late], 'red'],
    ['met, the next one far off', [met, notNear], 'green'],
    ['met, the next one near', [met, near], 'yellow'],
    ['made up late, the next one open and far off', [madeUpLate, notNear], 'green'],
    ['made up late, the next one not yet opened', [madeUpLate], 'yellow'],
    [
      'made up late, a later one met since',
      [madeUpLate, facts('2018-11-22', { metOn: day('2018-11-22') })],
      'green',
    ],
    ['met, the next one not yet opened', [met], 'green'],
    ['waived, the next one far off', [waived, notNear], 'not-started'],
    ['all waived', [waived], 'not-started'],
  ])('%s', (_what, deadlines, light) => {
    expect(lightOf(deadlines, calendar, day('2018-11-23'))).toBe(light);
  });

  it('is closed only when a person closed the task', () => {
    expect(lightOf([met], calendar, day('2018-11-23'), true)).toBe('closed');
    expect(lightOf([late], calendar, day('2018-11-23'), true)).toBe('closed');
    expect(lightOf([met], calendar, day('2018-11-23'))).not.toBe('closed');
  });

  it('of item 4 goes ○ ▲ ■ and, made up late with the next year open, ●', () => {
    const year2019 = facts('2019-12-31');
    const on = (d: string): Light => lightOf([year2019], calendar, day(d));
    expect(
      ['2018-11-02', '2019-12-19', '2019-12-20', '2019-12-31', '2020-01-01'].map((d) => lightSigns[on(d)]),
    ).toEqual(['○', '○', '▲', '▲', '■']);
    const madeUp = facts('2019-12-31', { metOn: day('2020-01-03') });
    const year2020 = facts('2020-12-31', { openedOn: day('2020-01-02') });
    expect(lightSigns[lightOf([madeUp, year2020], calendar, day('2020-01-06'))]).toBe('●');
    expect(lightOfDeadline(madeUp, calendar, day('2020-12-01'))).toBe('yellow');
  });
});

describe('the light of one period', () => {
  it.each<[string, DeadlineFacts, Light]>([
    ['overdue', late, 'red'],
    ['near', near, 'yellow'],
    ['made up late, for good', madeUpLate, 'yellow'],
    ['met', met, 'closed'],
    ['waived', waived, 'closed'],
    ['handed in on time', pending, 'green'],
    ['far off', notNear, 'not-started'],
    ['not opened', draft, 'not-started'],
  ])('%s', (_what, deadline, light) => {
    expect(lightOfDeadline(deadline, calendar, day('2018-11-23'))).toBe(light);
  });
});

import fc from 'fast-check';
import { addDays, day, isoWeekday, type Day } from '../../src/rules/day.js';
import { workingCalendar } from '../../src/rules/working-days.js';
import { realCalendar } from './real-calendar.js';

const calendar = realCalendar();
const plain = workingCalendar([], []);
const anyDay = fc.integer({ min: 0, max: 1500 }).map((n) => addDays(day('2017-06-01'), n));

/** The same count by looking at every day. */
function counted(after: Day, upTo: Day): number {
  let count = 0;
  for (let d = addDays(after, 1); d <= upTo; d = addDays(d, 1)) if (calendar.isWorkingDay(d)) count += 1;
  return count;
}

describe('the real calendar', () => {
  it.each([
    ['2018-12-29', true, 'a Saturday, but a make-up working day'],
    ['2018-12-30', false, 'New Year’s holiday'],
    ['2018-12-31', false, 'a Monday, but free'],
    ['2019-01-01', false, 'New Year'],
    ['2019-01-02', true, 'a Wednesday'],
    ['2019-06-30', false, 'a Sunday'],
    ['2026-10-10', true, 'a make-up Saturday'],
    ['2026-10-07', false, 'National Day week'],
  ])('%s: working day %s, %s', (d, isWorking) => {
    expect(calendar.isWorkingDay(day(d))).toBe(isWorking);
  });

  it('three working days after 2026-09-30 is 2026-10-10', () => {
    expect(calendar.plus(day('2026-09-30'), 3)).toBe('2026-10-10');
  });

  it('2018-11-20 is working day 12 after the issue on 2018-11-02', () => {
    expect(calendar.workingDaysBetween(day('2018-11-02'), day('2018-11-20'))).toBe(12);
    expect(calendar.plus(day('2018-11-02'), 12)).toBe('2018-11-20');
  });

  it('from issue on 2018-11-02 to 2019-01-02 there are 43 working days counting both ends, 42 after the day of issue', () => {
    expect(calendar.workingDaysBetween(day('2018-11-02'), day('2019-01-02'))).toBe(42);
    expect(calendar.workingDaysBetween(day('2018-11-01'), day('2019-01-02'))).toBe(43);
  });

  it('names the day as the notice does', () => {
    expect(calendar.nameOf(day('2019-01-01'))).toBe('元旦');
    expect(calendar.nameOf(day('2019-01-02'))).toBeNull();
  });

  it('a year without a notice counts Monday to Friday and is named as unknown', () => {
    expect(calendar.isWorkingDay(day('2027-01-01'))).toBe(true);
    expect(calendar.isWorkingDay(day('2027-01-02'))).toBe(false);
    expect(calendar.knows(2026)).toBe(true);
    expect(calendar.knows(2027)).toBe(false);
    expect(calendar.unknownYears(day('2026-12-01'), day('2028-01-31'))).toEqual([2027, 2028]);
    expect(calendar.unknownYears(day('2018-11-02'), day('2019-12-31'))).toEqual([]);
  });

  it('a make-up day printed in next year’s notice counts already', () => {
    const rows = [{ day: day('2018-12-29'), isOff: false, name: '元旦' }];
    const early = workingCalendar(rows, [2019]);
    expect(early.isWorkingDay(day('2018-12-29'))).toBe(true);
    expect(early.knows(2018)).toBe(false);
  });
});

describe('counting and stepping', () => {
  it('counting by the index is counting by looking at every day', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 0, max: 900 }), (d, n) => {
        const until = addDays(d, n);
        const count = calendar.workingDaysBetween(d, until);
        return count === counted(d, until) && calendar.workingDaysBetween(until, d) === 0 - count;
      }),
    );
  });

  it('the n-th working day after a day is a working day, and n working days away', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 700 }), (d, n) => {
        const then = calendar.plus(d, n);
        return calendar.isWorkingDay(then) && calendar.workingDaysBetween(d, then) === n;
      }),
    );
  });

  it('the n-th working day before a day has n working days from itself to the eve of that day', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 700 }), (d, n) => {
        const then = calendar.plus(d, -n);
        return then < d && calendar.isWorkingDay(then) && counted(addDays(then, -1), addDays(d, -1)) === n;
      }),
    );
  });

  it('zero working days on is the day itself, or the working day before a free one', () => {
    expect(calendar.plus(day('2018-11-02'), 0)).toBe('2018-11-02');
    expect(calendar.plus(day('2019-01-01'), 0)).toBe('2018-12-29');
    fc.assert(fc.property(anyDay, (d) => calendar.plus(d, 0) === calendar.sameOrPrevious(d)));
  });

  it('a free day moves to the working day before or after, across the turn of the year', () => {
    expect(calendar.sameOrPrevious(day('2018-12-31'))).toBe('2018-12-29');
    expect(calendar.sameOrNext(day('2018-12-30'))).toBe('2019-01-02');
    expect(calendar.sameOrPrevious(day('2019-06-30'))).toBe('2019-06-28');
    fc.assert(fc.property(anyDay, (d) => calendar.sameOrPrevious(d) <= d && d <= calendar.sameOrNext(d)));
  });

  it('without any rows every weekday works', () => {
    fc.assert(fc.property(anyDay, (d) => plain.isWorkingDay(d) === isoWeekday(d) <= 5));
    expect(plain.plus(day('2024-12-31'), 262)).toBe('2026-01-01');
  });

  it('says something even at the ends of time', () => {
    expect(plain.plus(day('0001-01-01'), -5)).toBe('0001-01-01');
    expect(plain.plus(day('9999-12-31'), 5)).toBe('9999-12-31');
  });

  it('counting over ten years costs about what counting over ten days costs', () => {
    const [from, soon, far] = [day('2010-06-01'), day('2010-06-11'), day('2020-06-01')];
    const cost = (until: Day): number => {
      const started = performance.now();
      for (let i = 0; i < 20_000; i += 1) calendar.workingDaysBetween(from, until);
      return performance.now() - started;
    };
    cost(far);
    const ratios = [1, 2, 3].map(() => cost(far) / cost(soon));
    expect(Math.min(...ratios)).toBeLessThan(20);
  });
});

describe('the first working day of a week', () => {
  it.each<[string, string | null, string]>([
    ['2018-11-21', '2018-11-19', 'a plain week: Monday'],
    ['2018-12-31', '2019-01-02', 'Monday and Tuesday free: Wednesday'],
    ['2018-12-29', '2018-12-24', 'a make-up Saturday belongs to the week before it'],
    ['2026-10-10', '2026-10-08', 'the week after National Day begins on Thursday'],
    ['2019-02-05', null, 'Spring Festival 2019: Monday to Sunday free'],
  ])('of %s is %s (%s)', (d, first) => {
    expect(calendar.firstWorkingDayOfWeek(day(d))).toBe(first);
  });

  it('a make-up Sunday before a holiday is not the first of its week', () => {
    expect(calendar.isWorkingDay(day('2019-04-28'))).toBe(true);
    expect(calendar.isFirstWorkingDayOfWeek(day('2019-04-28'))).toBe(false);
  });

  it('no week has two of them', () => {
    fc.assert(
      fc.property(anyDay, (d) => {
        const monday = addDays(d, 1 - isoWeekday(d));
        const firsts = [0, 1, 2, 3, 4, 5, 6].filter((n) =>
          calendar.isFirstWorkingDayOfWeek(addDays(monday, n)),
        );
        return firsts.length === (calendar.firstWorkingDayOfWeek(d) === null ? 0 : 1);
      }),
    );
  });
});

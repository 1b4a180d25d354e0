import fc from 'fast-check';
import {
  addDays,
  addMonths,
  day,
  dayInZone,
  daysBetween,
  earlierOf,
  endOfMonth,
  instantAt,
  isDay,
  isoWeekday,
  laterOf,
  makeDay,
  startOfIsoWeek,
  timeInZone,
  yearOf,
} from '../../src/rules/day.js';

const anyDay = fc.integer({ min: -25_000, max: 40_000 }).map((n) => addDays(day('2000-01-01'), n));
const SHANGHAI = 'Asia/Shanghai';

describe('a Day', () => {
  it.each(['2018-11-02', '2020-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('%s is a day', (text) => {
    expect(isDay(text)).toBe(true);
    expect(day(text)).toBe(text);
  });

  it.each([
    '20261120',
    '2026-1-2',
    '2019-02-29',
    '1900-02-29',
    '2019-04-31',
    '2019-13-01',
    '2019-00-10',
    '2019-01-00',
    '0000-01-01',
    '2019-01-01T00:00',
    ' 2019-01-01',
    '２０１９-01-01',
    '',
  ])('%j is no day, and day() says so with a RangeError', (text) => {
    expect(isDay(text)).toBe(false);
    expect(() => day(text)).toThrow(RangeError);
  });

  it('is never a number, null or a Date', () => {
    expect([20261120, null, undefined, new Date(0), {}].some(isDay)).toBe(false);
  });

  it('compares as text', () => {
    fc.assert(fc.property(anyDay, anyDay, (a, b) => a < b === daysBetween(a, b) > 0));
    expect(laterOf(day('2018-12-31'), day('2019-01-01'))).toBe('2019-01-01');
    expect(earlierOf(day('2018-12-31'), day('2019-01-01'))).toBe('2018-12-31');
  });
});

describe('arithmetic with days', () => {
  it('adding so many days and counting them are each other’s inverse', () => {
    fc.assert(
      fc.property(
        anyDay,
        fc.integer({ min: -5000, max: 5000 }),
        (d, n) => daysBetween(d, addDays(d, n)) === n,
      ),
    );
  });

  it('every sum is again a real day', () => {
    fc.assert(fc.property(anyDay, fc.integer({ min: -5000, max: 5000 }), (d, n) => isDay(addDays(d, n))));
  });

  it.each([
    ['2018-12-31', 1, '2019-01-01'],
    ['2020-02-28', 1, '2020-02-29'],
    ['2019-03-01', -1, '2019-02-28'],
    ['2018-11-02', 0, '2018-11-02'],
  ])('%s and %i days make %s', (from, n, to) => {
    expect(addDays(day(from), n)).toBe(to);
  });

  it.each([
    ['2019-01-31', 1, '2019-02-28'],
    ['2020-01-31', 1, '2020-02-29'],
    ['2019-11-30', 3, '2020-02-29'],
    ['2019-01-15', -1, '2018-12-15'],
    ['2019-01-15', -13, '2017-12-15'],
    ['2019-06-30', 12, '2020-06-30'],
  ])('%s and %i months make %s', (from, n, to) => {
    expect(addMonths(day(from), n)).toBe(to);
  });

  it('knows the weekday and the Monday of the week', () => {
    expect(isoWeekday(day('2018-11-02'))).toBe(5);
    expect(isoWeekday(day('2018-12-30'))).toBe(7);
    expect(isoWeekday(day('1969-12-29'))).toBe(1);
    expect(startOfIsoWeek(day('2019-01-02'))).toBe('2018-12-31');
    fc.assert(
      fc.property(
        anyDay,
        (d) => isoWeekday(startOfIsoWeek(d)) === 1 && isoWeekday(d) === daysBetween(startOfIsoWeek(d), d) + 1,
      ),
    );
  });

  it('makes days from numbers, and knows the end of a month', () => {
    expect(makeDay(2019, 6, 30)).toBe('2019-06-30');
    expect(makeDay(99, 3, 1)).toBe('0099-03-01');
    expect(endOfMonth(2020, 2)).toBe('2020-02-29');
    expect(endOfMonth(2019, 2)).toBe('2019-02-28');
    expect(yearOf(day('2019-02-28'))).toBe(2019);
  });
});

describe('days and instants', () => {
  it('the day begins at midnight in the zone asked for, whatever the machine’s', () => {
    expect(dayInZone('2018-11-08T15:59:59.999Z', SHANGHAI)).toBe('2018-11-08');
    expect(dayInZone('2018-11-08T16:00:00.000Z', SHANGHAI)).toBe('2018-11-09');
    expect(dayInZone('2018-11-09T07:59:00.000Z', 'America/Los_Angeles')).toBe('2018-11-08');
  });

  it('08:30 means Beijing', () => {
    expect(instantAt(day('2018-11-09'), '08:30', SHANGHAI)).toBe('2018-11-09T00:30:00.000Z');
    expect(timeInZone('2018-11-09T00:30:00.000Z', SHANGHAI)).toBe('08:30');
    expect(timeInZone('2018-11-08T16:00:00.000Z', SHANGHAI)).toBe('00:00');
  });

  it('an instant is ISO UTC with 24 characters, and gives back its day and time', () => {
    const times = fc.constantFrom('00:00', '08:30', '12:05', '23:59');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), times, (n, time) => {
        const d = addDays(day('2000-01-01'), n);
        const instant = instantAt(d, time, SHANGHAI);
        return (
          instant.length === 24 &&
          dayInZone(instant, SHANGHAI) === d &&
          timeInZone(instant, SHANGHAI) === time
        );
      }),
      { numRuns: 50 },
    );
  });
});

import fc from 'fast-check';
import { addDays, day } from '../../src/rules/day.js';
import {
  periodAfter,
  periodByKey,
  periodOf,
  periodsBetween,
  type Rhythm,
} from '../../src/rules/recurrence.js';

const rhythms = fc.constantFrom<Rhythm>('half-year', 'year');
const anyDay = fc.integer({ min: 0, max: 9000 }).map((n) => addDays(day('2010-01-01'), n));

describe('periods', () => {
  it('2019 has two halves and one year', () => {
    const [from, until] = [day('2019-01-01'), day('2019-12-31')];
    expect(periodsBetween(from, until, 'half-year')).toEqual([
      { key: '2019-H1', startOn: '2019-01-01', nominalOn: '2019-06-30' },
      { key: '2019-H2', startOn: '2019-07-01', nominalOn: '2019-12-31' },
    ]);
    expect(periodsBetween(from, until, 'year')).toEqual([
      { key: '2019', startOn: '2019-01-01', nominalOn: '2019-12-31' },
    ]);
  });

  it.each<[string, Rhythm, string]>([
    ['2018-11-02', 'half-year', '2018-H2'],
    ['2019-06-30', 'half-year', '2019-H1'],
    ['2019-07-01', 'half-year', '2019-H2'],
    ['2019-12-31', 'year', '2019'],
    ['2020-01-01', 'year', '2020'],
  ])('%s lies in the %s %s', (d, rhythm, key) => {
    expect(periodOf(day(d), rhythm).key).toBe(key);
  });

  it('a period counts between two days when its end does', () => {
    const keys = (from: string, until: string): string[] =>
      periodsBetween(day(from), day(until), 'half-year').map((period) => period.key);
    expect(keys('2018-11-02', '2019-06-29')).toEqual(['2018-H2']);
    expect(keys('2018-12-31', '2019-06-30')).toEqual(['2018-H2', '2019-H1']);
    expect(keys('2019-01-01', '2019-05-01')).toEqual([]);
    expect(keys('2019-05-01', '2019-01-01')).toEqual([]);
  });

  it('every day lies in its period, and the next one begins the day after it ends', () => {
    fc.assert(
      fc.property(anyDay, rhythms, (d, rhythm) => {
        const period = periodOf(d, rhythm);
        const next = periodAfter(period);
        return period.startOn <= d && d <= period.nominalOn && next.startOn === addDays(period.nominalOn, 1);
      }),
    );
  });

  it('a key gives back its period, other text none', () => {
    fc.assert(
      fc.property(anyDay, rhythms, (d, rhythm) => {
        const period = periodOf(d, rhythm);
        expect(periodByKey(period.key)).toEqual(period);
      }),
    );
    expect(['', '2019-H3', '2019-06', 'H1'].map(periodByKey)).toEqual([null, null, null, null]);
  });
});

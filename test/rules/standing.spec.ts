import { day } from '../../src/rules/day.js';
import { placesOf, standingOf, type StandingFacts } from '../../src/rules/standing.js';
import { realCalendar } from './real-calendar.js';

function facts(dueOn: string, given: Partial<StandingFacts> = {}): StandingFacts {
  return {
    ...{ dueOn: day(dueOn), reworkOn: null, pendingSince: null, metOn: null, waivedOn: null },
    ...{ openedOn: day('2018-11-02'), kind: 'progress', returns: 0 },
    ...given,
  };
}

describe('the standing of a unit on 2019-07-02', () => {
  const owed = [
    facts('2018-11-20', { kind: 'refinement', metOn: day('2018-11-16') }),
    facts('2019-06-28', { metOn: day('2019-06-27') }),
    facts('2019-06-28', { metOn: day('2019-06-28'), returns: 2 }),
    facts('2019-06-28', { metOn: day('2019-07-01') }),
    facts('2019-06-28'),
    facts('2019-06-28', { pendingSince: day('2019-06-28') }),
    facts('2019-12-31', { kind: 'completion' }),
    facts('2019-06-28', { waivedOn: day('2019-06-30') }),
    facts('2019-12-31', { openedOn: null }),
  ];

  it('counts what was accepted and what is late', () => {
    expect(standingOf(owed, realCalendar(), day('2019-07-02'))).toEqual({
      ...{
        asked: 7,
        done: 4,
        onTime: 3,
        lateNow: 1,
        rate: 60,
        pending: 1,
        madeUpLate: 1,
        daysLate: 3,
        returned: 2,
      },
      completions: { done: 0, onTime: 0, lateNow: 0, rate: null },
      reports: { done: 3, onTime: 2, lateNow: 1, rate: 50 },
    });
  });
});

it('equal points share a place, and the next one is so much farther down', () => {
  const places = placesOf(
    new Map([
      [1, 2],
      [2, 3.5],
      [3, 2],
      [4, -1],
    ]),
  );
  expect([...places]).toEqual([
    [1, 2],
    [2, 1],
    [3, 2],
    [4, 4],
  ]);
});

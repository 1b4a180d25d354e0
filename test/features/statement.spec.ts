/** The balance of a statement 对账单: open before + new − done − taken off = open after, whatever the rows. */
import fc from 'fast-check';
import { addDays, day } from '../../src/rules/day.js';
import { cutoffs } from '../../src/rules/deadline-state.js';
import { balanceOf } from '../../src/reports/lists.js';
import type { ListedDeadlineRow } from '../../src/reports/lists.queries.js';
import { halfOn, halfSpan } from '../../src/reports/span.js';
import { realCalendar } from '../rules/real-calendar.js';

const SPAN = halfSpan(2019, 'H1');
const by = (today: string) => cutoffs(realCalendar(), day(today));

function row(openedOn: string | null, given: Partial<ListedDeadlineRow> = {}): ListedDeadlineRow {
  return {
    ...{ id: 1, planId: 1, planTitle: '方案', taskId: 4, no: '四', title: '修订办法', kind: 'progress' },
    ...{ period: '2019-H1', originalDueOn: day('2019-06-28'), dueOn: day('2019-06-28'), source: 'rule' },
    ...{ reworkOn: null, heldOpenedOn: null, pendingSince: null, metOn: null, waivedOn: null },
    openedOn: openedOn === null ? null : day(openedOn),
    ...given,
  };
}

const numbersOf = (rows: ListedDeadlineRow[], today = '2020-02-03') => {
  const { openBefore, opened, done, takenOff, openAfter } = balanceOf(rows, [], SPAN, by(today));
  return [openBefore, opened, done, takenOff, openAfter];
};

describe('the statement of the first half of 2019', () => {
  it.each<[string, ListedDeadlineRow, number[]]>([
    ['open all the time', row('2018-11-02'), [1, 0, 0, 0, 1]],
    ['done before', row('2018-11-02', { metOn: day('2018-12-20') }), [0, 0, 0, 0, 0]],
    ['done within', row('2018-11-02', { metOn: day('2019-06-27') }), [1, 0, 1, 0, 0]],
    ['done on its first day', row('2018-11-02', { metOn: day('2019-01-01') }), [1, 0, 1, 0, 0]],
    ['done after', row('2018-11-02', { metOn: day('2019-07-01') }), [1, 0, 0, 0, 1]],
    ['opened and done within', row('2019-01-02', { metOn: day('2019-06-27') }), [0, 1, 1, 0, 0]],
    ['taken off within', row('2019-01-02', { waivedOn: day('2019-03-01') }), [0, 1, 0, 1, 0]],
    ['opened after', row('2019-07-01'), [0, 0, 0, 0, 0]],
    ['held', row(null, { heldOpenedOn: day('2018-11-02') }), [1, 0, 0, 0, 1]],
    ['never opened', row(null), [0, 0, 0, 0, 0]],
  ])('%s', (_what, one, expected) => {
    expect(numbersOf([one])).toEqual(expected);
  });

  it('asked for within the period counts until today', () => {
    expect(numbersOf([row('2019-04-01'), row('2019-05-01')], '2019-04-15')).toEqual([0, 1, 0, 0, 1]);
  });

  it('always balances, and lists what it counts', () => {
    const aDay = fc.nat(500).map((n) => addDays(day('2018-09-01'), n));
    const maybe = fc.option(aDay, { nil: null });
    const rows = fc.array(
      fc
        .record({ openedOn: maybe, metOn: maybe, waivedOn: maybe })
        .map((given) => ({ ...row(null), ...given })),
    );
    fc.assert(
      fc.property(rows, (given) => {
        const { openBefore, opened, done, takenOff, openAfter, items } = balanceOf(
          given,
          [],
          SPAN,
          by('2020-02-03'),
        );
        expect(openBefore + opened - done - takenOff).toBe(openAfter);
        expect(items).toHaveLength(openBefore + opened);
      }),
    );
  });
});

it('a year asked for without a half is the half that runs, of a past year the second', () => {
  expect([halfOn(2019, day('2019-06-30')), halfOn(2019, day('2019-07-01'))]).toEqual(['H1', 'H2']);
  expect([halfOn(2018, day('2019-03-01')), halfOn(2020, day('2019-03-01'))]).toEqual(['H2', 'H1']);
});

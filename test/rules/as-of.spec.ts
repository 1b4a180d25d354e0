import fc from 'fast-check';
import { asOf, type DeadlineHistory, type StoredFacts } from '../../src/rules/as-of.js';
import { addDays, day } from '../../src/rules/day.js';
import type { DeadlineFacts } from '../../src/rules/deadline-state.js';

const ON = day('2019-06-30');
const END = '2019-06-30T16:00:00.000Z';
const stored = (given: Partial<StoredFacts> = {}): StoredFacts => ({
  ...{
    dueOn: day('2019-06-28'),
    reworkOn: null,
    openedOn: day('2019-01-02'),
    pendingSince: null,
    metOn: null,
  },
  ...{ waivedOn: null, heldOn: null, heldOpenedOn: null, acceptedAt: null },
  ...given,
});
const nothing: DeadlineHistory = { changes: [], returns: [], stood: [] };
const returned = (handedInOn: string, returnedOn: string, reworkOn: string) => ({
  ...{ handedInOn: day(handedInOn), returnedOn: day(returnedOn), reworkOn: day(reworkOn) },
});

describe('a deadline as it stood on 2019-06-30', () => {
  it.each<[string, StoredFacts, DeadlineHistory, Partial<DeadlineFacts>]>([
    ['open', stored(), nothing, {}],
    [
      'accepted before',
      stored({ metOn: day('2019-06-27'), acceptedAt: '2019-06-28T02:00:00.000Z' }),
      nothing,
      { metOn: day('2019-06-27') },
    ],
    [
      'handed in before, accepted after',
      stored({ metOn: day('2019-06-27'), acceptedAt: '2019-07-01T02:00:00.000Z' }),
      nothing,
      { pendingSince: day('2019-06-27') },
    ],
    ['handed in after', stored({ pendingSince: day('2019-07-01') }), nothing, {}],
    ['waived after', stored({ waivedOn: day('2019-07-01') }), nothing, {}],
    ['waived before', stored({ waivedOn: day('2019-06-30') }), nothing, { waivedOn: day('2019-06-30') }],
    [
      'returned after, then corrected',
      stored({ dueOn: day('2019-07-10') }),
      {
        ...nothing,
        returns: [returned('2019-06-27', '2019-07-01', '2019-07-04')],
        changes: [{ fromDay: day('2019-06-28'), changedOn: day('2019-07-02') }],
      },
      { pendingSince: day('2019-06-27') },
    ],
    [
      'returned before, returned again after',
      stored({ reworkOn: day('2019-07-12') }),
      {
        ...nothing,
        returns: [
          returned('2019-06-20', '2019-06-24', '2019-06-28'),
          returned('2019-07-02', '2019-07-08', '2019-07-12'),
        ],
      },
      { reworkOn: day('2019-06-28') },
    ],
    [
      'held after',
      stored({ openedOn: null, heldOn: day('2019-07-02'), heldOpenedOn: day('2019-01-02') }),
      nothing,
      {},
    ],
    [
      'held then, and released since',
      stored(),
      { ...nothing, stood: [{ fromOn: day('2019-06-20'), untilOn: day('2019-07-03') }] },
      { openedOn: null },
    ],
    ['opened after', stored({ openedOn: day('2019-07-01') }), nothing, { openedOn: null }],
  ])('%s', (_what, facts, history, expected) => {
    const { heldOn: _held, heldOpenedOn: _opened, acceptedAt: _at, ...plain } = stored();
    expect(asOf(facts, history, ON, END)).toEqual({ ...plain, ...expected });
  });

  it('knows of no later day, whatever the facts', () => {
    const aDay = fc.nat(60).map((n) => addDays(day('2019-06-01'), n));
    const maybe = fc.option(aDay, { nil: null });
    const facts = fc.record({
      ...{
        dueOn: aDay,
        reworkOn: maybe,
        openedOn: maybe,
        pendingSince: maybe,
        metOn: maybe,
        waivedOn: maybe,
      },
      ...{ heldOn: maybe, heldOpenedOn: maybe, acceptedAt: fc.constant(null) },
    });
    fc.assert(
      fc.property(facts, (given) => {
        const then = asOf(given, nothing, ON, END);
        for (const known of [then.metOn, then.pendingSince, then.waivedOn, then.openedOn])
          expect(known === null || known <= ON).toBe(true);
      }),
    );
  });
});

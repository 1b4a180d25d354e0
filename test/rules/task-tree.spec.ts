import fc from 'fast-check';
import { day } from '../../src/rules/day.js';
import {
  figuresOf,
  isLaterThanParent,
  latestDay,
  mayHaveSubTasks,
  progressOf,
  subTaskNo,
  type TaskNode,
} from '../../src/rules/task-tree.js';

const task = (given: Partial<TaskNode> = {}): TaskNode => ({
  state: 'issued',
  reported: [],
  isDone: false,
  targets: [],
  children: [],
  ...given,
});
const target = (amount: string, measuredIn: string, reached: string | null = null) => ({
  amount,
  measuredIn,
  reached,
});

describe('levels', () => {
  it('an item and a measure may have sub-tasks, the third level may not', () => {
    expect([1, 2, 3].map(mayHaveSubTasks)).toEqual([true, true, false]);
    expect(subTaskNo(subTaskNo('3', 1), 2)).toBe('3.1.2');
  });
});

describe("a sub-task's day", () => {
  const [june, december, end] = [day('2019-06-30'), day('2019-12-31'), day('2020-06-30')];
  it.each([
    ['one completion', { completions: [june], planEndedOn: null }, june],
    [
      'joint leads, several years: the latest',
      { completions: [december, june], planEndedOn: null },
      december,
    ],
    ['standing, the plan has an end', { completions: [], planEndedOn: end }, end],
    ['standing, no end', { completions: [], planEndedOn: null }, null],
    ['a completion stands before the plan’s end', { completions: [june], planEndedOn: end }, june],
  ])('%s', (_, parent, latest) => expect(latestDay(parent)).toBe(latest));

  it('may be the very day of its parent, but none after it', () => {
    const parent = { completions: [june], planEndedOn: null };
    expect(isLaterThanParent(june, parent)).toBe(false);
    expect(isLaterThanParent(day('2019-07-01'), parent)).toBe(true);
    expect(isLaterThanParent(end, { completions: [], planEndedOn: null })).toBe(false);
  });
});

describe('progress', () => {
  it.each([
    ['nothing known', task(), null],
    ['closed', task({ state: 'closed', reported: [30] }), 100],
    ['its completion accepted', task({ isDone: true }), 100],
    ['reported', task({ reported: [30], children: [task({ reported: [90] })] }), 30],
    ['joint leads', task({ reported: [30, 60] }), 45],
    ['of its sub-tasks', task({ children: [task({ reported: [60] }), task()] }), 30],
    ['silent sub-tasks', task({ children: [task(), task()] }), 0],
    [
      'withdrawn left out',
      task({ children: [task({ reported: [60] }), task({ state: 'withdrawn', reported: [0] })] }),
      60,
    ],
    ['all withdrawn', task({ children: [task({ state: 'withdrawn' })] }), null],
    [
      'from the third level up',
      task({
        children: [task({ children: [task({ state: 'closed' }), task()] }), task({ reported: [100] })],
      }),
      75,
    ],
  ])('%s', (_, node, expected) => expect(progressOf(node)).toBe(expected));
});

describe('figures', () => {
  it('counts are added up, percentages averaged', () => {
    const parent = task({
      children: [
        task({ targets: [target('6', '个', '4'), target('90', '%', '80')] }),
        task({ targets: [target('4', '个'), target('100', '％', '91')] }),
      ],
    });
    expect(figuresOf(parent)).toEqual([
      { measuredIn: '个', isMean: false, count: 2, amount: '10', reached: '4' },
      { measuredIn: '%', isMean: true, count: 2, amount: '95', reached: '85.5' },
    ]);
  });

  it('what is measured differently stays apart, and nothing reported is not nought', () => {
    const parent = task({ children: [task({ targets: [target('1', '份'), target('2', '个')] })] });
    expect(figuresOf(parent)).toEqual([
      { measuredIn: '份', isMean: false, count: 1, amount: '1', reached: null },
      { measuredIn: '个', isMean: false, count: 1, amount: '2', reached: null },
    ]);
  });

  it('a measure’s own word stands before what its towns add up to; without one, theirs counts', () => {
    const towns = [task({ targets: [target('3', '个', '1')] }), task({ targets: [target('3', '个', '2')] })];
    const said = task({ targets: [target('6', '个', '5')], children: towns });
    const silent = task({ targets: [target('6', '个')], children: towns });
    expect(figuresOf(task({ children: [said] }))[0]).toMatchObject({ amount: '6', reached: '5' });
    expect(figuresOf(task({ children: [silent] }))[0]).toMatchObject({ amount: '6', reached: '3' });
    expect(figuresOf(task({ children: [task({ children: towns })] }))[0]).toMatchObject({
      amount: '6',
      reached: '3',
    });
  });

  it('a withdrawn sub-task does not count', () => {
    const gone = task({ state: 'withdrawn', targets: [target('6', '个', '6')] });
    expect(figuresOf(task({ children: [gone] }))).toEqual([]);
  });
});

const withChildren = (children: fc.Arbitrary<TaskNode[]>): fc.Arbitrary<TaskNode> =>
  fc.record({
    state: fc.constantFrom('issued' as const, 'active' as const, 'closed' as const, 'withdrawn' as const),
    reported: fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 2 }),
    isDone: fc.boolean(),
    targets: fc.array(
      fc.record({
        amount: fc.nat(999).map(String),
        measuredIn: fc.constantFrom('个', '%', '份'),
        reached: fc.option(fc.nat(999).map(String)),
      }),
      { maxLength: 3 },
    ),
    children,
  });
const offices = withChildren(fc.constant([]));
const measures = withChildren(fc.array(offices, { maxLength: 3 }));
const nodes = withChildren(fc.array(measures, { maxLength: 3 }));

describe('rolling up, whatever the tree', () => {
  it('stays between 0 and 100, is 100 for what is closed, and does not depend on the order', () => {
    fc.assert(
      fc.property(nodes, (node) => {
        const progress = progressOf(node);
        if (progress !== null) {
          expect(progress).toBeGreaterThanOrEqual(0);
          expect(progress).toBeLessThanOrEqual(100);
        }
        if (node.state === 'closed') expect(progress).toBe(100);
        const turned = { ...node, children: [...node.children].reverse() };
        expect(progressOf(turned)).toBe(progress);
        const sorted = (one: TaskNode) =>
          figuresOf(one).sort((a, b) => a.measuredIn.localeCompare(b.measuredIn));
        expect(sorted(turned)).toEqual(sorted(node));
      }),
    );
  });

  it('a withdrawn sub-task changes nothing', () => {
    fc.assert(
      fc.property(nodes, nodes, (node, other) => {
        const more = { ...node, children: [...node.children, { ...other, state: 'withdrawn' as const }] };
        expect(progressOf(more)).toBe(progressOf(node));
        expect(figuresOf(more)).toEqual(figuresOf(node));
      }),
    );
  });
});

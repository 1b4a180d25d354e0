import fc from 'fast-check';
import { addDays, day, type Day } from '../../src/rules/day.js';
import { noFacts, type ScoredDeadline, type ScoreFacts } from '../../src/rules/score-facts.js';
import {
  defaultScoreRules,
  faultsOfPoints,
  PRESET_NAMES,
  PRESETS,
  rulesOf,
  type ScorePoints,
  type ScoreRules,
} from '../../src/rules/score-rules.js';
import { scoreOf } from '../../src/rules/scores.js';

const OPENED = day('2018-11-02');
const DUE = day('2018-11-20');

function deadline(given: Partial<ScoredDeadline> = {}): ScoredDeadline {
  return {
    ...{ id: 12, taskId: 4, kind: 'completion', dueOn: DUE, openedOn: OPENED, isOwnSubTask: false },
    ...{
      heldOn: null,
      heldOpenedOn: null,
      pendingSince: null,
      metOn: null,
      waivedOn: null,
      waivedReason: null,
    },
    ...given,
  };
}

function facts(one: Partial<ScoredDeadline>, more: Partial<ScoreFacts> = {}): ScoreFacts {
  return { ...noFacts(), deadlines: [deadline(one)], ...more };
}

const returned = (handedInOn: string, returnedOn: string, reworkOn: string, id = 7) => ({
  ...{ id, deadlineId: 12, submissionId: 30 + id },
  ...{ handedInOn: day(handedInOn), returnedOn: day(returnedOn), reworkOn: day(reworkOn) },
});
const changed = (source: string, fromDay: string, toDay: string, changedOn = '2018-11-15', id = 1) => ({
  ...{ id, deadlineId: 12, source },
  ...{
    fromDay: day(fromDay),
    toDay: day(toDay),
    changedOn: day(changedOn),
    closingId: null,
    handedInOn: null,
  },
});
/** Of a close-out that verification 5 had accepted. */
const reopened = (fromDay: string, toDay: string, changedOn: string, handedInOn: string) => ({
  ...changed('reopening', fromDay, toDay, changedOn),
  ...{ closingId: 5, handedInOn: day(handedInOn) },
});
const graded = (id: number, gradedOn: string) => ({
  ...{
    id,
    deadlineId: 12,
    taskId: 4,
    submissionId: 30 + id,
    gradedOn: day(gradedOn),
    grade: 'full' as const,
  },
});
const granted = { id: 3, deadlineId: 12, fromDay: DUE, decidedOn: day('2018-11-15') };
const filed = (filedOn: string, decidedOn = filedOn) => ({
  ...{ id: 5, taskId: 4, filedOn: day(filedOn), decidedOn: day(decidedOn) },
});
const called = (askedOn: string, untilOn: string | null) => ({
  ...{ id: 2, taskId: 4, askedOn: day(askedOn), untilOn: untilOn === null ? null : day(untilOn) },
});
const urged = (urgedOn: string) => ({ id: 9, deadlineId: 12, urgedOn: day(urgedOn) });

/** 'late@2018-11-21=-1' */
function told(given: ScoreFacts, upTo = '2018-12-31', rules: ScoreRules = defaultScoreRules): string[] {
  return scoreOf(given, rules, day(upTo)).events.map(
    ({ code, on, points, shieldedBy, struck }) =>
      `${code}@${on}=${points}${shieldedBy ? ` ${shieldedBy}` : ''}${struck ? ' struck' : ''}`,
  );
}

describe('a deadline of 2018-11-20 in the score', () => {
  it.each<[string, ScoreFacts, string[]]>([
    ['handed in before its day', facts({ metOn: day('2018-11-16') }), ['on-time@2018-11-16=1']],
    ['handed in on its day', facts({ metOn: DUE }), ['on-time@2018-11-20=1']],
    ['handed in, not yet verified', facts({ pendingSince: DUE }), ['on-time@2018-11-20=1']],
    ['handed in late, not yet verified', facts({ pendingSince: day('2018-11-22') }), ['late@2018-11-21=-1']],
    ['made good late', facts({ metOn: day('2018-11-26') }), ['late@2018-11-21=-1']],
    ['never handed in', facts({}), ['late@2018-11-21=-1']],
    [
      'handed in in time after an urging',
      facts({ metOn: DUE }, { urgings: [urged('2018-11-19')] }),
      ['on-time-urged@2018-11-20=0.5'],
    ],
    [
      'urged after it was handed in',
      facts({ metOn: day('2018-11-16') }, { urgings: [urged('2018-11-19')] }),
      ['on-time@2018-11-16=1'],
    ],
    [
      'handed in late after an urging',
      facts({ metOn: day('2018-11-26') }, { urgings: [urged('2018-11-23')] }),
      ['late@2018-11-21=-1'],
    ],
    [
      'returned and handed in again by the rework day',
      facts({ metOn: day('2018-11-26') }, { returns: [returned('2018-11-19', '2018-11-21', '2018-11-26')] }),
      ['returned@2018-11-21=-2', 'on-time@2018-11-26=1'],
    ],
    [
      'returned and never handed in again',
      facts({}, { returns: [returned('2018-11-19', '2018-11-21', '2018-11-26')] }),
      ['returned@2018-11-21=-2', 'late@2018-11-27=-1'],
    ],
    [
      'first handed in late: a return does not make it good',
      facts({ metOn: day('2018-11-26') }, { returns: [returned('2018-11-21', '2018-11-22', '2018-11-27')] }),
      ['late@2018-11-21=-1', 'returned@2018-11-22=-2'],
    ],
    ['not open', facts({ openedOn: null }), []],
    ['of a sub-task of its own task', facts({ isOwnSubTask: true }), []],
    ['a reply in time', facts({ kind: 'reply', taskId: null, metOn: DUE }), []],
    ['an answer too late', facts({ kind: 'answer' }), ['late@2018-11-21=-1']],
    ['moved before its day', facts({ waivedOn: day('2018-11-12'), waivedReason: 'moved' }), []],
    [
      'moved after its day',
      facts({ waivedOn: day('2018-11-26'), waivedReason: 'moved' }),
      ['late@2018-11-21=-1'],
    ],
    ['corrected away', facts({ waivedOn: day('2018-11-26'), waivedReason: 'corrected' }), []],
    [
      'withdrawn, also what was returned of it',
      facts(
        { waivedOn: day('2018-11-26'), waivedReason: 'withdrawn' },
        { returns: [returned('2018-11-19', '2018-11-21', '2018-11-26')] },
      ),
      [],
    ],
    ['held before its day', facts({ openedOn: null, heldOpenedOn: OPENED, heldOn: day('2018-11-15') }), []],
    [
      'held when it was late already',
      facts({ openedOn: null, heldOpenedOn: OPENED, heldOn: day('2018-11-23') }),
      ['late@2018-11-21=-1'],
    ],
  ])('%s', (_what, given, expected) => {
    expect(told(given)).toEqual(expected);
  });

  it('counts nothing before its day has passed', () => {
    expect(told(facts({}), '2018-11-20')).toEqual([]);
    expect(told(facts({}), '2018-11-21')).toEqual(['late@2018-11-21=-1']);
  });

  it('stood on a day before a later fact as if the fact were not there', () => {
    const made = facts(
      { metOn: day('2018-11-26') },
      { returns: [returned('2018-11-19', '2018-11-21', '2018-11-26')] },
    );
    expect(told(made, '2018-11-18')).toEqual([]);
    expect(told(made, '2018-11-24')).toEqual(['returned@2018-11-21=-2']);
  });
});

describe('the day that counts', () => {
  const extended = { dueOn: day('2018-11-30'), metOn: day('2018-11-30') };
  const byExtension = { changes: [changed('extension', '2018-11-20', '2018-11-30')], extensions: [granted] };

  it.each<[string, ScoreFacts, string[]]>([
    [
      'an extension without a filing: the day before it',
      facts(extended, byExtension),
      ['late@2018-11-21=-1'],
    ],
    [
      'an extension with an accepted filing: the new day',
      facts(extended, { ...byExtension, filings: [filed('2018-11-14')] }),
      ['on-time@2018-11-30=1'],
    ],
    [
      'a filing after the day is too late',
      facts(extended, { ...byExtension, filings: [filed('2018-11-21')] }),
      ['late@2018-11-21=-1'],
    ],
    [
      'a correction: the corrected day',
      facts(
        { dueOn: day('2018-11-30'), metOn: day('2018-11-30') },
        { changes: [changed('correction', '2018-11-20', '2018-11-30')] },
      ),
      ['on-time@2018-11-30=1'],
    ],
    [
      'a correction after an extension: the corrected day',
      facts(
        { dueOn: day('2018-12-05'), metOn: day('2018-12-05') },
        {
          changes: [
            changed('extension', '2018-11-20', '2018-11-30'),
            changed('correction', '2018-11-30', '2018-12-05', '2018-11-20', 2),
          ],
        },
      ),
      ['on-time@2018-12-05=1'],
    ],
    [
      'a suspension after an extension: as many days as the clock stood',
      facts(
        { dueOn: day('2018-12-10'), metOn: day('2018-12-01') },
        {
          changes: [
            changed('extension', '2018-11-20', '2018-11-30'),
            changed('suspension', '2018-11-30', '2018-12-10', '2018-11-28', 2),
          ],
        },
      ),
      ['late@2018-12-01=-1'],
    ],
    [
      'a suspension after a return: what was late before it stays late',
      facts(
        { dueOn: day('2018-12-12'), metOn: day('2018-12-12') },
        {
          returns: [returned('2018-11-22', '2018-11-23', '2018-11-28')],
          changes: [
            changed('rework', '2018-11-20', '2018-11-28', '2018-12-10'),
            changed('suspension', '2018-11-28', '2018-12-12', '2018-12-10', 2),
          ],
        },
      ),
      ['late@2018-11-21=-1', 'returned@2018-11-23=-2'],
    ],
    [
      'a suspension after a return: the rework day moves by as many days as the clock stood',
      facts(
        { dueOn: day('2018-12-12'), metOn: day('2018-12-13') },
        {
          returns: [returned('2018-11-19', '2018-11-23', '2018-11-28')],
          changes: [
            changed('rework', '2018-11-20', '2018-11-28', '2018-12-10'),
            changed('suspension', '2018-11-28', '2018-12-12', '2018-12-10', 2),
          ],
        },
      ),
      ['returned@2018-11-23=-2', 'late@2018-12-13=-1'],
    ],
    [
      'a suspension while it waited: what was handed in late before it stays late',
      facts(
        { dueOn: day('2018-12-04'), metOn: day('2018-11-22') },
        { changes: [changed('suspension', '2018-11-20', '2018-12-04', '2018-12-07')] },
      ),
      ['late@2018-11-21=-1'],
    ],
    [
      'a reopening: in time anew, but late before it stays late',
      facts(
        { dueOn: day('2018-12-20'), metOn: day('2018-12-20') },
        { changes: [reopened('2018-11-20', '2018-12-20', '2018-12-03', '2018-11-26')] },
      ),
      ['late@2018-11-21=-1'],
    ],
    [
      'a reopening of what had been given up with the task above',
      facts(
        { dueOn: day('2018-12-20'), metOn: day('2018-12-20') },
        { changes: [changed('reopening', '2018-11-20', '2018-12-20', '2018-12-03')] },
      ),
      ['on-time@2018-12-20=1'],
    ],
    [
      'a reopening of what was in time: by its own day',
      facts(
        { dueOn: day('2018-12-20'), metOn: day('2018-12-21') },
        { changes: [reopened('2018-11-20', '2018-12-20', '2018-12-03', '2018-11-16')] },
      ),
      ['late@2018-12-21=-1'],
    ],
    [
      'a correction after a reopening: the day before the reopening is none of its business',
      facts(
        { dueOn: day('2018-12-24'), metOn: day('2018-12-21') },
        {
          changes: [
            reopened('2018-11-20', '2018-12-20', '2018-12-03', '2018-11-26'),
            changed('correction', '2018-12-20', '2018-12-24', '2018-12-04', 2),
          ],
        },
      ),
      ['late@2018-11-21=-1'],
    ],
    [
      'a return before a reopening and one after it: each by its own days',
      facts(
        { dueOn: day('2018-12-20'), metOn: day('2018-12-26') },
        {
          returns: [
            returned('2018-11-19', '2018-11-21', '2018-11-26', 4),
            returned('2018-12-19', '2018-12-20', '2018-12-25', 7),
          ],
          changes: [reopened('2018-11-20', '2018-12-20', '2018-12-03', '2018-11-26')],
        },
      ),
      ['returned@2018-11-21=-2', 'returned@2018-12-20=-2', 'late@2018-12-26=-1'],
    ],
  ])('%s', (_what, given, expected) => {
    expect(told(given)).toEqual(expected);
  });

  it('before a reopening is as if there were none; after it, nothing is in time until it is handed in', () => {
    const given = facts(
      { dueOn: day('2018-12-20') },
      { changes: [reopened('2018-11-20', '2018-12-20', '2018-12-03', '2018-11-16')] },
    );
    expect(told(given, '2018-12-02')).toEqual(['on-time@2018-11-16=1']);
    expect(told(given, '2018-12-19')).toEqual([]);
    expect(told(given, '2018-12-21')).toEqual(['late@2018-12-21=-1']);
  });

  it('is the one of the time asked about: a later change is not looked at', () => {
    const given = facts(
      { dueOn: day('2018-11-30'), metOn: day('2018-11-30') },
      { changes: [changed('correction', '2018-11-20', '2018-11-30', '2018-11-22')] },
    );
    expect(told(given, '2018-11-21')).toEqual(['late@2018-11-21=-1']);
    expect(told(given, '2018-11-22')).toEqual([]);
  });
});

describe('shields', () => {
  it.each<[string, ScoreFacts, string[]]>([
    [
      'an accepted filing in time',
      facts({}, { filings: [filed('2018-11-20')] }),
      ['late@2018-11-21=0 filing:5'],
    ],
    ['a filing after the day', facts({}, { filings: [filed('2018-11-21')] }), ['late@2018-11-21=-1']],
    [
      'a filing from before it was open',
      facts({ openedOn: day('2018-11-10') }, { filings: [filed('2018-11-09')] }),
      ['late@2018-11-21=-1'],
    ],
    [
      'a filing on another task',
      facts({ taskId: 5 }, { filings: [filed('2018-11-14')] }),
      ['late@2018-11-21=-1'],
    ],
    [
      'a blocker that is silent',
      facts({}, { calls: [called('2018-11-13', null)] }),
      ['late@2018-11-21=0 coordination:2'],
    ],
    [
      'a blocker that was silent for ten days, made good within ten',
      facts({ metOn: day('2018-11-30') }, { calls: [called('2018-11-13', '2018-11-23')] }),
      ['late@2018-11-21=0 coordination:2'],
    ],
    [
      'a blocker that was silent for ten days, made good on the eleventh',
      facts({ metOn: day('2018-12-01') }, { calls: [called('2018-11-13', '2018-11-23')] }),
      ['late@2018-11-21=-1'],
    ],
    ['a call after the day', facts({}, { calls: [called('2018-11-21', null)] }), ['late@2018-11-21=-1']],
    [
      'no shield for a return',
      facts(
        { metOn: DUE },
        { filings: [filed('2018-11-14')], returns: [returned('2018-11-16', '2018-11-19', '2018-11-22')] },
      ),
      ['returned@2018-11-19=-2', 'on-time@2018-11-20=1'],
    ],
  ])('%s', (_what, given, expected) => {
    expect(told(given)).toEqual(expected);
  });
});

describe('the rules', () => {
  it('preset “graded” charges an extension and counts the grade of a close-out', () => {
    const graded = { preset: 'graded', points: PRESETS.graded };
    const grade = {
      id: 8,
      deadlineId: 12,
      taskId: 4,
      submissionId: 31,
      gradedOn: day('2018-12-03'),
      grade: 'mostly' as const,
    };
    const given = facts({ metOn: DUE }, { extensions: [granted], grades: [grade] });
    expect(told(given, '2018-12-31', graded)).toEqual([
      'extended@2018-11-15=-0.5',
      'on-time@2018-11-20=1',
      'grade-mostly@2018-12-03=1',
    ]);
    expect(scoreOf(given, graded, day('2018-12-31')).points).toBe(1.5);
  });

  it('a close-out that was graded again has the newest grade alone', () => {
    const given = facts({ metOn: DUE }, { grades: [graded(5, '2018-11-21'), graded(8, '2018-12-21')] });
    const rules = { preset: 'graded', points: PRESETS.graded };
    expect(told(given, '2018-12-20', rules)).toEqual(['on-time@2018-11-20=1', 'grade-full@2018-11-21=2']);
    expect(told(given, '2018-12-31', rules)).toEqual(['on-time@2018-11-20=1', 'grade-full@2018-12-21=2']);
  });

  it('every preset may be used and is known by its numbers', () => {
    for (const name of PRESET_NAMES) {
      expect(faultsOfPoints(PRESETS[name])).toEqual({});
      expect(rulesOf({ ...PRESETS[name] }).preset).toBe(name);
    }
    expect(rulesOf({ ...PRESETS.plain, late: -3 }).preset).toBe('own');
  });

  it.each<[Partial<ScorePoints>, object]>([
    [{ late: 1 }, { late: 'points-out-of-bounds' }],
    [
      { onTime: -1, onTimeUrged: -1 },
      { onTime: 'points-out-of-bounds', onTimeUrged: 'points-out-of-bounds' },
    ],
    [{ late: -0.3 }, { late: 'points-not-halves' }],
    [{ late: NaN }, { late: 'points-not-halves' }],
    [{ returned: -11 }, { returned: 'points-out-of-bounds' }],
    [{ onTimeUrged: 1.5 }, { onTimeUrged: 'urged-above-on-time' }],
    [{ partly: 1 }, { partly: 'grades-out-of-order' }],
  ])('%j is refused', (change, expected) => {
    expect(faultsOfPoints({ ...PRESETS.plain, ...change })).toEqual(expected);
  });
});

describe('whatever the facts', () => {
  const dayIn = (from: Day, most: number) => fc.nat(most).map((n) => addDays(from, n));
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
  const halves = (lowest: number, highest: number) =>
    fc.integer({ min: lowest * 2, max: highest * 2 }).map((n) => n / 2);

  const aDeadline = (id: number) =>
    fc.record({
      id: fc.constant(id),
      taskId: fc.constantFrom(1, 2, null),
      kind: fc.constantFrom('progress' as const, 'completion' as const, 'reply' as const),
      dueOn: dayIn(DUE, 30),
      openedOn: maybe(dayIn(OPENED, 15)),
      heldOn: maybe(dayIn(DUE, 20)),
      heldOpenedOn: maybe(fc.constant(OPENED)),
      pendingSince: maybe(dayIn(OPENED, 60)),
      metOn: maybe(dayIn(OPENED, 60)),
      waivedOn: maybe(dayIn(OPENED, 60)),
      waivedReason: fc.constantFrom('moved', 'closed', 'corrected', 'withdrawn'),
      isOwnSubTask: fc.constant(false),
    });
  /** From the first day on, each move farther, as services make them. */
  const someMoves = (one: ScoredDeadline) =>
    fc
      .array(
        fc.tuple(fc.constantFrom('extension', 'correction', 'suspension'), fc.integer({ min: 1, max: 9 })),
        {
          maxLength: 3,
        },
      )
      .map((moves) => {
        let from = one.dueOn;
        return moves.map(([source, days], i) => {
          const move = changed(source, from, addDays(from, days), addDays(OPENED, 5 * i), one.id * 10 + i);
          from = move.toDay;
          return { ...move, deadlineId: one.id };
        });
      });
  const someReturns = (one: ScoredDeadline) =>
    fc.array(fc.tuple(fc.nat(20), fc.nat(5), fc.nat(8)), { maxLength: 2 }).map((found) =>
      found.map(([a, b, c], i) => {
        const on = addDays(OPENED, a);
        const back = addDays(on, b);
        return { ...returned(on, back, addDays(back, c), one.id * 10 + i), deadlineId: one.id };
      }),
    );
  const someFacts: fc.Arbitrary<ScoreFacts> = fc
    .tuple(aDeadline(1), aDeadline(2), aDeadline(3))
    .chain((deadlines) =>
      fc.record({
        deadlines: fc.constant(deadlines),
        changes: fc.tuple(...deadlines.map(someMoves)).map((found) => found.flat()),
        returns: fc.tuple(...deadlines.map(someReturns)).map((found) => found.flat()),
        urgings: fc.array(
          fc.record({ id: fc.nat(99), deadlineId: fc.constantFrom(1, 2, 3), urgedOn: dayIn(OPENED, 60) }),
          { maxLength: 3 },
        ),
        extensions: fc.constant([{ id: 1, deadlineId: 1, fromDay: DUE, decidedOn: OPENED }]),
        filings: fc.array(aFiling, { maxLength: 2 }),
        calls: fc.array(aCall, { maxLength: 2 }),
        grades: fc.constant([]),
        upheld: fc.constant([]),
      }),
    );
  const aFiling = fc.record({
    ...{ id: fc.nat(99), taskId: fc.constantFrom(1, 2) },
    ...{ filedOn: dayIn(OPENED, 40), decidedOn: dayIn(OPENED, 50) },
  });
  const aCall = fc.record({
    ...{ id: fc.nat(99), taskId: fc.constantFrom(1, 2) },
    ...{ askedOn: dayIn(OPENED, 30), untilOn: maybe(dayIn(addDays(OPENED, 30), 30)) },
  });
  const someRules: fc.Arbitrary<ScoreRules> = fc
    .record({
      onTime: halves(0, 5),
      cut: halves(0, 5),
      late: halves(-5, 0),
      returned: halves(-5, 0),
      extension: halves(-5, 0),
    })
    .map(({ onTime, cut, ...rest }) => ({
      preset: 'own',
      points: { ...PRESETS.plain, ...rest, onTime, onTimeUrged: Math.min(onTime, cut) },
    }));
  const aDay = dayIn(OPENED, 80);

  it('the order of the facts is of no matter, and computing again gives the same', () => {
    const shuffled = someFacts.chain((given) =>
      fc
        .tuple(
          fc.shuffledSubarray(given.deadlines, { minLength: given.deadlines.length }),
          fc.shuffledSubarray(given.changes, { minLength: given.changes.length }),
          fc.shuffledSubarray(given.returns, { minLength: given.returns.length }),
          fc.shuffledSubarray(given.filings, { minLength: given.filings.length }),
          fc.shuffledSubarray(given.calls, { minLength: given.calls.length }),
        )
        .map(([deadlines, changes, returns, filings, calls]) => ({
          given,
          again: { ...given, deadlines, changes, returns, filings, calls },
        })),
    );
    fc.assert(
      fc.property(shuffled, someRules, aDay, ({ given, again }, rules, upTo) => {
        const unlike = new Set([...given.filings, ...given.calls].map((one) => one.id));
        fc.pre(unlike.size === given.filings.length + given.calls.length);
        expect(scoreOf(again, rules, upTo)).toEqual(scoreOf(given, rules, upTo));
      }),
    );
  });

  it('a shield never lowers a score', () => {
    fc.assert(
      fc.property(someFacts, someRules, aDay, aFiling, aCall, (given, rules, upTo, filing, call) => {
        const before = scoreOf(given, rules, upTo).points;
        const filings = [...given.filings, filing];
        const calls = [...given.calls, call];
        expect(scoreOf({ ...given, filings }, rules, upTo).points).toBeGreaterThanOrEqual(before);
        expect(scoreOf({ ...given, calls }, rules, upTo).points).toBeGreaterThanOrEqual(before);
      }),
      { numRuns: 500 },
    );
  });

  it('an upheld objection takes away exactly that event', () => {
    fc.assert(
      fc.property(someFacts, someRules, aDay, fc.nat(9), (given, rules, upTo, n) => {
        const before = scoreOf(given, rules, upTo);
        const struck = before.events[n];
        fc.pre(struck !== undefined);
        const after = scoreOf({ ...given, upheld: [struck!.key] }, rules, upTo);
        expect(after.points).toBe(before.points - struck!.points);
        expect(after.events).toEqual(
          before.events.map((one) => (one.key === struck!.key ? { ...one, points: 0, struck: true } : one)),
        );
      }),
    );
  });

  it('keys are unique, one event at most tells of punctuality, and the sum is exact', () => {
    fc.assert(
      fc.property(someFacts, someRules, aDay, (given, rules, upTo) => {
        const { events, points } = scoreOf(given, rules, upTo);
        expect(new Set(events.map((one) => one.key)).size).toBe(events.length);
        const punctual = events.filter((one) => /^(late|on-time)/.test(one.code));
        expect(new Set(punctual.map((one) => one.deadlineId)).size).toBe(punctual.length);
        expect(events.every((one) => one.on <= upTo)).toBe(true);
        expect(points * 2).toBe(events.reduce((sum, one) => sum + one.points * 2, 0));
      }),
    );
  });
});

/**
 * Rule: “scores by rules kept as data; every point linked to its event, objection and decision recorded, recomputing
 * gives the same number.” A score is never stored: it is the sum over the events below, each with a key that is the
 * same whenever it is computed, so that an objection to it stays linked.
 *
 * Example (preset `plain`), Haimen's refinement plans of 2018-11-20: 市委办 hands in on the 16th, +1. A silent unit has
 * −1 from the 21st; it hands in on the 26th after an urging and still has −1. One that hands in on the 19th, is
 * returned on the 21st with the 26th as rework day and hands in again on the 26th has +1 −2 = −1. One that was granted
 * the 30th and hands in on the 30th has −1, for the original day counts; had it filed the risk by the 20th and had the
 * filing been accepted, it would have +1.
 *
 * Which day counts: the first one and every move that is not the unit's own asking (correction, calendar, suspension,
 * succession); an extension only where an accepted filing stands before it. After a return the rework day. A suspension
 * moves only what was still to be handed in. A reopening begins anew, by its own day: what was late before stays late,
 * and of several grades of one close-out the newest counts.
 * On time: every hand-in by its day, also while it waits for verification. A merit of nobody: the answer to a call and the reply
 * to a notice earn nothing (late they cost), and a sub-task of the unit's own task is not scored: it rolls up.
 * Taken off: `corrected` and `withdrawn` were never owed; otherwise what was late before it was moved, closed or held stays.
 * Shields, of lateness: an accepted filing made while the deadline was open, by its day; a call for coordination made by its day,
 * for as many days as the blocker was silent. A filing also shields an extension.
 */
import { addDays, daysBetween, earlierOf, type Day } from './day.js';
import type {
  ScoredCall,
  ScoredDayChange,
  ScoredDeadline,
  ScoredExtension,
  ScoredFiling,
  ScoredGrade,
  ScoredReturn,
  ScoredUrging,
  ScoreFacts,
} from './score-facts.js';
import { roundsOf, stagesOf } from './score-rounds.js';
import type { ScorePoints, ScoreRules } from './score-rules.js';
import type { Grade } from './task-states.js';

export { defaultScoreRules, type ScoreRules } from './score-rules.js';

export type ScoreCode = 'on-time' | 'on-time-urged' | 'late' | 'returned' | 'extended' | `grade-${Grade}`;

export interface ScoreEvent {
  /** `late:deadline:12`, `returned:verification:7`: the same whenever it is computed */
  key: string;
  code: ScoreCode;
  on: Day;
  /** what it counts now: 0 where it is shielded or struck */
  points: number;
  /** what it counts by the rules */
  worth: number;
  deadlineId: number | null;
  taskId: number | null;
  submissionId: number | null;
  /** `filing:5`, `coordination:2` */
  shieldedBy: string | null;
  struck: boolean;
}
export interface Score {
  points: number;
  /** by day, then by key */
  events: ScoreEvent[];
}

/** The score as it stood at the end of `upTo`: what happened later is not looked at. */
export function scoreOf(facts: ScoreFacts, { points }: ScoreRules, upTo: Day): Score {
  const known = knownBy(facts, upTo);
  const found = [
    ...known.deadlines.flatMap((deadline) => eventsOfDeadline(deadline, known, points, upTo)),
    ...known.grades.map(gradeEvent(points)),
  ];
  const upheld = new Set(facts.upheld);
  const events = found
    .filter((event) => event.worth !== 0)
    .map((event): ScoreEvent => {
      const struck = upheld.has(event.key);
      return { ...event, struck, points: struck || event.shieldedBy ? 0 : event.worth };
    })
    .sort((a, b) => compare(a.on, b.on) || compare(a.key, b.key));
  return { points: sumOf(events), events };
}

/** Halves, added as whole numbers. */
export function sumOf(events: Pick<ScoreEvent, 'points'>[]): number {
  return events.reduce((halves, event) => halves + Math.round(event.points * 2), 0) / 2;
}

type Found = Omit<ScoreEvent, 'points' | 'struck'>;

/** Facts up to a day, by what they are about. */
interface Known {
  deadlines: ScoredDeadline[];
  grades: ScoredGrade[];
  changes: Map<number, ScoredDayChange[]>;
  laterChanges: Map<number, ScoredDayChange[]>;
  returns: Map<number, ScoredReturn[]>;
  urgings: Map<number, ScoredUrging[]>;
  extensions: Map<number, ScoredExtension[]>;
  filings: Map<number, ScoredFiling[]>;
  calls: Map<number, ScoredCall[]>;
}

function knownBy(facts: ScoreFacts, upTo: Day): Known {
  const byId = <R extends { id: number }>(a: R, b: R) => a.id - b.id;
  const changes = [...facts.changes].sort(byId);
  const returns = facts.returns.filter((one) => one.returnedOn <= upTo).sort(byId);
  return {
    deadlines: facts.deadlines.filter((one) => isOwed(one, upTo)),
    grades: newestOf(facts.grades.filter((one) => one.gradedOn <= upTo)),
    changes: groupBy(
      changes.filter((one) => one.changedOn <= upTo),
      (one) => one.deadlineId,
    ),
    laterChanges: groupBy(
      changes.filter((one) => one.changedOn > upTo),
      (one) => one.deadlineId,
    ),
    returns: groupBy(returns, (one) => one.deadlineId),
    urgings: groupBy(
      facts.urgings.filter((one) => one.urgedOn <= upTo),
      (one) => one.deadlineId,
    ),
    extensions: groupBy(
      facts.extensions.filter((one) => one.decidedOn <= upTo),
      (one) => one.deadlineId,
    ),
    filings: groupBy(facts.filings.filter((one) => one.decidedOn <= upTo).sort(byId), (one) => one.taskId),
    calls: groupBy(facts.calls.filter((one) => one.askedOn <= upTo).sort(byId), (one) => one.taskId),
  };
}

/** A close-out that was reopened and claimed again is graded again, instead of once more. */
function newestOf(grades: ScoredGrade[]): ScoredGrade[] {
  return grades.filter(
    ({ id, deadlineId }) => !grades.some((one) => one.deadlineId === deadlineId && one.id > id),
  );
}

/** A refinement plan is the plan's: no filing and no call is about it. */
const NO_TASK = 0;
const NEVER_OWED: (string | null)[] = ['corrected', 'withdrawn', null];

function isOwed(deadline: ScoredDeadline, upTo: Day): boolean {
  const openedOn = openedOf(deadline);
  if (openedOn === null || openedOn > upTo || deadline.isOwnSubTask) return false;
  const isWaived = deadline.waivedOn !== null && deadline.waivedOn <= upTo;
  return !isWaived || !NEVER_OWED.includes(deadline.waivedReason);
}

function openedOf(deadline: ScoredDeadline): Day | null {
  return deadline.openedOn ?? deadline.heldOpenedOn;
}

function eventsOfDeadline(deadline: ScoredDeadline, known: Known, points: ScorePoints, upTo: Day): Found[] {
  const returns = known.returns.get(deadline.id) ?? [];
  const punctual = punctualEvent(deadline, known, points, upTo);
  return [
    ...(punctual ? [punctual] : []),
    ...returns.map((one) => ({
      ...about(deadline, `returned:verification:${one.id}`, 'returned' as const, one.returnedOn),
      worth: points.returned,
      submissionId: one.submissionId,
    })),
    ...(known.extensions.get(deadline.id) ?? []).map((one) => ({
      ...about(deadline, `extended:extension:${one.id}`, 'extended' as const, one.decidedOn),
      worth: points.extension,
      shieldedBy: filedBefore(deadline, one.fromDay, known),
    })),
  ];
}

function punctualEvent(deadline: ScoredDeadline, known: Known, points: ScorePoints, upTo: Day): Found | null {
  const { late, settledOn } = courseOf(deadline, known, upTo);
  if (late !== null) {
    return {
      ...about(deadline, `late:deadline:${deadline.id}`, 'late', addDays(late.from, 1)),
      worth: points.late,
      shieldedBy: filedBefore(deadline, late.from, known) ?? waitedFor(deadline, late, known),
    };
  }
  if (settledOn === null || deadline.kind === 'answer' || deadline.kind === 'reply') return null;
  const urged = (known.urgings.get(deadline.id) ?? []).some((one) => one.urgedOn <= settledOn);
  const code = urged ? 'on-time-urged' : 'on-time';
  return {
    ...about(deadline, `${code}:deadline:${deadline.id}`, code, settledOn),
    worth: urged ? points.onTimeUrged : points.onTime,
  };
}

/** From the day that passed without a hand-in until there was one. */
interface Lateness {
  from: Day;
  until: Day;
}

/** Its first lateness, if any, and the day of the hand-in that stands. */
function courseOf(
  deadline: ScoredDeadline,
  known: Known,
  upTo: Day,
): { late: Lateness | null; settledOn: Day | null } {
  const { id } = deadline;
  const course = {
    changes: known.changes.get(id) ?? [],
    laterChanges: known.laterChanges.get(id) ?? [],
    returns: known.returns.get(id) ?? [],
  };
  const rounds = roundsOf(deadline, course, upTo);
  const end = endOf(deadline, upTo);
  const isFiled = (day: Day) => filedBefore(deadline, day, known) !== null;
  const late = rounds
    .flatMap((round) => stagesOf(round, isFiled))
    .map(({ dueOn, handedInOn }): Lateness => ({ from: dueOn, until: handedInOn ?? end }))
    .find(({ from, until }) => until > from);
  return { late: late ?? null, settledOn: rounds.at(-1)!.standing };
}

/** Until when it was this unit's to do. */
function endOf({ waivedOn, heldOn }: ScoredDeadline, upTo: Day): Day {
  return [waivedOn, heldOn].reduce<Day>((end, day) => (day === null ? end : earlierOf(end, day)), upTo);
}

/** A risk filed while this was open, by its day, and accepted. */
function filedBefore(deadline: ScoredDeadline, day: Day, known: Known): string | null {
  const openedOn = openedOf(deadline);
  const filings = known.filings.get(deadline.taskId ?? NO_TASK) ?? [];
  const filing = filings.find((one) => one.filedOn <= day && openedOn !== null && one.filedOn >= openedOn);
  return filing ? `filing:${filing.id}` : null;
}

/** The days the blocker was silent are given back, as after a suspension. */
function waitedFor({ taskId }: ScoredDeadline, { from, until }: Lateness, known: Known): string | null {
  const calls = known.calls.get(taskId ?? NO_TASK) ?? [];
  const call = calls.find(({ askedOn, untilOn }) => {
    if (askedOn > from) return false;
    return untilOn === null || until <= addDays(from, daysBetween(askedOn, untilOn));
  });
  return call ? `coordination:${call.id}` : null;
}

function gradeEvent(points: ScorePoints) {
  return (one: ScoredGrade): Found => ({
    ...{ key: `grade-${one.grade}:verification:${one.id}`, code: `grade-${one.grade}`, on: one.gradedOn },
    ...{ worth: points[one.grade], shieldedBy: null },
    ...{ deadlineId: null, taskId: one.taskId, submissionId: one.submissionId },
  });
}

function about(deadline: ScoredDeadline, key: string, code: ScoreCode, on: Day): Omit<Found, 'worth'> {
  const { id: deadlineId, taskId } = deadline;
  return { key, code, on, deadlineId, taskId, submissionId: null, shieldedBy: null };
}

function groupBy<R>(found: R[], keyOf: (one: R) => number): Map<number, R[]> {
  const groups = new Map<number, R[]>();
  for (const one of found) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

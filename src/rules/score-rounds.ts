/**
 * The course of a deadline in the score: rounds, each begun by the issue or by a reopening, and in each round stages,
 * each begun by a return. What a stage was late by is never undone by a later one.
 *
 * Example: due on Tuesday 2018-11-20, handed in on the 22nd, returned on the 23rd with the 28th as rework day, suspended
 * on the 26th and resumed on 2018-12-10. The first stage counts by the 20th and was late; the second by 2018-12-12.
 */
import { addDays, daysBetween, laterOf, type Day } from './day.js';
import type { ScoredDayChange, ScoredDeadline, ScoredReturn } from './score-facts.js';

/** All the oldest first; `laterChanges` came after the day asked about. */
export interface Course {
  changes: ScoredDayChange[];
  laterChanges: ScoredDayChange[];
  returns: ScoredReturn[];
}

export interface Round {
  fromDay: Day;
  changes: ScoredDayChange[];
  returns: ScoredReturn[];
  /** The hand-in that stands: it closed the round, was accepted, or waits. */
  standing: Day | null;
  /** It was closed without a hand-in, with the task above: nobody was late by that. */
  isGivenUp: boolean;
}

export interface Stage {
  dueOn: Day;
  handedInOn: Day | null;
}

/** As it stood on the day asked about: what a later reopening undid still stood then. */
export function roundsOf(deadline: ScoredDeadline, course: Course, upTo: Day): Round[] {
  const { changes, laterChanges } = course;
  const first = [...changes, ...laterChanges][0]?.fromDay ?? deadline.dueOn;
  const reopenings = changes.filter(isReopening);
  return [null, ...reopenings].map((start, i): Round => {
    const end = reopenings[i];
    const undone = end ?? laterChanges.find(isReopening);
    const standing = undone ? [undone.handedInOn] : [deadline.metOn, deadline.pendingSince];
    const isWithin = liesBetween(start?.id, end?.id);
    const isBetween = liesBetween(start?.closingId, end?.closingId);
    return {
      fromDay: start ? start.toDay : first,
      changes: changes.filter((one) => !isReopening(one) && isWithin(one)),
      returns: course.returns.filter(isBetween),
      standing: standing.find((day) => day !== null && day <= upTo) ?? null,
      isGivenUp: undone !== undefined && undone.handedInOn === null,
    };
  });
}

/** @param isFiled whether an accepted filing stands before that day: without one an extension moves nothing */
export function stagesOf(round: Round, isFiled: (day: Day) => boolean): Stage[] {
  const stages = [null, ...round.returns].map((before, i) => {
    const handedInOn = round.returns[i]?.handedInOn ?? round.standing;
    return { handedInOn, dueOn: dayThatCounts(round, { before, handedInOn }, isFiled) };
  });
  return round.isGivenUp ? stages.slice(0, -1) : stages;
}

function dayThatCounts(
  { fromDay, changes }: Round,
  { before, handedInOn }: { before: ScoredReturn | null; handedInOn: Day | null },
  isFiled: (day: Day) => boolean,
): Day {
  let [counts, stoodSince] = [fromDay, 0];
  for (const change of changes) {
    const stood = change.source === 'suspension' ? stoodFor(change, handedInOn) : 0;
    if (isFixed(change, isFiled)) counts = change.toDay;
    else counts = addDays(counts, stood);
    if (before && before.returnedOn < change.changedOn) stoodSince += stood;
  }
  return before?.reworkOn ? laterOf(counts, addDays(before.reworkOn, stoodSince)) : counts;
}

/** What was handed in before the clock stood had been in time or late by then. */
function stoodFor({ fromDay, toDay, changedOn }: ScoredDayChange, handedInOn: Day | null): number {
  return handedInOn !== null && handedInOn < changedOn ? 0 : daysBetween(fromDay, toDay);
}

/** Whether the day it was moved to is the one that counts; a rework day counts for its own stage alone. */
function isFixed({ source, fromDay }: ScoredDayChange, isFiled: (day: Day) => boolean): boolean {
  if (source === 'extension') return isFiled(fromDay);
  return source !== 'suspension' && source !== 'rework';
}

function isReopening({ source }: ScoredDayChange): boolean {
  return source === 'reopening';
}

function liesBetween(after: number | null = null, before: number | null = null) {
  return ({ id }: { id: number }) => id > (after ?? -Infinity) && id < (before ?? Infinity);
}

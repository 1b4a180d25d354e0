/**
 * Rule: “standing fed back to each unit”: of what it was asked for, how much was done and how punctually, by the same
 * days the lights show (an extension granted is kept to, whatever the score makes of it).
 *
 * Example: a unit owed its refinement plan by 2018-11-20 and four reports by 2019-06-28. It handed in three on time and one
 * on 2019-07-01; the fourth report is open on 2019-07-02. On time are 3 of 5, 60 %; made up late 1, late now 1, by 1 + 2 = 3
 * working days together.
 *
 * The share counts what was accepted and what is late; what is not yet due, or waits for verification, is neither.
 */
import {
  isOverdue,
  owedOn,
  workingDaysLate,
  workingDaysMadeUpLate,
  type DeadlineFacts,
  type DeadlineKind,
} from './deadline-state.js';
import type { Day } from './day.js';
import type { WorkingCalendar } from './working-days.js';

export interface StandingFacts extends DeadlineFacts {
  kind: DeadlineKind;
  returns: number;
}

export interface Share {
  /** accepted */
  done: number;
  onTime: number;
  lateNow: number;
  /** percent, whole; null where nothing was due */
  rate: number | null;
}

export interface Standing extends Share {
  /** opened, and not taken off */
  asked: number;
  pending: number;
  madeUpLate: number;
  /** working days, of what is late and what was made up late */
  daysLate: number;
  returned: number;
  /** 办结 alone */
  completions: Share;
  /** 填报 alone: progress reports */
  reports: Share;
}

export function standingOf(facts: StandingFacts[], calendar: WorkingCalendar, today: Day): Standing {
  const asked = facts.filter((f) => f.openedOn !== null && f.openedOn <= today && f.waivedOn === null);
  const daysOf = (f: StandingFacts) =>
    workingDaysLate(f, calendar, today) + workingDaysMadeUpLate(f, calendar);
  return {
    ...shareOf(asked, today),
    asked: asked.length,
    pending: asked.filter((f) => f.metOn === null && f.pendingSince !== null).length,
    madeUpLate: asked.filter(isMadeUpLate).length,
    daysLate: sum(asked.map(daysOf)),
    returned: sum(asked.map((f) => f.returns)),
    completions: shareOf(of(asked, 'completion'), today),
    reports: shareOf(of(asked, 'progress'), today),
  };
}

const of = (facts: StandingFacts[], kind: DeadlineKind) => facts.filter((f) => f.kind === kind);

function isMadeUpLate(f: StandingFacts): boolean {
  return f.metOn !== null && f.metOn > owedOn(f);
}

function shareOf(facts: StandingFacts[], today: Day): Share {
  const done = facts.filter((f) => f.metOn !== null).length;
  const onTime = done - facts.filter(isMadeUpLate).length;
  const lateNow = facts.filter((f) => isOverdue(f, today)).length;
  const due = done + lateNow;
  return { done, onTime, lateNow, rate: due === 0 ? null : Math.round((onTime * 100) / due) };
}

/** Who stands where by points: equal points share a place, and the next one is so much farther down. */
export function placesOf(points: Map<number, number>): Map<number, number> {
  const first = new Map<number, number>();
  [...points.values()]
    .sort((a, b) => b - a)
    .forEach((score, i) => first.set(score, first.get(score) ?? i + 1));
  return new Map([...points].map(([id, score]) => [id, first.get(score)!]));
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}

/**
 * Rule: a month's lights are those of its last day, also where they are written days later: facts dated after that day
 * are not looked at.
 *
 * Example: a report due on 2019-06-28 is handed in on the 27th and returned on 1 July with the 4th as rework day; the day is
 * then corrected to the 10th. As of 30 June it was due on the 28th and waited for verification: green.
 */
import type { Day } from './day.js';
import type { DeadlineFacts } from './deadline-state.js';

export interface StoredFacts extends DeadlineFacts {
  heldOn: Day | null;
  heldOpenedOn: Day | null;
  /** instant of the acceptance */
  acceptedAt: string | null;
}

/** In the order in which they were written. */
export interface DeadlineHistory {
  changes: { fromDay: Day; changedOn: Day }[];
  returns: { handedInOn: Day; returnedOn: Day; reworkOn: Day | null }[];
  /** spans in which the clock stood and runs again */
  stood: { fromOn: Day; untilOn: Day | null }[];
}

/** @param endOf the instant at which that day ended */
export function asOf(facts: StoredFacts, history: DeadlineHistory, on: Day, endOf: string): DeadlineFacts {
  const wasAccepted = facts.metOn !== null && facts.metOn <= on && (facts.acceptedAt ?? '') < endOf;
  return {
    dueOn: history.changes.find((one) => one.changedOn > on)?.fromDay ?? facts.dueOn,
    reworkOn: reworkAsOf(facts, history, on),
    openedOn: openedAsOf(facts, history, on),
    metOn: wasAccepted ? facts.metOn : null,
    pendingSince: wasAccepted ? null : pendingAsOf(facts, history, on),
    waivedOn: upTo(facts.waivedOn, on),
  };
}

function upTo(day: Day | null, on: Day): Day | null {
  return day !== null && day <= on ? day : null;
}

/** What waited then: since returned, since accepted, or still waiting. */
function pendingAsOf(facts: StoredFacts, { returns }: DeadlineHistory, on: Day): Day | null {
  const sinceReturned = returns.find((one) => one.handedInOn <= on && one.returnedOn > on);
  return sinceReturned?.handedInOn ?? upTo(facts.metOn, on) ?? upTo(facts.pendingSince, on);
}

/** A day changed after the return left the rework day behind. */
function reworkAsOf(facts: StoredFacts, { changes, returns }: DeadlineHistory, on: Day): Day | null {
  const before = returns.filter((one) => one.returnedOn <= on);
  const last = before.at(-1);
  const nothingSince = before.length === returns.length && !changes.some((one) => one.changedOn > on);
  if (nothingSince || !last) return nothingSince ? facts.reworkOn : null;
  const wasChanged = changes.some((one) => one.changedOn > last.returnedOn && one.changedOn <= on);
  return wasChanged ? null : last.reworkOn;
}

function openedAsOf(facts: StoredFacts, { stood }: DeadlineHistory, on: Day): Day | null {
  const stoodStill = stood.some((one) => one.fromOn <= on && (one.untilOn === null || one.untilOn > on));
  if (stoodStill) return null;
  const heldLater = facts.heldOn !== null && facts.heldOn > on;
  return upTo(heldLater ? facts.heldOpenedOn : facts.openedOn, on);
}

/**
 * Rule: “Close out with evidence, graded by an outside verifier. Yearly tasks are claimed per year; standing ones end
 * with the plan. The first lead claims once the other leads have met theirs, were waived, or stayed silent 3 working
 * days after being told. Closing waives open progress.”
 *
 * Example: a task of three leads, each reporting for itself, is to be claimed on Monday 2019-12-09. One lead has
 * handed in; one was told on Wednesday the 4th and is silent: three working days are over; the third was told on
 * Friday the 6th, so the claim waits for it until Wednesday the 11th.
 */
import { isOpen, type DeadlineFacts } from './deadline-state.js';
import type { Day } from './day.js';
import type { TaskKind } from './task-kinds.js';
import type { WorkingCalendar } from './working-days.js';

/** In working days after being told. */
export const SILENT_AFTER = 3;
/** Visible characters: fewer say nothing that could be verified. */
export const LEAST_EVIDENCE = 10;

export interface OtherLeadDeadline extends DeadlineFacts {
  unitId: number;
  period: string;
}

/** settled: nothing of it is open. silent: told long enough ago. told: it may still answer. */
export type LeadStanding = 'settled' | 'silent' | 'told' | 'not-told';

export interface OtherLead {
  unitId: number;
  standing: LeadStanding;
  /** Of `told`: the day from which its silence no longer stops the claim. */
  claimableOn: Day | null;
}

/**
 * How every other lead stands to a claim for this period, in the order of their first deadlines.
 * @param told unit → the day it was told of the coming claim
 */
export function otherLeads(
  deadlines: OtherLeadDeadline[],
  { period, told }: { period: string; told: ReadonlyMap<number, Day> },
  calendar: WorkingCalendar,
  today: Day,
): OtherLead[] {
  const units = [...new Set(deadlines.map((one) => one.unitId))];
  return units.map((unitId) => {
    const owes = deadlines.some(
      (one) => one.unitId === unitId && isPartOf(one.period, period) && owesStill(one, today),
    );
    const toldOn = told.get(unitId) ?? null;
    if (!owes) return { unitId, standing: 'settled', claimableOn: null };
    if (toldOn === null) return { unitId, standing: 'not-told', claimableOn: null };
    const claimableOn = calendar.plus(toldOn, SILENT_AFTER);
    return claimableOn <= today
      ? { unitId, standing: 'silent', claimableOn: null }
      : { unitId, standing: 'told', claimableOn };
  });
}

export function mayBeClaimed(leads: OtherLead[]): boolean {
  return leads.every(({ standing }) => standing === 'settled' || standing === 'silent');
}

/** A claim for a year concerns that year's periods; one without a period concerns all. */
function isPartOf(period: string, claimed: string): boolean {
  return claimed === '' || period.startsWith(claimed);
}

/** What was handed in and waits for the verifier is no silence. */
function owesStill(deadline: DeadlineFacts, today: Day): boolean {
  return isOpen(deadline, today) && deadline.pendingSince === null;
}

/** A one-off task is closed by its completion; one that goes on beside it is only settled for now. */
export function closingMove(kinds: TaskKind[], period: string): 'close' | 'close-year' {
  return period === '' && kinds.every((kind) => kind === 'one-off') ? 'close' : 'close-year';
}

/** A file, or words of substance. */
export function isEvidence(text: string | null | undefined, files: number): boolean {
  return files > 0 || [...(text ?? '').replace(/\s/gu, '')].length >= LEAST_EVIDENCE;
}

/** How many periods in a row, the newest first, brought nothing new. */
export function nothingNewInARow(standings: string[]): number {
  const first = standings.findIndex((standing) => standing !== 'nothing-new');
  return first === -1 ? standings.length : first;
}

/**
 * Rule: “Escalation is **proposed, a person clicks**: 3 working days late → urging to the contact (the head by a
 * tick); 10 → a supervision notice with a reply day, then the leader's page. Senior offices are listed for a call
 * instead. An open extension request pauses this for at most 5 working days.”
 *
 * Example: Haimen's refinement plans are due on Tuesday 2018-11-20. On Friday the 23rd a silent unit is 3 working
 * days late: urging is proposed, and once it was urged nothing more until 2018-12-04, 10 working days late: a
 * notice is proposed. Sent with the reply day 11 December, it is for the leader's page from the 12th. A senior
 * office is to be called on 23 November and again on 4 December. Where an extension was asked for on 20 November,
 * nothing is proposed before the 27th, however long the department takes.
 *
 * Precisely: an urging or a notice from before it became late (by the day owed now) does not count, and the pause
 * counts the day on which the request came. Each step is proposed once; a person may urge more often.
 */
import type { Day } from './day.js';
import type { ReminderSettings } from './reminder-settings.js';
import type { WorkingCalendar } from './working-days.js';

/** In working days, from the day the extension was asked for. */
export const EXTENSION_PAUSES = 5;

export interface EscalationFacts {
  owedOn: Day;
  /** In working days; 0 for what is not late. */
  daysLate: number;
  /** 上级单位: called, never urged. */
  isSenior: boolean;
  /** The newest urging, or the newest call where it is senior. */
  lastUrgedOn: Day | null;
  /** Of the newest notice about it that was not withdrawn. */
  notice: { sentOn: Day; replyDueOn: Day } | null;
  /** The day an extension was asked for that nobody has decided. */
  openExtensionSince: Day | null;
}

export type Step = 'none' | 'urge' | 'notice' | 'call' | 'leader' | 'paused';

export interface Proposal {
  step: Step;
  /** Of what is paused: the day the ladder goes on. */
  resumesOn: Day | null;
}

export interface EscalationDay {
  today: Day;
  calendar: WorkingCalendar;
  settings: Pick<ReminderSettings, 'urgeAfter' | 'noticeAfter'>;
}

export function proposeEscalation(facts: EscalationFacts, on: EscalationDay): Proposal {
  const step = stepOf(facts, on);
  if (step === 'none') return { step, resumesOn: null };
  const resumesOn = pausedUntil(facts, on);
  return { step: resumesOn ? 'paused' : step, resumesOn };
}

function stepOf(facts: EscalationFacts, on: EscalationDay): Exclude<Step, 'paused'> {
  const { urgeAfter, noticeAfter } = on.settings;
  if (facts.daysLate === 0 || facts.daysLate < Math.min(urgeAfter, noticeAfter)) return 'none';
  const isNoticeDue = facts.daysLate >= noticeAfter;
  if (facts.isSenior) return callOf(facts, on, isNoticeDue);
  if (!isNoticeDue) return wasUrged(facts) ? 'none' : 'urge';
  const { notice } = facts;
  if (notice === null || notice.sentOn <= facts.owedOn) return 'notice';
  return on.today > notice.replyDueOn ? 'leader' : 'none';
}

/** A senior office is called at each of the two thresholds; after the second call it is the leader's. */
function callOf(facts: EscalationFacts, on: EscalationDay, isNoticeDue: boolean): 'none' | 'call' | 'leader' {
  if (!wasUrged(facts)) return 'call';
  if (!isNoticeDue) return 'none';
  const lateWhenCalled = on.calendar.workingDaysBetween(facts.owedOn, facts.lastUrgedOn!);
  return lateWhenCalled >= on.settings.noticeAfter ? 'leader' : 'call';
}

function wasUrged({ lastUrgedOn, owedOn }: EscalationFacts): boolean {
  return lastUrgedOn !== null && lastUrgedOn > owedOn;
}

function pausedUntil(
  { openExtensionSince }: EscalationFacts,
  { today, calendar }: EscalationDay,
): Day | null {
  if (openExtensionSince === null) return null;
  const resumesOn = calendar.plus(openExtensionSince, EXTENSION_PAUSES);
  return today < resumesOn ? resumesOn : null;
}

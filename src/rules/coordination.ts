/**
 * Rule: 提请协调, “a lead names who blocks it, on what, by when; the blocker owes an answer”. The day is a working day,
 * the next one at the earliest; a free day moves to the previous working day. “The lead is shielded while it is
 * silent”: from the day of the call to the day the answer came in, both included, whether or not it was in time.
 *
 * Example: on Friday 2018-11-23 市考核办 calls on 市财政局 for Sunday 2018-12-02: owed on Friday 2018-11-30. Answered on
 * 2018-12-05, it shields 市考核办 from 2018-11-23 to 2018-12-05.
 */
import type { Day } from './day.js';
import type { WorkingCalendar } from './working-days.js';

export interface CallFacts {
  today: Day;
  answerBy: Day;
  askingUnitId: number;
  blocker: { unitId: number; kind: 'unit' | 'group'; endedOn: Day | null };
}

export type CallCode = 'call-on-itself' | 'call-on-a-group' | 'unit-ended' | 'call-too-soon';

export function mayCall(
  { today, answerBy, askingUnitId, blocker }: CallFacts,
  calendar: WorkingCalendar,
): { ok: true; day: Day } | { ok: false; code: CallCode } {
  if (blocker.unitId === askingUnitId) return { ok: false, code: 'call-on-itself' };
  if (blocker.kind === 'group') return { ok: false, code: 'call-on-a-group' };
  if (blocker.endedOn !== null && blocker.endedOn <= today) return { ok: false, code: 'unit-ended' };
  if (answerBy < calendar.plus(today, 1)) return { ok: false, code: 'call-too-soon' };
  return { ok: true, day: calendar.sameOrPrevious(answerBy) };
}

/** untilOn null: it is still silent. */
export interface ShieldSpan {
  taskId: number;
  unitId: number;
  fromOn: Day;
  untilOn: Day | null;
}

export function isShielded(spans: ShieldSpan[], of: { taskId: number; unitId: number }, on: Day): boolean {
  return spans.some(
    (span) =>
      span.taskId === of.taskId &&
      span.unitId === of.unitId &&
      span.fromOn <= on &&
      (span.untilOn === null || span.untilOn >= on),
  );
}

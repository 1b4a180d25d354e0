/** Two lines of a unit's first reminder of a month: how it stands, and its points. */
import type { MailKit } from '../plans/mail-kit.js';
import type { Day } from '../rules/day.js';
import type { StandingNote } from './reminder-people.js';
import type { IssuedPlan } from './reminders.queries.js';

export function standingLines(
  kit: MailKit,
  note: StandingNote | undefined,
  { today, plans }: { today: Day; plans: Map<number, IssuedPlan> },
): string[] {
  if (!note) return [];
  const { done, rate, lateNow: late, madeUpLate: madeUp, returned } = note;
  const numbers = { day: kit.day(today, today), done, rate, late, madeUp, returned };
  const points = note.plans.map(({ planId, points: mine, place }) =>
    kit.say(`reminder.standingPoint${place ? 'Place' : ''}`, {
      ...{ plan: kit.plan(plans.get(planId)!), points: mine },
      ...(place ?? {}),
    }),
  );
  return [
    kit.say('reminder.standing', numbers),
    kit.say('reminder.standingPoints', { points: kit.list(points) }),
  ];
}

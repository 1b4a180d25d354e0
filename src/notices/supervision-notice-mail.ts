/** The mail that goes with a supervision notice: its number, what about, by when; the paper is on its page. */
import type { DepartmentCard } from '../plans/department-card.js';
import type { MailContents, MailKit } from '../plans/mail-kit.js';
import type { Day } from '../rules/day.js';
import { owedOn, workingDaysLate } from '../rules/deadline-state.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import type { PressedRow } from './pressed.queries.js';
import type { SupervisionNotice } from './supervision-notice.entity.js';

type Written = Pick<
  SupervisionNotice,
  'id' | 'year' | 'number' | 'urgency' | 'reason' | 'requirement' | 'replyDueOn'
>;

export interface NoticeContext {
  today: Day;
  calendar: WorkingCalendar;
  departments: DepartmentCard[];
}

export function noticeMail(
  kit: MailKit,
  unit: { unitId: number; name: string },
  notice: Written,
  items: PressedRow[],
  { today, calendar, departments }: NoticeContext,
): MailContents {
  const number = kit.say('notice.number', { year: notice.year, number: notice.number });
  const reply = kit.day(notice.replyDueOn, today);
  return kit.compose('supervision-notice', {
    subject: kit.say('notice.subject', { number, day: kit.shortDay(notice.replyDueOn), unit: unit.name }),
    preheader: kit.say('notice.preheader', { day: reply, n: items.length }),
    title: kit.say('notice.title'),
    sub: `${number}　${kit.say(`notice.urgency.${notice.urgency}`)}　${kit.dayWithYear(today)}`,
    greeting: kit.say('address', { unit: unit.name }),
    intro: kit.say('notice.intro', { plan: kit.plan(planOf(items[0]!)), n: items.length }),
    replyTitle: kit.say('notice.replyTitle'),
    reply: kit.say('notice.reply', { day: reply, n: calendar.workingDaysBetween(today, notice.replyDueOn) }),
    reasonTitle: kit.say('notice.reason'),
    reason: notice.reason,
    requirementTitle: kit.say('notice.requirement'),
    requirement: notice.requirement,
    itemsTitle: kit.say('notice.items'),
    rows: items.map((item) => ({
      what: kit.item(item),
      kind: item.taskNo === null ? null : kit.kind(item),
      chip: chipOf(kit, item, calendar, today),
      due: kit.say(item.reworkOn === null ? 'dueBy' : 'reworkBy', { day: kit.day(owedOn(item), today) }),
    })),
    href: kit.unitLink({
      ...{ unitId: unit.unitId, planId: items[0]!.planId, until: notice.replyDueOn },
      path: `/supervision-notices/${notice.id}`,
    }),
    keep: kit.say('keepLink'),
    button: kit.say('notice.button'),
    departments,
    why: kit.say('notice.why', { unit: unit.name }),
  });
}

function chipOf(kit: MailKit, item: PressedRow, calendar: WorkingCalendar, today: Day) {
  const days = workingDaysLate(item, calendar, today);
  return days > 0 ? kit.chip('overdue', kit.say('late', { n: days })) : kit.chip('not-due');
}

function planOf({ planTitle, documentNumber }: PressedRow) {
  return { title: planTitle, documentNumber };
}

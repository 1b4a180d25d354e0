/** 【催办·超期2天】第3项 命名优秀区镇（市委办） for one item; for several the numbers: 【催办】11月21日 超期2 临期4（市委办） */
import type { MailKit } from '../plans/mail-kit.js';
import type { Day } from '../rules/day.js';
import type { ReminderAnswer, ReminderGroup, ReminderItem } from '../rules/reminders.js';
import { matterOfAnswer } from './reminder-answer-view.js';
import { summed, type Tally, type Told } from './reminder-told.js';
import type { OwedDetail, OwedRow } from './reminders.queries.js';

export function reminderSubject(
  kit: MailKit,
  sections: Told[],
  { today, details }: { today: Day; details: Map<number, OwedDetail> },
): string {
  const units = kit.list(sections.map((section) => section.unitName));
  const groups = sections.flatMap((section) => section.groups);
  const [first] = groups;
  const answers = sections.flatMap((section) => section.answers);
  if (!first) return ofAnswers(kit, answers, { day: kit.shortDay(today), units });
  if (answers.length === 0 && groups.length === 1 && first.items.length === 1) {
    const [item] = first.items as [ReminderItem<OwedRow>];
    return ofOne(kit, item, first.group, { what: kit.item(details.get(item.id)!), units });
  }
  return ofSeveral(kit, summed(sections.map((section) => section.tally)), {
    day: kit.shortDay(today),
    units,
  });
}

/** Where nothing else is said: 【告知】同意延期 第3项 命名优秀区镇（市委办） */
function ofAnswers(kit: MailKit, answers: ReminderAnswer[], named: { day: string; units: string }): string {
  const [only, ...others] = answers;
  if (others.length > 0 || !only)
    return kit.say('reminder.subject.severalAnswered', { ...named, answered: answers.length });
  const answer = kit.say(`reminder.answered.${only.kind}`);
  return kit.say('reminder.subject.answered', { ...named, answer, what: matterOfAnswer(kit, only) });
}

function ofOne(
  kit: MailKit,
  item: ReminderItem<OwedRow>,
  group: ReminderGroup,
  named: { what: string; units: string },
): string {
  const say = (key: string, values: Record<string, string | number> = {}): string =>
    kit.say(`reminder.subject.${key}`, { ...named, ...values });
  if (group === 'returned') return say('returned', { day: kit.shortDay(item.owedOn) });
  if (group === 'newly-late' || group === 'still-late') return say('late', { days: item.daysLate });
  return item.workingDaysLeft === 0 ? say('today') : say('due', { days: item.workingDaysLeft });
}

function ofSeveral(kit: MailKit, tally: Tally, named: { day: string; units: string }): string {
  const { overdue, returned, today, near, far } = tally;
  const values = { ...named, overdue, returned, dueSoon: today + near + far };
  if (overdue > 0)
    return kit.say('reminder.subject.severalLate', { ...values, dueSoon: values.dueSoon + returned });
  return kit.say(`reminder.subject.${returned > 0 ? 'severalReturned' : 'several'}`, values);
}

/** An answer to what the unit asked for, or what the department changed of itself, as a row of its mail. */
import type { MailKit } from '../plans/mail-kit.js';
import type { Day } from '../rules/day.js';
import type { ReminderAnswer } from '../rules/reminders.js';
import type { IssuedPlan } from './reminders.queries.js';

interface AnswerContext {
  today: Day;
  plans: Map<number, IssuedPlan>;
  /** the plan that stands above the rows, where they are all of one */
  plan: string | null;
}

const REFUSED = /-refused$/;
const IS_CALL = /^coordination-(asked|withdrawn)$/;
/** The department's own. */
const CHANGE = /^(day|deadline|task)-/;
/** It asks for something. */
const TO_NOTE = /^(coordination-asked|day-corrected|deadline-added|task-resumed|task-reopened)$/;

export function answerView(kit: MailKit, answer: ReminderAnswer, { today, plans, plan }: AnswerContext) {
  const { kind, deadlineKind, period } = answer;
  const ofDeadline = answer.taskNo === null ? null : deadlineKind;
  const remark = kit.shortened(answer.remark);
  return {
    what: matterOfAnswer(kit, answer),
    kind: ofDeadline && kit.kind({ kind: ofDeadline, period }),
    chip: {
      ...kit.chip(REFUSED.test(kind) || TO_NOTE.test(kind) ? 'due-soon' : 'pending'),
      word: kit.say(`reminder.answered.${kind}`),
    },
    due: dueSaid(kit, answer, today),
    returned: remark === '' ? null : kit.say(`reminder.${remarkKey(kind)}`, { remark }),
    plan: plan === null ? kit.plan(plans.get(answer.planId)!) : null,
  };
}

/** 时限由11月20日（周二）改为11月30日（周五） */
function dueSaid(kit: MailKit, { kind, day, fromDay }: ReminderAnswer, today: Day): string {
  if (day === null) return '';
  const said = kit.day(day, today);
  if (fromDay) return kit.say('reminder.changedDay', { from: kit.day(fromDay, today), day: said });
  if (kind === 'coordination-asked' || kind === 'deadline-added') return kit.say('dueBy', { day: said });
  return kit.say(kind === 'task-resumed' ? 'reminder.nearestDay' : 'reminder.answerDay', { day: said });
}

function remarkKey(kind: string): string {
  if (IS_CALL.test(kind)) return 'callMatter';
  return CHANGE.test(kind) ? 'changeReason' : 'answerRemark';
}

/** 第3项 命名优秀区镇; of a paper for the whole plan 细化方案 */
export function matterOfAnswer(
  kit: MailKit,
  { taskNo, title, deadlineKind, period }: ReminderAnswer,
): string {
  return kit.item({ taskNo, title, kind: deadlineKind ?? 'refinement', period });
}

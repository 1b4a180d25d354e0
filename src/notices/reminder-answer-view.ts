/** An answer to what the unit asked for, as a row of its mail. */
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

export function answerView(kit: MailKit, answer: ReminderAnswer, { today, plans, plan }: AnswerContext) {
  const { kind, day, deadlineKind, period } = answer;
  const isRefused = REFUSED.test(kind);
  const isCall = kind === 'coordination-asked';
  const ofDeadline = answer.taskNo === null ? null : deadlineKind;
  const remark = kit.shortened(answer.remark);
  return {
    what: matterOfAnswer(kit, answer),
    kind: ofDeadline && kit.kind({ kind: ofDeadline, period }),
    chip: {
      ...kit.chip(isRefused || isCall ? 'due-soon' : 'pending'),
      word: kit.say(`reminder.answered.${kind}`),
    },
    due: day === null ? '' : kit.say(isCall ? 'dueBy' : 'reminder.answerDay', { day: kit.day(day, today) }),
    returned:
      remark === '' ? null : kit.say(`reminder.${isCall ? 'callMatter' : 'answerRemark'}`, { remark }),
    plan: plan === null ? kit.plan(plans.get(answer.planId)!) : null,
  };
}

/** 第3项 命名优秀区镇; of a paper for the whole plan 细化方案 */
export function matterOfAnswer(
  kit: MailKit,
  { taskNo, title, deadlineKind, period }: ReminderAnswer,
): string {
  return kit.item({ taskNo, title, kind: deadlineKind ?? 'refinement', period });
}

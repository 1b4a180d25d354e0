/** The mail that brings a leader's instruction to the units that lead the task. */
import type { DepartmentCard } from '../plans/department-card.js';
import type { MailContents, MailKit } from '../plans/mail-kit.js';
import type { Day } from '../rules/day.js';
import type { InstructedTask } from './instructions.queries.js';

export interface WrittenInstruction {
  leaderName: string;
  text: string;
  instructedOn: Day;
}

export function instructionMail(
  kit: MailKit,
  { unitId, name: unitName }: { unitId: number; name: string },
  { task, instruction }: { task: InstructedTask; instruction: WrittenInstruction },
  { today, departments }: { today: Day; departments: DepartmentCard[] },
): MailContents {
  const what = kit.task(task.no, task.isSensitive ? '' : task.title);
  const { leaderName, text, instructedOn } = instruction;
  const day = kit.day(instructedOn, today);
  const isSaid = !task.isSensitive && text !== '';
  return kit.compose('instruction', {
    subject: kit.say('instruction.subject', { what, unit: unitName }),
    preheader: kit.say('instruction.preheader', { leader: leaderName, day }),
    title: kit.say('instruction.title'),
    sub: kit.dayWithYear(today),
    greeting: kit.say('address', { unit: unitName }),
    intro: kit.say('instruction.intro', { leader: leaderName, day }),
    what,
    plan: kit.plan({ title: task.planTitle, documentNumber: task.documentNumber }),
    text: isSaid ? text : kit.say('instruction.offline'),
    signed: kit.say('instruction.signed', { leader: leaderName, day }),
    please: kit.say('instruction.please'),
    href: kit.unitLink({ unitId, planId: task.planId, until: today }),
    keep: kit.say('keepLink'),
    button: kit.say('instruction.button'),
    departments,
    why: kit.say('instruction.why', { unit: unitName }),
  });
}

/** A hand urging as plain values for its templates: titles and numbers, and the supervisor's own sentence. */
import type { DepartmentCard } from '../plans/department-card.js';
import { MOST_ROWS, type MailContents, type MailKit } from '../plans/mail-kit.js';
import type { Day } from '../rules/day.js';
import { owedOn, workingDaysLate } from '../rules/deadline-state.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import type { PressedRow } from './pressed.queries.js';

export interface UrgingContext {
  today: Day;
  calendar: WorkingCalendar;
  note: string | null;
  departments: DepartmentCard[];
}

export function urgingMail(
  kit: MailKit,
  unit: { unitId: number; name: string },
  rows: PressedRow[],
  context: UrgingContext,
): MailContents {
  const { today, note, departments } = context;
  const longestFirst = [...rows].sort((a, b) => lateness(b, context) - lateness(a, context));
  const plans = [...new Map(rows.map((row) => [row.planId, kit.plan(planOf(row))])).values()];
  const day = kit.day(today, today);
  return kit.compose('urging', {
    subject: subjectOf(kit, unit.name, longestFirst, context),
    preheader: kit.say('urging.preheader', { n: rows.length }),
    title: kit.say('urging.title'),
    sub: kit.dayWithYear(today),
    greeting: kit.say('address', { unit: unit.name }),
    intro: kit.say('urging.intro', { day, n: rows.length }),
    please: kit.say('urging.please'),
    note,
    noteTitle: kit.say('urging.note'),
    plan: plans.length === 1 ? plans[0] : null,
    rows: longestFirst.slice(0, MOST_ROWS).map((row) => ({
      what: kit.item(row),
      kind: row.taskNo === null ? null : kit.kind(row),
      chip: kit.chip('overdue', kit.say('late', { n: lateness(row, context) })),
      due: kit.say(row.reworkOn === null ? 'dueBy' : 'reworkBy', { day: kit.day(owedOn(row), today) }),
      plan: plans.length === 1 ? null : kit.plan(planOf(row)),
    })),
    more: Math.max(0, rows.length - MOST_ROWS),
    href: kit.unitLink({ unitId: unit.unitId, planId: rows[0]!.planId, until: today }),
    keep: kit.say('keepLink'),
    button: kit.say('urging.button'),
    departments,
    why: kit.say('urging.why', { unit: unit.name }),
  });
}

/** 【催办·超期3天】第3项 命名优秀区镇（市委办） */
function subjectOf(kit: MailKit, unit: string, rows: PressedRow[], context: UrgingContext): string {
  const [first] = rows;
  const days = lateness(first!, context);
  if (rows.length === 1) return kit.say('urging.subject', { days, what: kit.item(first!), unit });
  return kit.say('urging.subjectSeveral', { days, n: rows.length, unit });
}

function lateness(row: PressedRow, { calendar, today }: UrgingContext): number {
  return workingDaysLate(row, calendar, today);
}

function planOf({ planTitle, documentNumber }: PressedRow) {
  return { title: planTitle, documentNumber };
}

/** The mail to a new contact: what their unit has open, late, returned and waiting, as plain values for the templates. */
import type { DepartmentCard } from '../plans/department-card.js';
import { MOST_ROWS, type Chip, type MailContents, type MailKit } from '../plans/mail-kit.js';
import type { Day } from '../rules/day.js';
import {
  deadlineState,
  owedOn,
  workingDaysLate,
  workingDaysLeft,
  type DeadlineState,
} from '../rules/deadline-state.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import type { OpenRow } from './handover.queries.js';

export interface Handover {
  unitId: number;
  unitName: string;
  /** Who answered for it before. */
  before: string;
  name: string;
  onDay: Day;
  /** How many duties are not signed. */
  unsigned: number;
  open: OpenRow[];
}

export interface HandoverContext {
  today: Day;
  calendar: WorkingCalendar;
  departments: DepartmentCard[];
}

/** In the order of the mail. */
const GROUPS = ['late', 'returned', 'due', 'waiting'] as const;
type Group = (typeof GROUPS)[number];

export function handoverMail(kit: MailKit, handover: Handover, context: HandoverContext): MailContents {
  const { unitName: unit, before, name, onDay, open } = handover;
  const { today } = context;
  const grouped = GROUPS.map((group) => ({
    group,
    rows: open.filter((row) => groupOf(row, context) === group),
  })).filter(({ rows }) => rows.length > 0);
  const counts = grouped.map(({ group, rows }) => kit.say(`handover.count.${group}`, { n: rows.length }));
  const said = counts.length > 0 ? kit.list(counts) : kit.say('handover.nothing');
  const isOfOne = new Set(open.map((row) => row.planId)).size === 1;
  let left = MOST_ROWS;
  return kit.compose('handover', {
    subject: kit.say('handover.subject', { unit }),
    preheader: said,
    title: kit.say('handover.title'),
    sub: kit.dayWithYear(today),
    greeting: kit.say('handover.greeting', { name }),
    intro: kit.say('handover.intro', { unit, before, day: kit.day(onDay, today), counts: said }),
    plan: isOfOne ? planOf(kit, open[0]!) : null,
    unsigned: handover.unsigned > 0 ? kit.say('handover.unsigned', { n: handover.unsigned }) : null,
    groups: grouped.flatMap(({ group, rows }) => {
      const shown = rows.slice(0, left).map((row) => ({
        ...rowView(kit, row, context),
        plan: isOfOne ? null : planOf(kit, row),
      }));
      left -= shown.length;
      return shown.length > 0 ? [{ title: kit.say(`handover.group.${group}`), rows: shown }] : [];
    }),
    more: Math.max(0, open.length - MOST_ROWS),
    ...linkOf(kit, handover, today),
    button: kit.say('handover.button'),
    departments: context.departments,
    why: kit.say('handover.why', { unit }),
  });
}

/** Where nothing is open there is nothing to report either: the page opens by signing in. */
function linkOf(kit: MailKit, { unitId, open }: Handover, today: Day) {
  const [first] = open;
  if (!first) return { href: kit.link({ kind: 'unit', id: unitId }) };
  const until = [today, ...open.map((row) => owedOn(row))].sort().at(-1)!;
  return { href: kit.unitLink({ unitId, planId: first.planId, until }), keep: kit.say('keepLink') };
}

function groupOf(row: OpenRow, { calendar, today }: HandoverContext): Group {
  const state = deadlineState(row, calendar, today);
  if (state === 'overdue') return 'late';
  if (state === 'pending') return 'waiting';
  return row.reworkOn === null ? 'due' : 'returned';
}

function rowView(kit: MailKit, row: OpenRow, context: HandoverContext) {
  const day = kit.day(owedOn(row), context.today);
  return {
    what: kit.item(row),
    kind: row.kind === 'refinement' ? null : kit.kind(row),
    chip: chipOf(kit, row, context),
    due: kit.say(row.reworkOn === null ? 'dueBy' : 'reworkBy', { day }),
  };
}

function planOf(kit: MailKit, { planTitle: title, documentNumber }: OpenRow): string {
  return kit.plan({ title, documentNumber });
}

function chipOf(kit: MailKit, row: OpenRow, { calendar, today }: HandoverContext): Chip {
  const state = deadlineState(row, calendar, today) as Extract<DeadlineState, Parameters<MailKit['chip']>[0]>;
  if (state === 'overdue')
    return kit.chip(state, kit.say('late', { n: workingDaysLate(row, calendar, today) }));
  if (state === 'due-soon')
    return kit.chip(state, kit.say('left', { n: workingDaysLeft(owedOn(row), calendar, today) }));
  return kit.chip(state);
}

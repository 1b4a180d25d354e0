/** One person's mail at issue: for each unit they serve, all its duties at once, as plain values for the templates. */
import type { Day } from '../rules/day.js';
import { UNSIGNED_AFTER } from '../rules/deadline-state.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import type { DepartmentCard } from './department-card.js';
import type { BriefDuty, UnitBrief } from './issue-briefs.queries.js';
import { MOST_ROWS, type MailContents, type MailKit } from './mail-kit.js';
import { roomFor } from './mail-rows.js';

export interface IssueSection {
  unitName: string;
  brief: UnitBrief;
}

export interface IssueContext {
  today: Day;
  calendar: WorkingCalendar;
  planId: number;
  plan: { title: string; documentNumber: string | null };
  department: DepartmentCard;
  /** Why this mail is sent, where it is not that a plan is issued. */
  occasion?: Occasion;
  /** A sentence after the first: what the plan adds to or replaces. */
  told?: string;
}

/** Duties may also come to a unit later, from another one. */
export interface Occasion {
  subject(values: { plan: string; counts: string; units: string }): string;
  title: string;
  intro: string;
  /** What is asked of the reader; left away: to carry the duties out. */
  please?: string;
  why(values: { units: string }): string;
}

const PARTS = ['lead', 'cooperating', 'informed'] as const;

export function issueMail(kit: MailKit, sections: IssueSection[], context: IssueContext): MailContents {
  const { plan, department, today, occasion = issuing(kit, context) } = context;
  const duties = sections.flatMap(({ brief }) => brief.duties);
  const rooms = roomFor(
    sections.map(({ brief }) => brief.duties.length),
    MOST_ROWS,
  );
  const isForSeveral = sections.length > 1;
  const units = kit.list(sections.map((section) => section.unitName));
  const counts = countsSaid(kit, duties);
  const first = firstRefinement(sections);
  return kit.compose('issue', {
    subject: occasion.subject({
      plan: plan.documentNumber ?? kit.plan(plan),
      counts: counts.join(' '),
      units,
    }),
    preheader: [
      ...(first ? [kit.say('issue.refinementPreheader', { day: kit.day(first, today) })] : []),
      ...counts,
    ].join(kit.say('and')),
    title: occasion.title,
    sub: kit.dayWithYear(today),
    intro: occasion.intro + (context.told ?? ''),
    please: occasion.please ?? pleaseOf(kit, sections),
    isForSeveral,
    sections: sections.map((section, i) =>
      sectionView(kit, section, { ...context, isForSeveral }, rooms[i]!),
    ),
    departments: [department],
    why: occasion.why({ units }),
  });
}

function issuing(kit: MailKit, { department, today, plan }: IssueContext): Occasion {
  const values = { department: department.name, day: kit.day(today, today), plan: kit.plan(plan) };
  return {
    subject: (said) => kit.say('issue.subject', said),
    title: kit.say('issue.title'),
    intro: kit.say('issue.introShort', values),
    why: (said) => kit.say('issue.why', said),
  };
}

/** Whoever is only informed has nothing to sign. */
function pleaseOf(kit: MailKit, sections: IssueSection[]): string {
  const please = kit.say(
    owesDays(sections.map(({ brief }) => brief)) ? 'issue.please' : 'issue.pleaseSupport',
  );
  const signs = sections.some(({ brief }) => brief.duties.some((duty) => duty.part !== 'informed'));
  return signs ? please + kit.say('issue.sign', { n: UNSIGNED_AFTER }) : please;
}

function owesDays(briefs: UnitBrief[]): boolean {
  return briefs.some(
    (one) => one.refinementOn !== null || one.duties.some((duty) => duty.deadlines.length > 0),
  );
}

function firstRefinement(sections: IssueSection[]): Day | null {
  const days = sections.flatMap(({ brief }) => brief.refinementOn ?? []);
  return days.sort()[0] ?? null;
}

/** 牵头4项 协同3项 */
function countsSaid(kit: MailKit, duties: BriefDuty[]): string[] {
  return PARTS.flatMap((part) => {
    const n = duties.filter((duty) => duty.part === part).length;
    return n > 0 ? [kit.say(`issue.count.${part}`, { n })] : [];
  });
}

function sectionView(
  kit: MailKit,
  { unitName, brief }: IssueSection,
  context: IssueContext & { isForSeveral: boolean },
  room: number,
) {
  let left = room;
  const parts = PARTS.flatMap((part) => {
    const all = brief.duties.filter((duty) => duty.part === part);
    const shown = all.slice(0, left);
    left -= shown.length;
    const title = `${kit.say(`issue.${part}`)}${kit.say('issue.ofN', { n: all.length })}`;
    const under = part === 'lead' ? null : kit.say(`issue.under.${part}`);
    return shown.length > 0 ? [{ title, under, rows: shown.map((duty) => rowView(kit, duty, context)) }] : [];
  });
  const button = `issue.button${owesDays([brief]) ? '' : 'See'}${context.isForSeveral ? 'Of' : ''}`;
  return {
    unitName,
    greeting: kit.say('address', { unit: unitName }),
    counts:
      brief.duties.length > 0
        ? kit.say('issue.yours', { counts: countsSaid(kit, brief.duties).join(kit.say('listMark')) })
        : null,
    refinement: brief.refinementOn && refinementView(kit, brief.refinementOn, context),
    parts,
    more: Math.max(0, brief.duties.length - room),
    href: kit.unitLink({ unitId: brief.unitId, planId: context.planId, until: latestDayOf(brief) }),
    keep: kit.say('keepLink'),
    button: kit.say(button, { unit: unitName }),
  };
}

function latestDayOf({ refinementOn, duties }: UnitBrief): Day | null {
  const days = duties.flatMap(({ deadlines }) => deadlines.map(({ dueOn }) => dueOn));
  return [...(refinementOn === null ? [] : [refinementOn]), ...days].sort().at(-1) ?? null;
}

function refinementView(kit: MailKit, dueOn: Day, { today, calendar }: IssueContext) {
  const n = calendar.workingDaysBetween(today, dueOn);
  const key = n > 0 ? 'issue.refinementBy' : 'issue.refinementToday';
  return { title: kit.say('issue.refinement'), text: kit.say(key, { day: kit.day(dueOn, today), n }) };
}

function rowView(kit: MailKit, duty: BriefDuty, { today }: IssueContext) {
  const isJoint = duty.leads.length > 0;
  const mark = duty.part === 'lead' && isJoint ? kit.say(duty.isFirst ? 'issue.first' : 'issue.joint') : null;
  return {
    no: kit.say('item', { no: duty.taskNo }),
    title: duty.title || kit.say('internalMatter'),
    mark,
    days: duty.deadlines.map((deadline) => ({
      kind: kit.say('issue.dueKind', { kind: kit.kind(deadline) }),
      day: kit.say('issue.dueDay', { day: kit.day(deadline.dueOn, today) }),
    })),
    notes: notesOf(kit, duty),
  };
}

function notesOf(kit: MailKit, duty: BriefDuty): string[] {
  const leads =
    duty.leads.length > 0 ? [kit.say(`issue.${leadsKey(duty)}`, { units: kit.list(duty.leads) })] : [];
  const via = duty.via === null ? [] : [kit.say('issue.via', { group: duty.via })];
  return [...leads, ...via, ...owesNothing(kit, duty)];
}

function leadsKey(duty: BriefDuty): string {
  return duty.part === 'lead' ? 'jointWith' : 'leadIs';
}

/** Why a unit has no day of its own, where that needs saying. */
function owesNothing(kit: MailKit, duty: BriefDuty): string[] {
  if (duty.deadlines.length > 0) return [];
  if (duty.collector) return [kit.say('issue.collected', { unit: duty.collector })];
  const [first] = duty.leads;
  return duty.part === 'lead' && first && !duty.isFirst
    ? [kit.say('issue.firstReports', { unit: first })]
    : [];
}

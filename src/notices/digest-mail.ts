/** The department's digest and the leaders', as plain values for their templates: what the rule composed, in words. */
import type { DepartmentCard } from '../plans/department-card.js';
import type { MailContents, MailKit } from '../plans/mail-kit.js';
import type { Day } from '../rules/day.js';
import type { Digest, DigestNews, DigestRow, WaitingRow } from '../rules/digest.js';
import type { ReminderSettings } from '../rules/reminder-settings.js';
import type { LinkTarget } from '../web/links.js';
import type { DigestDetail } from './digest.queries.js';
import type { EscalationCounts } from './escalation.queries.js';

export interface DigestPart {
  department: DepartmentCard;
  digest: Digest;
  details: Map<number, DigestDetail>;
  escalation: EscalationCounts;
  /** Of the department's jurisdiction; left away: as of the house. */
  settings?: ReminderSettings;
}

export interface DigestContext {
  today: Day;
  settings: ReminderSettings;
}

/** @param parts one for each department whose digest this address reads; nearly always one */
export function digestMail(kit: MailKit, parts: DigestPart[], context: DigestContext): MailContents {
  const counts = summed(parts);
  const hasWaiting = counts.waiting > 0;
  const day = kit.shortDay(context.today);
  return kit.compose('overdue-digest', {
    subject: kit.say(hasWaiting ? 'digest.subjectWaiting' : 'digest.subject', { day, ...counts }),
    preheader: kit.say(hasWaiting ? 'digest.preheaderWaiting' : 'digest.preheader', counts),
    title: kit.say('digest.title'),
    why: kit.say('digest.why', { department: namesOf(kit, parts) }),
    ...common(kit, parts, context),
  });
}

export function leaderDigestMail(kit: MailKit, parts: DigestPart[], context: DigestContext): MailContents {
  const late = parts.reduce(
    (sum, { digest }) => sum + digest.units.reduce((n, unit) => n + unit.overdue, 0),
    0,
  );
  const { departmentLate } = summed(parts);
  const days = context.settings.noticeAfter;
  return kit.compose('leader-digest', {
    subject: kit.say('digest.leaderSubject', { day: kit.shortDay(context.today), late, departmentLate }),
    preheader: kit.say('digest.leaderPreheader', { days, late, departmentLate }),
    title: kit.say('digest.leaderTitle'),
    leaderSub: kit.say('digest.leaderSub', { days }),
    why: kit.say('digest.leaderWhy', { department: namesOf(kit, parts) }),
    ...common(kit, parts, context),
  });
}

function common(kit: MailKit, parts: DigestPart[], context: DigestContext) {
  const years = [...new Set(parts.flatMap(({ digest }) => digest.unknownYears))].sort();
  return {
    sub: `${namesOf(kit, parts)}　${kit.dayWithYear(context.today)}`,
    isForSeveral: parts.length > 1,
    parts: parts.map((part) => partView(kit, part, context)),
    unknownYears: years.length ? kit.say('unknownYears', { years: years.join(kit.say('yearMark')) }) : null,
    href: kit.link({ kind: 'home' }),
    button: kit.say('digest.button'),
    departments: parts.map(({ department }) => department),
  };
}

function namesOf(kit: MailKit, parts: DigestPart[]): string {
  return kit.list(parts.map(({ department }) => department.name));
}

function summed(parts: DigestPart[]): Digest['counts'] {
  const sum = { overdue: 0, newlyLate: 0, dueSoon: 0, dueIn3: 0, waiting: 0, departmentLate: 0 };
  for (const { digest } of parts) {
    for (const count of Object.keys(sum) as (keyof typeof sum)[]) sum[count] += digest.counts[count];
  }
  return sum;
}

function partView(kit: MailKit, part: DigestPart, context: DigestContext) {
  const { digest, department } = part;
  const { late, waiting } = digest.truncated;
  return {
    department: department.name,
    lateTitle: kit.say('digest.lateTitle'),
    waitingTitle: kit.say('digest.waitingTitle'),
    numbers: numbersOf(kit, digest),
    news: digest.news.map((news) => newsSaid(kit, news, digest, part.settings ?? context.settings)),
    escalation: proposalsOf(kit, part.escalation),
    units: digest.units
      .filter((unit) => unit.rows.length > 0)
      .map((unit) => ({
        // A unit with one item needs no line of its own: its name stands in the row.
        name:
          unit.overdue > 1 ? kit.say('digest.unitOverdue', { unit: unit.unitName, n: unit.overdue }) : null,
        unitName: unit.unitName,
        rows: unit.rows.map((row) =>
          lateView(kit, row, part, { ...context, settings: part.settings ?? context.settings }),
        ),
      })),
    waiting: digest.waiting.map((row) => waitingView(kit, row, part, context)),
    moreLate: late > 0 ? late : null,
    moreWaiting: waiting > 0 ? waiting : null,
    href: kit.link({ kind: 'home' }),
  };
}

const PROPOSED = ['urge', 'notice', 'call', 'leader'] as const;

/** 9项建议催办、1项请电话联系, and where that is done; null where nothing is proposed. */
function proposalsOf(kit: MailKit, counts: EscalationCounts) {
  const said = PROPOSED.filter((step) => counts[step] > 0).map((step) =>
    kit.say(`digest.escalation.${step}`, { n: counts[step] }),
  );
  return said.length === 0 ? null : { text: kit.list(said), href: kit.link({ kind: 'escalation' }) };
}

/** The three numbers of the head; a number that is nothing has no colour. */
function numbersOf(kit: MailKit, { counts }: Digest) {
  const { overdue, newlyLate, dueSoon, dueIn3, waiting, departmentLate } = counts;
  const notes = {
    overdue: newlyLate > 0 ? { key: 'newly', n: newlyLate } : { key: 'none', n: 0 },
    dueSoon: { key: 'in3', n: dueIn3 },
    waiting: departmentLate > 0 ? { key: 'own', n: departmentLate } : { key: 'noneOwn', n: 0 },
  };
  const cell = (name: keyof typeof notes, n: number, state: 'overdue' | 'due-soon' | 'pending') => ({
    ...(n > 0 ? kit.chip(state) : COLOURLESS),
    n,
    label: kit.say(`digest.number.${name}`),
    note: n > 0 ? kit.say(`digest.number.${notes[name].key}`, { n: notes[name].n }) : '',
  });
  return [
    cell('overdue', overdue, 'overdue'),
    cell('dueSoon', dueSoon, 'due-soon'),
    cell('waiting', waiting, departmentLate > 0 ? 'overdue' : 'pending'),
  ];
}

const COLOURLESS = { sign: '', color: '#33414F', ground: '#F1F3F6' };

function newsSaid(kit: MailKit, news: DigestNews, { counts }: Digest, settings: ReminderSettings): string {
  const values: Partial<Record<DigestNews, { n?: number; days?: number }>> = {
    'newly-late': { n: counts.newlyLate },
    'reached-notice': { days: settings.noticeAfter },
    'reached-urging': { days: settings.urgeAfter },
    unverified: { n: counts.departmentLate, days: settings.unverifiedAfter },
  };
  return kit.say(`digest.news.${news}`, { ...values[news] });
}

function lateView(kit: MailKit, row: DigestRow, part: DigestPart, { today, settings }: DigestContext) {
  const { item, daysLate, reached } = row;
  const detail = part.details.get(item.id)!;
  const due = kit.say(item.reworkOn === null ? 'digest.due' : 'digest.rework', {
    day: kit.day(row.owedOn, today),
  });
  const step = reached === settings.noticeAfter ? ('notice' as const) : ('urging' as const);
  return {
    chip: kit.chip('overdue', kit.say('late', { n: daysLate })),
    isNew: row.isNewlyLate,
    ...named(kit, detail, part, item.unitId),
    due,
    reached: reached === null ? null : kit.say(`digest.reached.${step}`, { n: reached }),
    word: lastWordOf(kit, detail),
    returned: item.returns > 0 ? kit.say('digest.returned', { n: item.returns }) : null,
    requests: row.openRequests.map((request) => kit.say(`digest.request.${request.kind}`)),
  };
}

function waitingView(kit: MailKit, row: WaitingRow, part: DigestPart, { today }: DigestContext) {
  const isReview = row.kind === 'review';
  const waitsToday = kit.say(isReview ? 'digest.reviewToday' : 'digest.waitsToday');
  const waits = row.waitingDays > 0 ? kit.say('digest.waits', { n: row.waitingDays }) : waitsToday;
  const chip = kit.chip(row.isDepartmentLate ? 'overdue' : 'pending', waits);
  const detail = row.deadlineId === null ? undefined : part.details.get(row.deadlineId);
  return {
    chip: { ...chip, word: kit.say(row.isDepartmentLate ? 'digest.ownLate' : `digest.waiting.${row.kind}`) },
    isNew: row.isNew,
    unitName: row.unitName,
    ...(detail
      ? named(kit, detail, part, row.unitId)
      : {
          ...row,
          what:
            row.kind === 'unsigned'
              ? kit.say('digest.unsignedDuties', { n: row.title })
              : kit.item({ ...row, kind: 'refinement', period: '' }),
          kind: null,
          plan: null,
          href: kit.link(placeOf(row)),
        }),
    since: kit.say(`digest.${sinceWord(row)}`, { day: kit.day(row.waitingSince, today) }),
  };
}

function sinceWord({ kind }: WaitingRow): 'reviewOn' | 'issuedOn' | 'since' {
  if (kind === 'review') return 'reviewOn';
  return kind === 'unsigned' ? 'issuedOn' : 'since';
}

function placeOf({ taskId, unitId }: WaitingRow): LinkTarget {
  return taskId === null ? { kind: 'unit', id: unitId } : { kind: 'task', id: taskId };
}

/** What a row is about, and the page where it is settled. */
function named(kit: MailKit, detail: DigestDetail, { details }: DigestPart, unitId: number) {
  const isOfSeveral = new Set([...details.values()].map((one) => one.planId)).size > 1;
  const { planTitle: title, documentNumber } = detail;
  return {
    what: kit.item(detail),
    kind: detail.kind === 'refinement' ? null : kit.kind(detail),
    plan: isOfSeveral ? kit.plan({ title, documentNumber }) : null,
    href: kit.link(
      detail.taskId === null ? { kind: 'unit', id: unitId } : { kind: 'task', id: detail.taskId },
    ),
  };
}

function lastWordOf(kit: MailKit, { lastText, lastStanding }: DigestDetail): string {
  if (lastStanding === null) return kit.say('digest.noWord');
  const said = kit.shortened(lastText);
  const text =
    said || kit.say(lastStanding === 'nothing-new' ? 'digest.standing.nothing-new' : 'digest.file');
  return kit.say('digest.lastWord', { text });
}

/** 催办建议 as the page prints it: by step, then by unit. */
import type { Say } from '../web/deadline-words.js';
import { headingOf, matterOf } from '../web/deadline-words.js';
import type { Step } from '../rules/escalation.js';
import type { ContactFacts } from '../units/unit-directory.queries.js';
import type { DigestDetail } from './digest.queries.js';
import type { EscalationRow } from './escalation.queries.js';

export interface EscalationRowView {
  id: number;
  href: string;
  heading: string;
  matter: string;
  planTitle: string;
  owedOn: string;
  daysLate: number;
  urged: string;
  lastWord: string;
  resumesOn: string | null;
  noticeId: number | null;
}

export interface EscalationGroup {
  unitId: number;
  unitName: string;
  planId: number;
  isOffline: boolean;
  people: { name: string; phone: string; isHead: boolean }[];
  rows: EscalationRowView[];
}

export interface Known {
  details: Map<number, DigestDetail>;
  contacts: ContactFacts[];
}

/** @param byPlan a notice is about one plan, so its units are listed once for each */
export function groupsOf(
  say: Say,
  rows: EscalationRow[],
  step: Step,
  known: Known,
  byPlan = false,
): EscalationGroup[] {
  const groups = new Map<string, EscalationGroup>();
  for (const row of rows) {
    const detail = known.details.get(row.id);
    if (row.step !== step || !detail) continue;
    const key = byPlan ? `${row.unitId} ${row.planId}` : String(row.unitId);
    const group = groups.get(key) ?? groupOf(row, known.contacts);
    groups.set(key, group);
    group.rows.push(rowView(say, row, detail));
  }
  return [...groups.values()];
}

export function peopleOf(contacts: ContactFacts[], unitId: number) {
  return contacts
    .filter((contact) => contact.unitId === unitId)
    .map(({ name, phone, isHead }) => ({ name, phone: phone ?? '', isHead }));
}

function groupOf(row: EscalationRow, contacts: ContactFacts[]): EscalationGroup {
  const { unitId, unitName, planId, reachedBy } = row;
  return {
    ...{ unitId, unitName, planId, isOffline: reachedBy === 'offline' },
    people: peopleOf(contacts, unitId),
    rows: [],
  };
}

function rowView(say: Say, row: EscalationRow, detail: DigestDetail): EscalationRowView {
  const { id, unitId, owedOn, daysLate, resumesOn, noticeId } = row;
  return {
    ...{ id, owedOn, daysLate, resumesOn, noticeId },
    href:
      detail.taskId === null ? `/units/${unitId}#deadline-${id}` : `/tasks/${detail.taskId}#deadline-${id}`,
    heading: headingOf(say, detail),
    matter: detail.taskId === null ? '' : matterOf(say, detail),
    planTitle: detail.planTitle,
    urged: row.lastUrgedOn ? say('escalation.urged', { n: row.urgings, day: row.lastUrgedOn }) : '',
    lastWord: lastWordOf(say, detail),
  };
}

function lastWordOf(say: Say, { lastText, lastStanding }: DigestDetail): string {
  if (lastText === null) return say('escalation.noWord');
  return lastText || say(lastStanding === 'nothing-new' ? 'standing.nothing-new' : 'escalation.asFile');
}

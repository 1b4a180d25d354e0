/**
 * The place in a mail's text where the address of a unit's page will stand: a mail's link is made for whom it goes to,
 * when it is put in the outbox. The mark holds a number of this process, so that nobody can type one into a report.
 */
import { randomBytes } from 'node:crypto';
import type { Day } from '../rules/day.js';

export interface UnitMark {
  unitId: number;
  /** A plan of the mail: the link opens what the unit has in that plan's jurisdiction. */
  planId: number;
  /** The latest day the mail speaks of; the link lasts beyond it. */
  until: Day | null;
  /** Below the link: `/supervision-notices/5`; empty for the unit's page. */
  path: string;
}

const OWN = randomBytes(9).toString('hex');
const MARK = new RegExp(`⟦unit:${OWN}:(\\d+):(\\d+):([\\d-]*):([a-z0-9/-]*)⟧`, 'g');

export function unitMark({ unitId, planId, until, path }: UnitMark): string {
  return `⟦unit:${OWN}:${unitId}:${planId}:${until ?? ''}:${path}⟧`;
}

export function marksIn(...texts: string[]): UnitMark[] {
  return texts.flatMap((text) => [...text.matchAll(MARK)].map(([, ...parts]) => markOf(parts)));
}

export function filledMarks(text: string, addressOf: (mark: UnitMark) => string): string {
  return text.replace(MARK, (_mark, ...parts: string[]) => addressOf(markOf(parts)));
}

function markOf([unitId, planId, until, path]: string[]): UnitMark {
  return {
    unitId: Number(unitId),
    planId: Number(planId),
    until: (until || null) as Day | null,
    path: path!,
  };
}

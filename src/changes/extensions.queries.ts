/** Requests for more time, as plain rows. */
import { NotFound } from '../platform/refusal.js';
import type { Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { Outcome } from '../rules/outcome.js';

export interface ExtensionRow {
  id: number;
  deadlineId: number;
  unitId: number;
  fromDay: Day;
  askedDay: Day;
  reason: string;
  needsLeader: boolean;
  grantedDay: Day | null;
  askedOn: Day;
  askedBy: string | null;
  outcome: Outcome;
  remark: string | null;
  decidedOn: Day | null;
  decidedBy: string | null;
}

const EXTENSIONS = `SELECT e.id, e."deadlineId", e."unitId", e."fromDay", e."askedDay", e.reason, e."needsLeader",
    e."grantedDay", e."askedOn", a.name AS "askedBy", e.outcome, e.remark, e."decidedOn", c.name AS "decidedBy"
  FROM extensions e LEFT JOIN people a ON a.id = e."askedById" LEFT JOIN people c ON c.id = e."decidedById"`;

function withBoolean(extension: ExtensionRow): ExtensionRow {
  return { ...extension, needsLeader: Boolean(extension.needsLeader) };
}

/** @throws NotFound */
export async function extensionById(read: Reader, id: number): Promise<ExtensionRow> {
  const found = await row<ExtensionRow>(read, `${EXTENSIONS} WHERE e.id = :id`, { id });
  if (!found) throw new NotFound('extension');
  return withBoolean(found);
}

/** The newest first. */
export async function extensionsOf(read: Reader, deadlineIds: number[]): Promise<ExtensionRow[]> {
  const found = await rows<ExtensionRow>(
    read,
    `${EXTENSIONS} WHERE e."deadlineId" IN (:...deadlineIds) ORDER BY e.id DESC`,
    { deadlineIds: [0, ...deadlineIds] },
  );
  return found.map(withBoolean);
}

/** Of these deadlines those with a request that waits, and the day it was made: it pauses the ladder. */
export async function extensionPausedSince(read: Reader, deadlineIds: number[]): Promise<Map<number, Day>> {
  const found = await rows<{ deadlineId: number; askedOn: Day }>(
    read,
    `SELECT "deadlineId", "askedOn" FROM extensions WHERE outcome = 'pending' AND "deadlineId" IN (:...deadlineIds)`,
    { deadlineIds: [0, ...deadlineIds] },
  );
  return new Map(found.map(({ deadlineId, askedOn }) => [deadlineId, askedOn]));
}

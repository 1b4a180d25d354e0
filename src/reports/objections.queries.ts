/** Objections 申诉 as plain rows. */
import type { Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { Outcome } from '../rules/outcome.js';

export interface ObjectionRow {
  id: number;
  planId: number;
  planTitle: string;
  supervisorUnitId: number;
  unitId: number;
  unitName: string;
  eventKey: string;
  reason: string;
  askedOn: Day;
  askedBy: string | null;
  outcome: Outcome;
  remark: string | null;
  decidedOn: Day | null;
  decidedBy: string | null;
}

const OBJECTIONS = `SELECT o.id, o."planId", p.title AS "planTitle", p."supervisorUnitId", o."unitId", u.name AS "unitName",
    o."eventKey", o.reason, o."askedOn", a.name AS "askedBy", o.outcome, o.remark, o."decidedOn", d.name AS "decidedBy"
  FROM objections o JOIN plans p ON p.id = o."planId" JOIN units u ON u.id = o."unitId"
    LEFT JOIN people a ON a.id = o."askedById" LEFT JOIN people d ON d.id = o."decidedById"`;

export function objectionById(read: Reader, id: number): Promise<ObjectionRow | null> {
  return row(read, `${OBJECTIONS} WHERE o.id = :id`, { id });
}

export function objectionsOfUnit(read: Reader, unitId: number): Promise<ObjectionRow[]> {
  return rows(read, `${OBJECTIONS} WHERE o."unitId" = :unitId ORDER BY o.id`, { unitId });
}

/** Those that wait, the oldest first; then what was decided last. */
export function latestObjections(read: Reader, limit: number): Promise<ObjectionRow[]> {
  return rows(
    read,
    `${OBJECTIONS} ORDER BY CASE o.outcome WHEN 'pending' THEN 0 ELSE 1 END,
       CASE o.outcome WHEN 'pending' THEN o.id ELSE -o.id END LIMIT ${limit}`,
  );
}

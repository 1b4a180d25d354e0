/** Objections 申诉 as plain rows. */
import type { Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { DeadlineKind } from '../rules/deadline-state.js';
import type { Outcome } from '../rules/outcome.js';
import type { Viewer } from '../rules/permissions.js';
import { inArea } from '../units/area.queries.js';

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

/** @param within a condition on the plan `p` */
export function objectionsOfUnit(read: Reader, unitId: number, within: string): Promise<ObjectionRow[]> {
  return rows(read, `${OBJECTIONS} WHERE o."unitId" = :unitId AND ${within} ORDER BY o.id`, { unitId });
}

/** Those that wait, the oldest first; then what was decided last. */
export function latestObjections(read: Reader, viewer: Viewer, limit: number): Promise<ObjectionRow[]> {
  return rows(
    read,
    `${OBJECTIONS} WHERE ${inArea(viewer, 'p."jurisdictionId"')} ORDER BY CASE o.outcome WHEN 'pending' THEN 0 ELSE 1 END,
       CASE o.outcome WHEN 'pending' THEN o.id ELSE -o.id END LIMIT ${limit}`,
  );
}

export interface ContestedEvent {
  taskNo: string | null;
  title: string | null;
  kind: DeadlineKind;
  period: string;
  dueOn: Day;
}

/** What the contested events are about, by the events' keys. */
export async function contestedEvents(
  read: Reader,
  objections: Pick<ObjectionRow, 'eventKey'>[],
): Promise<Map<string, ContestedEvent>> {
  const events = new Map<string, ContestedEvent>();
  for (const [noun, deadlineOf] of Object.entries(DEADLINE_OF)) {
    const keys = objections.map((one) => one.eventKey).filter((key) => key.split(':')[1] === noun);
    const found = await rows<ContestedEvent & { id: number }>(
      read,
      `SELECT x.id, t.no AS "taskNo", t.title, d.kind, d.period, d."dueOn" FROM ${deadlineOf}
         LEFT JOIN tasks t ON t.id = d."taskId" WHERE x.id IN (:...ids)`,
      { ids: [0, ...keys.map((key) => Number(key.split(':')[2]))] },
    );
    const byId = new Map(found.map(({ id, ...event }) => [id, event]));
    for (const key of keys) {
      const event = byId.get(Number(key.split(':')[2]));
      if (event) events.set(key, event);
    }
  }
  return events;
}

/** What a key may be about, and the deadline behind it. */
const DEADLINE_OF: Record<string, string> = {
  deadline: 'deadlines x JOIN deadlines d ON d.id = x.id',
  verification: `verifications x JOIN submissions s ON s.id = x."submissionId" JOIN deadlines d ON d.id = s."deadlineId"`,
  extension: 'extensions x JOIN deadlines d ON d.id = x."deadlineId"',
};

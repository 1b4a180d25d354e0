/**
 * What we ask of units 基层减负: every request and every mail of a span of days, by unit, across plans. A request is a
 * deadline opened, an urging, a supervision notice, a call for coordination, or a return. A mail counts once for each
 * of the unit's people; one that speaks to somebody of two units counts for both.
 */
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { Viewer } from '../rules/permissions.js';
import { inArea } from '../units/area.queries.js';

export const REQUESTS = ['deadlines', 'urgings', 'notices', 'coordinations', 'returns'] as const;
export type RequestKind = (typeof REQUESTS)[number];

export interface UnitBurden extends Record<RequestKind, number> {
  unitId: number;
  unitName: string;
  /** The sum of the five. */
  requests: number;
  mails: number;
}

/** The burden of a digest is the department's own. */
const OWN = `('overdue-digest', 'leader-digest')`;
const WITHIN = (day: string) => `${day} >= :from AND ${day} <= :until`;
const OPENED = `coalesce(d."openedOn", d."heldOpenedOn")`;

/** @param ofPlan a condition on the plan `p`; a mail belongs to no plan, so it counts for the unit's own jurisdiction */
const sources = (ofPlan: string, ofUnit: string): Record<RequestKind | 'mails', string> => ({
  deadlines: `SELECT d."unitId", count(*) AS n FROM deadlines d JOIN plans p ON p.id = d."planId"
    WHERE ${ofPlan} AND ${WITHIN(OPENED)} AND d.kind IN ('refinement', 'progress', 'completion') GROUP BY d."unitId"`,
  urgings: `SELECT g."unitId", count(*) AS n FROM urgings g JOIN plans p ON p.id = g."planId"
    WHERE ${ofPlan} AND ${WITHIN('g."urgedOn"')} GROUP BY g."unitId"`,
  notices: `SELECT n."unitId", count(*) AS n FROM supervision_notices n JOIN plans p ON p.id = n."planId"
    WHERE ${ofPlan} AND ${WITHIN('n."sentOn"')} GROUP BY n."unitId"`,
  coordinations: `SELECT c."blockerUnitId" AS "unitId", count(*) AS n FROM coordinations c
      JOIN tasks t ON t.id = c."taskId" JOIN plans p ON p.id = t."planId"
    WHERE ${ofPlan} AND ${WITHIN('c."askedOn"')} GROUP BY c."blockerUnitId"`,
  returns: `SELECT s."unitId", count(*) AS n FROM verifications v JOIN submissions s ON s.id = v."submissionId"
      JOIN deadlines d ON d.id = s."deadlineId" JOIN plans p ON p.id = d."planId"
    WHERE ${ofPlan} AND v.outcome = 'returned' AND ${WITHIN('v."verifiedOn"')} GROUP BY s."unitId"`,
  mails: `SELECT m."unitId", sum(length(m.recipient) - length(replace(m.recipient, '<', ''))) AS n
    FROM notices m JOIN units u ON u.id = m."unitId"
    WHERE ${ofUnit} AND m.outcome = 'composed' AND m.kind NOT IN ${OWN} AND ${WITHIN('m."onDay"')} GROUP BY m."unitId"`,
});

/** Who was asked or written to at all, the most first. @param viewer null: whoever asks, of the whole house */
export async function burdenOf(
  read: Reader,
  { from, until }: { from: Day; until: Day },
  viewer: Viewer | null = null,
): Promise<UnitBurden[]> {
  const reach = (column: string) => (viewer ? inArea(viewer, column) : '1 = 1');
  const counted = Object.entries(sources(reach('p."jurisdictionId"'), reach('u."jurisdictionId"'))).map(
    ([source, sql]) => `SELECT '${source}' AS source, q.* FROM (${sql}) q`,
  );
  const found = await rows<{ source: RequestKind | 'mails'; unitId: number; unitName: string; n: number }>(
    read,
    `SELECT b.source, b."unitId", u.name AS "unitName", b.n FROM (${counted.join(' UNION ALL ')}) b
     JOIN units u ON u.id = b."unitId"`,
    { from, until },
  );
  const units = new Map<number, UnitBurden>();
  for (const { source, unitId, unitName, n } of found) {
    const unit = units.get(unitId) ?? nothingOf(unitId, unitName);
    unit[source] += Number(n);
    if (source !== 'mails') unit.requests += Number(n);
    units.set(unitId, unit);
  }
  return [...units.values()].sort(
    (a, b) => b.requests - a.requests || b.mails - a.mails || a.unitId - b.unitId,
  );
}

function nothingOf(unitId: number, unitName: string): UnitBurden {
  const none = { deadlines: 0, urgings: 0, notices: 0, coordinations: 0, returns: 0 };
  return { unitId, unitName, ...none, requests: 0, mails: 0 };
}

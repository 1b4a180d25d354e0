/**
 * What we ask of units 基层减负: every request and every mail of a span of days, by unit, across plans. A request is a
 * deadline opened, an urging, a supervision notice, a call for coordination, or a return. A mail counts once for each
 * of the unit's people; one that speaks to somebody of two units counts for both.
 */
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';

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

const SOURCES: Record<RequestKind | 'mails', string> = {
  deadlines: `SELECT d."unitId", count(*) AS n FROM deadlines d
    WHERE ${WITHIN(OPENED)} AND d.kind IN ('refinement', 'progress', 'completion') GROUP BY d."unitId"`,
  urgings: `SELECT "unitId", count(*) AS n FROM urgings WHERE ${WITHIN('"urgedOn"')} GROUP BY "unitId"`,
  notices: `SELECT "unitId", count(*) AS n FROM supervision_notices WHERE ${WITHIN('"sentOn"')} GROUP BY "unitId"`,
  coordinations: `SELECT "blockerUnitId" AS "unitId", count(*) AS n FROM coordinations WHERE ${WITHIN('"askedOn"')}
    GROUP BY "blockerUnitId"`,
  returns: `SELECT s."unitId", count(*) AS n FROM verifications v JOIN submissions s ON s.id = v."submissionId"
    WHERE v.outcome = 'returned' AND ${WITHIN('v."verifiedOn"')} GROUP BY s."unitId"`,
  mails: `SELECT "unitId", sum(length(recipient) - length(replace(recipient, '<', ''))) AS n FROM notices
    WHERE outcome = 'composed' AND kind NOT IN ${OWN} AND "unitId" IS NOT NULL AND ${WITHIN('"onDay"')} GROUP BY "unitId"`,
};

/** Who was asked or written to at all, the most first. */
export async function burdenOf(
  read: Reader,
  { from, until }: { from: Day; until: Day },
): Promise<UnitBurden[]> {
  const sources = Object.entries(SOURCES).map(
    ([source, sql]) => `SELECT '${source}' AS source, q.* FROM (${sql}) q`,
  );
  const found = await rows<{ source: RequestKind | 'mails'; unitId: number; unitName: string; n: number }>(
    read,
    `SELECT b.source, b."unitId", u.name AS "unitName", b.n FROM (${sources.join(' UNION ALL ')}) b
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

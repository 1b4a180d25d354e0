/**
 * What a mail's link reaches: its unit's own matters in the issued plans of its jurisdiction, and nothing else. The
 * guard asks here for every address below `/l/`, whatever the handler asks for itself.
 */
import type { Reader } from '../platform/database.js';
import { row } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { Link } from './link.entity.js';

/** Plans in which the link counts; 0 stands for the topmost jurisdiction. */
const HERE = `p.state = 'issued' AND coalesce(p."jurisdictionId", 0) = :place`;
const OWN = `x.id = :id AND x."unitId" = :unitId AND ${HERE}`;
const BY_TASK = (table: string): string =>
  `SELECT x.id FROM ${table} x JOIN tasks t ON t.id = x."taskId" JOIN plans p ON p.id = t."planId" WHERE ${OWN}`;
const BY_DEADLINE = (table: string): string =>
  `SELECT x.id FROM ${table} x JOIN deadlines d ON d.id = x."deadlineId" JOIN plans p ON p.id = d."planId" WHERE ${OWN}`;

/** By the first word of the path behind the link. */
const MATTERS: Record<string, string> = {
  units: `SELECT x.id FROM units x WHERE x.id = :id AND x.id = :unitId AND :place >= 0`,
  deadlines: `SELECT x.id FROM deadlines x JOIN plans p ON p.id = x."planId" WHERE ${OWN}`,
  submissions: BY_DEADLINE('submissions'),
  extensions: BY_DEADLINE('extensions'),
  duties: BY_TASK('duties'),
  filings: BY_TASK('filings'),
  attachments: `
    SELECT x.id FROM attachments x JOIN submissions s ON s.id = x."submissionId" JOIN deadlines d ON d.id = s."deadlineId"
      JOIN plans p ON p.id = d."planId" WHERE x.id = :id AND s."unitId" = :unitId AND ${HERE}`,
  'supervision-notices': `SELECT x.id FROM supervision_notices x JOIN plans p ON p.id = x."planId" WHERE ${OWN}`,
  tasks: `
    SELECT x.id FROM tasks x JOIN plans p ON p.id = x."planId" WHERE x.id = :id AND ${HERE}
      AND EXISTS (SELECT 1 FROM duties y WHERE y."taskId" = x.id AND y."unitId" = :unitId)`,
};

type Bound = Pick<Link, 'jurisdictionId'> & { unitId: number };

/** @param collection the first word of the path; one that does not stand here is nobody's */
export async function isOfLink(
  from: Reader,
  { collection, id }: { collection: string; id: number },
  { unitId, jurisdictionId }: Bound,
): Promise<boolean> {
  if (!Object.hasOwn(MATTERS, collection) || !Number.isSafeInteger(id)) return false;
  const params = { id, unitId, place: jurisdictionId ?? 0 };
  return (await row(from, MATTERS[collection]!, params)) !== null;
}

export interface LinkScope {
  unitName: string;
  jurisdictionId: number | null;
  isEnded: boolean;
  /** Whom it was sent to still answers for the unit, under the same mailbox. */
  isContact: boolean;
  /** The unit holds, or owes, anything there. */
  hasWork: boolean;
}

/** The unit, and the groups it is in, also by way of a group within a group. */
const UNIT_AND_GROUPS = `
  WITH RECURSIVE belongs(id) AS (
    SELECT u.id FROM units u WHERE u.id = :unitId
    UNION SELECT m."groupId" FROM group_members m JOIN belongs b ON m."unitId" = b.id
      WHERE m."fromOn" <= :today AND (m."untilOn" IS NULL OR m."untilOn" > :today))
  SELECT id FROM belongs`;
const SCOPE = `
  SELECT u.name AS "unitName", u."endedOn",
    CASE WHEN l."personId" IS NULL OR EXISTS (
      SELECT 1 FROM contacts c JOIN people w ON w.id = c."personId"
      WHERE c."unitId" = l."unitId" AND c."personId" = l."personId" AND lower(w.email) = l.address
        AND c."fromOn" <= :today AND (c."untilOn" IS NULL OR c."untilOn" > :today)
        AND (w."leftOn" IS NULL OR w."leftOn" > :today)) THEN 1 ELSE 0 END AS "isContact",
    CASE WHEN EXISTS (
        SELECT 1 FROM duties y JOIN tasks t ON t.id = y."taskId" JOIN plans p ON p.id = t."planId"
        WHERE (y."unitId" IN (${UNIT_AND_GROUPS}) OR y."collectorUnitId" = :unitId) AND ${HERE})
      OR EXISTS (
        SELECT 1 FROM deadlines d JOIN plans p ON p.id = d."planId"
        WHERE d."unitId" = :unitId AND d."waivedOn" IS NULL AND d."metOn" IS NULL AND ${HERE})
    THEN 1 ELSE 0 END AS "hasWork"
  FROM links l JOIN units u ON u.id = l."unitId" WHERE l.id = :id`;

type ScopeRow = { unitName: string; endedOn: Day | null; isContact: number; hasWork: number };

/** One statement: every request by a link pays for it. */
export async function linkScope(
  from: Reader,
  { id, unitId, jurisdictionId }: Pick<Link, 'id' | 'unitId' | 'jurisdictionId'>,
  today: Day,
): Promise<LinkScope | null> {
  const found = await row<ScopeRow>(from, SCOPE, { id, unitId, today, place: jurisdictionId ?? 0 });
  if (!found) return null;
  const { unitName, endedOn, isContact, hasWork } = found;
  return {
    ...{ unitName, jurisdictionId },
    isEnded: endedOn !== null && endedOn <= today,
    isContact: Boolean(isContact),
    hasWork: Boolean(hasWork),
  };
}

export interface Asked {
  department: string;
  name: string | null;
  phone: string | null;
}

/** The department of the newest plan there, and its first contact. */
export function askAbout(from: Reader, scope: LinkScope | null, today: Day): Promise<Asked | null> {
  return row<Asked>(
    from,
    `SELECT u.name AS department, w.name, w.phone
     FROM plans p JOIN units u ON u.id = p."supervisorUnitId"
       LEFT JOIN contacts c ON c."unitId" = u.id AND c."fromOn" <= :today AND (c."untilOn" IS NULL OR c."untilOn" > :today)
       LEFT JOIN people w ON w.id = c."personId"
     WHERE ${HERE} ORDER BY p.id DESC, c."isHead", c.id LIMIT 1`,
    { today, place: scope?.jurisdictionId ?? 0 },
  );
}

export async function refusedFrom(from: Reader, address: string, since: string): Promise<number> {
  const found = await row<{ n: number }>(
    from,
    `SELECT count(*) AS n FROM security_events WHERE kind = 'link-refused' AND at > :since AND address = :address`,
    { address, since },
  );
  return Number(found!.n);
}

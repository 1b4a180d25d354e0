/** Systems: programs that ask the API in their own name. Plain rows, only those of the viewer's jurisdiction. */
import type { Reader } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import { row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { Role, Viewer } from '../rules/permissions.js';
import { inArea } from '../units/area.queries.js';

export interface ListedSystem {
  id: number;
  name: string;
  roles: Role[];
  jurisdictionId: number | null;
  jurisdictionName: string | null;
  createdAt: string;
  /** From this day on it may nothing. */
  leftOn: Day | null;
  /** How many of its tokens open something today. */
  tokens: number;
}

type Raw = Omit<ListedSystem, 'roles'> & { roles: string | null };

const select = (
  viewer: Viewer,
): string => `SELECT p.id, p.name, p."jurisdictionId", j.name AS "jurisdictionName",
    p."createdAt", p."leftOn",
    (SELECT string_agg(r.role, ',' ORDER BY r.role) FROM person_roles r WHERE r."personId" = p.id) AS roles,
    (SELECT count(*) FROM api_tokens t WHERE t."personId" = p.id AND t."revokedAt" IS NULL
      AND (t."lastOn" IS NULL OR t."lastOn" >= :today)) AS tokens
  FROM people p LEFT JOIN jurisdictions j ON j.id = p."jurisdictionId"
  WHERE p.kind = 'system' AND ${inArea(viewer, 'p."jurisdictionId"')}`;

/** Those still in use first. */
export async function systemsList(from: Reader, viewer: Viewer, today: Day): Promise<ListedSystem[]> {
  const found = await rows<Raw>(
    from,
    `${select(viewer)} ORDER BY CASE WHEN p."leftOn" IS NULL THEN 0 ELSE 1 END, p.id`,
    { today },
  );
  return found.map(listed);
}

/** @throws NotFound, also for a human being */
export async function systemWithin(
  from: Reader,
  viewer: Viewer,
  id: number,
  today: Day | null = null,
): Promise<ListedSystem> {
  const found = await row<Raw>(from, `${select(viewer)} AND p.id = :id`, { id, today: today ?? '' });
  if (!found) throw new NotFound('system');
  return listed(found);
}

function listed(found: Raw): ListedSystem {
  return { ...found, roles: (found.roles?.split(',') ?? []) as Role[] };
}

/**
 * Who is asking: one statement for the session or the token, the person, its roles and the units it
 * answers for today. Every request pays for it.
 */
import type { Reader } from '../platform/database.js';
import { row } from '../platform/sql.js';
import type { Door, Role, Viewer } from '../rules/permissions.js';

interface PersonRow {
  personId: number;
  name: string;
  roles: string | null;
  unitIds: string | null;
}

const PERSON = `p.id AS "personId", p.name,
  (SELECT string_agg(r.role, ',' ORDER BY r.role) FROM person_roles r WHERE r."personId" = p.id) AS roles,
  (SELECT string_agg(CAST(c."unitId" AS text), ',' ORDER BY c."unitId") FROM contacts c
    WHERE c."personId" = p.id AND c."fromOn" <= :today AND (c."untilOn" IS NULL OR c."untilOn" > :today)) AS "unitIds"`;
const HAS_NOT_LEFT = `(p."leftOn" IS NULL OR p."leftOn" > :today)`;

const BY_SESSION = `
  SELECT ${PERSON}, s."csrfToken", s."lastSeenAt" FROM sessions s JOIN people p ON p.id = s."personId"
  WHERE s."tokenHash" = :hash AND s."endsAt" > :now AND s."lastSeenAt" > :idleSince AND ${HAS_NOT_LEFT}`;

const BY_TOKEN = `
  SELECT ${PERSON} FROM api_tokens t JOIN people p ON p.id = t."personId"
  WHERE t."tokenHash" = :hash AND t."revokedAt" IS NULL AND (t."lastOn" IS NULL OR t."lastOn" >= :today)
    AND ${HAS_NOT_LEFT}`;

export interface SessionIdentity {
  viewer: Viewer;
  csrfToken: string;
  lastSeenAt: string;
}

interface SessionQuestion {
  hash: string;
  now: string;
  /** Sessions last seen before this instant have gone idle. */
  idleSince: string;
  today: string;
}

export async function sessionIdentity(
  from: Reader,
  question: SessionQuestion,
): Promise<SessionIdentity | null> {
  const found = await row<PersonRow & { csrfToken: string; lastSeenAt: string }>(from, BY_SESSION, {
    ...question,
  });
  return (
    found && { viewer: viewerOf(found, 'page'), csrfToken: found.csrfToken, lastSeenAt: found.lastSeenAt }
  );
}

export async function tokenIdentity(
  from: Reader,
  question: { hash: string; today: string },
): Promise<Viewer | null> {
  const found = await row<PersonRow>(from, BY_TOKEN, question);
  return found && viewerOf(found, 'api');
}

function viewerOf(person: PersonRow, door: Door): Viewer {
  return {
    personId: person.personId,
    name: person.name,
    roles: (person.roles?.split(',') ?? []) as Role[],
    unitIds: person.unitIds?.split(',').map(Number) ?? [],
    door,
  };
}

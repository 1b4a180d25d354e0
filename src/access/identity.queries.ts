/**
 * Who is asking: one statement for the session or the token, the person, its roles and the units it
 * answers for today. Every request pays for it.
 */
import type { Reader } from '../platform/database.js';
import { row } from '../platform/sql.js';
import type { Door, Role, Scope, Viewer } from '../rules/permissions.js';
import { areaOf } from '../units/area.queries.js';
import type { RequestToken, SessionAwaits } from '../web/request.js';

interface PersonRow {
  personId: number;
  name: string;
  roles: string | null;
  unitIds: string | null;
  jurisdictionId: number | null;
}

const PERSON = `p.id AS "personId", p.name, p."jurisdictionId",
  (SELECT string_agg(r.role, ',' ORDER BY r.role) FROM person_roles r WHERE r."personId" = p.id) AS roles,
  (SELECT string_agg(CAST(c."unitId" AS text), ',' ORDER BY c."unitId") FROM contacts c
    WHERE c."personId" = p.id AND c."fromOn" <= :today AND (c."untilOn" IS NULL OR c."untilOn" > :today)) AS "unitIds"`;
const HAS_NOT_LEFT = `(p."leftOn" IS NULL OR p."leftOn" > :today)`;

const BY_SESSION = `
  SELECT ${PERSON}, s."csrfToken", s."lastSeenAt", s.awaits FROM sessions s JOIN people p ON p.id = s."personId"
  WHERE s."tokenHash" = :hash AND s."endsAt" > :now AND s."lastSeenAt" > :idleSince AND ${HAS_NOT_LEFT}`;

const BY_TOKEN = `
  SELECT ${PERSON}, t.id AS "tokenId", t.scopes, t."perMinute", t."lastUsedAt"
  FROM api_tokens t JOIN people p ON p.id = t."personId"
  WHERE t."tokenHash" = :hash AND t."revokedAt" IS NULL AND (t."lastOn" IS NULL OR t."lastOn" >= :today)
    AND ${HAS_NOT_LEFT}`;

export interface SessionIdentity {
  viewer: Viewer;
  csrfToken: string;
  lastSeenAt: string;
  awaits: SessionAwaits | null;
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
  const found = await row<PersonRow & Omit<SessionIdentity, 'viewer'>>(from, BY_SESSION, { ...question });
  if (!found) return null;
  const { csrfToken, lastSeenAt, awaits } = found;
  return { viewer: await viewerOf(from, found, 'page'), csrfToken, lastSeenAt, awaits };
}

type TokenRow = PersonRow & {
  tokenId: number;
  scopes: string | null;
  perMinute: number | null;
  lastUsedAt: string | null;
};

export interface TokenIdentity {
  viewer: Viewer;
  token: RequestToken;
  lastUsedAt: string | null;
}

export async function tokenIdentity(
  from: Reader,
  question: { hash: string; today: string },
): Promise<TokenIdentity | null> {
  const found = await row<TokenRow>(from, BY_TOKEN, question);
  if (!found) return null;
  const { tokenId: id, scopes, perMinute, lastUsedAt } = found;
  const token = { id, scopes: scopes === null ? null : (scopes.split(' ') as Scope[]), perMinute };
  return { viewer: await viewerOf(from, found, 'api'), token, lastUsedAt };
}

async function viewerOf(from: Reader, person: PersonRow, door: Door): Promise<Viewer> {
  const { jurisdictionId } = person;
  return {
    personId: person.personId,
    name: person.name,
    roles: (person.roles?.split(',') ?? []) as Role[],
    unitIds: person.unitIds?.split(',').map(Number) ?? [],
    door,
    ...(jurisdictionId !== null && { area: await areaOf(from, jurisdictionId) }),
  };
}

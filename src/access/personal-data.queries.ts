/** Everything this house holds about one person, for themself or whoever they asked: no secret, no other person's data. */
import type { Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';

export interface PersonalData {
  person: Record<string, unknown>;
  contacts: object[];
  roles: string[];
  sessions: object[];
  tokens: object[];
  links: object[];
  mails: object[];
  /** What they did, as references: the matter itself is the unit's. */
  deeds: { receipts: object[]; submissions: object[]; verifications: object[]; moves: object[] };
  securityEvents: object[];
}

const PERSON = `SELECT p.id, p.name, p."loginName", p.email, p.phone, p."createdAt", p."leftOn", j.name AS jurisdiction,
  p."signsInAs" FROM people p LEFT JOIN jurisdictions j ON j.id = p."jurisdictionId" WHERE p.id = :id`;

const LISTS = {
  contacts: `SELECT u.name AS unit, c."fromOn", c."untilOn" FROM contacts c JOIN units u ON u.id = c."unitId"
    WHERE c."personId" = :id ORDER BY c.id`,
  sessions: `SELECT "createdAt", "lastSeenAt", "endsAt", address, browser FROM sessions WHERE "personId" = :id
    ORDER BY "createdAt"`,
  tokens: `SELECT name, "createdAt", "lastOn", "revokedAt", "lastUsedAt" FROM api_tokens WHERE "personId" = :id
    ORDER BY id`,
  links: `SELECT l.purpose, u.name AS unit, l.address, l."lastOn", l."createdAt", l."usedAt", l."revokedAt" FROM links l
    LEFT JOIN units u ON u.id = l."unitId" WHERE l."personId" = :id ORDER BY l.id`,
  mails: `SELECT m.kind, m."onDay", m."toAddress", m.subject, m.state, m."sentAt" FROM messages m
    WHERE m."toAddress" = (SELECT p.email FROM people p WHERE p.id = :id) ORDER BY m.id`,
  securityEvents: `SELECT at, kind, address FROM security_events WHERE "personId" = :id ORDER BY id`,
};

const DEEDS = {
  receipts: `SELECT r.id, r."planId", u.name AS unit, r."signedOn" FROM receipts r JOIN units u ON u.id = r."unitId"
    WHERE r."signedById" = :id ORDER BY r.id`,
  submissions: `SELECT s.id, s."receiptNumber", s."receivedOn", s.state FROM submissions s
    WHERE s."submittedById" = :id ORDER BY s.id`,
  verifications: `SELECT v.id, v."submissionId", v.outcome FROM verifications v WHERE v."verifiedById" = :id ORDER BY v.id`,
  moves: `SELECT m.id, m."taskId", m.move, m."movedOn" FROM task_moves m WHERE m."personId" = :id ORDER BY m.id`,
};

export async function personalDataOf(read: Reader, id: number): Promise<PersonalData | null> {
  const person = await row<Record<string, unknown>>(read, PERSON, { id });
  if (!person) return null;
  const roles = await rows<{ role: string }>(
    read,
    'SELECT role FROM person_roles WHERE "personId" = :id ORDER BY role',
    { id },
  );
  return {
    person,
    roles: roles.map(({ role }) => role),
    ...(await allOf(read, LISTS, id)),
    deeds: await allOf(read, DEEDS, id),
  };
}

/** One after another: they share one connection. */
async function allOf<Name extends string>(
  read: Reader,
  queries: Record<Name, string>,
  id: number,
): Promise<Record<Name, object[]>> {
  const found = {} as Record<Name, object[]>;
  for (const name of Object.keys(queries) as Name[])
    found[name] = await rows<object>(read, queries[name], { id });
  return found;
}

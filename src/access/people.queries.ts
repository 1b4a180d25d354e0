/** People as an administrator keeps them: plain rows, only those of the viewer's jurisdiction. */
import type { Reader } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import { containing, holds, row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { Role, Viewer } from '../rules/permissions.js';
import { unitKey } from '../rules/unit-names.js';
import { Person } from '../units/person.entity.js';
import { inArea } from '../units/area.queries.js';

export interface ListedPerson {
  id: number;
  name: string;
  loginName: string | null;
  address: string | null;
  phone: string | null;
  roles: Role[];
  unitNames: string[];
  jurisdictionId: number | null;
  jurisdictionName: string | null;
  leftOn: Day | null;
  erasedOn: Day | null;
}

export interface PersonRecord extends ListedPerson {
  createdAt: string;
  passwordGivenAt: string | null;
  hasPassword: boolean;
  hasSecondFactor: boolean;
  contacts: {
    id: number;
    unitId: number;
    unitName: string;
    isHead: boolean;
    fromOn: Day;
    untilOn: Day | null;
  }[];
  sessions: number;
  tokens: number;
}

export interface PeopleQuestion {
  q: string;
  role: Role | null;
  jurisdictionId: number | null;
  /** Those who left, instead of those who are here. */
  isLeft: boolean;
  /** Only those with an invitation that is still open. */
  isInvited: boolean;
  on: Day;
  /** The last id of the page before; 0 begins. */
  after: number;
  limit: number;
}

const STANDS = `c."fromOn" <= :on AND (c."untilOn" IS NULL OR c."untilOn" > :on)`;
const NOT_ENDED = `(c."untilOn" IS NULL OR c."untilOn" > :on)`;
const NONE_STANDS = `NOT EXISTS (SELECT 1 FROM contacts c WHERE c."personId" = p.id AND ${NOT_ENDED})`;
/**
 * Every jurisdiction a person `p` belongs to, null the topmost: where their roles hold and where the units lie that
 * they answer for; of somebody who answers for none any more, where these lay. Only who keeps all of them keeps the
 * person: whoever resets a password comes into everything it opens. Also what the guard asks by `places.queries`.
 */
export const PLACES_OF_PERSON = `SELECT p."jurisdictionId" WHERE p."jurisdictionId" IS NOT NULL
    OR EXISTS (SELECT 1 FROM person_roles r WHERE r."personId" = p.id AND r.role <> 'reporter')
    OR NOT EXISTS (SELECT 1 FROM contacts c WHERE c."personId" = p.id)
  UNION ALL SELECT u."jurisdictionId" FROM contacts c JOIN units u ON u.id = c."unitId" WHERE c."personId" = p.id
    AND (${NOT_ENDED} OR (p."jurisdictionId" IS NULL AND ${NONE_STANDS}))`;

const LISTED = `p.id, p.name, p."loginName", p.email AS address, p.phone, p."jurisdictionId", j.name AS "jurisdictionName",
  p."leftOn", p."erasedOn",
  (SELECT string_agg(r.role, ',' ORDER BY r.role) FROM person_roles r WHERE r."personId" = p.id) AS roles,
  (SELECT string_agg(u.name, '\n' ORDER BY u.id) FROM contacts c JOIN units u ON u.id = c."unitId"
    WHERE c."personId" = p.id AND ${STANDS}) AS "unitNames"`;
const FROM = `FROM people p LEFT JOIN jurisdictions j ON j.id = p."jurisdictionId"`;
const HAS_LEFT = `(p."leftOn" IS NOT NULL AND p."leftOn" <= :on)`;

type Raw<Row extends ListedPerson> = Omit<Row, 'roles' | 'unitNames'> & {
  roles: string | null;
  unitNames: string | null;
};

/** In the order they were entered. */
export async function peopleList(
  from: Reader,
  viewer: Viewer,
  question: PeopleQuestion,
): Promise<ListedPerson[]> {
  const { q, role, jurisdictionId, isLeft, isInvited, on, after, limit } = question;
  const conditions = [
    'p.id > :after',
    `p.kind IS NULL`,
    isLeft ? HAS_LEFT : `NOT ${HAS_LEFT}`,
    wholeWithin(viewer),
    ...(isInvited ? [INVITED] : []),
    ...(q ? [FOUND] : []),
    ...(role ? [`EXISTS (SELECT 1 FROM person_roles r WHERE r."personId" = p.id AND r.role = :role)`] : []),
    ...(jurisdictionId ? [`:jurisdictionId IN (${PLACES_OF_PERSON})`] : []),
  ];
  const found = await rows<Raw<ListedPerson>>(
    from,
    `SELECT ${LISTED} ${FROM} WHERE ${conditions.join(' AND ')} ORDER BY p.id LIMIT :limit`,
    {
      ...{ on, after, limit },
      ...(q ? { text: containing(q), key: containing(unitKey(q)) } : {}),
      ...(role ? { role } : {}),
      ...(jurisdictionId ? { jurisdictionId } : {}),
    },
  );
  return found.map(listed);
}

const INVITED = `EXISTS (SELECT 1 FROM links l WHERE l."personId" = p.id AND l.purpose IN ('invitation', 'password')
  AND l."revokedAt" IS NULL AND l."usedAt" IS NULL AND l."lastOn" >= :on)`;
const FOUND = `(${holds('p.name', 'text')} OR ${holds('p.email', 'text')} OR ${holds('p."loginName"', 'text')}
  OR EXISTS (SELECT 1 FROM contacts c JOIN units u ON u.id = c."unitId" WHERE c."personId" = p.id AND ${STANDS}
    AND u."nameKey" LIKE :key ESCAPE '\\'))`;

/** @throws NotFound, also for somebody of another jurisdiction */
export async function personRecord(
  from: Reader,
  viewer: Viewer,
  personId: number,
  { on, now }: { on: Day; now: string },
): Promise<PersonRecord> {
  type Found = Raw<PersonRecord>;
  const found = await row<Found>(
    from,
    `SELECT ${LISTED}, p."createdAt", p."passwordGivenAt", p."passwordHash" IS NOT NULL AS "hasPassword",
       p."totpFromAt" IS NOT NULL AS "hasSecondFactor",
       (SELECT count(*) FROM sessions s WHERE s."personId" = p.id AND s."endsAt" > :now) AS sessions,
       (SELECT count(*) FROM api_tokens t WHERE t."personId" = p.id AND t."revokedAt" IS NULL
         AND (t."lastOn" IS NULL OR t."lastOn" >= :on)) AS tokens
     ${FROM} WHERE p.id = :personId AND p.kind IS NULL AND ${wholeWithin(viewer)}`,
    { personId, on, now },
  );
  if (!found) throw new NotFound('person');
  const contacts = await rows<PersonRecord['contacts'][number]>(
    from,
    `SELECT c.id, u.id AS "unitId", u.name AS "unitName", c."isHead", c."fromOn", c."untilOn" FROM contacts c
     JOIN units u ON u.id = c."unitId" WHERE c."personId" = :personId ORDER BY c."fromOn", c.id`,
    { personId },
  );
  return {
    ...listed(found),
    hasPassword: Boolean(found.hasPassword),
    hasSecondFactor: Boolean(found.hasSecondFactor),
    contacts: contacts.map((contact) => ({ ...contact, isHead: Boolean(contact.isHead) })),
  };
}

/** Somebody the viewer may keep. @throws NotFound, also for a program and for somebody of another jurisdiction */
export async function personWithin(from: Reader, viewer: Viewer, personId: number, on: Day): Promise<Person> {
  const found = await row(
    from,
    `SELECT 1 AS found FROM people p WHERE p.id = :personId AND p.kind IS NULL AND ${wholeWithin(viewer)}`,
    { personId, on },
  );
  if (!found) throw new NotFound('person');
  return from.findOneByOrFail(Person, { id: personId });
}

/** How many besides this person administer the whole house. */
export async function otherAdministrators(from: Reader, personId: number, on: Day): Promise<number> {
  const found = await row<{ count: number }>(
    from,
    `SELECT count(*) AS count ${FROM} JOIN person_roles r ON r."personId" = p.id AND r.role = 'administrator'
     WHERE p.id <> :personId AND p.kind IS NULL AND p."jurisdictionId" IS NULL AND p."loginName" IS NOT NULL
       AND NOT ${HAS_LEFT}`,
    { personId, on },
  );
  return found!.count;
}

/** By how they stand today, for the front page of administration. */
export async function peopleCounts(
  from: Reader,
  viewer: Viewer,
  on: Day,
): Promise<{ people: number; accounts: number }> {
  const found = await row<{ people: number; accounts: number }>(
    from,
    `SELECT count(*) AS people, count(p."loginName") AS accounts ${FROM}
     WHERE p.kind IS NULL AND NOT ${HAS_LEFT} AND ${wholeWithin(viewer)}`,
    { on },
  );
  return found!;
}

/** A condition on a person `p` for the parameter `on`: the viewer keeps all they belong to. */
export function wholeWithin(viewer: Viewer): string {
  if (!viewer.area) return '1 = 1';
  const isHere = `coalesce(${inArea(viewer, 'place."jurisdictionId"')}, 1 = 0)`;
  return `NOT EXISTS (SELECT 1 FROM (${PLACES_OF_PERSON}) place WHERE NOT ${isHere})`;
}

function listed<Row extends ListedPerson>(found: Raw<Row>): Row {
  const { roles, unitNames } = found;
  return {
    ...found,
    roles: roles?.split(',') ?? [],
    unitNames: unitNames?.split('\n') ?? [],
  } as unknown as Row;
}

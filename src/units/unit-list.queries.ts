/** Units as lists and as one record, for the pages and the API: plain rows, a query per question. */
import type { Reader } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import { containing, holds, row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import { unitKey } from '../rules/unit-names.js';
import type { ReachedBy, UnitKind } from './unit.entity.js';
import type { Viewer } from '../rules/permissions.js';
import { inArea } from './area.queries.js';

export interface UnitListRow {
  id: number;
  name: string;
  kind: UnitKind;
  parentId: number | null;
  parentName: string | null;
  reachedBy: ReachedBy;
  isSenior: boolean;
  isSupervisor: boolean;
  endedOn: Day | null;
  /** How many people it can be written to. */
  mailboxes: number;
  /** How many units belong to it, for a group. */
  members: number;
}

export interface UnitListQuestion {
  viewer: Viewer;
  q: string;
  on: Day;
  /** The last id of the page before; 0 begins. */
  after: number;
  missingOnly: boolean;
  limit: number;
}

export interface UnitRecord extends UnitListRow {
  names: { id: number; name: string; kind: 'alias' | 'former' }[];
  memberUnits: { unitId: number; name: string; fromOn: Day }[];
  contacts: ContactListRow[];
}

export interface ContactListRow {
  id: number;
  unitId: number;
  unitName: string;
  name: string;
  address: string | null;
  phone: string | null;
  isHead: boolean;
  fromOn: Day;
}

const stands = (table: string) =>
  `${table}."fromOn" <= :on AND (${table}."untilOn" IS NULL OR ${table}."untilOn" > :on)`;
const MAILBOXES = `(SELECT count(*) FROM contacts c JOIN people x ON x.id = c."personId"
  WHERE c."unitId" = u.id AND x.email IS NOT NULL AND ${stands('c')} AND (x."leftOn" IS NULL OR x."leftOn" > :on))`;
const LIST_ROW = `
  SELECT u.id, u.name, u.kind, u."parentId", p.name AS "parentName", u."reachedBy", u."isSenior", u."isSupervisor",
    u."endedOn", ${MAILBOXES} AS mailboxes,
    (SELECT count(*) FROM group_members m WHERE m."groupId" = u.id AND ${stands('m')}) AS members
  FROM units u LEFT JOIN units p ON p.id = u."parentId"`;
const reach = (viewer: Viewer): string => inArea(viewer, 'u."jurisdictionId"');
const IN_USE = `(u."endedOn" IS NULL OR u."endedOn" > :on)`;
/** Nobody to write to, and nobody said to telephone instead. */
const MISSING = `u.kind = 'unit' AND u."reachedBy" = 'mail' AND ${IN_USE} AND ${MAILBOXES} = 0`;
const CONTACT_ROW = `
  SELECT c.id, u.id AS "unitId", u.name AS "unitName", p.name, p.email AS address, p.phone, c."isHead", c."fromOn"
  FROM contacts c JOIN units u ON u.id = c."unitId" JOIN people p ON p.id = c."personId"
  WHERE ${stands('c')}`;

/** In the order they were entered; a search also finds units that have ended, by any of their names. */
export async function unitList(from: Reader, question: UnitListQuestion): Promise<UnitListRow[]> {
  const { viewer, q, on, after, missingOnly, limit } = question;
  const pattern = containing(unitKey(q));
  const found = await rows<UnitListRow>(
    from,
    `${LIST_ROW} WHERE u.id > :after AND ${reach(viewer)} AND ${
      q
        ? `(u."nameKey" LIKE :pattern ESCAPE '\\' OR EXISTS (SELECT 1 FROM unit_aliases a
             WHERE a."unitId" = u.id AND a."nameKey" LIKE :pattern ESCAPE '\\'))`
        : IN_USE
    } ${missingOnly ? `AND ${MISSING}` : ''} ORDER BY u.id LIMIT :limit`,
    { on, after, limit, ...(q ? { pattern } : {}) },
  );
  return found.map(typed);
}

export async function countMissing(from: Reader, viewer: Viewer, on: Day): Promise<number> {
  const found = await row<{ count: number }>(
    from,
    `SELECT count(*) AS count FROM units u WHERE ${MISSING} AND ${reach(viewer)}`,
    { on },
  );
  return found!.count;
}

/** @throws NotFound */
export async function unitRecord(from: Reader, unitId: number, on: Day): Promise<UnitRecord> {
  const unit = await row<UnitListRow>(from, `${LIST_ROW} WHERE u.id = :unitId`, { unitId, on });
  if (!unit) throw new NotFound('unit');
  const names = await rows<UnitRecord['names'][number]>(
    from,
    'SELECT id, name, kind FROM unit_aliases WHERE "unitId" = :unitId ORDER BY id',
    { unitId },
  );
  const memberUnits = await rows<UnitRecord['memberUnits'][number]>(
    from,
    `SELECT u.id AS "unitId", u.name, m."fromOn" FROM group_members m JOIN units u ON u.id = m."unitId"
     WHERE m."groupId" = :unitId AND (m."untilOn" IS NULL OR m."untilOn" > :on) ORDER BY m.id`,
    { unitId, on },
  );
  const contacts = await rows<ContactListRow>(from, `${CONTACT_ROW} AND u.id = :unitId ORDER BY c.id`, {
    unitId,
    on,
  });
  return { ...typed(unit), names, memberUnits, contacts: contacts.map(typedContact) };
}

/** By unit, then in the order they were entered. @param after the last row's place in the page before */
export async function contactList(
  from: Reader,
  question: { viewer: Viewer; q: string; on: Day; after: { unitId: number; id: number }; limit: number },
): Promise<ContactListRow[]> {
  const { viewer, q, on, after, limit } = question;
  const found = await rows<ContactListRow>(
    from,
    `${CONTACT_ROW} AND ${reach(viewer)} AND (u.id > :unitId OR (u.id = :unitId AND c.id > :id))
     ${q ? `AND (u."nameKey" LIKE :key ESCAPE '\\' OR ${holds('p.name', 'text')} OR ${holds('p.email', 'text')})` : ''}
     ORDER BY u.id, c.id LIMIT :limit`,
    {
      on,
      ...after,
      limit,
      ...(q ? { key: containing(unitKey(q)), text: containing(q) } : {}),
    },
  );
  return found.map(typedContact);
}

/** For the list a form offers while a unit's name is typed. */
export async function unitNames(from: Reader, viewer: Viewer, on: Day, kind: UnitKind): Promise<string[]> {
  const found = await rows<{ name: string }>(
    from,
    `SELECT u.name FROM units u WHERE ${IN_USE} AND u.kind = :kind AND ${reach(viewer)} ORDER BY u.id`,
    { on, kind },
  );
  return found.map(({ name }) => name);
}

function typed(unit: UnitListRow): UnitListRow {
  return { ...unit, isSenior: Boolean(unit.isSenior), isSupervisor: Boolean(unit.isSupervisor) };
}

function typedContact(contact: ContactListRow): ContactListRow {
  return { ...contact, isHead: Boolean(contact.isHead) };
}

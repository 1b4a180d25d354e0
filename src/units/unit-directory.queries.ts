/**
 * What other features ask about units: who a printed name is, who belongs to a group, who answers for a
 * unit, who stands too near to verify. Every question is one query, however many units are asked about.
 *
 * Spans of days: `fromOn` counts, `untilOn` is the first day that no longer does.
 */
import { Injectable } from '@nestjs/common';
import { Database, type Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import { unitKey } from '../rules/unit-names.js';
import type { ReachedBy, UnitKind } from './unit.entity.js';
import { likeness } from './unit-likeness.js';
import type { Viewer } from '../rules/permissions.js';
import { inArea } from './area.queries.js';

export interface KnownUnit {
  unitId: number;
  name: string;
  kind: UnitKind;
  /** Which of its names was met. */
  metBy: 'name' | 'alias' | 'former';
}

export interface UnitFacts {
  unitId: number;
  name: string;
  kind: UnitKind;
  parentId: number | null;
  reachedBy: ReachedBy;
  isSenior: boolean;
  isSupervisor: boolean;
  jurisdictionId: number | null;
  endedOn: Day | null;
}

export interface ContactFacts {
  unitId: number;
  contactId: number;
  personId: number;
  name: string;
  /** null: reached by telephone only */
  address: string | null;
  phone: string | null;
  isHead: boolean;
}

export interface Suggestion {
  unitId: number;
  name: string;
  kind: UnitKind;
}

const MOST_SUGGESTIONS = 3;
const standsOn = (table: string) =>
  `${table}."fromOn" <= :on AND (${table}."untilOn" IS NULL OR ${table}."untilOn" > :on)`;
const ALL_NAMES = `
  SELECT u.id AS "unitId", u.name, u.kind, u."endedOn", u."jurisdictionId", u."nameKey", u.name AS "metName",
    'name' AS "metBy" FROM units u
  UNION ALL
  SELECT u.id, u.name, u.kind, u."endedOn", u."jurisdictionId", a."nameKey", a.name, a.kind
  FROM unit_aliases a JOIN units u ON u.id = a."unitId"`;

export interface Looking {
  from?: Reader;
  viewer?: Viewer;
}

const reach = (viewer: Viewer | undefined): string => (viewer ? inArea(viewer, '"jurisdictionId"') : '1 = 1');

type NamedRow = KnownUnit & { nameKey: string; metName: string };

@Injectable()
export class UnitDirectory {
  constructor(private readonly db: Database) {}

  /**
   * Official names, aliases and former names, in any spelling; a unit that has ended by `on` is not met.
   * @param within inside a transaction: its `tx`; with a viewer, only units of the jurisdictions their roles reach
   * @returns an entry for every name asked
   */
  async resolve(
    names: string[],
    on: Day,
    { from = this.db.read, viewer }: Looking = {},
  ): Promise<Map<string, KnownUnit | null>> {
    const keys = [...new Set(names.map(unitKey))];
    const found = keys.length
      ? await rows<NamedRow>(
          from,
          `SELECT "unitId", name, kind, "nameKey", "metBy" FROM (${ALL_NAMES}) known
           WHERE "nameKey" IN (:...keys) AND ("endedOn" IS NULL OR "endedOn" > :on) AND ${reach(viewer)}`,
          { keys, on },
        )
      : [];
    const byKey = new Map(found.map(({ nameKey, ...unit }) => [nameKey, unit as KnownUnit]));
    return new Map(names.map((name) => [name, byKey.get(unitKey(name)) ?? null]));
  }

  /** For names that did not resolve: what they may mean, the likeliest first. */
  async suggest(
    names: string[],
    on: Day,
    { from = this.db.read, viewer }: Looking = {},
  ): Promise<Map<string, Suggestion[]>> {
    if (names.length === 0) return new Map();
    const known = await rows<NamedRow>(
      from,
      `SELECT "unitId", name, kind, "metName" FROM (${ALL_NAMES}) known
       WHERE ("endedOn" IS NULL OR "endedOn" > :on) AND ${reach(viewer)} ORDER BY "unitId"`,
      { on },
    );
    return new Map(names.map((name) => [name, likest(name, known)]));
  }

  async byIds(unitIds: number[], from: Reader = this.db.read): Promise<Map<number, UnitFacts>> {
    if (unitIds.length === 0) return new Map();
    const found = await rows<UnitFacts>(from, `${UNIT_FACTS} WHERE u.id IN (:...unitIds)`, { unitIds });
    return new Map(found.map((unit) => [unit.unitId, withBooleans(unit)]));
  }

  /** The departments that supervise, oldest first; most installations have one. */
  async supervisors(from: Reader = this.db.read): Promise<UnitFacts[]> {
    const found = await rows<UnitFacts>(from, `${UNIT_FACTS} WHERE u."endedOn" IS NULL ORDER BY u.id`);
    return found.map(withBooleans).filter((unit) => unit.isSupervisor);
  }

  /** Units only: a group within the group is looked into. In the order they were added. */
  async membersOf(groupId: number, on: Day, from: Reader = this.db.read): Promise<Suggestion[]> {
    return (await this.membersOfAll([groupId], on, from)).get(groupId)!;
  }

  /** @returns an entry for every group asked, empty for one without members */
  async membersOfAll(
    groupIds: number[],
    on: Day,
    from: Reader = this.db.read,
  ): Promise<Map<number, Suggestion[]>> {
    const links = await rows<Suggestion & { groupId: number }>(
      from,
      `SELECT m."groupId", u.id AS "unitId", u.name, u.kind
       FROM group_members m JOIN units u ON u.id = m."unitId"
       WHERE ${standsOn('m')} AND (u."endedOn" IS NULL OR u."endedOn" > :on) ORDER BY m.id`,
      { on },
    );
    const direct = new Map<number, Suggestion[]>();
    for (const { groupId, ...member } of links) direct.set(groupId, [...(direct.get(groupId) ?? []), member]);
    return new Map(groupIds.map((groupId) => [groupId, unitsWithin(groupId, direct)]));
  }

  /** Everyone who answers for these units on that day; a unit without anyone has no row. */
  async contactsOf(unitIds: number[], on: Day, from: Reader = this.db.read): Promise<ContactFacts[]> {
    if (unitIds.length === 0) return [];
    const found = await rows<ContactFacts>(
      from,
      `SELECT c."unitId", c.id AS "contactId", p.id AS "personId", p.name, p.email AS address, p.phone, c."isHead"
       FROM contacts c JOIN people p ON p.id = c."personId"
       WHERE c."unitId" IN (:...unitIds) AND ${standsOn('c')} AND (p."leftOn" IS NULL OR p."leftOn" > :on)
       ORDER BY c."unitId", c.id`,
      { unitIds, on },
    );
    return found.map((contact) => ({ ...contact, isHead: Boolean(contact.isHead) }));
  }

  /** The units a person answers for on that day. */
  async unitsOfPerson(personId: number, on: Day, from: Reader = this.db.read): Promise<number[]> {
    const found = await rows<{ unitId: number }>(
      from,
      `SELECT DISTINCT c."unitId" FROM contacts c JOIN units u ON u.id = c."unitId"
       WHERE c."personId" = :personId AND ${standsOn('c')} AND (u."endedOn" IS NULL OR u."endedOn" > :on)
       ORDER BY c."unitId"`,
      { personId, on },
    );
    return found.map((row) => row.unitId);
  }

  /**
   * Who stands too near to verify these units' work: every office above and below them. Those under the same
   * parent do not: all of a city's offices are under its government. The units themselves are not among them.
   */
  async relatedUnits(unitIds: number[], from: Reader = this.db.read): Promise<number[]> {
    const tree = await rows<{ id: number; parentId: number }>(
      from,
      'SELECT id, "parentId" FROM units WHERE "parentId" IS NOT NULL',
    );
    return nearTo(unitIds, tree);
  }
}

const UNIT_FACTS = `
  SELECT u.id AS "unitId", u.name, u.kind, u."parentId", u."reachedBy", u."isSenior", u."isSupervisor", u."endedOn", u."jurisdictionId"
  FROM units u`;

function withBooleans(unit: UnitFacts): UnitFacts {
  return { ...unit, isSenior: Boolean(unit.isSenior), isSupervisor: Boolean(unit.isSupervisor) };
}

function likest(name: string, known: NamedRow[]): Suggestion[] {
  const best = new Map<number, { unit: NamedRow; like: number }>();
  for (const unit of known) {
    const like = likeness(name, unit.metName);
    if (like > (best.get(unit.unitId)?.like ?? 0)) best.set(unit.unitId, { unit, like });
  }
  return [...best.values()]
    .sort((a, b) => b.like - a.like)
    .slice(0, MOST_SUGGESTIONS)
    .map(({ unit }) => ({ unitId: unit.unitId, name: unit.name, kind: unit.kind }));
}

function unitsWithin(groupId: number, direct: Map<number, Suggestion[]>): Suggestion[] {
  const found = new Map<number, Suggestion>();
  const seen = new Set<number>();
  const look = (id: number): void => {
    if (seen.has(id)) return;
    seen.add(id);
    for (const member of direct.get(id) ?? []) {
      if (member.kind === 'group') look(member.unitId);
      else found.set(member.unitId, member);
    }
  };
  look(groupId);
  return [...found.values()];
}

function nearTo(unitIds: number[], tree: { id: number; parentId: number }[]): number[] {
  const parentOf = new Map(tree.map(({ id, parentId }) => [id, parentId]));
  const childrenOf = new Map<number, number[]>();
  for (const { id, parentId } of tree) childrenOf.set(parentId, [...(childrenOf.get(parentId) ?? []), id]);
  const near = new Set<number>();
  const addBelow = (id: number, seen: Set<number>): void => {
    for (const child of childrenOf.get(id) ?? []) {
      if (seen.has(child)) continue;
      near.add(child);
      addBelow(child, seen.add(child));
    }
  };
  for (const unitId of unitIds) {
    const above = new Set<number>();
    for (let up = parentOf.get(unitId); up !== undefined && !above.has(up); up = parentOf.get(up))
      above.add(up);
    above.forEach((id) => near.add(id));
    addBelow(unitId, new Set());
  }
  return [...near].filter((id) => !unitIds.includes(id)).sort((a, b) => a - b);
}

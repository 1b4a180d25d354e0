/** 辖区: the parts of the house in which people's roles hold. The topmost one, the whole house, has no row. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { Clock } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import { NotAllowed, NotFound, Refusal, wrongInput } from '../platform/refusal.js';
import { row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import { homeOf, isWithin, type Viewer } from '../rules/permissions.js';
import { unitKey } from '../rules/unit-names.js';
import { inArea } from './area.queries.js';
import { Jurisdiction } from './jurisdiction.entity.js';
import { checkedName } from './names.js';
import { Unit } from './unit.entity.js';

export interface JurisdictionRow {
  id: number;
  name: string;
  parentId: number | null;
  parentName: string | null;
  endedOn: Day | null;
  /** Units that stand in it itself, not below. */
  units: number;
  /** Its draft and issued plans that are not over. */
  plans: number;
  /** People whose roles are limited to it. */
  people: number;
}

@Injectable()
export class JurisdictionsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Those the viewer's roles reach, by name; ended ones last. */
  async list(viewer: Viewer): Promise<JurisdictionRow[]> {
    const found = await rows<JurisdictionRow>(
      this.db.read,
      `SELECT j.id, j.name, j."parentId", up.name AS "parentName", j."endedOn",
         (SELECT count(*) FROM units u WHERE u."jurisdictionId" = j.id AND u."endedOn" IS NULL) AS units,
         (SELECT count(*) FROM plans p WHERE p."jurisdictionId" = j.id AND ${OPEN_PLAN}) AS plans,
         (SELECT count(*) FROM people x WHERE x."jurisdictionId" = j.id AND x."leftOn" IS NULL) AS people
       FROM jurisdictions j LEFT JOIN jurisdictions up ON up.id = j."parentId"
       WHERE ${inArea(viewer, 'j.id')}
       ORDER BY CASE WHEN j."endedOn" IS NULL THEN 0 ELSE 1 END, j."nameKey", j.id`,
    );
    // What lies above the viewer's own is not theirs to know.
    return found.map((one) =>
      isWithin(viewer, one.parentId) ? one : { ...one, parentId: null, parentName: null },
    );
  }

  /** @param parentId null: directly below the topmost one, or below the viewer's own. @returns its id */
  async create(viewer: Viewer, wish: { name: string; parentId: number | null }): Promise<number> {
    return this.db.inTransaction(async (tx) => {
      const own = await this.named(tx, wish.name, null);
      const parentId = await parentFor(tx, viewer, wish.parentId ?? homeOf(viewer));
      const made = await tx.insert(Jurisdiction, { ...own, parentId, endedOn: null });
      const id = (made.identifiers[0] as { id: number }).id;
      const after = { name: own.name, parentId };
      await record(tx, this.clock, viewer, { verb: 'create', noun: 'jurisdiction', id, after });
      return id;
    });
  }

  async rename(viewer: Viewer, id: number, name: string): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const before = await standing(tx, viewer, id);
      const own = await this.named(tx, name, id);
      await tx.update(Jurisdiction, { id }, own);
      await this.tell(tx, viewer, id, {
        verb: 'rename',
        before: { name: before.name },
        after: { name: own.name },
      });
    });
  }

  /** Below another one, with everything that lies in it. @param parentId null: directly below the topmost one */
  async move(viewer: Viewer, id: number, parentId: number | null): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const before = await standing(tx, viewer, id);
      refuseOwn(viewer, id);
      const to = await parentFor(tx, viewer, parentId ?? homeOf(viewer));
      if (to !== null && (await isAtOrAbove(tx, id, to)))
        throw wrongInput('jurisdiction-in-itself', { parentId: 'jurisdiction-in-itself' });
      await tx.update(Jurisdiction, { id }, { parentId: to });
      const change = { before: { parentId: before.parentId }, after: { parentId: to } };
      await this.tell(tx, viewer, id, { verb: 'move', ...change });
    });
  }

  /** @throws Refusal jurisdiction-in-use while units, people, open plans or other jurisdictions are in it */
  async end(viewer: Viewer, id: number): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const { name } = await standing(tx, viewer, id);
      refuseOwn(viewer, id);
      if (await isInUse(tx, id)) throw new Refusal('jurisdiction-in-use', { name });
      const endedOn = this.clock.today();
      await tx.update(Jurisdiction, { id }, { endedOn });
      await this.tell(tx, viewer, id, { verb: 'end', before: { endedOn: null }, after: { endedOn } });
    });
  }

  /**
   * Puts a unit into a jurisdiction; what it owes and reported stays as it is.
   * @param jurisdictionId null: the topmost one. @throws Refusal for a department whose plans are still open
   */
  async place(viewer: Viewer, unitId: number, jurisdictionId: number | null): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const unit = await tx.findOneBy(Unit, { id: unitId });
      if (!unit || !isWithin(viewer, unit.jurisdictionId)) throw new NotFound('unit');
      if (unit.endedOn) throw new Refusal('unit-ended', { unit: unit.name });
      const to = await parentFor(tx, viewer, jurisdictionId, 'jurisdictionId');
      if (to === unit.jurisdictionId) return;
      if (await supervisesOpen(tx, unitId)) throw new Refusal('department-has-plans', { unit: unit.name });
      await tx.update(Unit, { id: unitId }, { jurisdictionId: to });
      const change = {
        before: { jurisdictionId: unit.jurisdictionId },
        after: { jurisdictionId: to },
      };
      await record(tx, this.clock, viewer, { verb: 'place', noun: 'unit', id: unitId, ...change });
    });
  }

  private async named(tx: Tx, given: string, id: number | null): Promise<{ name: string; nameKey: string }> {
    const name = checkedName(given);
    const taken = await tx.findOneBy(Jurisdiction, { nameKey: unitKey(name) });
    if (taken && taken.id !== id)
      throw wrongInput('jurisdiction-name-taken', { name: 'jurisdiction-name-taken' });
    return { name, nameKey: unitKey(name) };
  }

  private async tell(
    tx: Tx,
    viewer: Viewer,
    id: number,
    change: { verb: string; before: Record<string, unknown>; after: Record<string, unknown> },
  ): Promise<void> {
    await record(tx, this.clock, viewer, { ...change, noun: 'jurisdiction', id });
  }
}

const OPEN_PLAN = `p.state IN ('draft', 'issued') AND p."endedOn" IS NULL`;

/** @throws NotFound, Refusal jurisdiction-ended */
async function standing(tx: Tx, viewer: Viewer, id: number): Promise<Jurisdiction> {
  const found = await tx.findOneBy(Jurisdiction, { id });
  if (!found || !isWithin(viewer, id)) throw new NotFound('jurisdiction');
  if (found.endedOn) throw new Refusal('jurisdiction-ended', { name: found.name });
  return found;
}

/** One's own limits are set from above. */
function refuseOwn(viewer: Viewer, id: number): void {
  if (homeOf(viewer) === id) throw new NotAllowed('role-needed');
}

/** A jurisdiction something is put into; one out of the viewer's reach is as if it did not exist. */
export async function parentFor(
  tx: Tx,
  viewer: Viewer,
  id: number | null,
  field = 'parentId',
): Promise<number | null> {
  const found = id === null ? null : await tx.findOneBy(Jurisdiction, { id });
  if (!isWithin(viewer, id) || (id !== null && !found))
    throw wrongInput('jurisdiction-unknown', { [field]: 'jurisdiction-unknown' });
  if (found?.endedOn)
    throw wrongInput('jurisdiction-ended', { [field]: 'jurisdiction-ended' }, { name: found.name });
  return id;
}

async function isAtOrAbove(tx: Tx, id: number, candidateId: number): Promise<boolean> {
  const tree = await rows<{ id: number; parentId: number | null }>(
    tx,
    'SELECT id, "parentId" FROM jurisdictions',
  );
  const parentOf = new Map(tree.map((one) => [one.id, one.parentId]));
  for (let up: number | null | undefined = candidateId; up != null; up = parentOf.get(up))
    if (up === id) return true;
  return false;
}

async function isInUse(tx: Tx, id: number): Promise<boolean> {
  const found = await row(
    tx,
    `SELECT 1 AS used WHERE
       EXISTS (SELECT 1 FROM units u WHERE u."jurisdictionId" = :id AND u."endedOn" IS NULL)
       OR EXISTS (SELECT 1 FROM jurisdictions j WHERE j."parentId" = :id AND j."endedOn" IS NULL)
       OR EXISTS (SELECT 1 FROM people x WHERE x."jurisdictionId" = :id AND x."leftOn" IS NULL)
       OR EXISTS (SELECT 1 FROM plans p WHERE p."jurisdictionId" = :id AND ${OPEN_PLAN})`,
    { id },
  );
  return found !== null;
}

async function supervisesOpen(tx: Tx, unitId: number): Promise<boolean> {
  const found = await row(
    tx,
    `SELECT 1 AS used FROM plans p WHERE p."supervisorUnitId" = :unitId AND ${OPEN_PLAN}`,
    { unitId },
  );
  return found !== null;
}

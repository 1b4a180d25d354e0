/** Bodies that can hold a duty: entering, changing, ending them. Names and members have services of their own. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { Clock } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import { NotFound, Refusal, wrongInput } from '../platform/refusal.js';
import { row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import { homeOf, isWithin, type Viewer } from '../rules/permissions.js';
import { looksLikeGroup, unitKey } from '../rules/unit-names.js';
import { Contact } from './contact.entity.js';
import { GroupMember } from './group-member.entity.js';
import { checkedName } from './names.js';
import { UnitAlias } from './unit-alias.entity.js';
import { keepFormerName } from './names-in-time.js';
import type { UnitDto } from './unit.dto.js';
import { Unit } from './unit.entity.js';
import { refuseUnitElsewhere } from './sight.queries.js';

type Wished = Omit<Unit, 'id' | 'endedOn'>;

@Injectable()
export class UnitsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** @returns the new unit's id. @throws Refusal unit-name-taken and its like */
  async create(viewer: Viewer, dto: UnitDto): Promise<number> {
    return this.db.inTransaction(async (tx) => {
      const wished = await this.wished(tx, viewer, dto, null);
      await refuseTaken(tx, viewer, wished.name, { unitId: null });
      return this.insert(tx, viewer, wished);
    });
  }

  /** A new name leaves the old one behind as a former name, so that old documents still find the unit. */
  async change(viewer: Viewer, unitId: number, dto: UnitDto): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const before = await unitOf(tx, unitId);
      await refuseUnitElsewhere(tx, viewer, unitId);
      const wished = await this.wished(tx, viewer, dto, before);
      if (wished.name !== before.name)
        await this.rename(tx, viewer, before, { name: wished.name, on: this.clock.today() });
      await tx.update(Unit, { id: unitId }, wished);
      await record(tx, this.clock, viewer, {
        verb: 'change',
        noun: 'unit',
        id: unitId,
        before: { ...before },
        after: { ...before, ...wished },
      });
    });
  }

  /** 更名: it keeps its id, its duties and its history; from that day on it bears the new name. */
  async renameIn(tx: Tx, viewer: Viewer, unitId: number, wanted: { name: string; on: Day }): Promise<void> {
    const before = await unitOf(tx, unitId);
    if (before.endedOn) throw new Refusal('unit-ended', { unit: before.name });
    const after = { name: checkedName(wanted.name), nameKey: unitKey(wanted.name) };
    if (after.name === before.name) throw wrongInput('reform-same-name', { name: 'reform-same-name' });
    await this.rename(tx, viewer, before, { name: after.name, on: wanted.on });
    await tx.update(Unit, { id: unitId }, after);
    const change = { before: { name: before.name }, after: { name: after.name, on: wanted.on } };
    await record(tx, this.clock, viewer, { verb: 'rename', noun: 'unit', id: unitId, ...change });
  }

  /** Its contacts and memberships end with it; its name stays known for documents of its time. */
  async end(viewer: Viewer, unitId: number, endsOn: Day = this.clock.today()): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      await refuseUnitElsewhere(tx, viewer, unitId);
      await refuseHolding(tx, unitId);
      await this.endIn(tx, viewer, unitId, endsOn);
    });
  }

  /** As `end`, where more happens in the same transaction. */
  async endIn(tx: Tx, viewer: Viewer, unitId: number, endsOn: Day): Promise<void> {
    const before = await unitOf(tx, unitId);
    if (before.endedOn) throw new Refusal('unit-ended', { unit: before.name });
    await tx.update(Unit, { id: unitId }, { endedOn: endsOn });
    for (const kind of ENDING_WITH_IT) await this.endAll(tx, viewer, kind, { unitId, endsOn });
    const change = { before: { endedOn: null }, after: { endedOn: endsOn } };
    await record(tx, this.clock, viewer, { verb: 'end', noun: 'unit', id: unitId, ...change });
  }

  /**
   * A unit that takes another's place: as that one is asked and stands in the tree, under a name of its own.
   * @throws Refusal unit-name-taken
   */
  async createLike(tx: Tx, viewer: Viewer, name: string, like: Unit): Promise<number> {
    const { parentId, reachedBy, isSenior } = like;
    const own = { ...asPrinted(checkedName(name)), kind: 'unit' as const };
    await refuseTaken(tx, viewer, own.name, { unitId: null });
    const { jurisdictionId } = like;
    return this.insert(tx, viewer, { ...own, parentId, reachedBy, isSenior, jurisdictionId });
  }

  /**
   * A unit for every printed name, made where none is known (a group where the name says so).
   * @returns an id per name as given. @throws Refusal unit-ended where the name's unit is no more
   */
  async ensureUnits(tx: Tx, viewer: Viewer, names: string[]): Promise<Map<string, number>> {
    const ids = new Map<string, number>();
    for (const printed of names) {
      const name = checkedName(printed);
      const holder = await holderOf(tx, name);
      if (holder?.endedOn && holder.endedOn <= this.clock.today())
        throw new Refusal('unit-ended', { unit: holder.name });
      ids.set(
        printed,
        holder?.unitId ??
          (await this.insert(tx, viewer, { ...asPrinted(name), jurisdictionId: homeOf(viewer) })),
      );
    }
    return ids;
  }

  private async endAll(
    tx: Tx,
    viewer: Viewer,
    { entity, noun, column }: (typeof ENDING_WITH_IT)[number],
    { unitId, endsOn }: { unitId: number; endsOn: Day },
  ): Promise<void> {
    const standing = await tx
      .createQueryBuilder<Contact | GroupMember>(entity, 'x')
      .where(`x.${column} = :unitId AND (x.untilOn IS NULL OR x.untilOn > :endsOn)`, { unitId, endsOn })
      .getMany();
    for (const { id, untilOn } of standing) {
      await tx.update(entity, { id }, { untilOn: endsOn });
      const change = { before: { untilOn }, after: { untilOn: endsOn } };
      await record(tx, this.clock, viewer, { verb: 'end', noun, id, ...change });
    }
  }

  private async insert(tx: Tx, viewer: Viewer, wished: Wished): Promise<number> {
    const made = await tx.insert(Unit, { ...wished, endedOn: null });
    const id = (made.identifiers[0] as { id: number }).id;
    await record(tx, this.clock, viewer, { verb: 'create', noun: 'unit', id, after: { ...wished } });
    return id;
  }

  private async wished(tx: Tx, viewer: Viewer, dto: UnitDto, before: Unit | null): Promise<Wished> {
    const name = checkedName(dto.name);
    const kind = before?.kind ?? dto.kind ?? kindOf(name);
    return {
      name,
      nameKey: unitKey(name),
      kind,
      parentId: await this.parentOf(tx, viewer, dto.parent ?? '', before),
      reachedBy: dto.reachedBy ?? 'mail',
      isSenior: dto.isSenior,
      isSupervisor: dto.isSupervisor && kind === 'unit',
      jurisdictionId: before ? before.jurisdictionId : homeOf(viewer),
    };
  }

  private async parentOf(tx: Tx, viewer: Viewer, name: string, before: Unit | null): Promise<number | null> {
    if (!name.trim()) return null;
    const unitId = before?.id ?? null;
    const parent = await holderOf(tx, name);
    if (!parent || parent.kind === 'group' || !mayStandBelow(viewer, parent, before))
      throw wrongInput('unit-unknown', { parent: 'unit-unknown' }, { unit: name });
    if (unitId !== null && (await isAtOrAbove(tx, unitId, parent.unitId)))
      throw wrongInput('unit-in-its-own-tree', { parent: 'unit-in-its-own-tree' });
    return parent.unitId;
  }

  private async rename(
    tx: Tx,
    viewer: Viewer,
    before: Unit,
    { name, on }: { name: string; on: Day },
  ): Promise<void> {
    await refuseTaken(tx, viewer, name, { unitId: before.id });
    await keepFormerName(tx, before, on);
    await tx.delete(UnitAlias, { unitId: before.id, nameKey: unitKey(name) });
    if (unitKey(name) === before.nameKey) return;
    const { id: unitId, name: oldName, nameKey } = before;
    await tx.insert(UnitAlias, { unitId, name: oldName, nameKey, kind: 'former' });
  }
}

/** Below an office the viewer keeps, or where it stands already. */
function mayStandBelow(viewer: Viewer, parent: NameHolder, before: Unit | null): boolean {
  return parent.unitId === before?.parentId || isWithin(viewer, parent.jurisdictionId);
}

const ENDING_WITH_IT = [
  { entity: Contact, noun: 'contact', column: 'unitId' },
  { entity: GroupMember, noun: 'group-member', column: 'unitId' },
  { entity: GroupMember, noun: 'group-member', column: 'groupId' },
] as const;

function kindOf(name: string): Unit['kind'] {
  return looksLikeGroup(name) ? 'group' : 'unit';
}

function asPrinted(name: string): Omit<Wished, 'jurisdictionId'> {
  return {
    name,
    nameKey: unitKey(name),
    kind: kindOf(name),
    parentId: null,
    reachedBy: 'mail',
    isSenior: false,
    isSupervisor: false,
  };
}

/** @throws NotFound */
export async function unitOf(tx: Tx, unitId: number): Promise<Unit> {
  const unit = await tx.findOneBy(Unit, { id: unitId });
  if (!unit) throw new NotFound('unit');
  return unit;
}

export interface NameHolder {
  unitId: number;
  name: string;
  kind: Unit['kind'];
  endedOn: Day | null;
  jurisdictionId: number | null;
}

/** Whoever bears this name, now or before, ended or not. */
export async function holderOf(tx: Tx, name: string): Promise<NameHolder | null> {
  return row<NameHolder>(
    tx,
    `SELECT u.id AS "unitId", u.name, u.kind, u."endedOn", u."jurisdictionId" FROM units u
     WHERE u."nameKey" = :key OR u.id IN (SELECT a."unitId" FROM unit_aliases a WHERE a."nameKey" = :key)`,
    { key: unitKey(name) },
  );
}

/** As `holderOf`, among the units the viewer's roles reach. */
export async function holderWithin(tx: Tx, viewer: Viewer, name: string): Promise<NameHolder | null> {
  const holder = await holderOf(tx, name);
  return holder && isWithin(viewer, holder.jurisdictionId) ? holder : null;
}

/** Ended so, its duties would be nobody's: a reform says who takes them over. */
async function refuseHolding(tx: Tx, unitId: number): Promise<void> {
  const held = await row<{ name: string; count: number }>(
    tx,
    `SELECT u.name, count(*) AS count FROM duties y JOIN tasks t ON t.id = y."taskId" JOIN plans p ON p.id = t."planId"
       JOIN units u ON u.id = y."unitId"
     WHERE y."unitId" = :unitId AND y."unclaimedFromOn" IS NULL AND u.kind = 'unit' AND p.state = 'issued'
       AND t.state NOT IN ('closed', 'withdrawn') GROUP BY u.name`,
    { unitId },
  );
  if (held) throw new Refusal('unit-holds-duties', { unit: held.name, count: Number(held.count) });
}

/** Two names of one spelling would make a document's unit a matter of chance. */
export async function refuseTaken(
  tx: Tx,
  viewer: Viewer,
  name: string,
  { unitId, field = 'name' }: { unitId: number | null; field?: string },
): Promise<void> {
  const holder = await holderOf(tx, name);
  if (!holder || holder.unitId === unitId) return;
  // Names are unique in the whole house; what else a unit elsewhere is called is not said.
  const unit = isWithin(viewer, holder.jurisdictionId) ? holder.name : name;
  throw new Refusal('unit-name-taken', { unit }, { [field]: 'unit-name-taken' }, 422);
}

async function isAtOrAbove(tx: Tx, unitId: number, candidateId: number): Promise<boolean> {
  const tree = await rows<{ id: number; parentId: number | null }>(tx, 'SELECT id, "parentId" FROM units');
  const parentOf = new Map(tree.map(({ id, parentId }) => [id, parentId]));
  for (let up: number | null | undefined = candidateId; up != null; up = parentOf.get(up))
    if (up === unitId) return true;
  return false;
}

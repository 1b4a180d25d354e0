/** The other names of a unit: what documents print besides its official name, and what it was called before. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { Clock } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import { NotFound, wrongInput } from '../platform/refusal.js';
import type { Viewer } from '../rules/permissions.js';
import { unitKey } from '../rules/unit-names.js';
import { checkedName } from './names.js';
import { UnitAlias } from './unit-alias.entity.js';
import { refuseTaken, unitOf } from './units.service.js';
import { refuseUnitElsewhere } from './sight.queries.js';

@Injectable()
export class UnitNamesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async add(viewer: Viewer, unitId: number, alias: string, kind: UnitAlias['kind'] = 'alias'): Promise<void> {
    await this.db.inTransaction((tx) => this.addIn(tx, viewer, unitId, { alias, kind }));
  }

  /** A second time it changes nothing: a draft says again what its reader was told. */
  async addIn(
    tx: Tx,
    viewer: Viewer,
    unitId: number,
    { alias, kind = 'alias' }: { alias: string; kind?: UnitAlias['kind'] },
  ): Promise<void> {
    const unit = await unitOf(tx, unitId);
    await refuseUnitElsewhere(tx, viewer, unitId);
    const name = checkedName(alias, 'alias');
    const nameKey = unitKey(name);
    if (nameKey === unit.nameKey)
      throw wrongInput('unit-alias-is-its-name', { alias: 'unit-alias-is-its-name' });
    await refuseTaken(tx, viewer, name, { unitId, field: 'alias' });
    if (await tx.existsBy(UnitAlias, { unitId, nameKey })) return;
    const made = await tx.insert(UnitAlias, { unitId, name, nameKey, kind });
    const { id } = made.identifiers[0] as { id: number };
    await record(tx, this.clock, viewer, {
      verb: 'add',
      noun: 'unit-alias',
      id,
      after: { unitId, name, kind },
    });
  }

  async remove(viewer: Viewer, unitId: number, aliasId: number): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const alias = await tx.findOneBy(UnitAlias, { id: aliasId, unitId });
      if (!alias) throw new NotFound('unit-alias');
      await refuseUnitElsewhere(tx, viewer, unitId);
      await tx.delete(UnitAlias, { id: aliasId });
      const { name, kind } = alias;
      await record(tx, this.clock, viewer, {
        verb: 'remove',
        noun: 'unit-alias',
        id: aliasId,
        before: { unitId, name, kind },
      });
    });
  }
}

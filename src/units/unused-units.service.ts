/**
 * 未被引用: units that nothing refers to, mostly made by a draft that was discarded. Every column that names a unit is
 * asked, so that what is added later is asked too; of its own it may have only other names.
 */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { Clock } from '../platform/clock.js';
import { Database, type Reader } from '../platform/database.js';
import { NotFound, Refusal } from '../platform/refusal.js';
import { row, rows } from '../platform/sql.js';
import type { Viewer } from '../rules/permissions.js';
import { inArea } from './area.queries.js';
import { UnitAlias } from './unit-alias.entity.js';
import { UnitName } from './unit-name.entity.js';
import { Unit } from './unit.entity.js';

const OWN_TABLES = ['unit_aliases', 'unit_names'];
const MOST = 500;

@Injectable()
export class UnusedUnits {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Of the viewer's jurisdiction, in the order they were entered. */
  list(viewer: Viewer): Promise<{ id: number; name: string }[]> {
    return rows(
      this.db.read,
      `SELECT u.id, u.name FROM units u WHERE ${inArea(viewer, 'u."jurisdictionId"')} AND ${isUnused(this.db.read)}
       ORDER BY u.id LIMIT ${MOST}`,
    );
  }

  /** For good, its other names with it. @throws Refusal where something refers to it by now */
  async remove(viewer: Viewer, unitId: number): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const unit = await tx.findOneBy(Unit, { id: unitId });
      if (!unit) throw new NotFound('unit');
      const unused = await row(tx, `SELECT u.id FROM units u WHERE u.id = :unitId AND ${isUnused(tx)}`, {
        unitId,
      });
      if (!unused) throw new Refusal('unit-in-use', { unit: unit.name });
      await tx.delete(UnitAlias, { unitId });
      await tx.delete(UnitName, { unitId });
      await tx.delete(Unit, { id: unitId });
      const { name, kind } = unit;
      await record(tx, this.clock, viewer, {
        verb: 'remove',
        noun: 'unit',
        id: unitId,
        before: { name, kind },
      });
    });
  }
}

/** A foreign key, or a column that is called like one. */
function isUnused(from: Reader): string {
  const references = from.connection.entityMetadatas.flatMap(({ tableName, foreignKeys, columns }) => {
    if (OWN_TABLES.includes(tableName)) return [];
    const keys = foreignKeys.filter(({ referencedTablePath }) => referencedTablePath === 'units');
    const called = columns
      .map(({ propertyName }) => propertyName)
      .filter((name) => /^(\w*U|u)nitId$/.test(name));
    const names = new Set([...keys.flatMap(({ columnNames }) => columnNames), ...called]);
    return [...names].map((name) => `NOT EXISTS (SELECT 1 FROM "${tableName}" x WHERE x."${name}" = u.id)`);
  });
  return references.join(' AND ');
}

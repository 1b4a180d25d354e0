/** The names a document prints, as units of the register; a name not yet there is taken in. */
import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database.js';
import { Clock } from '../platform/clock.js';
import type { Viewer } from '../rules/permissions.js';
import { UnitDirectory } from '../units/unit-directory.queries.js';
import { UnitsService } from '../units/units.service.js';

export interface PrintedUnit {
  unitId: number;
  isGroup: boolean;
  /** It was not in the register before. */
  isNew: boolean;
}

@Injectable()
export class PrintedUnits {
  constructor(
    private readonly clock: Clock,
    private readonly directory: UnitDirectory,
    private readonly units: UnitsService,
  ) {}

  /** By printed name. */
  async take(tx: Tx, viewer: Viewer, names: string[]): Promise<Map<string, PrintedUnit>> {
    const distinct = [...new Set(names)];
    const known = await this.directory.resolve(distinct, this.clock.today(), { from: tx });
    const missing = distinct.filter((name) => !known.get(name));
    if (missing.length) await this.units.ensureUnits(tx, viewer, missing);
    const resolved = missing.length
      ? await this.directory.resolve(distinct, this.clock.today(), { from: tx })
      : known;
    return new Map(
      distinct.map((name) => {
        const unit = resolved.get(name)!;
        return [name, { unitId: unit.unitId, isGroup: unit.kind === 'group', isNew: !known.get(name) }];
      }),
    );
  }
}

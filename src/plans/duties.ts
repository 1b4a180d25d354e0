/** The duty rows of one task, from the names its document prints. */
import type { Duty } from './duty.entity.js';
import type { PrintedUnit } from './printed-units.js';

export interface NamedUnits {
  lead: string[];
  cooperating: string[];
}

/**
 * A leading group's members each owe unless chosen otherwise; a co-operating one's are only informed. A unit
 * named twice keeps its first place, and who leads does not co-operate as well.
 * @throws Error when a name has no unit: names are taken into the register first
 */
export function dutiesOf(
  taskId: number,
  names: NamedUnits,
  units: Map<string, PrintedUnit>,
): Omit<Duty, 'id'>[] {
  const taken = new Set<number>();
  const row = (part: 'lead' | 'cooperating') => (name: string) => {
    const unit = units.get(name);
    if (!unit) throw new Error(`no unit for "${name}"`);
    const { unitId, isGroup } = unit;
    if (taken.has(unitId)) return [];
    taken.add(unitId);
    const groupMode = isGroup ? (part === 'lead' ? ('each' as const) : ('informed' as const)) : null;
    return [{ taskId, unitId, part, printedName: name, groupMode, reports: part === 'lead' }];
  };
  const found = [...names.lead.flatMap(row('lead')), ...names.cooperating.flatMap(row('cooperating'))];
  return found.map((duty, position) => ({
    ...duty,
    position,
    isFirst: duty.part === 'lead' && position === 0,
    collectorUnitId: null,
    viaGroupId: null,
    issuedOn: null,
    receiptId: null,
    unclaimedFromOn: null,
  }));
}

import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import {
  BooleanColumn,
  IdColumn,
  IntegerColumn,
  OptionalDayColumn,
  OptionalIntegerColumn,
  OptionalTextColumn,
  TextColumn,
} from '../platform/columns.js';
import type { Day } from '../rules/day.js';

export type DutyPart = 'lead' | 'cooperating';
/** What the members of a group owe, chosen at issue. */
export type GroupMode = 'informed' | 'collected' | 'each';

/** 责任: one unit's part in one task. */
@Entity('duties')
@Unique(['taskId', 'unitId', 'part'])
// Partial, so made by the migration.
@Index('duties_unclaimed', { synchronize: false })
export class Duty {
  @IdColumn() id: number;
  @ForeignKey('Task') @IntegerColumn() taskId: number;
  @Index() @ForeignKey('Unit') @IntegerColumn() unitId: number;
  @TextColumn() part: DutyPart;
  /** 第一牵头 */
  @BooleanColumn() isFirst: boolean;
  @IntegerColumn() position: number;
  /** The name as the document prints it. */
  @TextColumn() printedName: string;
  /** Only of a group's duty. */
  @OptionalTextColumn() groupMode: GroupMode | null;
  @ForeignKey('Unit') @OptionalIntegerColumn() collectorUnitId: number | null;
  /** The group through whose duty this member has its own row. */
  @ForeignKey('Unit') @OptionalIntegerColumn() viaGroupId: number | null;
  /** Co-operating units report only where asked. */
  @BooleanColumn() reports: boolean;
  /** The day its unit was told of it; null in a draft. */
  @OptionalDayColumn() issuedOn: Day | null;
  /** null: its unit has not signed. */
  @OptionalIntegerColumn() receiptId: number | null;
  /** 待认领: its unit is no more and no successor is named. */
  @OptionalDayColumn() unclaimedFromOn: Day | null;
}

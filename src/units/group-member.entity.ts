import { Entity, ForeignKey, Unique } from 'typeorm';
import { DayColumn, IdColumn, IntegerColumn, OptionalDayColumn } from '../platform/columns.js';

@Entity('group_members')
@Unique(['groupId', 'unitId', 'fromOn'])
export class GroupMember {
  @IdColumn() id: number;
  @ForeignKey('Unit') @IntegerColumn() groupId: number;
  @ForeignKey('Unit') @IntegerColumn() unitId: number;
  @DayColumn() fromOn: string;
  @OptionalDayColumn() untilOn: string | null;
}

import { Entity, ForeignKey, Index } from 'typeorm';
import {
  BooleanColumn,
  IdColumn,
  OptionalDayColumn,
  OptionalIntegerColumn,
  TextColumn,
} from '../platform/columns.js';

export type UnitKind = 'unit' | 'group';
/** How a unit is asked: by mail to its contacts, or by telephone and paper, recorded for it. */
export type ReachedBy = 'mail' | 'offline';

/** A body that can hold a duty. A group has dated members. Units form a tree of jurisdictions. */
@Entity('units')
export class Unit {
  @IdColumn() id: number;
  @TextColumn() name: string;
  /** `rules/unit-names.unitKey(name)`: two spellings of one name meet here. */
  @Index({ unique: true }) @TextColumn() nameKey: string;
  @TextColumn() kind: UnitKind;
  @ForeignKey('Unit') @OptionalIntegerColumn() parentId: number | null;
  @TextColumn() reachedBy: ReachedBy;
  /** Senior offices are listed for a call instead of being urged by mail. */
  @BooleanColumn() isSenior: boolean;
  /** The organization department that supervises; the digest is its own. */
  @BooleanColumn() isSupervisor: boolean;
  @OptionalDayColumn() endedOn: string | null;
  /** null: the topmost one. */
  @OptionalIntegerColumn() jurisdictionId: number | null;
}

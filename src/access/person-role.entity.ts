import { Entity, ForeignKey, Unique } from 'typeorm';
import { IdColumn, IntegerColumn, TextColumn } from '../platform/columns.js';
import type { Role } from '../rules/permissions.js';

@Entity('person_roles')
@Unique(['personId', 'role'])
export class PersonRole {
  @IdColumn() id: number;
  @ForeignKey('Person') @IntegerColumn() personId: number;
  @TextColumn() role: Role;
}

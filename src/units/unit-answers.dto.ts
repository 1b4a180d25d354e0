/** What the API says about units. */
export class EnteredDto {
  id: number;
}

export class UnitItemDto {
  id: number;
  name: string;
  kind: 'unit' | 'group';
  /** The office it belongs to. */
  parentId: number | null;
  /** `offline`: by telephone and paper, recorded on its behalf. */
  reachedBy: 'mail' | 'offline';
  isSenior: boolean;
  isSupervisor: boolean;
  /** The first day it is no longer in use. */
  endedOn: string | null;
  /** How many people it can be written to. */
  mailboxes: number;
  /** How many units belong to it, for a group. */
  members: number;
}

export class UnitNameDto {
  name: string;
  kind: 'alias' | 'former';
}

export class UnitMemberDto {
  unitId: number;
  name: string;
  fromOn: string;
}

export class UnitContactDto {
  id: number;
  name: string;
  address: string | null;
  phone: string | null;
  isHead: boolean;
  fromOn: string;
}

export class UnitDetailsDto extends UnitItemDto {
  names: UnitNameDto[];
  memberUnits: UnitMemberDto[];
  contacts: UnitContactDto[];
}

export class UnitListDto {
  items: UnitItemDto[];
  /** Give it as `after` for the next page; null on the last. */
  next: string | null;
}

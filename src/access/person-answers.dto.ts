/** What the API says about people. */
import type { Role } from '../rules/permissions.js';

export class PersonItemDto {
  id: number;
  name: string;
  /** Null: does not sign in. */
  loginName: string | null;
  /** Duty mailbox. */
  address: string | null;
  phone: string | null;
  roles: Role[];
  unitNames: string[];
  /** Where the roles hold; null: everywhere. */
  jurisdictionId: number | null;
  jurisdictionName: string | null;
  /** The first day they are no longer here. */
  leftOn: string | null;
  /** Name, mailbox and phone were taken out on this day. */
  erasedOn: string | null;
}

export class PersonContactDto {
  id: number;
  unitId: number;
  unitName: string;
  isHead: boolean;
  fromOn: string;
  untilOn: string | null;
}

export class PersonDetailsDto extends PersonItemDto {
  createdAt: string;
  hasPassword: boolean;
  hasSecondFactor: boolean;
  contacts: PersonContactDto[];
  /** Browsers signed in. */
  sessions: number;
  /** Tokens that open something. */
  tokens: number;
}

export class PeopleListDto {
  items: PersonItemDto[];
  /** Give it as `after` for the next page; null on the last. */
  next: string | null;
}

export class PersonEnteredDto {
  id: number;
}

/** Shown once; it must be changed at the first sign-in. */
export class GivenPasswordDto {
  loginName: string;
  password: string;
}

/**
 * Who may be given which role, and by whom. Rule (等保2.0): “administrator and auditor are different people”; nobody
 * makes themselves the auditor of what they did; an administrator of one jurisdiction gives nothing that reaches
 * beyond it; and there is always somebody left who may give roles at all.
 *
 * Example: the only administrator of the house may not give the role up, and may not be moved to a district.
 */
import { isWithin, type Role, type Viewer } from './permissions.js';

export type RolesCode =
  'roles-exclude-each-other' | 'auditor-by-oneself' | 'person-beyond-area' | 'last-administrator';

export interface RolesStanding {
  roles: Role[];
  /** null: they hold everywhere */
  jurisdictionId: number | null;
}

export interface RolesWish {
  personId: number;
  before: RolesStanding;
  after: RolesStanding;
  /** How many others administer the whole house. */
  otherAdministrators: number;
}

/** @returns why not, or null */
export function rolesFault(
  viewer: Viewer,
  { personId, before, after, otherAdministrators }: RolesWish,
): RolesCode | null {
  const { roles } = after;
  if (roles.includes('administrator') && roles.includes('auditor')) return 'roles-exclude-each-other';
  const isNewAuditor = roles.includes('auditor') && !before.roles.includes('auditor');
  if (isNewAuditor && viewer.personId === personId) return 'auditor-by-oneself';
  if (!isWithin(viewer, after.jurisdictionId)) return 'person-beyond-area';
  const isLost = keepsHouse(before) && !keepsHouse(after);
  return isLost && otherAdministrators === 0 ? 'last-administrator' : null;
}

/** @returns whether the roles are those of somebody who administers everything */
export function keepsHouse({ roles, jurisdictionId }: RolesStanding): boolean {
  return jurisdictionId === null && roles.includes('administrator');
}

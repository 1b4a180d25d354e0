/** What another unit owes is to a unit as if it were not there, whatever it asks for or sends. */
import { NotAllowed, NotFound } from '../platform/refusal.js';
import type { PermissionCode } from '../rules/permissions.js';

export function refusedTo(code: PermissionCode, noun: string): NotAllowed | NotFound {
  return code === 'not-your-unit' ? new NotFound(noun) : new NotAllowed(code);
}

/** For the command line: a new person's roles hold in the jurisdiction of that name. */
import type { INestApplicationContext } from '@nestjs/common';
import { Refusal } from '../platform/refusal.js';
import type { Role, Viewer } from '../rules/permissions.js';
import { unitKey } from '../rules/unit-names.js';
import { JurisdictionsService } from '../units/jurisdictions.service.js';
import { PersonKeeping } from './person-keeping.service.js';

/** Looked up before anybody is made. @param name left away: everywhere. @throws Refusal for one nobody knows */
export async function limitTo(
  app: INestApplicationContext,
  viewer: Viewer,
  name: string | undefined,
): Promise<(personId: number, roles: Role[]) => Promise<void>> {
  if (name === undefined) return () => Promise.resolve();
  const all = await app.get(JurisdictionsService).list(viewer);
  const found = all.find((one) => one.endedOn === null && unitKey(one.name) === unitKey(name));
  if (!found) throw new Refusal('jurisdiction-unknown');
  return (personId, roles) =>
    app.get(PersonKeeping).changeRoles(viewer, personId, { roles, jurisdictionId: found.id });
}

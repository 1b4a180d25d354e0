/** The ten lead units of Haimen with a person each who signs in, one supervisor, one outside verifier; no plan yet. */
import { PersonRole } from '../../src/access/person-role.entity.js';
import type { Role, Viewer } from '../../src/rules/permissions.js';
import type { TestApp } from './app.js';
import { addContact, addPerson, addReader, addUnit, DEPARTMENT } from './haimen.js';

export const OUTSIDE = '市委大督查办';
export const LEADS = [
  ...['市考核办', '市委办', '市政府办', '市人社局', '市财政局'],
  ...['市卫计委', '市级机关工委', '市总工会', '市纪委监委'],
];

export interface Town {
  supervisor: Viewer;
  verifier: Viewer;
  unitId(name: string): number;
}

/** Login names: `supervisor`, `verifier`, and `reporter-<place in LEADS>`. */
export async function aTown(app: TestApp): Promise<Town> {
  const ids = new Map<string, number>();
  const viewers = new Map<string, Viewer>();
  await app.db.inTransaction(async (tx) => {
    const enter = async (loginName: string, unit: string, role: Role): Promise<void> => {
      const unitId = await addUnit(tx, unit, { isSupervisor: unit === DEPARTMENT });
      const personId = await addPerson(tx, {
        name: `${unit}联络员`,
        loginName,
        email: `${loginName}@haimen.example`,
      });
      await addContact(tx, unitId, personId);
      await tx.insert(PersonRole, { personId, role });
      ids.set(unit, unitId);
      viewers.set(loginName, {
        personId,
        name: `${unit}联络员`,
        roles: [role],
        unitIds: [unitId],
        door: 'page',
      });
    };
    await enter('supervisor', DEPARTMENT, 'supervisor');
    await enter('verifier', OUTSIDE, 'verifier');
    for (const [place, unit] of LEADS.entries()) await enter(`reporter-${place}`, unit, 'reporter');
    await addReader(tx, ids.get(DEPARTMENT)!);
  });
  return {
    supervisor: viewers.get('supervisor')!,
    verifier: viewers.get('verifier')!,
    unitId: (name) => ids.get(name)!,
  };
}

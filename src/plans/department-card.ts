/** Whom a unit may ask: the supervising department and the person there who answers, as a mail's foot shows it. */
import type { Reader } from '../platform/database.js';
import type { Day } from '../rules/day.js';
import type { ContactFacts, UnitDirectory } from '../units/unit-directory.queries.js';

export interface DepartmentCard {
  name: string;
  person: string | null;
  phone: string | null;
  address: string | null;
}

export async function departmentCards(
  units: UnitDirectory,
  unitIds: number[],
  on: Day,
  from?: Reader,
): Promise<Map<number, DepartmentCard>> {
  const names = await units.byIds(unitIds, from);
  const contacts = await units.contactsOf(unitIds, on, from);
  return new Map(
    [...names].map(([unitId, { name }]) => {
      const own = contacts.filter((contact) => contact.unitId === unitId);
      return [unitId, { name, ...whoAnswers(own) }];
    }),
  );
}

function whoAnswers(contacts: ContactFacts[]): Omit<DepartmentCard, 'name'> {
  const one = contacts.find((contact) => !contact.isHead) ?? contacts[0];
  return { person: one?.name ?? null, phone: one?.phone ?? null, address: one?.address ?? null };
}

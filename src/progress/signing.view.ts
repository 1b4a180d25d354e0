/** 签收 as pages show it: what waits to be signed, and the form with the names already known. */
import type { Reader } from '../platform/database.js';
import type { Day } from '../rules/day.js';
import type { Viewer } from '../rules/permissions.js';
import { planSight } from '../units/sight.queries.js';
import type { UnitDirectory } from '../units/unit-directory.queries.js';
import { receiptsOf, unsignedDuties, type UnsignedDuty } from './unsigned.queries.js';

export interface SigningView {
  unitId: number;
  count: number;
  plans: { planId: number; planTitle: string; issuedOn: Day; count: number; duties: UnsignedDuty[] }[];
  /** A supervisor records what the unit signed on paper. */
  isOnBehalf: boolean;
  values: { contactName: string; leaderInCharge: string };
}

/** null: there is nothing to sign. */
export async function signingView(
  read: Reader,
  units: UnitDirectory,
  { viewer, unitId, today }: { viewer: Viewer; unitId: number; today: Day },
): Promise<SigningView | null> {
  const duties = await unsignedDuties(read, unitId, null, planSight(viewer, unitId));
  if (duties.length === 0) return null;
  const values = await namesKnown(read, units, { viewer, unitId, today });
  return {
    ...{ unitId, count: duties.length, plans: byPlan(duties) },
    isOnBehalf: !viewer.unitIds.includes(unitId),
    values,
  };
}

/** Who signed last, and who signs now. */
async function namesKnown(
  read: Reader,
  units: UnitDirectory,
  { viewer, unitId, today }: { viewer: Viewer; unitId: number; today: Day },
): Promise<SigningView['values']> {
  const contacts = await units.contactsOf([unitId], today, read);
  const [last] = await receiptsOf(read, unitId, planSight(viewer, unitId));
  const signerId = viewer.link ? viewer.link.sentToId : viewer.personId;
  const own = contacts.find((contact) => contact.personId === signerId);
  const staff = own ?? contacts.find((contact) => !contact.isHead) ?? contacts[0];
  const head = contacts.find((contact) => contact.isHead);
  return { contactName: staff?.name ?? '', leaderInCharge: last?.leaderInCharge ?? head?.name ?? '' };
}

function byPlan(duties: UnsignedDuty[]): SigningView['plans'] {
  const plans = new Map<number, UnsignedDuty[]>();
  for (const duty of duties) plans.set(duty.planId, [...(plans.get(duty.planId) ?? []), duty]);
  return [...plans].map(([planId, own]) => ({
    ...{ planId, planTitle: own[0]!.planTitle, count: own.length, duties: own },
    issuedOn: own.map((duty) => duty.issuedOn).sort()[0]!,
  }));
}

/** Who gets a unit's mail, and which units' mails have to be made together because a person serves both. */
import type { ContactFacts } from '../units/unit-directory.queries.js';

export interface Recipient {
  name: string;
  address: string;
}

/** The unit's contacts share its mail; the leader in charge gets it only where there is nobody else. */
export function mailContacts(contacts: ContactFacts[]): Recipient[] {
  const reachable = contacts.flatMap(({ name, address, isHead }) =>
    address === null ? [] : [{ name, address, isHead }],
  );
  const staff = reachable.filter((contact) => !contact.isHead);
  return (staff.length > 0 ? staff : reachable).map(({ name, address }) => ({ name, address }));
}

/** By unit, in the order given. */
export function recipientsByUnit(contacts: ContactFacts[]): Map<number, Recipient[]> {
  const byUnit = new Map<number, ContactFacts[]>();
  for (const contact of contacts) {
    const own = byUnit.get(contact.unitId);
    if (own) own.push(contact);
    else byUnit.set(contact.unitId, [contact]);
  }
  return new Map([...byUnit].map(([unitId, own]) => [unitId, mailContacts(own)]));
}

/** One entry per address, with every unit it serves. */
export function unitsByRecipient(
  recipients: Map<number, Recipient[]>,
  unitIds: number[],
): { recipient: Recipient; unitIds: number[] }[] {
  const found = new Map<string, { recipient: Recipient; unitIds: number[] }>();
  for (const unitId of unitIds) {
    for (const recipient of recipients.get(unitId) ?? []) {
      const known = found.get(recipient.address);
      if (known) known.unitIds.push(unitId);
      else found.set(recipient.address, { recipient, unitIds: [unitId] });
    }
  }
  return [...found.values()];
}

export interface Load {
  unitId: number;
  /** rows to be read for it */
  rows: number;
}

/**
 * Splits units into rounds of about `most` rows, so that memory does not grow with their number. Units that
 * share an address stay together: that person gets one message.
 */
export function roundsOf(loads: Load[], recipients: Map<number, Recipient[]>, most: number): number[][] {
  const rounds: number[][] = [];
  let filled = most;
  for (const together of sharingAddress(loads, recipients)) {
    if (filled >= most) {
      rounds.push([]);
      filled = 0;
    }
    rounds.at(-1)!.push(...together.map((load) => load.unitId));
    filled += together.reduce((sum, load) => sum + load.rows, 0);
  }
  return rounds;
}

/** Every part: units joined by an address, directly or through another unit. */
function sharingAddress(loads: Load[], recipients: Map<number, Recipient[]>): Load[][] {
  const standsWith = new Map(loads.map(({ unitId }) => [unitId, unitId]));
  const firstOf = (unitId: number): number => {
    let first = unitId;
    while (standsWith.get(first) !== first) first = standsWith.get(first)!;
    return first;
  };
  const served = new Map<string, number>();
  for (const { unitId } of loads) {
    for (const { address } of recipients.get(unitId) ?? []) {
      const other = served.get(address);
      if (other === undefined) served.set(address, unitId);
      else standsWith.set(firstOf(unitId), firstOf(other));
    }
  }
  const parts = new Map<number, Load[]>(loads.map((load) => [firstOf(load.unitId), []]));
  for (const load of loads) parts.get(firstOf(load.unitId))!.push(load);
  return [...parts.values()];
}

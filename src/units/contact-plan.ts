/**
 * What confirming a pasted table of contacts would do, row by row: the preview shows it, the confirmation
 * does it. A row with a fault stops the whole table, so nobody has to find out which half was taken.
 */
import type { ContactLine } from './contact-table.js';
import { isOddName } from './names.js';
import { isMailbox } from './people.service.js';
import type { ContactFacts, KnownUnit, Suggestion } from './unit-directory.queries.js';

export interface Remark {
  /** Worded under `contacts.fault.` or `contacts.remark.` */
  code: string;
  params: Record<string, string | number>;
}

export interface ContactRow extends ContactLine {
  unitId: number | null;
  /** As the unit is called, '' where it is unknown. */
  unitName: string;
  outcome: 'add' | 'change' | 'same' | 'wrong';
  faults: Remark[];
  remarks: Remark[];
  /** Who stands already: the contact of this unit that the row is about. */
  standing: ContactFacts | null;
}

export interface ContactEnding {
  contactId: number;
  unitId: number;
  unitName: string;
  name: string;
  address: string | null;
}

export interface ContactPlan {
  rows: ContactRow[];
  endings: ContactEnding[];
}

export interface ContactSurroundings {
  units: Map<string, KnownUnit | null>;
  suggestions: Map<string, Suggestion[]>;
  standing: ContactFacts[];
  /** Who holds a mailbox now, by address. */
  holders: Map<string, Holder>;
}

export interface Holder {
  name: string;
  /** Somebody the viewer may not rename. */
  isElsewhere: boolean;
  hasLeft: boolean;
}

/** @param replaces true: whoever is not listed for a unit of the table ends */
export function planContacts(
  lines: ContactLine[],
  around: ContactSurroundings,
  replaces: boolean,
): ContactPlan {
  const rows = lines.map((line) => rowOf(line, around));
  markDoubles(rows);
  for (const row of rows) {
    if (row.faults.length) row.outcome = 'wrong';
    else Object.assign(row, judged(row, around));
  }
  return { rows, endings: endingsOf(rows, around, replaces) };
}

function rowOf(line: ContactLine, around: ContactSurroundings): ContactRow {
  const unit = around.units.get(line.unit) ?? null;
  const faults = [
    unitFault(line, unit, around),
    nameFault(line),
    reachFault(line),
    holderFault(line, around),
  ].filter((fault) => fault !== null);
  return {
    ...line,
    unitId: unit?.unitId ?? null,
    unitName: unit?.name ?? '',
    outcome: 'wrong',
    faults,
    remarks: [],
    standing: null,
  };
}

function unitFault(line: ContactLine, unit: KnownUnit | null, around: ContactSurroundings): Remark | null {
  if (!line.unit) return { code: 'unit-missing', params: {} };
  if (unit?.kind === 'group') return { code: 'unit-is-group', params: { unit: unit.name } };
  if (unit) return null;
  const like = (around.suggestions.get(line.unit) ?? []).filter(({ kind }) => kind === 'unit');
  if (like.length === 0) return { code: 'unit-unknown', params: { unit: line.unit } };
  return {
    code: 'unit-unknown-like',
    params: { unit: line.unit, like: like.map(({ name }) => name).join('、') },
  };
}

function nameFault({ name }: ContactLine): Remark | null {
  if (!name) return { code: 'name-missing', params: {} };
  return isOddName(name) ? { code: 'name-odd', params: {} } : null;
}

function reachFault({ address, phone }: ContactLine): Remark | null {
  if (address && !isMailbox(address)) return { code: 'address-wrong', params: { address } };
  return address || phone ? null : { code: 'reach-missing', params: {} };
}

/** Whose mailbox it is, is not said. */
function holderFault({ address, name }: ContactLine, around: ContactSurroundings): Remark | null {
  const holder = around.holders.get(address);
  if (holder?.hasLeft) return { code: 'mailbox-of-left', params: { address } };
  return holder?.isElsewhere && holder.name !== name
    ? { code: 'mailbox-elsewhere', params: { address } }
    : null;
}

/** One mailbox is one person; one person stands once for one unit. */
function markDoubles(rows: ContactRow[]): void {
  const [byMailbox, byPlace] = [new Map<string, ContactRow>(), new Map<string, ContactRow>()];
  for (const row of rows) {
    const place = `${row.unitId ?? row.unit}\n${row.address || row.name}`;
    const [twin, double] = [byMailbox.get(row.address), byPlace.get(place)];
    const isOther = twin !== undefined && twin.name !== row.name;
    if (isOther) row.faults.push({ code: 'mailbox-two-names', params: { line: twin.line, name: twin.name } });
    else if (double) row.faults.push({ code: 'listed-twice', params: { line: double.line } });
    if (row.address && !twin) byMailbox.set(row.address, row);
    if (!double) byPlace.set(place, row);
  }
}

function judged(
  row: ContactRow,
  around: ContactSurroundings,
): Pick<ContactRow, 'outcome' | 'remarks' | 'standing'> {
  const ofUnit = around.standing.filter((contact) => contact.unitId === row.unitId);
  const standing = standingFor(row, ofUnit);
  return { standing, outcome: outcomeOf(row, standing), remarks: remarksOn(row, standing, ofUnit, around) };
}

/** By mailbox; a row without one means whoever bears the name, if that is one person. */
function standingFor(row: ContactRow, ofUnit: ContactFacts[]): ContactFacts | null {
  if (row.address) return ofUnit.find((contact) => contact.address === row.address) ?? null;
  const named = ofUnit.filter((contact) => contact.name === row.name);
  return named.length === 1 ? named[0]! : null;
}

function outcomeOf(row: ContactRow, standing: ContactFacts | null): ContactRow['outcome'] {
  if (!standing) return 'add';
  const isSame =
    standing.name === row.name &&
    standing.isHead === row.isHead &&
    (!row.phone || row.phone === standing.phone);
  return isSame ? 'same' : 'change';
}

function remarksOn(
  row: ContactRow,
  standing: ContactFacts | null,
  ofUnit: ContactFacts[],
  around: ContactSurroundings,
): Remark[] {
  const holder = around.holders.get(row.address);
  const other = ofUnit.find(
    (contact) => contact.name === row.name && contact.address && contact.address !== row.address,
  );
  const all: [boolean, Remark][] = [
    [row.unitFromAbove, { code: 'unit-from-above', params: {} }],
    [
      row.unitName !== row.unit && !row.unitFromAbove,
      { code: 'unit-known-as', params: { unit: row.unitName } },
    ],
    [!row.address && !standing?.address, { code: 'no-address', params: {} }],
    [
      Boolean(holder && holder.name !== row.name),
      { code: 'person-renamed', params: { before: holder?.name ?? '' } },
    ],
    [Boolean(row.address && other), { code: 'other-mailbox', params: { address: other?.address ?? '' } }],
  ];
  return all.filter(([applies]) => applies).map(([, remark]) => remark);
}

function endingsOf(rows: ContactRow[], around: ContactSurroundings, replaces: boolean): ContactEnding[] {
  const kept = new Set(rows.map((row) => row.standing?.contactId));
  return around.standing
    .filter((contact) => !kept.has(contact.contactId))
    .map((contact) => ({
      contact,
      row: rows.find((row) => row.unitId === contact.unitId && row.outcome !== 'wrong'),
    }))
    .filter(({ contact, row }) => row && (replaces || gaveAddress(rows, contact)))
    .map(({ contact, row }) => ({
      contactId: contact.contactId,
      unitId: contact.unitId,
      unitName: row!.unitName,
      name: contact.name,
      address: contact.address,
    }));
}

/** Known by telephone only until the table gave the same name a mailbox: the old entry is done with. */
function gaveAddress(rows: ContactRow[], contact: ContactFacts): boolean {
  return (
    contact.address === null &&
    rows.some((row) => row.unitId === contact.unitId && row.name === contact.name && row.address !== '')
  );
}

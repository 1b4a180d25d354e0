/** 联络员: who answers for a unit, from which day until which; pasted as a table, or one by one. */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { record } from '../audit/audit.js';
import { Clock } from '../platform/clock.js';
import { Database, type Reader, type Tx } from '../platform/database.js';
import { NotFound, Refusal, wrongInput } from '../platform/refusal.js';
import { rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { Viewer } from '../rules/permissions.js';
import { Contact } from './contact.entity.js';
import { planContacts, type ContactPlan, type ContactRow, type Holder } from './contact-plan.js';
import { readContactTable } from './contact-table.js';
import { PeopleService, type PersonGiven } from './people.service.js';
import { Person } from './person.entity.js';
import { UnitDirectory } from './unit-directory.queries.js';
import { unitOf } from './units.service.js';
import { peopleElsewhere, wouldHandOver } from './person-reach.js';

export interface ContactGiven extends PersonGiven {
  unitId: number;
  isHead: boolean;
  fromOn?: Day;
}

export interface ContactPreview extends ContactPlan {
  /** What the person saw; the confirmation is refused where it would now do something else. */
  seen: string;
}

export interface ContactTable {
  text: string;
  /** Whoever is not listed for a unit of the table ends. */
  replaces: boolean;
}

const MOST_LINES = 2000;

@Injectable()
export class ContactsService {
  /** Put here by the access room: what was sent to a contact opens nothing once somebody else answers. */
  whenLeft: (tx: Tx, viewer: Viewer, left: { unitId: number; personId: number }) => Promise<unknown> = () =>
    Promise.resolve();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly directory: UnitDirectory,
    private readonly people: PeopleService,
  ) {}

  /** Stores nothing. @throws Refusal for a text without rows, or with too many */
  async preview(viewer: Viewer, table: ContactTable): Promise<ContactPreview> {
    return this.plan(viewer, table, this.db.read);
  }

  /** @returns how many rows were added, changed and ended. @throws Refusal contact-table-wrong, contact-preview-outdated */
  async confirm(
    viewer: Viewer,
    table: ContactTable,
    seen: string,
  ): Promise<{ added: number; changed: number; ended: number }> {
    return this.db.inTransaction(async (tx) => {
      const plan = await this.plan(viewer, table, tx);
      if (plan.rows.some((row) => row.outcome === 'wrong'))
        throw wrongInput('contact-table-wrong', { text: 'contact-table-wrong' });
      if (plan.seen !== seen) throw new Refusal('contact-preview-outdated');
      for (const row of plan.rows) await this.apply(tx, viewer, row);
      for (const { contactId } of plan.endings) await this.endIn(tx, viewer, contactId, this.clock.today());
      const count = (outcome: string): number => plan.rows.filter((row) => row.outcome === outcome).length;
      return { added: count('add'), changed: count('change'), ended: plan.endings.length };
    });
  }

  /** One contact by itself. */
  enter(viewer: Viewer, given: ContactGiven): Promise<number> {
    return this.db.inTransaction((tx) => this.add(tx, viewer, given));
  }

  /** One contact, inside another's transaction. @returns its id. @throws Refusal */
  async add(tx: Tx, viewer: Viewer, given: ContactGiven): Promise<number> {
    const { unitId, isHead, fromOn = this.clock.today(), ...person } = given;
    const unit = await unitOf(tx, unitId);
    if (unit.kind === 'group') throw new Refusal('contact-of-a-group', { unit: unit.name });
    if (unit.endedOn) throw new Refusal('unit-ended', { unit: unit.name });
    if (!person.address && !person.phone) throw wrongInput('contact-without-reach');
    const personId = await this.people.ensure(tx, viewer, person);
    const standing = await tx.findOneBy(Contact, { unitId, personId, untilOn: IsNull() });
    if (standing) return standing.id;
    if (await wouldHandOver(tx, viewer, { personId, unitId, on: this.clock.today() }))
      throw wrongInput('mailbox-taken', { address: 'mailbox-taken' });
    const made = await tx.insert(Contact, { unitId, personId, isHead, fromOn, untilOn: null });
    const { id } = made.identifiers[0] as { id: number };
    await record(tx, this.clock, viewer, {
      verb: 'add',
      noun: 'contact',
      id,
      after: { unitId, personId, isHead, fromOn },
    });
    return id;
  }

  /** @param endsOn the first day on which the unit is no longer written to this person */
  async end(viewer: Viewer, contactId: number, endsOn: Day = this.clock.today()): Promise<void> {
    await this.db.inTransaction((tx) => this.endIn(tx, viewer, contactId, endsOn));
  }

  /**
   * 交接: one person after another, inside another's transaction. A duty mailbox may stay while the person changes: then
   * the contact goes on under the new name. @returns whom the unit is written to from that day
   */
  async handOver(
    tx: Tx,
    viewer: Viewer,
    contactId: number,
    { onDay, ...person }: PersonGiven & { onDay: Day },
  ): Promise<{ contactId: number; unitId: number; personId: number }> {
    const contact = await tx.findOneBy(Contact, { id: contactId });
    if (!contact) throw new NotFound('contact');
    const { unitId, isHead, personId: before } = contact;
    if (contact.untilOn !== null && contact.untilOn <= onDay) throw new Refusal('contact-has-ended');
    if (onDay < contact.fromOn) throw wrongInput('day-before-start', { onDay: 'day-before-start' });
    const { name } = await tx.findOneByOrFail(Person, { id: before });
    const next = await this.add(tx, viewer, { ...person, unitId, isHead, fromOn: onDay });
    const { personId } = await tx.findOneByOrFail(Contact, { id: next });
    if (personId === before && name === person.name)
      throw wrongInput('same-contact', { name: 'same-contact' });
    if (personId !== before) await this.endIn(tx, viewer, contactId, onDay);
    else await this.whenLeft(tx, viewer, { unitId, personId });
    return { contactId: next, unitId, personId };
  }

  /** As `end`, inside another's transaction. */
  async endIn(tx: Tx, viewer: Viewer, contactId: number, endsOn: Day): Promise<void> {
    const contact = await tx.findOneBy(Contact, { id: contactId });
    if (!contact) throw new NotFound('contact');
    if (contact.untilOn !== null && contact.untilOn <= endsOn) return;
    if (endsOn < contact.fromOn) throw wrongInput('day-before-start', { endsOn: 'day-before-start' });
    await tx.update(Contact, { id: contactId }, { untilOn: endsOn });
    const { unitId, personId, untilOn } = contact;
    const change = { before: { unitId, personId, untilOn }, after: { unitId, personId, untilOn: endsOn } };
    await record(tx, this.clock, viewer, { verb: 'end', noun: 'contact', id: contactId, ...change });
    if (endsOn <= this.clock.today()) await this.whenLeft(tx, viewer, { unitId, personId });
  }

  private async apply(tx: Tx, viewer: Viewer, row: ContactRow): Promise<void> {
    const { unitId, name, isHead, standing, outcome } = row;
    const [address, phone] = [row.address || null, row.phone || null];
    if (outcome === 'add') await this.add(tx, viewer, { unitId: unitId!, name, address, phone, isHead });
    if (outcome !== 'change' || !standing) return;
    const person = await tx.findOneByOrFail(Person, { id: standing.personId });
    await this.people.refresh(tx, viewer, person, { name, phone: phone ?? person.phone });
    if (standing.isHead === isHead) return;
    await tx.update(Contact, { id: standing.contactId }, { isHead });
    const change = { before: { isHead: standing.isHead }, after: { isHead } };
    await record(tx, this.clock, viewer, {
      verb: 'change',
      noun: 'contact',
      id: standing.contactId,
      ...change,
    });
  }

  private async plan(
    viewer: Viewer,
    { text, replaces }: ContactTable,
    from: Reader,
  ): Promise<ContactPreview> {
    const lines = readContactTable(text);
    if (lines.length === 0) throw wrongInput('contact-table-empty', { text: 'contact-table-empty' });
    if (lines.length > MOST_LINES)
      throw wrongInput('contact-table-too-long', { text: 'contact-table-too-long' }, { most: MOST_LINES });
    const today = this.clock.today();
    const look = { from, viewer };
    const units = await this.directory.resolve([...new Set(lines.map(({ unit }) => unit))], today, look);
    const unknown = [...units].filter(([name, unit]) => name && !unit).map(([name]) => name);
    const unitIds = [...units.values()].flatMap((unit) => (unit ? [unit.unitId] : []));
    const plan = planContacts(
      lines,
      {
        units,
        suggestions: await this.directory.suggest(unknown, today, look),
        standing: await this.directory.contactsOf(unitIds, today, from),
        holders: await holdersOf(from, viewer, lines.map(({ address }) => address).filter(Boolean)),
      },
      replaces,
    );
    return { ...plan, seen: createHash('sha256').update(JSON.stringify(plan)).digest('hex') };
  }
}

async function holdersOf(from: Reader, viewer: Viewer, addresses: string[]): Promise<Map<string, Holder>> {
  if (addresses.length === 0) return new Map();
  const found = await rows<{ id: number; email: string; name: string; leftOn: Day | null }>(
    from,
    'SELECT id, email, name, "leftOn" FROM people WHERE email IN (:...addresses)',
    { addresses },
  );
  const ids = found.map(({ id }) => id);
  const elsewhere = await peopleElsewhere(from, viewer, ids);
  return new Map(
    found.map(({ id, email, name, leftOn }) => [
      email,
      { name, isElsewhere: elsewhere.has(id), hasLeft: leftOn !== null },
    ]),
  );
}

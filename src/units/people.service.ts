/** People as the work knows them: a name, a duty mailbox, an office phone. One row per mailbox. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { isAddress } from '../outbox/addresses.js';
import { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';
import { Refusal, wrongInput } from '../platform/refusal.js';
import type { Viewer } from '../rules/permissions.js';
import { checkedName } from './names.js';
import { Person } from './person.entity.js';
import { peopleElsewhere } from './person-reach.js';

export interface PersonGiven {
  name: string;
  /** As typed; null for somebody reached by telephone only. */
  address: string | null;
  phone: string | null;
}

const LONGEST_PHONE = 40;

@Injectable()
export class PeopleService {
  /** Put here by the access room: what the person of the former name held opens nothing. */
  whenHandedOver: (tx: Tx, viewer: Viewer, before: Person) => Promise<unknown> = () => Promise.resolve();

  constructor(private readonly clock: Clock) {}

  /**
   * The person behind a mailbox, made or brought up to date: a duty mailbox stays while the person changes.
   * An empty phone leaves the known one. Without a mailbox the person is always a new one.
   */
  async ensure(tx: Tx, viewer: Viewer, given: PersonGiven): Promise<number> {
    const name = checkedName(given.name);
    const email = checkedAddress(given.address);
    const phone = checkedPhone(given.phone);
    const known = email === null ? null : await tx.findOneBy(Person, { email });
    if (known) return this.refresh(tx, viewer, known, { name, phone: phone ?? known.phone });
    return this.create(tx, viewer, { name, email, phone });
  }

  /**
   * Name or phone of a known person. @throws Refusal mailbox-taken where that person is others' to keep,
   * mailbox-of-left where they have left: coming back is an administrator's to record
   */
  async refresh(
    tx: Tx,
    viewer: Viewer,
    known: Person,
    wished: Pick<Person, 'name' | 'phone'>,
  ): Promise<number> {
    const { id, name, phone, leftOn } = known;
    if (leftOn !== null) throw wrongInput('mailbox-of-left', { address: 'mailbox-of-left' });
    if (name === wished.name && phone === wished.phone) return id;
    if ((await peopleElsewhere(tx, viewer, [id])).size)
      throw wrongInput('mailbox-taken', { address: 'mailbox-taken' });
    if (name !== wished.name) await this.whenHandedOver(tx, viewer, known);
    await tx.update(Person, { id }, wished);
    const change = { before: { name, phone }, after: { ...wished } };
    await record(tx, this.clock, viewer, { verb: 'change', noun: 'person', id, ...change });
    return id;
  }

  /** Somebody new by an administrator's hand. @throws Refusal where the mailbox is somebody's already */
  async enter(tx: Tx, viewer: Viewer, given: PersonGiven): Promise<number> {
    const email = checkedAddress(given.address);
    await refuseTakenMailbox(tx, email, null);
    return this.create(tx, viewer, {
      name: checkedName(given.name),
      email,
      phone: checkedPhone(given.phone),
    });
  }

  /** All three facts of a known person, as given: an empty one is taken away. @throws Refusal */
  async correct(tx: Tx, viewer: Viewer, id: number, given: PersonGiven): Promise<void> {
    const { name, email, phone, erasedOn } = await tx.findOneByOrFail(Person, { id });
    if (erasedOn) throw new Refusal('person-erased');
    const wished = {
      name: checkedName(given.name),
      email: checkedAddress(given.address),
      phone: checkedPhone(given.phone),
    };
    await refuseTakenMailbox(tx, wished.email, id);
    await tx.update(Person, { id }, wished);
    const change = { before: { name, email, phone }, after: wished };
    await record(tx, this.clock, viewer, { verb: 'change', noun: 'person', id, ...change });
  }

  private async create(
    tx: Tx,
    viewer: Viewer,
    given: Pick<Person, 'name' | 'email' | 'phone'>,
  ): Promise<number> {
    const made = await tx.insert(Person, {
      ...given,
      loginName: null,
      passwordHash: null,
      lockedUntil: null,
      createdAt: this.clock.now(),
      leftOn: null,
    });
    const { id } = made.identifiers[0] as { id: number };
    await record(tx, this.clock, viewer, { verb: 'create', noun: 'person', id, after: { ...given } });
    return id;
  }
}

async function refuseTakenMailbox(tx: Tx, email: string | null, id: number | null): Promise<void> {
  const holder = email === null ? null : await tx.findOneBy(Person, { email });
  if (holder && holder.id !== id) throw wrongInput('mailbox-taken', { address: 'mailbox-taken' });
}

/** Full-width ＠ and ．, a mailto: or <> around it are what people paste; the rest is strict. */
export function tidyAddress(text: string): string {
  return text
    .normalize('NFKC')
    .trim()
    .replace(/^<?(?:mailto:)?/i, '')
    .replace(/>$/, '')
    .trim()
    .toLowerCase();
}

/** One address with a domain of at least two parts: `li@caizheng` is a slip, not a mailbox. */
export function isMailbox(address: string): boolean {
  return isAddress(address) && address.slice(address.lastIndexOf('@')).includes('.');
}

function checkedAddress(text: string | null): string | null {
  const address = tidyAddress(text ?? '');
  if (!address) return null;
  if (!isMailbox(address)) throw wrongInput('contact-address-wrong', { address: 'contact-address-wrong' });
  return address;
}

function checkedPhone(text: string | null): string | null {
  const phone = tidyPhone(text ?? '');
  if (phone.length > LONGEST_PHONE) throw wrongInput('input-wrong', { phone: 'field-too-long' });
  return phone ? checkedName(phone, 'phone') : null;
}

export function tidyPhone(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[‐‑‒–—―−]/g, '-')
    .replace(/\s+/g, ' ')
    .trim();
}

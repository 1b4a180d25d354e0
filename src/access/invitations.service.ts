/** A person is invited by mail to choose a login name and a password, or to choose another password. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { noteSecurity } from '../audit/security-log.js';
import { Outbox } from '../outbox/enqueue.js';
import { Letters } from '../outbox/letters.js';
import { linkPlaceholder } from '../outbox/mail-links.js';
import { Clock } from '../platform/clock.js';
import { Database, type Reader } from '../platform/database.js';
import { Refusal } from '../platform/refusal.js';
import { rows } from '../platform/sql.js';
import { addDays, type Day } from '../rules/day.js';
import type { Viewer } from '../rules/permissions.js';
import type { Person } from '../units/person.entity.js';
import { LinksService } from './links.service.js';
import { personWithin } from './people.queries.js';

/** The last day is the seventh after it was sent. */
const DAYS = 7;

export interface OpenInvitation {
  id: number;
  purpose: 'invitation' | 'password';
  lastOn: Day;
  createdAt: string;
}

@Injectable()
export class InvitationsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly links: LinksService,
    private readonly outbox: Outbox,
    private readonly letters: Letters,
  ) {}

  /** @throws Refusal for somebody who has left, or whom no mail reaches */
  async check(viewer: Viewer, personId: number, from: Reader = this.db.read): Promise<Person> {
    const person = await personWithin(from, viewer, personId, this.clock.today());
    if (person.leftOn !== null && person.leftOn <= this.clock.today()) throw new Refusal('person-has-left');
    if (person.email === null) throw new Refusal('invitation-without-address');
    return person;
  }

  /** Somebody with an account gets a link to another password. What was sent before opens nothing from now on. */
  async send(viewer: Viewer, personId: number): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const person = await this.check(viewer, personId, tx);
      const purpose = person.loginName === null ? ('invitation' as const) : ('password' as const);
      await this.links.revoke(tx, viewer, { personId, purpose }, 'sent-again');
      const lastOn = addDays(this.clock.today(), DAYS);
      const address = person.email!;
      const to = { unitId: null, jurisdictionId: null, personId, address };
      const id = await this.links.mint(tx, { purpose, ...to, lastOn });
      await this.outbox.enqueue(tx, {
        ...this.letter(purpose, person, { id, lastOn }),
        ...{ dedupeKey: `${purpose}:${id}`, kind: purpose, onDay: this.clock.today() },
        ...{ to: { name: person.name, address }, links: [String(id)], expiresOn: lastOn },
      });
      const after = { purpose, lastOn };
      await record(tx, this.clock, viewer, { verb: 'invite', noun: 'person', id: personId, after });
      const subject = `person:${personId}`;
      await noteSecurity(tx, this.clock, { kind: 'invited', personId: viewer.personId, subject });
    });
  }

  /** What was sent opens nothing from now on. */
  async withdraw(viewer: Viewer, personId: number): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      await personWithin(tx, viewer, personId, this.clock.today());
      for (const purpose of ['invitation', 'password'] as const)
        await this.links.revoke(tx, viewer, { personId, purpose }, 'withdrawn');
    });
  }

  /** Those that still open something. */
  openOf(personId: number): Promise<OpenInvitation[]> {
    return rows<OpenInvitation>(
      this.db.read,
      `SELECT id, purpose, "lastOn", "createdAt" FROM links WHERE "personId" = :personId
         AND purpose IN ('invitation', 'password') AND "revokedAt" IS NULL AND "usedAt" IS NULL
         AND "lastOn" >= :today ORDER BY id`,
      { personId, today: this.clock.today() },
    );
  }

  private letter(
    purpose: OpenInvitation['purpose'],
    { name }: Person,
    { id, lastOn }: { id: number; lastOn: Day },
  ) {
    const say = (key: string, values = {}) => this.letters.say(`invitation.${key}`, values);
    return this.letters.compose({
      ...{ subject: say(`subject-${purpose}`), title: say(`subject-${purpose}`), sub: this.clock.today() },
      greeting: say('greeting', { name }),
      lines: [say(`line-${purpose}`), say('until', { day: lastOn }), say('notYou')],
      ...{ href: linkPlaceholder(id), button: say(`button-${purpose}`), why: say('why') },
    });
  }
}

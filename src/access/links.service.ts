/**
 * Signed links: what a mail opens without an account. The row says what a link is good for; what makes it usable is
 * a signature by a key outside the database, so that neither the database nor a backup opens anything.
 */
import { Injectable } from '@nestjs/common';
import { linkFacts, linkPath } from '../outbox/mail-links.js';
import { Clock } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import { Keys } from '../platform/keys.js';
import { rows } from '../platform/sql.js';
import { addDays, laterOf, type Day } from '../rules/day.js';
import type { Viewer } from '../rules/permissions.js';
import { ContactsService } from '../units/contacts.service.js';
import type { Link } from './link.entity.js';
import { keyOf, linkById, standingLinks, type LinksWhere, type WantedLink } from './links.queries.js';
import { revokeLinks } from './revoked-links.js';

/** A unit's link lasts so many days, */
const UNIT_LINK_DAYS = 60;
/** and never ends sooner than so long after the last day that the mail speaks of. */
const DAYS_AFTER_DUE = 14;
const SEGMENT = /^(\d{1,10})\.([\w-]{43})$/;
const LARGEST_ID = 2147483647;
/** Stands in the trail and on the contact's page. */
const CONTACT_CHANGED = '联络员变更';
/** Signed in place of a link that does not exist, so that both answers take as long. */
const NOBODY = { id: 0, purpose: 'unit', unitId: null, personId: null, createdAt: '' };
/** Rows of one INSERT: PostgreSQL and SQLite bind some 32,000 values. */
const ROWS_AT_ONCE = 2_000;

@Injectable()
export class LinksService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly keys: Keys,
    contacts: ContactsService,
  ) {
    contacts.whenLeft = (tx, viewer, left) =>
      this.revoke(tx, viewer, { purpose: 'unit', ...left }, CONTACT_CHANGED);
  }

  /** For a unit's mail: one mailbox has one link per unit and jurisdiction as long as it lasts. */
  wantedForUnit(
    unit: { unitId: number; jurisdictionId: number | null },
    to: { address: string; personId: number | null },
    latestDueOn: Day | null,
  ): WantedLink {
    const today = this.clock.today();
    const afterDue = addDays(laterOf(latestDueOn ?? today, today), DAYS_AFTER_DUE);
    const lastOn = laterOf(addDays(today, UNIT_LINK_DAYS), afterDue);
    return { purpose: 'unit', ...unit, ...to, lastOn, lastsUntil: afterDue };
  }

  async mint(tx: Tx, wanted: WantedLink): Promise<number> {
    return (await this.mintAll(tx, [wanted]))[0]!;
  }

  /** A morning's mails at once. @returns the ids in the order asked for */
  async mintAll(tx: Tx, wanted: WantedLink[]): Promise<number[]> {
    const asked = wanted.map((one) => ({ ...one, address: one.address.toLowerCase() }));
    const ids = new Map<string, number>();
    const lasting = await standingLinks(tx, asked, this.clock.today());
    for (const one of asked) {
      const standing = one.lastsUntil && lasting.get(keyOf(one));
      if (standing && standing.lastOn >= one.lastsUntil!) ids.set(keyOf(one), standing.id);
    }
    const missing = new Map(asked.filter((one) => !ids.has(keyOf(one))).map((one) => [keyOf(one), one]));
    const made = [...missing];
    for (let i = 0; i < made.length; i += ROWS_AT_ONCE) {
      const some = made.slice(i, i + ROWS_AT_ONCE);
      const inserted = await this.insert(
        tx,
        some.map(([, one]) => one),
      );
      some.forEach(([key], at) => ids.set(key, inserted[at]!));
    }
    return asked.map((one) => ids.get(keyOf(one))!);
  }

  /** @returns the path that opens it, for whoever hands it out beside a mail; null where there is none */
  async pathOf(id: number): Promise<string | null> {
    const link = await linkById(this.db.read, id);
    return link && linkPath(this.keys, link);
  }

  /** Never says whether the number exists; whether it still opens anything is for the caller to look at. */
  async read(segment: string): Promise<{ link: Link } | null> {
    const [, number = '0', signature = ''] = SEGMENT.exec(segment) ?? [];
    const id = Number(number);
    if (signature === '' || id > LARGEST_ID) return null;
    const link = await linkById(this.db.read, id);
    const isSigned = this.keys.isSigned('links', linkFacts(link ?? NOBODY), signature);
    return link && isSigned ? { link } : null;
  }

  /** Whether it may be used today, apart from what became of its unit. */
  isStanding({ lastOn, revokedAt }: Pick<Link, 'lastOn' | 'revokedAt'>): boolean {
    return revokedAt === null && lastOn >= this.clock.today();
  }

  /** @returns how many were still standing */
  revoke(tx: Tx, viewer: Viewer, where: LinksWhere, reason: string): Promise<number> {
    return revokeLinks(tx, { clock: this.clock, viewer }, where, reason);
  }

  private async insert(tx: Tx, wanted: WantedLink[]): Promise<number[]> {
    const createdAt = this.clock.now();
    const values = wanted.map(({ lastsUntil: _, ...one }) => ({
      ...{ ...one, createdAt, usedAt: null, revokedAt: null, revokedReason: null },
    }));
    const names = Object.keys(values[0]!);
    const params = Object.fromEntries(
      values.flatMap((one, i) => Object.entries(one).map(([name, value]) => [`${name}_${i}`, value])),
    );
    const made = await rows<{ id: number }>(
      tx,
      `INSERT INTO links (${names.map((name) => `"${name}"`).join(', ')})
       VALUES ${values.map((_, i) => `(${names.map((name) => `:${name}_${i}`).join(', ')})`).join(', ')} RETURNING id`,
      params,
    );
    return made.map(({ id }) => id).sort((a, b) => a - b);
  }
}

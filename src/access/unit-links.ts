/** Fills a mail's mark of a unit's page with the link of whom the mail goes to; a morning's links are made together. */
import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config.js';
import type { Tx } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import { laterOf } from '../rules/day.js';
import { Outbox, type OutgoingMail } from '../outbox/enqueue.js';
import { linkPlaceholder } from '../outbox/mail-links.js';
import { filledMarks, marksIn, type UnitMark } from '../outbox/unit-marks.js';
import { linkTo } from '../web/links.js';
import { keyOf, type WantedLink } from './links.queries.js';
import { LinksService } from './links.service.js';

interface Known {
  /** by mailbox */
  people: Map<string, number>;
  /** by plan */
  places: Map<number, number | null>;
}

/** Values bound in one statement. */
const AT_ONCE = 10_000;

@Injectable()
export class UnitLinks {
  constructor(
    private readonly config: Config,
    private readonly links: LinksService,
    outbox: Outbox,
  ) {
    outbox.fillUnits = (tx, mails) => this.fill(tx, mails);
  }

  /** Whoever is nobody's contact any more finds the page by signing in. */
  async fill(tx: Tx, mails: OutgoingMail[]): Promise<OutgoingMail[]> {
    const marked = mails.map((mail) => ({ mail, marks: marksIn(mail.text, mail.html) }));
    const known = await this.know(tx, marked);
    const wanted = new Map<string, WantedLink>();
    for (const { mail, marks } of marked) {
      for (const mark of marks) {
        const one = this.wantedFor(mail, mark, known);
        if (one) wanted.set(keyOf(one), longer(wanted.get(keyOf(one)), one));
      }
    }
    const ids = await this.links.mintAll(tx, [...wanted.values()]);
    const byKey = new Map([...wanted.keys()].map((key, i) => [key, ids[i]!]));
    return mails.map((mail) =>
      this.filled(mail, (mark) => {
        const one = this.wantedFor(mail, mark, known);
        return one ? byKey.get(keyOf(one))! : null;
      }),
    );
  }

  private filled(mail: OutgoingMail, linkOf: (mark: UnitMark) => number | null): OutgoingMail {
    const used = new Set<string>(mail.links ?? []);
    const address = (mark: UnitMark): string => {
      const id = linkOf(mark);
      if (id === null) return linkTo(this.config, { kind: 'unit', id: mark.unitId });
      used.add(String(id));
      return linkPlaceholder(id) + mark.path;
    };
    const text = filledMarks(mail.text, address);
    const html = filledMarks(mail.html, address);
    return { ...mail, text, html, links: [...used] };
  }

  private wantedFor(
    { to }: OutgoingMail,
    { unitId, planId, until }: UnitMark,
    known: Known,
  ): WantedLink | null {
    const address = to.address.toLowerCase();
    const personId = known.people.get(address);
    if (personId === undefined || !known.places.has(planId)) return null;
    const jurisdictionId = known.places.get(planId)!;
    return this.links.wantedForUnit({ unitId, jurisdictionId }, { address, personId }, until);
  }

  private async know(tx: Tx, marked: { mail: OutgoingMail; marks: UnitMark[] }[]): Promise<Known> {
    const addresses = [...new Set(marked.map(({ mail }) => mail.to.address.toLowerCase()))];
    const people = new Map<string, number>();
    for (let i = 0; i < addresses.length; i += AT_ONCE) {
      const found = await rows<{ id: number; email: string }>(
        tx,
        'SELECT id, email FROM people WHERE email IN (:...some)',
        { some: addresses.slice(i, i + AT_ONCE) },
      );
      for (const { id, email } of found) people.set(email, id);
    }
    const planIds = [...new Set(marked.flatMap(({ marks }) => marks.map(({ planId }) => planId)))];
    const plans = await rows<{ id: number; jurisdictionId: number | null }>(
      tx,
      'SELECT id, "jurisdictionId" FROM plans WHERE id IN (:...ids)',
      { ids: [0, ...planIds] },
    );
    return { people, places: new Map(plans.map(({ id, jurisdictionId }) => [id, jurisdictionId])) };
  }
}

function longer(one: WantedLink | undefined, other: WantedLink): WantedLink {
  if (!one) return other;
  return {
    ...other,
    lastOn: laterOf(one.lastOn, other.lastOn),
    lastsUntil: laterOf(one.lastsUntil!, other.lastsUntil!),
  };
}

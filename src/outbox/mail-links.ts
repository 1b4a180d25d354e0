import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config.js';
import { Database, type Reader } from '../platform/database.js';
import { Keys } from '../platform/keys.js';
import { rows } from '../platform/sql.js';
import type { Viewer } from '../rules/permissions.js';

const PLACEHOLDER = /⟦link:([A-Za-z0-9-]+)⟧/g;
const LARGEST_ID = 2147483647;

/** What of a link's row its signature covers: after a restored backup the same number may be another's link. */
export interface SignedLink {
  id: number;
  purpose: string;
  unitId: number | null;
  personId: number | null;
  createdAt: string;
}

/** What a signature is made of; the row may change in everything else. */
export function linkFacts({ id, purpose, unitId, personId, createdAt }: SignedLink): string {
  return [id, purpose, unitId ?? '-', personId ?? '-', createdAt].join(' ');
}

/**
 * `/l/12.<signature>` of a unit's link, `/invitations/12.<signature>` of one that sets a password: opens what the row
 * says to whoever holds it, so it stands in no database, log or trail.
 */
export function linkPath(keys: Keys, link: SignedLink): string {
  const place = link.purpose === 'unit' ? '/l' : '/invitations';
  return `${place}/${link.id}.${keys.sign('links', linkFacts(link))}`;
}

/** For text of a mail, in place of an address; `OutgoingMail.links` must name the id. */
export function linkPlaceholder(id: number): string {
  return `⟦link:${id}⟧`;
}

/**
 * Turns `⟦link:ID⟧` into an address when a mail leaves, so that neither the database nor a backup of it holds a
 * usable link.
 */
@Injectable()
export class MailLinks {
  constructor(
    private readonly db: Database,
    private readonly keys: Keys,
    private readonly config: Config,
  ) {}

  /**
   * As `urlsOf` where mails are kept here instead of being sent; else none. What sets somebody's password only the
   * administrators of the whole house see, who may set it anyway, and in production nobody.
   */
  async urlsHere(viewer: Viewer, ids: string[]): Promise<Map<string, string>> {
    if (this.config.smtpUrl !== null) return new Map<string, string>();
    const setsPasswords =
      !this.config.production && viewer.roles.includes('administrator') && viewer.area === undefined;
    return this.urlsOf(ids, ({ purpose }) => purpose === 'unit' || setsPasswords);
  }

  /** @returns by id; a link that does not exist or was revoked has no address: such a mail is not sent */
  async urlsOf(
    ids: string[],
    shows: (link: SignedLink) => boolean = () => true,
  ): Promise<Map<string, string>> {
    const known = ids.filter((id) => /^\d{1,10}$/.test(id) && Number(id) <= LARGEST_ID).map(Number);
    const links = await standingLinks(this.db.read, [...new Set(known)]);
    return new Map(
      links
        .filter(shows)
        .map((link) => [String(link.id), `${this.config.baseUrl}${linkPath(this.keys, link)}`]),
    );
  }
}

async function standingLinks(read: Reader, ids: number[]): Promise<SignedLink[]> {
  if (ids.length === 0) return [];
  return rows<SignedLink>(
    read,
    `SELECT id, purpose, "unitId", "personId", "createdAt" FROM links
     WHERE id IN (:...ids) AND "revokedAt" IS NULL`,
    { ids },
  );
}

/** A placeholder that somebody typed into a report or a title is text: it must not stop the mail that quotes it. */
export function onlyOwnLinks(text: string, own: string[]): string {
  return text.replace(PLACEHOLDER, (place, id: string) => (own.includes(id) ? place : `〔link:${id}〕`));
}

/** The ids a text asks for. */
export function linksIn(...texts: string[]): string[] {
  return texts.flatMap((text) => [...text.matchAll(PLACEHOLDER)].map(([, id]) => id!));
}

/** The text for a person's eyes: a link without an address is a word. */
export function shownLinks(text: string, urls: ReadonlyMap<string, string>, word: string): string {
  return text.replace(PLACEHOLDER, (_place, id: string) => urls.get(id) ?? word);
}

/** @returns the text with every placeholder filled, or null when one of them has no address */
export function filledLinks(text: string, urls: ReadonlyMap<string, string>): string | null {
  let complete = true;
  const filled = text.replace(PLACEHOLDER, (_place, id: string) => {
    const url = urls.get(id);
    complete &&= url !== undefined;
    return url ?? '';
  });
  return complete ? filled : null;
}

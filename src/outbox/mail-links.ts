import { Injectable } from '@nestjs/common';

const PLACEHOLDER = /⟦link:([A-Za-z0-9-]+)⟧/g;

/**
 * Turns `⟦link:ID⟧` into an address when a mail leaves, so that neither the database nor a backup of it
 * holds a usable link. No signed links exist yet: whoever makes them puts their own class in this place.
 */
@Injectable()
export class MailLinks {
  /** @returns null for a link that does not exist or was revoked: such a mail is not sent */
  urlOf(_id: string): string | null {
    return null;
  }
}

/** A placeholder that somebody typed into a report or a title is text: it must not stop the mail that quotes it. */
export function onlyOwnLinks(text: string, own: string[]): string {
  return text.replace(PLACEHOLDER, (place, id: string) => (own.includes(id) ? place : `〔link:${id}〕`));
}

/** @returns the text with every placeholder filled, or null when one of them has no address */
export function filledLinks(text: string, links: MailLinks): string | null {
  let complete = true;
  const filled = text.replace(PLACEHOLDER, (_place, id: string) => {
    const url = links.urlOf(id);
    complete &&= url !== null;
    return url ?? '';
  });
  return complete ? filled : null;
}

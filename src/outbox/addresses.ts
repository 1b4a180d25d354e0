/**
 * The one parser of what stands in a mail's head. A line break in a name would begin a header of the
 * sender's choosing, a second address would mail somebody nobody named: both are refused, not repaired.
 */

export interface MailAddress {
  name: string;
  address: string;
}

const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const DOMAIN =
  /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;
const LONGEST_LOCAL = 64;
const LONGEST_ADDRESS = 254;
/** Control characters, line and paragraph separators, and what turns the reading direction. */
const CONTROL = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** One bare address as SMTP knows it: no name, no list, no comment, no quoting. */
export function isAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (text.length > LONGEST_ADDRESS || at < 1 || at > LONGEST_LOCAL) return false;
  return LOCAL.test(text.slice(0, at)) && DOMAIN.test(text.slice(at + 1));
}

/** True for text that may stand in a header. */
export function isHeaderText(text: string): boolean {
  return !CONTROL.test(text);
}

/** The same text with what may not stand in a header made visible, for the ledger. */
export function headerTextShown(text: string): string {
  return text.replace(new RegExp(CONTROL.source, 'gu'), '\ufffd');
}

/** A subject is composed from titles people wrote: what may not stand in a header becomes a space, for the duty must go out. */
export function subjectLine(text: string): string {
  return text.replace(new RegExp(CONTROL.source, 'gu'), ' ').replace(/ {2,}/g, ' ').trim();
}

/** @param allow lower-cased addresses and @domains; null allows everyone */
export function isAllowed(address: string, allow: string[] | null): boolean {
  if (!allow) return true;
  const lower = address.toLowerCase();
  return allow.includes(lower) || allow.includes(lower.slice(lower.lastIndexOf('@')));
}

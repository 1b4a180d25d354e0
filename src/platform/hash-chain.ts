/**
 * Rows as a chain: each carries the hash of the one before it and its own over both. Whoever changes, removes,
 * inserts or swaps a row breaks a link that any reader can recompute.
 *
 *     hash = 'v1:' + hex( SHA-256( UTF-8( JSON.stringify(['v1', previousHash, field, field, …]) ) ) )
 *
 * JSON keeps fields apart whatever they hold: text is quoted and escaped, a number and null are bare. A field that
 * is JSON itself goes in as the text that is stored, so that nothing depends on the order of keys.
 */
import { createHash } from 'node:crypto';

export type ChainField = string | number | null;

const VERSION = 'v1';

/** What the first row carries in place of a previous hash. */
export const BEGINNING = '';

export function linkOf(previousHash: string, fields: readonly ChainField[]): string {
  const text = JSON.stringify([VERSION, previousHash, ...fields]);
  return `${VERSION}:${createHash('sha256').update(text).digest('hex')}`;
}

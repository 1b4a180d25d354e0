/**
 * The chain over the trail (promise R14). What is hashed, in this order: id, at, onDay, personId, personName, door,
 * verb, noun, nounId, planId, before, after; before and after as the text that is stored. How: platform/hash-chain.
 *
 * A chain shows tampering only to those who remember where it ended: whoever may write to the database can write
 * all of it anew, or leave its end away. So a head is noted elsewhere, and compared: `duban audit verify --head`.
 */
import { BEGINNING, linkOf } from '../platform/hash-chain.js';

/** A row of audit_entries as SQL gives it back. */
export interface ChainedEntry {
  id: number;
  at: string;
  onDay: string;
  personId: number | null;
  personName: string;
  door: string;
  verb: string;
  noun: string;
  nounId: string;
  planId: number | null;
  before: string | null;
  after: string | null;
  previousHash: string | null;
  hash: string | null;
}

/** Where the chain ends, or ended when somebody looked. */
export interface Head {
  id: number;
  hash: string;
}

export const NO_ENTRY: Head = { id: 0, hash: BEGINNING };

export const CHAIN_COLUMNS = `id, at, "onDay", "personId", "personName", door, verb, noun, "nounId", "planId", before, after,
  "previousHash", hash`;

export function hashOf(entry: Omit<ChainedEntry, 'hash' | 'previousHash'>, previousHash: string): string {
  const { id, at, onDay, personId, personName, door, verb, noun, nounId, planId, before, after } = entry;
  return linkOf(previousHash, [
    ...[id, at, onDay, personId, personName, door, verb, noun, nounId, planId],
    ...[before, after],
  ]);
}

/**
 * unsealed: without hash, so not written by Duban; changed: its content is not what was hashed; broken-link: it does
 * not continue the row before it, so one was removed, inserted or swapped here.
 */
export type LinkFault = 'unsealed' | 'changed' | 'broken-link';

/** What is wrong with the row that follows `previous`, or null. */
export function faultOf(entry: ChainedEntry, previous: Head): LinkFault | null {
  if (!entry.hash || entry.previousHash === null) return 'unsealed';
  if (hashOf(entry, entry.previousHash) !== entry.hash) return 'changed';
  return entry.previousHash === previous.hash && entry.id > previous.id ? null : 'broken-link';
}

/** `v1:3f…@1042`, as it is printed to be noted elsewhere. */
export function headInWords({ id, hash }: Head): string {
  return `${hash}@${id}`;
}

const NOTED = /^(v1:[0-9a-f]{64})@([1-9]\d{0,9})$/;

/** @returns null for what is no head */
export function readHead(text: string): Head | null {
  const match = NOTED.exec(text.trim());
  return match && { hash: match[1]!, id: Number(match[2]) };
}

/** Reads the trail from end to end, a batch at a time, and says where it was first tampered with. */
import { setImmediate } from 'node:timers/promises';
import type { Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import { CHAIN_COLUMNS, faultOf, NO_ENTRY, type ChainedEntry, type Head, type LinkFault } from './chain.js';

const BATCH = 1000;

/** head-missing: the noted entry is gone, and with it whatever followed; head-differs: it was written anew. */
export interface TrailFault {
  kind: LinkFault | 'head-missing' | 'head-differs';
  /** The first entry where it shows. */
  id: number;
}

export interface Verification {
  /** Entries read. */
  rows: number;
  /** The last sound entry; `NO_ENTRY` of an empty trail. */
  head: Head;
  fault: TrailFault | null;
}

export interface VerifyOptions {
  /** Trusted, and read no more: checking begins behind it. */
  after?: Head;
  /** Heads noted elsewhere, or by an earlier check. */
  noted?: Head[];
}

/**
 * Memory is bounded by the batch, and between batches others have their turn: the server checks itself while it
 * serves. What is written meanwhile is checked too.
 */
export async function verifyTrail(
  read: Reader,
  { after = NO_ENTRY, noted = [] }: VerifyOptions = {},
): Promise<Verification> {
  for (const head of [after, ...noted]) {
    const fault = await faultOfHead(read, head);
    if (fault) return { rows: 0, head: after, fault };
  }
  let head = after;
  for (let count = 0; ; await setImmediate()) {
    const entries = await entriesAfter(read, head.id);
    for (const entry of entries) {
      const kind = faultOf(entry, head);
      count += 1;
      if (kind) return { rows: count, head, fault: { kind, id: entry.id } };
      head = { id: entry.id, hash: entry.hash! };
    }
    if (entries.length < BATCH) return { rows: count, head, fault: null };
  }
}

/** The entry before this one, to begin a check there; nothing is known about it. */
export async function headBefore(read: Reader, id: number): Promise<Head> {
  const found = await row<{ id: number; hash: string | null }>(
    read,
    'SELECT id, hash FROM audit_entries WHERE id < :id ORDER BY id DESC LIMIT 1',
    { id },
  );
  return found ? { id: found.id, hash: found.hash ?? '' } : NO_ENTRY;
}

async function faultOfHead(read: Reader, head: Head): Promise<TrailFault | null> {
  if (head.id === NO_ENTRY.id) return null;
  const found = await row<{ hash: string | null }>(read, 'SELECT hash FROM audit_entries WHERE id = :id', {
    id: head.id,
  });
  if (!found) return { kind: 'head-missing', id: head.id };
  return found.hash === head.hash ? null : { kind: 'head-differs', id: head.id };
}

/** Not from 0: an entry put before the first one is to be found as well. */
function entriesAfter(read: Reader, id: number): Promise<ChainedEntry[]> {
  return rows(
    read,
    `SELECT ${CHAIN_COLUMNS} FROM audit_entries ${id === NO_ENTRY.id ? '' : 'WHERE id > :id'} ORDER BY id LIMIT ${BATCH}`,
    id === NO_ENTRY.id ? {} : { id },
  );
}

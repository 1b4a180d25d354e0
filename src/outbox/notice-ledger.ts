/** The morning's ledger: one line per unit or recipient and day, written in the transaction of its message. */
import type { Clock } from '../platform/clock.js';
import { insertOnce, type Tx } from '../platform/database.js';
import { Notice } from './notice.entity.js';

export type NoticeLine = Omit<Notice, 'id' | 'composedAt'>;

/** @returns false where a line with this key stood already: the same run came before */
export async function note(tx: Tx, clock: Clock, line: NoticeLine): Promise<boolean> {
  return (await insertOnce(tx, Notice, { ...line, composedAt: clock.now() }, 'noticeKey')) !== null;
}

/** How many objections 申诉 wait for a decision: of the home. */
import type { Reader } from '../platform/database.js';
import { row } from '../platform/sql.js';

export async function countOpenObjections(read: Reader): Promise<number> {
  const found = await row<{ count: number | string }>(
    read,
    `SELECT count(*) AS count FROM objections WHERE outcome = 'pending'`,
  );
  return Number(found?.count ?? 0);
}

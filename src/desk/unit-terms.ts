/** On a unit's page: who called on it and about what, and where it asks for more time. */
import { callsBehind, type CallBehind } from '../changes/coordinations.queries.js';
import { extensionsOf } from '../changes/extensions.queries.js';
import type { Reader } from '../platform/database.js';
import { owedOn } from '../rules/deadline-state.js';
import type { DayContext } from './deadline-view.js';
import type { OwedRow } from './unit-work.queries.js';
import type { ItemView, UnitRights } from './unit-work.view.js';

export interface ItemTerms {
  call: CallBehind | null;
  extension: { href: string; word: string } | null;
}

export async function unitTerms(
  read: Reader,
  owed: OwedRow[],
  { say, by }: DayContext,
  rights: UnitRights,
): Promise<Map<number, ItemTerms>> {
  const ids = owed.map((row) => row.id);
  const calls = await callsBehind(read, ids);
  const extensions = await extensionsOf(read, ids);
  const waiting = new Map(
    extensions.filter((one) => one.outcome === 'pending').map((one) => [one.deadlineId, one.id]),
  );
  const extensionOn = (row: OwedRow): ItemTerms['extension'] => {
    const id = waiting.get(row.id);
    if (id !== undefined) return { href: `/extensions/${id}`, word: say('mail.digest.waiting.extension') };
    const mayAsk = (rights.reports || rights.records) && row.pendingSince === null && owedOn(row) >= by.today;
    return mayAsk ? { href: `/deadlines/${row.id}/extensions`, word: say('terms.extension.link') } : null;
  };
  return new Map(
    owed.map((row) => [row.id, { call: calls.get(row.id) ?? null, extension: extensionOn(row) }]),
  );
}

/** Puts each item's terms at it. */
export function withTerms(items: (ItemView & { terms?: ItemTerms })[], terms: Map<number, ItemTerms>): void {
  for (const item of items) {
    const own = terms.get(item.id);
    if (own) item.terms = own;
  }
}

/** Links in SQL: the standing ones of a morning's mailboxes in one statement, and how they end. */
import type { Reader, Tx } from '../platform/database.js';
import { changedRows, row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { Link, LinkPurpose } from './link.entity.js';

export interface WantedLink {
  purpose: LinkPurpose;
  unitId: number | null;
  /** Of a unit's link: of which jurisdiction's plans. */
  jurisdictionId: number | null;
  personId: number | null;
  address: string;
  /** The last day of a new one. */
  lastOn: Day;
  /** A standing one is taken again where it lasts until then; left away: never, a new one is made. */
  lastsUntil?: Day;
}

/** Every column that is given must fit; at least one is. */
export type LinksWhere = Partial<Pick<Link, 'id' | 'purpose' | 'unitId' | 'personId' | 'address'>> & {
  jurisdictionId?: number | null;
};

/** More mailboxes than this are looked for by reading every standing link once. */
const ADDRESSES_AT_ONCE = 10_000;

export function linkById(from: Reader, id: number): Promise<Link | null> {
  return row<Link>(from, 'SELECT * FROM links WHERE id = :id', { id });
}

/** The one that lasts longest, by `keyOf`. One that was used up (an invitation) is none. */
export async function standingLinks(
  from: Reader,
  wanted: Pick<WantedLink, 'address'>[],
  today: Day,
): Promise<Map<string, Link>> {
  const found = new Map<string, Link>();
  const addresses = [...new Set(wanted.map(({ address }) => address))];
  for (let i = 0; i < addresses.length; i += ADDRESSES_AT_ONCE) {
    const standing = await rows<Link>(
      from,
      `SELECT * FROM links WHERE address IN (:...addresses) AND "revokedAt" IS NULL AND "lastOn" >= :today
         AND ("usedAt" IS NULL OR purpose = 'unit') ORDER BY "lastOn", id`,
      { addresses: addresses.slice(i, i + ADDRESSES_AT_ONCE), today },
    );
    for (const link of standing) found.set(keyOf(link as WantedLink & Link), link);
  }
  return found;
}

export function endLinks(
  tx: Tx,
  where: LinksWhere,
  end: { now: string; reason: string },
): Promise<Pick<Link, 'id' | 'unitId'>[]> {
  const given = Object.entries(where).filter(([, value]) => value !== undefined);
  if (given.length === 0) throw new Error('which links?');
  const fits = ([name, value]: [string, unknown]) =>
    value === null ? `"${name}" IS NULL` : `"${name}" = :${name}`;
  return changedRows(
    tx,
    `UPDATE links SET "revokedAt" = :now, "revokedReason" = :reason
     WHERE ${given.map(fits).join(' AND ')} AND "revokedAt" IS NULL RETURNING id, "unitId"`,
    { ...Object.fromEntries(given.filter(([, value]) => value !== null)), ...end },
  );
}

/** What makes two wishes the same link. */
export function keyOf(
  one: Pick<WantedLink, 'purpose' | 'unitId' | 'jurisdictionId' | 'personId' | 'address'>,
) {
  const whose = one.purpose === 'unit' ? [one.unitId, one.jurisdictionId] : [one.personId];
  return [one.purpose, ...whose, one.address].join(' ');
}

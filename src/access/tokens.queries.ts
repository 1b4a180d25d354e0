/** Tokens as plain rows: of one person, or all an administrator sees. Never the hash. */
import type { Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { Scope, Viewer } from '../rules/permissions.js';
import { wholeWithin } from './people.queries.js';

export interface ListedToken {
  id: number;
  personId: number;
  personName: string;
  isSystem: boolean;
  name: string;
  /** null: whatever its person may */
  scopes: Scope[] | null;
  perMinute: number | null;
  createdAt: string;
  lastOn: Day | null;
  lastUsedAt: string | null;
  revokedAt: string | null;
  /** It opens something today. */
  isOpen: boolean;
}

type Raw = Omit<ListedToken, 'scopes' | 'isSystem' | 'isOpen'> & {
  scopes: string | null;
  kind: string | null;
};

const SELECT = `SELECT t.id, t."personId", p.name AS "personName", p.kind, t.name, t.scopes, t."perMinute",
    t."createdAt", t."lastOn", t."lastUsedAt", t."revokedAt"
  FROM api_tokens t JOIN people p ON p.id = t."personId"`;
/** A page of ended ones would help nobody. */
const MOST = 500;

/** Those that open something first, the newest first. */
export async function tokensOf(from: Reader, personId: number, today: Day): Promise<ListedToken[]> {
  const found = await rows<Raw>(
    from,
    `${SELECT} WHERE t."personId" = :personId ORDER BY t.id DESC LIMIT ${MOST}`,
    { personId },
  );
  return openFirst(found, today);
}

/** Of everybody in the viewer's jurisdiction. */
export async function tokensWithin(from: Reader, viewer: Viewer, today: Day): Promise<ListedToken[]> {
  const found = await rows<Raw>(
    from,
    `${SELECT} WHERE ${wholeWithin(viewer)} ORDER BY t.id DESC LIMIT ${MOST}`,
    { on: today },
  );
  return openFirst(found, today);
}

/** @returns null where there is none, or it lies beyond the viewer's jurisdiction */
export async function tokenWithin(
  from: Reader,
  viewer: Viewer,
  { id, on }: { id: number; on: Day },
): Promise<ListedToken | null> {
  const found = await row<Raw>(from, `${SELECT} WHERE t.id = :id AND ${wholeWithin(viewer)}`, { id, on });
  return found && listed(found, null);
}

function openFirst(found: Raw[], today: Day): ListedToken[] {
  const all = found.map((one) => listed(one, today));
  return [...all.filter(({ isOpen }) => isOpen), ...all.filter(({ isOpen }) => !isOpen)];
}

function listed({ kind, ...raw }: Raw, today: Day | null): ListedToken {
  const isOver = today !== null && raw.lastOn !== null && raw.lastOn < today;
  return {
    ...raw,
    isSystem: kind === 'system',
    scopes: raw.scopes === null ? null : (raw.scopes.split(' ') as Scope[]),
    isOpen: raw.revokedAt === null && !isOver,
  };
}

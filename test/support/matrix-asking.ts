/** Sends what the matrix asks, and keeps the town as it was. */
import type { Database, Tx } from '../../src/platform/database.js';
import { row } from '../../src/platform/sql.js';
import type { Browser, TestApp } from './app.js';
import { plausibleBody } from './matrix-bodies.js';
import { collectionOf, type Answered, type Cell } from './matrix-expected.js';
import type { Route } from './matrix-routes.js';
import { ABSENT, type Kind, type MatrixWorld } from './matrix-world.js';

/** Thrown inside a transaction when its work is done, so that nothing of it stays. */
const UNDONE = Symbol('undone');

const TRAIL = 'SELECT count(*) AS n FROM audit_entries';

/**
 * While `work` runs, every transaction of this database answers as if it had been kept, and is not.
 * @returns what `work` did, and whether anything of it would have stood in the trail
 */
export async function keepingNothing(db: Database, work: () => Promise<number>): Promise<Answered> {
  const restore = keepNothing(db);
  try {
    const status = await work();
    return { status, isDone: restore.traces() > 0 };
  } finally {
    restore();
  }
}

export function keepNothing(db: Database): (() => void) & { traces: () => number } {
  const kept = db.inTransaction.bind(db);
  let traces = 0;
  const count = async (tx: Tx) => Number((await row<{ n: number }>(tx, TRAIL))!.n);
  db.inTransaction = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
    let value: T | undefined;
    try {
      return await kept(async (tx) => {
        const before = await count(tx);
        value = await work(tx);
        traces += (await count(tx)) - before;
        throw UNDONE;
      });
    } catch (error) {
      if (error !== UNDONE) throw error;
      return value as T;
    }
  };
  return Object.assign(() => void (db.inTransaction = kept), { traces: () => traces });
}

export function addressOf(route: Route, kind: Cell['kind'], { things }: MatrixWorld): string {
  const collection = collectionOf(route);
  if (collection === null) return route.path;
  const isFile = ['docs', 'assets'].includes(collection);
  const found = things[collection]?.[kind as Kind];
  const id = kind === 'absent' ? (isFile ? 'absent.css' : ABSENT) : found;
  return route.path.replace(/:id|:name|\*/, String(id)).replace(/:\w+Id/g, '1');
}

export async function ask(
  t: TestApp,
  world: MatrixWorld,
  route: Route,
  { who, kind }: Cell,
): Promise<number> {
  const url = addressOf(route, kind, world);
  const body = plausibleBody(route.types, knownFields(world, kind));
  if (route.isApi) {
    const token = who === 'nobody' ? null : world.tokens.get(who)!;
    return program(t, token, { url, method: route.method, body });
  }
  const browser = who === 'nobody' ? t.browser() : world.browsers.get(who)!;
  return asBefore(browser, async () =>
    route.method === 'GET' ? browser.get(withQuery(url, body)) : browser.post(url, inFields(body)),
  );
}

/** By a mail's link. @param link its address, `/l/12.abc…` */
export async function askByLink(
  browser: Browser,
  world: MatrixWorld,
  { route, kind, link }: { route: Route; kind: Cell['kind']; link: string },
): Promise<number> {
  const url = addressOf(route, kind, world).replace('/l/:link', link);
  const body = inFields(plausibleBody(route.types, knownFields(world, kind)));
  return asBefore(browser, () => (route.method === 'GET' ? browser.get(url) : browser.post(url, body)));
}

/** Whatever an answer does to the cookies, the next question comes from the same person. */
async function asBefore(browser: Browser, send: () => Promise<{ statusCode: number }>): Promise<number> {
  const [cookies, csrf] = [new Map(browser.cookies), browser.csrf];
  const { statusCode } = await send();
  browser.cookies.clear();
  for (const [name, value] of cookies) browser.cookies.set(name, value);
  browser.csrf = csrf;
  return statusCode;
}

interface Asked {
  url: string;
  method: Route['method'];
  body: Record<string, unknown>;
}

export async function program(
  t: TestApp,
  token: string | null,
  { url, method, body }: Asked,
): Promise<number> {
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  const sent = method === 'GET' ? { url: withQuery(url, body) } : { url, payload: body };
  return (await t.inject({ method, headers, ...sent })).statusCode;
}

function withQuery(url: string, body: Record<string, unknown>): string {
  const query = new URLSearchParams(inFields(body)).toString();
  return query ? `${url}?${query}` : url;
}

/** As a form sends it. */
export function inFields(body: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      Array.isArray(value) ? String(value[0]) : String(value),
    ]),
  );
}

/** What a body says by number: one's own unit, unless another's thing is asked about. */
export function knownFields({ things, unitIds }: MatrixWorld, kind: Cell['kind']): Record<string, unknown> {
  const of = kind === 'other' || kind === 'elsewhere' ? kind : 'own';
  return {
    unitId: unitIds[of],
    planId: things['plans']![of],
    deadlineIds: [things['deadlines']![of]],
    blockerUnitId: unitIds[of === 'own' ? 'other' : 'own'],
  };
}

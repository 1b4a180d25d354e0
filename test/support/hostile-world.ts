/** The matrix's town with one of everything in it, through the doors; and what may be seen of it, by whom. */
import { rows } from '../../src/platform/sql.js';
import type { TestApp } from './app.js';
import { addressOf } from './matrix-asking.js';
import { addAlias, addDraft, addRows } from './hostile-rows.js';
import { textFieldsOf, type TextField } from './hostile-fields.js';
import { plausibleBody } from './matrix-bodies.js';
import { collectionOf } from './matrix-expected.js';
import { guardedRoutes, type Route } from './matrix-routes.js';
import { matrixWorld, type ActorName, type Kind, type MatrixWorld } from './matrix-world.js';

export interface HostileWorld extends MatrixWorld {
  t: TestApp;
  routes: Route[];
}

export async function hostileWorld(t: TestApp): Promise<HostileWorld> {
  const world = { ...(await matrixWorld(t)), t, routes: guardedRoutes(t) };
  await addDraft(t, world);
  await addRows(t, world);
  await settle(world);
  await addAlias(t, world);
  return world;
}

/** Doors that lead out, or change who one is. */
const OWN_DOOR = /^\/(sign-|account|invitations|oidc|l\/)|^\/people\/:id\/(roles|account|erasure|leaving)/;
/** What takes something away is done to other's things, so that own's stay to be looked at. */
const ADDS =
  /submissions|refinement|targets|extensions|filings|coordinations|instructions|urgings|notices|objections|receipts|sending-back|handover|contacts|recipients|names|members|tokens|systems|people$|units$|jurisdictions$|plans$|calendar$/;

const WORDS = '情况说明';
/** What a field must hold to be taken. */
const FITTING: Record<string, unknown> = {
  amount: '10',
  measuredIn: '个',
  address: 'lianluo@haimen.example',
  phone: '0513-00000001',
  unit: '市财政局',
  members: '市财政局',
  channel: 'telephone',
  pasted:
    '序号\t具体措施\t目标值\t责任单位\t分管领导\t完成时限\n1\t召开会议\t10个\t办公室\t领导丙\t2018年12月10日',
  places: undefined,
  kind: undefined,
};

export function rightly(names: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(FITTING).filter(([name]) => names.includes(name)));
}

/** Sends every form and every call with words that offices use, whole first, then with what it must hold. */
async function settle(world: HostileWorld): Promise<void> {
  for (const route of changing(world)) {
    const whole = Object.fromEntries(
      textFieldsOf(route.types).map(({ name }) => [name, FITTING[name] ?? WORDS]),
    );
    for (const kind of kindsOf(world, route, ADDS.test(route.path) ? ['own', 'other', 'draft'] : ['other']))
      for (const who of ['supervisor', 'administrator', 'leader', 'own', 'other'] as const) {
        if ((await send(world, { route, kind, who }, whole)) < 400) break;
        if ((await send(world, { route, kind, who }, {})) < 400) break;
      }
  }
}

export function changing({ routes }: HostileWorld): Route[] {
  return routes.filter(({ method, path }) => method !== 'GET' && method !== 'DELETE' && !OWN_DOOR.test(path));
}

export function kindsOf({ things }: HostileWorld, route: Route, wanted: Kind[]): (Kind | '-' | 'any')[] {
  const collection = collectionOf(route);
  if (collection === null) return ['-'];
  const there = things[collection] ?? {};
  if ('any' in there) return ['any'];
  return wanted.filter((kind) => kind in there);
}

export interface Sending {
  route: Route;
  kind: Kind | '-' | 'any';
  who: ActorName;
}

/** @param fields over what a plausible body holds */
export async function answerTo(
  world: HostileWorld,
  { route, kind, who }: Sending,
  fields: Record<string, unknown>,
) {
  const url = addressOf(route, kind, world);
  const body = { ...plausibleBody(route.types, known(world, kind)), ...fields };
  if (route.isApi) {
    const headers = { authorization: `Bearer ${world.tokens.get(who)}` };
    return world.t.inject({ method: route.method, url, headers, payload: body });
  }
  return world.browsers.get(who)!.post(url, inFields(body));
}

async function send(world: HostileWorld, sending: Sending, fields: Record<string, unknown>): Promise<number> {
  return (await answerTo(world, sending, fields)).statusCode;
}

function inFields(body: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      Array.isArray(value) ? String(value[0]) : String(value),
    ]),
  );
}

function known({ things, unitIds }: MatrixWorld, kind: Sending['kind']): Record<string, unknown> {
  // What is late is other's: by what names no thing of its own, that one is urged for.
  const of = kind === 'other' || kind === '-' ? 'other' : 'own';
  return {
    unitId: unitIds[of],
    planId: things['plans']![of],
    deadlineIds: [things['deadlines']![of]],
    blockerUnitId: unitIds[of === 'own' ? 'other' : 'own'],
    toUnitId: unitIds[of === 'own' ? 'other' : 'own'],
  };
}

/** Every form and every call once more, with hostile words wherever words may stand: much of it is mailed. */
export async function writeEverywhere(world: HostileWorld, textFor: (turn: number) => string): Promise<void> {
  for (const [turn, route] of changing(world).entries()) {
    const fields = textFieldsOf(route.types).map(({ name, longest }, place): [string, unknown] => [
      name,
      FITTING[name] ?? textFor(turn + place).slice(0, longest!),
    ]);
    for (const kind of kindsOf(world, route, ['own', 'other', 'draft']))
      for (const who of ['supervisor', 'administrator', 'leader', 'own', 'other'] as const)
        if ((await send(world, { route, kind, who }, Object.fromEntries(fields))) < 400) break;
  }
}

export interface Door extends Sending {
  fields: TextField[];
}

/** Of every form and call that takes words: somebody who gets as far as having them read. */
export async function doorsOf(world: HostileWorld): Promise<Door[]> {
  const doors: Door[] = [];
  for (const route of changing(world)) {
    const fields = textFieldsOf(route.types);
    if (!fields.length) continue;
    const door = await openDoor(world, route);
    if (door) doors.push({ ...door, fields });
  }
  return doors;
}

async function openDoor(world: HostileWorld, route: Route): Promise<Sending | null> {
  let ajar: Sending | null = null;
  for (const kind of kindsOf(world, route, ['own', 'draft', 'other']))
    for (const who of ['supervisor', 'administrator', 'own', 'other', 'leader'] as const) {
      const status = await send(world, { route, kind, who }, {});
      if (status < 400) return { route, kind, who };
      if (![401, 403, 404].includes(status)) ajar ??= { route, kind, who };
    }
  return ajar;
}

export interface Seen {
  status: number;
  type: string;
  body: string;
}

const READERS: [ActorName, Kind[]][] = [
  ['supervisor', ['own', 'draft', 'other', 'given-up']],
  ['own', ['own']],
  ['other', ['other']],
  ['leader', ['own']],
  ['verifier', ['own']],
  ['administrator', ['own', 'other']],
  ['auditor', ['own', 'draft']],
];

/** Every address that answers GET, to whoever may read it, by who and address. */
export async function everythingShown(world: HostileWorld): Promise<Map<string, Seen>> {
  const seen = new Map<string, Seen>();
  for (const route of world.routes.filter(
    ({ method, path }) => method === 'GET' && !/docs|assets|openapi|health|:link/.test(path),
  ))
    for (const [who, wanted] of READERS)
      for (const kind of kindsOf(world, route, wanted)) {
        const url = addressOf(route, kind, world);
        const token = { authorization: `Bearer ${world.tokens.get(who)}` };
        const answer = route.isApi
          ? await world.t.inject({ method: 'GET', url, headers: token })
          : await world.browsers.get(who)!.get(url);
        if ([401, 403, 404].includes(answer.statusCode)) continue;
        const type = String(answer.headers['content-type'] ?? '');
        seen.set(`${who} ${url}`, { status: answer.statusCode, type, body: answer.body });
      }
  return seen;
}

export async function idsOf({ t }: HostileWorld, table: string): Promise<number[]> {
  return (await rows<{ id: number }>(t.db.read, `SELECT id FROM "${table}" ORDER BY id`)).map(({ id }) => id);
}

/**
 * Who may do what, at every address the running router answers: every kind of person, on what is theirs, another
 * unit's, another jurisdiction's, a draft's, nobody's. What is expected is worked out from `rules/permissions`
 * (test/support/matrix-expected.ts); a new address is asked about by itself, and one that nothing says anything of fails.
 */
import { createHash } from 'node:crypto';
import { isPlaced } from '../../src/access/places.queries.js';
import { ENTITIES } from '../../src/entities.js';
import { installedOn } from '../../src/jobs/installed-on.js';
import { rows } from '../../src/platform/sql.js';
import { PERMISSIONS, SCOPES, type Role } from '../../src/rules/permissions.js';
import { plausibleBody } from '../support/matrix-bodies.js';
import {
  addressOf,
  ask,
  askByLink,
  inFields,
  keepingNothing,
  knownFields,
  program,
} from '../support/matrix-asking.js';
import { EXCEPTIONS } from '../support/matrix-exceptions.js';
import {
  collectionOf,
  expectedOf,
  generated,
  isAsExpected,
  isVerb,
  kindsOf,
  type Cell,
} from '../support/matrix-expected.js';
import { guardedRoutes, key, servedRoutes, type Route } from '../support/matrix-routes.js';
import { ACTOR_NAMES, ACTORS, matrixWorld, type Actor, type ActorName } from '../support/matrix-world.js';
import { testApp } from '../support/app.js';

/** What belongs to no jurisdiction, or names no row of its own. */
const HOUSE_WIDE = ['mailbox', 'runs', 'docs', 'assets'];
/** What remembers the visit itself. */
const OF_THE_VISIT = [
  'sessions',
  'sign_in_failures',
  'security_events',
  'api_tokens',
  'links',
  'idempotent_answers',
];

/** Of these the first whom the table lets in asks. */
const ORDER: ActorName[] = ['supervisor', 'administrator', 'auditor', 'leader', 'verifier', 'own'];

const t = await testApp({ now: '2018-11-23T01:00:00Z' });
const world = await matrixWorld(t);
const routes = guardedRoutes(t);
const byLink = routes.filter(({ path }) => path.startsWith('/l/'));
const plain = routes.filter(({ path }) => !path.startsWith('/l/'));
const tokens = await limitedTokens();
await installedOn(t.db, t.clock.today());
const before = await everyRow();
afterAll(() => t.close());

async function limitedTokens(): Promise<Map<string, string>> {
  const made = new Map<string, string>();
  for (const who of ORDER)
    for (const scope of SCOPES) made.set(`${who} ${scope}`, await world.limited(who, scope));
  return made;
}

async function everyRow(): Promise<Record<string, string>> {
  const tables: Record<string, string> = {};
  for (const entity of ENTITIES) {
    const { tableName } = t.db.read.connection.getMetadata(entity);
    if (OF_THE_VISIT.includes(tableName)) continue;
    const found = (await rows(t.db.read, `SELECT * FROM "${tableName}"`))
      .map((one) => JSON.stringify(one))
      .sort();
    tables[tableName] = `${found.length} rows, ${createHash('sha256').update(found.join()).digest('hex')}`;
  }
  return tables;
}

/** A role the table lets in nowhere is refused whatever the thing is: asked about once. */
function cellsOf(route: Route): Cell[] {
  const kinds = kindsOf(route, world.things);
  return (['nobody', ...ACTOR_NAMES] as Cell['who'][]).flatMap((who) =>
    kinds
      .filter((kind, i) => i === 0 || who.endsWith('-here') || expectedOf(route, { who, kind }) !== 403)
      .map((kind) => ({ who, kind })),
  );
}

describe('every address', () => {
  it('that the router answers stands behind the guard, and the other way round', () => {
    const guarded = new Set(routes.map(key));
    const served = servedRoutes(t).filter((route) => !/^(HEAD|OPTIONS) /.test(route));
    expect(served.length).toBeGreaterThan(200);
    expect(served.filter((route) => !guarded.has(route))).toEqual([]);
    expect([...guarded].filter((route) => !served.includes(route))).toEqual([]);
  });

  it('says what is done there', () => {
    expect(routes.filter(({ admitted }) => admitted === null).map(key)).toEqual([]);
  });

  it('that names a thing says where it lies, or names what is the house’s', () => {
    const collections = new Set(plain.map((route) => collectionOf(route) ?? HOUSE_WIDE[0]!));
    expect([...collections].filter((one) => !isPlaced(one) && !HOUSE_WIDE.includes(one))).toEqual([]);
  });

  it('that names a thing is asked about one that is there', () => {
    expect(plain.filter((route) => kindsOf(route, world.things).join() === 'absent').map(key)).toEqual([]);
  });

  it('with an exception needs it', () => {
    const needless = EXCEPTIONS.filter((line) => {
      const route = routes.find((one) => key(one) === line.route);
      if (!route) return true;
      return cellsOf(route).every(
        (cell) => expectedOf(route, cell) !== line.expected || generated(route, cell) === line.expected,
      );
    });
    expect(needless).toEqual([]);
  });
});

describe.each(plain.map((route) => ({ name: key(route), route })))('$name', ({ route }) => {
  it(`lets in, and keeps out, as the table says`, async () => {
    const wrong: string[] = [];
    for (const cell of cellsOf(route)) {
      const expected = expectedOf(route, cell);
      const send = () => ask(t, world, route, cell);
      const isSafe = route.method === 'GET' || expected !== 'in';
      const answered = isSafe ? { status: await send(), isDone: false } : await keepingNothing(t.db, send);
      if (!isAsExpected(answered, expected))
        wrong.push(`${cell.who} on ${cell.kind}: ${answered.status} instead of ${expected}`);
    }
    expect(wrong).toEqual([]);
  });
});

describe.each(byLink.map((route) => ({ name: key(route), route })))('$name', ({ route }) => {
  it('opens what is its unit’s, and nothing else, to whoever holds the link', async () => {
    const inside = { ...route, path: route.path.replace('/l/:link', '') };
    const browser = t.browser();
    await browser.get(world.links.own);
    const guessed = world.links.own.replace(/\.(.)/, (_, first) => `.${first === 'A' ? 'B' : 'A'}`);
    for (const kind of kindsOf(inside, world.things)) {
      const asked = { route, kind, link: world.links.own };
      const { status } = await keepingNothing(t.db, () => askByLink(browser, world, asked));
      if (kind === '-' || kind === 'own')
        expect([kind, [200, 303, 404, 409, 422].includes(status)]).toEqual([kind, true]);
      else expect([kind, status]).toEqual([kind, 404]);
      // So many guesses from one place are also too many.
      expect([404, 429]).toContain(await askByLink(t.browser(), world, { ...asked, link: guessed }));
    }
  });
});

const programs = plain.filter(({ isApi, admitted }) => isApi && isVerb(admitted));
describe.each(SCOPES)('a token limited to “%s”', (scope) => {
  it('opens what the table puts there, and nothing else', async () => {
    const wrong: string[] = [];
    for (const route of programs) {
      const grant = PERMISSIONS[route.admitted as keyof typeof PERMISSIONS] as { scope: string } & Partial<
        Record<Role, string>
      >;
      const who = ORDER.find((name) => (ACTORS[name] as Actor).roles.some((role) => grant[role]))!;
      const kind = kindsOf(route, world.things)[0]!;
      const body = plausibleBody(route.types, knownFields(world, kind));
      const asked = { url: addressOf(route, kind, world), method: route.method, body };
      const answered = await keepingNothing(t.db, () => program(t, tokens.get(`${who} ${scope}`)!, asked));
      const expected = grant.scope === scope ? expectedOf(route, { who, kind }) : 403;
      if (!isAsExpected(answered, expected))
        wrong.push(`${key(route)}: ${answered.status} instead of ${expected}`);
    }
    expect(wrong).toEqual([]);
  });
});

describe('whoever is signed in', () => {
  const forms = plain.filter(({ method, isApi, path }) => method === 'POST' && !isApi && path !== '/sign-in');

  it('sends no form without its token, or from another site', async () => {
    const wrong: string[] = [];
    for (const route of forms.filter(({ admitted }) => isVerb(admitted) || admitted === 'signed-in')) {
      const kind = kindsOf(route, world.things)[0]!;
      const body = inFields(plausibleBody(route.types, knownFields(world, kind)));
      const who =
        ORDER.find((name) => ![401, 403, 404].includes(expectedOf(route, { who: name, kind }) as number)) ??
        'own';
      const browser = world.browsers.get(who)!;
      const url = addressOf(route, kind, world);
      const bare = await browser.post(url, { ...body, _csrf: 'guessed' });
      const foreign = await browser.post(url, body, {
        'sec-fetch-site': 'cross-site',
        origin: 'https://evil.example',
      });
      if (bare.statusCode !== 403 || foreign.statusCode !== 403)
        wrong.push(`${key(route)}: ${bare.statusCode} ${foreign.statusCode}`);
    }
    expect(forms.length).toBeGreaterThan(80);
    expect(wrong).toEqual([]);
  });

  it('changes nothing by the API with the cookie of a session', async () => {
    const wrong: string[] = [];
    for (const route of plain.filter(({ method, isApi }) => isApi && method !== 'GET')) {
      const url = addressOf(route, kindsOf(route, world.things)[0]!, world);
      const { cookie } = world.browsers.get('supervisor')!;
      const answer = await t.inject({ method: route.method, url, payload: {}, headers: { cookie } });
      if (answer.statusCode !== 401) wrong.push(`${key(route)}: ${answer.statusCode}`);
    }
    expect(wrong).toEqual([]);
  });
});

it('nothing that was looked at, or refused, changed a row', async () => {
  expect(await everyRow()).toEqual(before);
});

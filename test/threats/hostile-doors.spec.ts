/** Hostile words at every door: whatever is sent, it is taken as words or refused with a sentence; nothing falls over. */
import { ENTITIES } from '../../src/entities.js';
import type { Tx } from '../../src/platform/database.js';
import { rows } from '../../src/platform/sql.js';
import { testApp } from '../support/app.js';
import { textFieldsOf } from '../support/hostile-fields.js';
import { shapeOf } from '../support/hostile-html.js';
import { HEADERS, PATHS, SQL, UNICODE, XSS, harmless } from '../support/hostile-texts.js';
import {
  answerTo,
  doorsOf,
  hostileWorld,
  kindsOf,
  rightly,
  type Door,
  type HostileWorld,
} from '../support/hostile-world.js';
import { addressOf, keepNothing } from '../support/matrix-asking.js';

const STORY = 300_000;
const START = '2018-11-22T02:00:00Z';
let world: HostileWorld;
let doors: Door[];
let release: () => void;
/** What was about to be stored and may not be. */
const strays: string[] = [];

/** Names are shown beside others: nothing in them may turn the line, hide or break it. */
const NAMES = [
  ...[
    'units.name',
    'unit_aliases.name',
    'unit_names.name',
    'people.name',
    'people.phone',
    'people.email',
    'jurisdictions.name',
  ],
  ...['digest_recipients.name', 'digest_recipients.address', 'api_tokens.name', 'receipts.contactName'],
  ...[
    'receipts.leaderInCharge',
    'instructions.leaderName',
    'attachments.name',
    'tasks.title',
    'plans.title',
    'submissions.givenBy',
  ],
  ...['targets.name', 'targets.measuredIn', 'plans.sourceName', 'plans.documentNumber', 'plans.issuedBy'],
];
const ODD = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

beforeAll(async () => {
  const t = await testApp({ now: START });
  world = await hostileWorld(t);
  release = keepNothing(t.db);
  const undone = t.db.inTransaction.bind(t.db);
  t.db.inTransaction = (work) =>
    undone(async (tx) => {
      const value = await work(tx);
      await look(tx);
      return value;
    });
  doors = await doorsOf(world);
}, STORY);
afterAll(async () => {
  release?.();
  await world?.t.close();
});

let isLooking = false;
let looks = 0;
async function look(tx: Tx): Promise<void> {
  if (!isLooking) return;
  looks += 1;
  for (const entity of ENTITIES) {
    const { tableName } = tx.connection.getMetadata(entity);
    const names = NAMES.filter((name) => name.startsWith(`${tableName}.`)).map((name) => name.split('.')[1]!);
    if (!names.length) continue;
    const columns = names.map((name) => `"${name}"`).join(', ');
    for (const one of await rows<Record<string, string | null>>(tx, `SELECT ${columns} FROM "${tableName}"`))
      for (const name of names)
        if (ODD.test(one[name] ?? '')) strays.push(`${tableName}.${name}: ${JSON.stringify(one[name])}`);
  }
}

const nameOf = ({ route, who }: Door) => `${route.method} ${route.path} (${who})`;
/** What a call has been asked, its form is asked a part of: behind both stands the same service. */
const textsFor = (door: Door, texts: string[]) =>
  door.route.isApi ? texts : texts.filter((_, place) => (place + doors.indexOf(door)) % 3 === 0);
/** Every other time with what has a form of its own filled in rightly, so that the rest is taken. */
const fitting = (door: Door, text: string, turn: number) => ({
  ...filled(door, text),
  ...(turn % 2 === 0 ? rightly(door.fields.map(({ name }) => name)) : {}),
});
const filled = ({ fields }: Door, text: string) =>
  Object.fromEntries(fields.map(({ name, longest }) => [name, text.slice(0, longest ?? text.length)]));

it('are nearly all of them: forms and calls that take words', () => {
  expect(doors.length).toBeGreaterThan(60);
});

describe('every text field of every form and call', () => {
  it.each([
    ['SQL', SQL],
    ['headers', HEADERS],
    ['paths', PATHS],
    ['Unicode', UNICODE],
    [
      'templates and prototypes',
      ['{{constructor}}', '__proto__', 'constructor.prototype', 'toString', '${7*7}'],
    ],
  ])(
    'survives %s',
    async (_, texts) => {
      const fallen: string[] = [];
      isLooking = true;
      for (const door of doors)
        for (const [turn, text] of textsFor(door, texts).entries()) {
          const answer = await answerTo(world, door, fitting(door, text, turn));
          if (answer.statusCode >= 500) fallen.push(`${nameOf(door)}: ${JSON.stringify(text)}`);
          for (const [name, value] of Object.entries(answer.headers))
            if (/^(bcc|x|set-cookie2)$/.test(name) || /[\r\n]/.test(String(value)))
              fallen.push(`${nameOf(door)}: header ${name}`);
        }
      isLooking = false;
      expect(fallen).toEqual([]);
      expect([...new Set(strays.splice(0))]).toEqual([]);
      expect(looks).toBeGreaterThan(0);
    },
    STORY,
  );

  it(
    'comes back from a refused form as what was typed',
    async () => {
      const faults: string[] = [];
      const known = new Set<string>();
      const strange: string[] = [];
      let redrawn = 0;
      for (const door of doors.filter(({ route }) => !route.isApi))
        for (let at = 0; at < XSS.length; at += 20) {
          const text = XSS.slice(at, at + 20).join(' ');
          // A field that no form has: whatever else was right, this is refused and the form drawn again.
          const send = (typed: string) =>
            answerTo(world, door, { ...filled(door, typed), nobodyKnowsThis: '1' });
          const [hostile, plain] = [await send(text), await send(harmless(text))];
          if (hostile.statusCode >= 500) faults.push(`${nameOf(door)}: ${hostile.statusCode}`);
          if (
            hostile.statusCode !== plain.statusCode ||
            !String(hostile.headers['content-type']).startsWith('text/html')
          )
            continue;
          redrawn += 1;
          const [found, wanted] = [shapeOf(hostile.body), shapeOf(plain.body)];
          for (const one of wanted.elements) known.add(one);
          strange.push(...found.elements.map((one) => `${nameOf(door)}: ${one}`));
          // A pasted table has other rows where other signs separate them.
          if (/contacts/.test(door.route.path)) continue;
          if (JSON.stringify(found.elements) !== JSON.stringify(wanted.elements)) faults.push(nameOf(door));
        }
      expect(faults).toEqual([]);
      expect(strange.filter((one) => !known.has(one.slice(one.indexOf(': ') + 2)))).toEqual([]);
      expect(redrawn).toBeGreaterThan(100);
    },
    STORY,
  );

  it(
    'is refused by its name when it is longer than it may be',
    async () => {
      const faults: string[] = [];
      for (const door of doors)
        for (const { name, longest } of door.fields) {
          if (longest! > 100_000) continue;
          const answer = await answerTo(world, door, { [name]: '长'.repeat(longest! + 1) });
          const isNamed = door.route.isApi
            ? Object.hasOwn((answer.json<{ fields?: object }>().fields ?? {}) as object, name)
            : answer.body.includes('过长');
          if (answer.statusCode !== 422 || !isNamed)
            faults.push(`${nameOf(door)} ${name}: ${answer.statusCode}`);
        }
      expect(faults).toEqual([]);
    },
    STORY,
  );
});

describe('every call', () => {
  const nested = (depth: number): unknown => (depth ? { a: nested(depth - 1) } : 'x');
  const poisoned = (name: string) =>
    JSON.parse(`{"${name}": {"isPolluted": true}}`) as Record<string, unknown>;

  it.each<[string, () => Record<string, unknown>]>([
    ['a thousand levels', () => ({ a: nested(1000) })],
    [
      'ten thousand keys',
      () => Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`k${index}`, 1])),
    ],
    ['a prototype', () => poisoned('__proto__')],
    ['a constructor', () => ({ constructor: { prototype: { isPolluted: true } } })],
    [
      'what only the server sets',
      () => ({ id: 1, role: 'administrator', state: 'accepted', createdAt: 'x' }),
    ],
  ])(
    'refuses %s',
    async (_, fields) => {
      for (const door of doors.filter(({ route }) => route.isApi)) {
        const headers = {
          authorization: `Bearer ${world.tokens.get(door.who)}`,
          'content-type': 'application/json',
        };
        const url = addressOf(door.route, door.kind, world);
        const payload = JSON.stringify(fields()).replace('"__proto__":{}', '"__proto__":{"isPolluted":true}');
        const { statusCode } = await world.t.inject({ method: door.route.method, url, headers, payload });
        expect([nameOf(door), statusCode]).toEqual([nameOf(door), expect.any(Number)]);
        expect(statusCode).toBeGreaterThanOrEqual(400);
        expect(statusCode).toBeLessThan(500);
      }
      expect(({} as { isPolluted?: boolean }).isPolluted).toBeUndefined();
    },
    STORY,
  );

  it(
    'refuses ten thousand of what it takes a few of',
    async () => {
      for (const door of doors.filter(({ route }) => route.isApi)) {
        const many = Object.fromEntries(
          door.fields.map(({ name }) => [name, Array.from({ length: 10_000 }, () => 'x')]),
        );
        const { statusCode } = await answerTo(world, door, many);
        expect([nameOf(door), statusCode]).toEqual([nameOf(door), 422]);
      }
    },
    STORY,
  );
});

describe('every question', () => {
  it(
    'is answered or refused, whatever is asked for',
    async () => {
      const fallen: string[] = [];
      let asked = 0;
      for (const route of world.routes.filter(
        ({ method, path }) => method === 'GET' && !/health|:link/.test(path),
      )) {
        const fields = textFieldsOf(route.types);
        for (const kind of kindsOf(world, route, ['own']))
          for (const text of [
            ...SQL,
            ...UNICODE.slice(0, 6),
            ...PATHS.slice(0, 3),
            XSS.slice(0, 3).join(' '),
          ]) {
            if (!fields.length) continue;
            asked += 1;
            const pairs = fields.map(({ name, longest }): [string, string] => [
              name,
              text.slice(0, longest ?? 100),
            ]);
            const query = new URLSearchParams(pairs);
            const url = `${addressOf(route, kind, world)}?${query.toString()}`;
            const who = 'supervisor';
            const answer = route.isApi
              ? await world.t.inject({
                  method: 'GET',
                  url,
                  headers: { authorization: `Bearer ${world.tokens.get(who)}` },
                })
              : await world.browsers.get(who)!.get(url);
            if (answer.statusCode >= 500) fallen.push(`${url}: ${answer.statusCode}`);
            if (!route.isApi && /<script>x1|<img src=x/.test(answer.body)) fallen.push(`${url}: shown raw`);
          }
      }
      expect(fallen).toEqual([]);
      expect(asked).toBeGreaterThan(50);
    },
    STORY,
  );

  it.each([
    '../package.json',
    '..%2fpackage.json',
    '%2e%2e/%2e%2e/package.json',
    '..%5c..%5cpackage.json',
    '%252e%252e/package.json',
    'duban.css%00.png',
  ])('leads to no other file: %s', async (path) => {
    for (const folder of ['/assets/', '/api/docs/', '/attachments/']) {
      const answer = await world.browsers.get('supervisor')!.get(folder + path);
      expect(answer.statusCode).toBeGreaterThanOrEqual(400);
      expect(answer.statusCode).toBeLessThan(500);
      expect(answer.body).not.toContain('devDependencies');
    }
  });
});

it('the name of a file is a name, whatever it was called', async () => {
  release();
  const url = `/deadlines/${world.things['deadlines']!['other']}/submissions`;
  const browser = world.browsers.get('other')!;
  const called = [...HEADERS, ...PATHS, ...UNICODE, ...XSS.slice(0, 12), '"; filename="x.exe', '.', ''];
  for (const name of called) {
    const files = [{ field: 'files', name: `${name}.txt`, bytes: Buffer.from('x') }];
    const answer = await browser.postFiles(url, { text: '已办', standing: 'on-schedule' }, files);
    expect([name, answer.statusCode < 500]).toEqual([name, true]);
    if (answer.statusCode !== 303) continue;
    const found = await rows<{ id: number; name: string }>(
      world.t.db.read,
      'SELECT id, name FROM attachments ORDER BY id DESC LIMIT 1',
    );
    expect(found[0]!.name).not.toMatch(ODD);
    expect(found[0]!.name).not.toMatch(/[\\/]/);
    const saved = await browser.get(`/attachments/${found[0]!.id}`);
    expect(saved.headers['content-disposition']).toMatch(
      /^attachment; filename="[\w.-]*"; filename\*=UTF-8''[\w.!~%-]*$/,
    );
  }
});

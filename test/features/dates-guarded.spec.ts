/**
 * “No date can be edited any other way, the API included”: every door that changes something is tried by everybody
 * with a day in every field that takes one, and no day of an issued plan moves but by those whose business it is.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TokensService } from '../../src/access/tokens.service.js';
import { ExtensionsService } from '../../src/changes/extensions.service.js';
import { rows } from '../../src/platform/sql.js';
import { day } from '../../src/rules/day.js';
import type { Browser } from '../support/app.js';
import { changingDoors, type ChangingDoor } from '../support/changes-doors.js';
import { BLOCKER, DEPARTMENT, LEAD, OUTSIDE, terms, type Terms } from '../support/changes-setup.js';
import { ADMINISTRATOR, aPerson } from '../support/people.js';

/** What may move a day: extension, correction, suspension, calendar, succession, and reopening. */
const MAY_MOVE = [
  /^(\/api\/v1)?\/extensions\/:id\/decision$/,
  /^(\/api\/v1)?\/deadlines\/:id\/correction$/,
  /^(\/api\/v1)?\/tasks\/:id\/deadlines$/,
  /^(\/api\/v1)?\/tasks\/:id\/resumption$/,
  /^(\/api\/v1)?\/tasks\/:id\/(closure|reopening)$/,
  /^(\/api\/v1)?\/calendar/,
  /^(\/api\/v1)?\/units\/:id\/reform$/,
  /^(\/api\/v1)?\/duties\/:id\/(reassignment|claim)$/,
];
/** Tried last: afterwards little is left to be tried. */
const DISRUPTS = /reform|withdrawal|ending|sign-out|suspension|end$|contacts|waiver|reassignment|relations/;
const A_DAY = '2018-12-14';
const dayOf = (field: string) => (field === 'grantedDay' ? '2018-12-28' : A_DAY);

let s: Terms;
let ids: Record<string, number>;
const tokens = new Map<string, string>();
const browsers = new Map<string, Browser>();
const PEOPLE = {
  supervisor: ['supervisor', DEPARTMENT],
  leader: ['leader', DEPARTMENT],
  lead: ['reporter', LEAD],
  verifier: ['verifier', OUTSIDE],
  administrator: ['administrator', DEPARTMENT],
} as const;

beforeAll(async () => {
  s = await terms();
  for (const [loginName, [role, unit]] of Object.entries(PEOPLE)) {
    await aPerson(s.t, { loginName, roles: [role], unitIds: [s.unitId(unit)] });
    browsers.set(loginName, await s.t.signIn(loginName));
    const wish = { loginName, name: 'a test', lastOn: null };
    tokens.set(loginName, await s.t.get(TokensService).create(ADMINISTRATOR, wish));
  }
  const asked = await s.t.get(ExtensionsService).request(await s.viewer('reporter', LEAD), s.deadlineIds[0], {
    askedDay: day(A_DAY),
    reason: '需要时间',
  });
  ids = {
    ...{ plans: s.planId, tasks: s.taskIds[0], deadlines: s.deadlineIds[0], extensions: asked },
    ...{ units: s.unitId(LEAD), unitId: s.unitId(LEAD), blockerUnitId: s.unitId(BLOCKER) },
  };
});
afterAll(() => s.t.close());

async function daysNow(): Promise<Map<number, string>> {
  const found = await rows<{ id: number; dueOn: string }>(
    s.t.db.read,
    `SELECT d.id, d."dueOn" FROM deadlines d JOIN plans p ON p.id = d."planId" WHERE p.state = 'issued' ORDER BY d.id`,
  );
  return new Map(found.map(({ id, dueOn }) => [id, dueOn]));
}

async function knock({ method, path, body }: ChangingDoor, who: string): Promise<void> {
  const url = path.replace(/([a-z-]+)\/:\w+/g, (_, noun: string) => `${noun}/${ids[noun] ?? 1}`);
  if (path.startsWith('/api/')) {
    const headers = { authorization: `Bearer ${tokens.get(who)!}`, 'content-type': 'application/json' };
    await s.t.inject({ method, url, headers, payload: JSON.stringify(body) });
    return;
  }
  const fields = Object.entries(body).map(([name, value]) => [name, String(value)]);
  await browsers.get(who)!.post(url, Object.fromEntries(fields) as Record<string, string>);
}

it('whoever knocks at whatever door with a day in hand: no day moves but where it may', async () => {
  const doors = changingDoors(s.t, dayOf, ids);
  expect(doors.length).toBeGreaterThan(60);
  expect(doors.filter(({ hasDay }) => hasDay).length).toBeGreaterThan(15);
  const inOrder = [
    ...doors.filter(({ path }) => !DISRUPTS.test(path)),
    ...doors.filter(({ path }) => DISRUPTS.test(path)),
  ];
  const moved = new Set<string>();
  let before = await daysNow();
  for (const door of inOrder) {
    // Who cannot name a day is tried as the one who may do most.
    for (const who of door.hasDay ? Object.keys(PEOPLE) : ['supervisor']) {
      await knock(door, who);
      const after = await daysNow();
      if ([...before].some(([id, dueOn]) => after.has(id) && after.get(id) !== dueOn)) moved.add(door.path);
      before = after;
    }
  }
  expect([...moved].filter((path) => !MAY_MOVE.some((may) => may.test(path)))).toEqual([]);
  // The probe works: what may move a day did.
  expect([...moved]).toEqual(
    expect.arrayContaining([expect.stringMatching(/\/deadlines\/:id\/correction$/)]),
  );
  expect([...moved]).toEqual(expect.arrayContaining([expect.stringMatching(/\/extensions\/:id\/decision$/)]));
});

it('every day is explained by its first day and the changes on record', async () => {
  const unexplained = await rows(
    s.t.db.read,
    `SELECT d.id FROM deadlines d JOIN plans p ON p.id = d."planId" WHERE p.state = 'issued' AND d."dueOn" <> coalesce(
       (SELECT c."toDay" FROM day_changes c WHERE c."deadlineId" = d.id ORDER BY c.id DESC LIMIT 1), d."originalDueOn")`,
  );
  expect(unexplained).toEqual([]);
});

describe('in the source', () => {
  const files = readdirSync('src', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name).replaceAll('\\', '/'));

  it('no update names the day of a deadline but in the one place', () => {
    const writes = /update\(\s*Deadline,[^;]*?\bdueOn\b|UPDATE deadlines SET[^`'"]*"dueOn"/;
    const found = files.filter((file) => writes.test(readFileSync(file, 'utf8')));
    expect(found.sort()).toEqual(['src/plans/deadline-days.ts']);
  });

  it('no entity manager saves a deadline it has read', () => {
    const saves = /\.save\(\s*(?:Deadline|deadline)\b/;
    expect(files.filter((file) => saves.test(readFileSync(file, 'utf8')))).toEqual([]);
  });
});

/** Coming in as somebody else, acting as somebody else, asking for more than a form offers. */
import { TokensService } from '../../src/access/tokens.service.js';
import { rows } from '../../src/platform/sql.js';
import { Jurisdiction } from '../../src/units/jurisdiction.entity.js';
import type { Browser, TestApp } from '../support/app.js';
import { ADMINISTRATOR, aPerson } from '../support/people.js';
import { PASSWORD, signInAs } from '../support/sign-in.js';
import { everythingIn, OTHER, threatWorld, type ThreatWorld } from '../support/threat-world.js';

let world: ThreatWorld;
let t: TestApp;
const START = '2019-07-03T01:30:00.000Z';

beforeEach(async () => {
  world = await threatWorld();
  t = world.t;
});
afterEach(() => t.close());

const REPORT = { text: '已办', standing: 'on-schedule' };
const submissionsOf = (deadlineId: number) => `/deadlines/${deadlineId}/submissions`;

describe('passwords guessed; accounts locked as an attack', () => {
  /** What differs by chance, and the name that was typed. */
  const same = (body: string) =>
    body.replace(/shou|nobody|value="[\w-]{43}"|name="_once" value="[\w-]+"|nonce="[\w-]+"/g, '');

  it('five tries, then even the right one waits a quarter of an hour; a name nobody has is answered alike', async () => {
    await aPerson(t, { loginName: 'shou', password: PASSWORD });
    await aPerson(t, { loginName: 'bie', password: PASSWORD });
    const answers: Record<string, string[]> = { shou: [], nobody: [] };
    for (const name of ['shou', 'nobody'])
      for (let i = 0; i < 6; i += 1)
        answers[name]!.push(same(await signInAs(t.browser(), name, i < 5 ? `wrong-${i}` : PASSWORD)));
    expect(answers['nobody']).toEqual(answers['shou']);
    expect(answers['shou']![0]).toContain('用户名或密码不正确');
    expect(answers['shou']![5]).not.toBe('/');
    // Nobody else is kept out by it, and it passes by itself.
    expect(await signInAs(t.browser(), 'bie')).toBe('/');
    t.clock.set('2019-07-03T01:46:00.000Z');
    expect(await signInAs(t.browser(), 'shou')).toBe('/');
  });
});

describe('a session stolen, planted or left open', () => {
  const opens = (cookie: string) => t.inject({ url: '/plans', headers: { cookie } });

  it('planted: the one from before signing in is never the one after', async () => {
    await aPerson(t, { loginName: 'shou', password: PASSWORD });
    // The attacker's own session stands, and the victim's browser holds its cookie.
    const victim = await t.signIn('weiban');
    const planted = victim.cookie;
    const answer = await victim.post('/sign-in', { loginName: 'shou', password: PASSWORD });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/']);
    expect(victim.cookie).toMatch(/^duban=[\w-]{43}$/);
    expect(victim.cookie).not.toBe(planted);
    expect((await victim.get('/account')).body).toContain('shou');
    expect((await t.inject({ url: '/account', headers: { cookie: planted } })).body).not.toContain('shou');
    expect((await opens('duban=planted')).statusCode).toBe(303);
  });

  it('stolen: no script reads it, no other site sends it, no row of the database holds it, signing out ends it', async () => {
    await t.close();
    world = await threatWorld({ settings: { BASE_URL: 'https://duban.example' } });
    t = world.t;
    await aPerson(t, { loginName: 'shou', password: PASSWORD });
    const browser = t.browser();
    await browser.get('/sign-in');
    const answer = await browser.post('/sign-in', { loginName: 'shou', password: PASSWORD });
    expect(String(answer.headers['set-cookie'])).toMatch(
      /__Host-duban=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure/,
    );
    const stolen = browser.cookie;
    expect((await opens(stolen)).statusCode).toBe(200);
    const kept = JSON.stringify(await rows(t.db.read, 'SELECT * FROM sessions'));
    expect(kept).not.toContain(browser.cookies.get('__Host-duban'));
    await browser.get('/');
    await browser.post('/sign-out');
    expect((await opens(stolen)).statusCode).toBe(303);
  });

  it('left open: over after half an hour, and after eight in any case', async () => {
    const { cookie } = await t.signIn('kaohe');
    const after = async (minutes: number) => {
      t.clock.set(new Date(Date.parse(START) + minutes * 60_000).toISOString());
      return (await opens(cookie)).statusCode;
    };
    for (let minutes = 29; minutes < 480; minutes += 29) expect(await after(minutes)).toBe(200);
    expect(await after(481)).toBe(303);
    t.clock.set(START);
    const idle = await t.signIn('weiban');
    t.clock.set('2019-07-03T02:00:01.000Z');
    expect((await opens(idle.cookie)).statusCode).toBe(303);
  });
});

describe('somebody else’s page posts our form', () => {
  it('without the token, with another’s, or from another site: refused; GET does nothing at all', async () => {
    const [browser, other] = [await t.signIn('kaohe'), await t.signIn('weiban')];
    const door = submissionsOf(world.owed.own);
    const before = await everythingIn(t);
    const tries: [Record<string, string>, Record<string, string>][] = [
      [{ _csrf: '' }, {}],
      [{ _csrf: other.csrf }, {}],
      [{}, { 'sec-fetch-site': 'cross-site' }],
      [{}, { 'sec-fetch-site': 'same-site' }],
      [{}, { origin: 'http://evil.example' }],
      [{}, { origin: 'null' }],
    ];
    for (const [fields, headers] of tries)
      expect((await browser.post(door, { ...REPORT, ...fields }, headers)).statusCode).toBe(403);
    const query = new URLSearchParams({ ...REPORT, _csrf: browser.csrf }).toString();
    expect((await browser.get(`${door}?${query}`)).statusCode).toBe(404);
    expect(await everythingIn(t)).toBe(before);
    expect((await browser.post(door, REPORT)).statusCode).toBe(303);
  });
});

describe('reading or changing what is another unit’s or jurisdiction’s', () => {
  it('by page and by call: there is nothing there, and nothing changes', async () => {
    const browser = await t.signIn('kaohe');
    const headers = { authorization: `Bearer ${await tokenOf('kaohe')}` };
    const submitted = await (await t.signIn('weiban')).post(submissionsOf(world.owed.other), REPORT);
    const theirs = /\/submissions\/\d+/.exec(submitted.headers.location!)![0];
    const before = await everythingIn(t);
    const pages = [theirs, `/units/${world.plan.unitId(OTHER)}/receipts`];
    for (const path of pages) expect([path, (await browser.get(path)).statusCode]).toEqual([path, 404]);
    const door = submissionsOf(world.owed.other);
    expect((await browser.post(door, REPORT)).statusCode).toBe(404);
    const call = await t.inject({ method: 'POST', url: `/api/v1${door}`, headers, payload: REPORT });
    expect(call.statusCode).toBe(404);
    const verdict = await browser.post(`${theirs}/verification`, { verdict: 'accept' });
    expect([403, 404]).toContain(verdict.statusCode);
    expect(await everythingIn(t)).toBe(before);
  });

  it('whoever looks after another place finds neither the plan nor what stands in it', async () => {
    const { planId, taskIds } = world.plan;
    const supervisor = await t.signIn('ducha');
    const paths = [`/plans/${planId}`, `/plans/${planId}.csv`, `/tasks/${taskIds[0]}`];
    for (const path of paths) expect((await supervisor.get(path)).statusCode).toBe(200);
    await t.db.inTransaction(async (tx) => {
      const made = await tx.insert(Jurisdiction, { name: '别处', nameKey: '别处', parentId: null });
      const id = made.identifiers[0]!['id'] as number;
      await tx.query(`UPDATE people SET "jurisdictionId" = ${id} WHERE "loginName" = 'ducha'`);
      await tx.query(`DELETE FROM contacts`);
    });
    for (const path of paths) expect([path, (await supervisor.get(path)).statusCode]).toEqual([path, 404]);
  });
});

describe('fields nobody asked for', () => {
  const EXTRA = ['role', 'roles', 'unitId', 'state', 'id', 'personId', 'isAdministrator'];

  it.each([...EXTRA, '__proto__', 'constructor'])(
    '%s is refused with 400, by form and by call',
    async (name) => {
      const browser = await t.signIn('kaohe');
      const headers = {
        authorization: `Bearer ${await tokenOf('kaohe')}`,
        'content-type': 'application/json',
      };
      const door = submissionsOf(world.owed.own);
      const before = await everythingIn(t);
      const payload = `{${JSON.stringify(REPORT).slice(1, -1)},"${name}":{"isAdministrator":true}}`;
      const call = await t.inject({ method: 'POST', url: `/api/v1${door}`, headers, payload });
      const form = await posted(browser, door, name);
      expect([call.statusCode, form.statusCode]).toEqual([400, 400]);
      expect(await everythingIn(t)).toBe(before);
      expect(({} as { isAdministrator?: boolean }).isAdministrator).toBeUndefined();
    },
  );

  it('nor does an account get a role from whoever edits a name', async () => {
    const browser = await t.signIn('guanli');
    const [{ id }] = (await rows<{ id: number }>(
      t.db.read,
      `SELECT id FROM people WHERE "loginName" = 'kaohe'`,
    )) as [{ id: number }];
    const before = await everythingIn(t);
    const answer = await browser.post(`/people/${id}`, { name: '联络员甲', roles: 'administrator' });
    expect(answer.statusCode).toBe(400);
    expect(await everythingIn(t)).toBe(before);
  });

  /** Written by hand: no object literal holds a field called __proto__. */
  function posted(browser: Browser, url: string, name: string) {
    const pairs = Object.entries({ ...REPORT, _csrf: browser.csrf });
    const payload = `${new URLSearchParams(pairs).toString()}&${name}=administrator`;
    const headers = { cookie: browser.cookie, 'content-type': 'application/x-www-form-urlencoded' };
    return t.inject({ method: 'POST', url, payload, headers });
  }
});

function tokenOf(loginName: string): Promise<string> {
  return t.get(TokensService).create(ADMINISTRATOR, { loginName, name: 'test', lastOn: null });
}

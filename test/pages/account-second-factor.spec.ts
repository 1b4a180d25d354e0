import { later } from '../../src/access/instants.js';
import { PersonKeeping } from '../../src/access/person-keeping.service.js';
import { SecondFactorService } from '../../src/access/second-factor.service.js';
import { secretHash } from '../../src/access/secrets.js';
import { Session } from '../../src/access/session.entity.js';
import { row, rows } from '../../src/platform/sql.js';
import { NotFound } from '../../src/platform/refusal.js';
import { areaOf } from '../../src/units/area.queries.js';
import { JurisdictionsService } from '../../src/units/jurisdictions.service.js';
import type { Role, Viewer } from '../../src/rules/permissions.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { addUnit } from '../support/haimen.js';
import { ADMINISTRATOR, aPerson } from '../support/people.js';
import {
  codeAt,
  codesIn,
  PASSWORD,
  secretIn,
  securityEvents,
  setUpSecondFactor,
  signInAs,
} from '../support/sign-in.js';

const NOW = '2018-11-02T01:00:00.000Z';
const SETUP = '/account/second-factor/setup';
const HALF_MINUTE = 0.5;

let t: TestApp;
let personId: number;

const start = async (rule: string) => {
  t = await testApp({ now: NOW, settings: { SECOND_FACTOR: rule } });
  personId = await aPerson(t, {
    loginName: 'ducha',
    name: '李督查',
    roles: ['supervisor'],
    password: PASSWORD,
  });
};
const kindsOf = async () => (await securityEvents(t)).map(({ kind }) => kind);
const setUp = async (fields: Record<string, string> = {}) => {
  const browser = await t.signIn('ducha');
  return { browser, ...(await setUpSecondFactor(t, browser, SETUP, { password: PASSWORD, ...fields })) };
};
const enter = async (browser: Browser, code: string) => {
  await browser.get('/sign-in/second-factor');
  return browser.post('/sign-in/second-factor', { code });
};
const stored = () =>
  row<{ totpSecret: string | null; totpFromAt: string | null }>(
    t.db.read,
    'SELECT "totpSecret", "totpFromAt" FROM people WHERE id = :personId',
    { personId },
  );

describe('a second factor by one’s own wish', () => {
  beforeEach(() => start('optional'));
  afterEach(() => t.close());

  it('is set up by scanning or typing, and shows its codes once', async () => {
    const browser = await t.signIn('ducha');
    const form = (await browser.get(SETUP)).body;
    expect(form).toContain('<svg class="square"');
    expect(form).not.toContain('style=');
    expect((await browser.get('/account/second-factor')).body).toContain('未启用');
    const old = browser.cookies.get('duban');
    const elsewhere = await t.signIn('ducha');
    const { codes, secret, page } = await setUpSecondFactor(t, browser, SETUP, { password: PASSWORD });
    expect(new Set(codes).size).toBe(10);
    expect(page).toContain('只显示这一次');
    expect(browser.cookies.get('duban')).not.toBe(old);
    expect((await elsewhere.get('/account')).statusCode).toBe(303);
    const state = (await browser.get('/account/second-factor')).body;
    expect(state).toContain('已启用');
    for (const code of codes) expect(state).not.toContain(code);
    const kept = JSON.stringify([
      await rows(t.db.read, 'SELECT * FROM people'),
      await rows(t.db.read, 'SELECT * FROM recovery_codes'),
      await rows(t.db.read, 'SELECT * FROM audit_entries'),
      await rows(t.db.read, 'SELECT * FROM security_events'),
    ]);
    for (const secretText of [secret, ...codes, codes[0]!.replace('-', '')])
      expect(kept).not.toContain(secretText);
    expect(await kindsOf()).toEqual(['second-factor-set']);
  });

  it.each([
    ['a wrong code', { code: '000000' }, '验证码不正确'],
    ['a wrong password', { password: 'wrong' }, '当前密码不正确'],
    ['no password', { password: '' }, '此项必填'],
  ])('is not set up with %s: the same square comes back', async (_what, fields, sentence) => {
    const browser = await t.signIn('ducha');
    const { page, secret } = await setUpSecondFactor(t, browser, SETUP, { password: PASSWORD, ...fields });
    expect(page).toContain(sentence);
    expect(secretIn(page)).toBe(secret);
    expect((await stored())!.totpFromAt).toBeNull();
    expect(secretIn((await browser.get(SETUP)).body)).not.toBe(secret);
  });

  it('is bound to the browser its square was shown in', async () => {
    await aPerson(t, { loginName: 'other', password: PASSWORD });
    const [browser, other] = [await t.signIn('ducha'), await t.signIn('other')];
    const offer = /name="offer" value="([^"]+)"/.exec((await browser.get(SETUP)).body)![1]!;
    const answer = await other.post(SETUP, { offer, code: '123456', password: PASSWORD });
    expect(answer.statusCode).toBe(409);
    expect(answer.body).toContain('此二维码已失效');
  });

  it('is asked for between the password and everything else', async () => {
    const { secret } = await setUp();
    const browser = t.browser();
    t.clock.set(later(NOW, HALF_MINUTE));
    expect(await signInAs(browser, 'ducha', PASSWORD, '/plans')).toBe('/sign-in/second-factor?next=%2Fplans');
    const first = browser.cookies.get('duban');
    for (const path of ['/', '/account', SETUP, '/sign-in/new-password', '/sign-in/second-factor-setup'])
      expect((await browser.get(path)).headers.location).toMatch(/^\/sign-in(\?|$)/);
    expect((await browser.get('/api/v1/plans')).statusCode).toBe(401);
    expect((await browser.post('/account/second-factor/removal', { password: PASSWORD })).statusCode).toBe(
      401,
    );
    expect((await enter(browser, '000000')).body).toContain('验证码不正确');
    const answer = await enter(browser, ` ${codeAt(secret, t.clock.now()).replace(/^.../, '$& ')}`);
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/']);
    expect(browser.cookies.get('duban')).not.toBe(first);
    expect((await browser.get('/account')).statusCode).toBe(200);
    const old = await t.inject({ url: '/sign-in/second-factor', headers: { cookie: `duban=${first}` } });
    expect(old.headers.location).toContain('/sign-in?next=');
    expect((await kindsOf()).slice(1)).toEqual(['signed-in', 'second-factor-failed', 'signed-in']);
  });

  it('takes codes of one step around now, and none twice', async () => {
    const { secret } = await setUp();
    const at = (steps: number) => codeAt(secret, later(t.clock.now(), steps * HALF_MINUTE));
    t.clock.set(later(NOW, 10));
    const outcomes: number[] = [];
    for (const code of [at(-2), at(2), at(-1), at(-1), at(0), at(0), at(1), at(0)]) {
      const browser = t.browser();
      await signInAs(browser, 'ducha');
      outcomes.push((await enter(browser, code)).statusCode);
    }
    expect(outcomes).toEqual([422, 422, 303, 422, 303, 422, 303, 422]);
  });

  it('is replaced by a recovery code once, in whatever way it is typed', async () => {
    const { codes } = await setUp();
    const typed = [codes[0]!, codes[1]!.replace('-', '').toUpperCase(), ` ${codes[2]!.replace('-', ' ')}`];
    for (const code of typed) {
      const browser = t.browser();
      await signInAs(browser, 'ducha');
      expect((await enter(browser, code)).statusCode).toBe(303);
      const again = t.browser();
      await signInAs(again, 'ducha');
      expect((await enter(again, code)).statusCode).toBe(422);
    }
    const events = (await securityEvents(t)).filter(({ kind }) => kind === 'recovery-code-used');
    expect(events.map(({ details }) => JSON.parse(details) as object)).toEqual([
      { left: 9 },
      { left: 8 },
      { left: 7 },
    ]);
  });

  it('stops after five wrong codes, on whatever sessions, for 15 minutes', async () => {
    const { secret, codes } = await setUp();
    t.clock.set(later(NOW, 1));
    for (let i = 0; i < 5; i += 1) {
      const browser = t.browser();
      await signInAs(browser, 'ducha');
      expect((await enter(browser, `00000${i}`)).statusCode).toBe(422);
    }
    const browser = t.browser();
    await signInAs(browser, 'ducha');
    for (const code of [codeAt(secret, t.clock.now()), codes[0]!])
      expect((await enter(browser, code)).body).toContain('15分钟后再试');
    expect((await kindsOf()).filter((kind) => kind === 'sign-in-locked')).toHaveLength(1);
    t.clock.set(later(NOW, 16));
    expect((await enter(browser, codeAt(secret, t.clock.now()))).statusCode).toBe(303);
  });

  it('has five of twenty codes checked that come at once', async () => {
    await setUp();
    const browser = t.browser();
    await signInAs(browser, 'ducha');
    await browser.get('/sign-in/second-factor');
    const tries = Array.from({ length: 20 }, (_, i) =>
      browser.post('/sign-in/second-factor', { code: `0000${10 + i}` }),
    );
    const bodies = (await Promise.all(tries)).map(({ body }) => body);
    expect(bodies.filter((body) => body.includes('验证码不正确'))).toHaveLength(5);
    expect(bodies.filter((body) => body.includes('15分钟后再试'))).toHaveLength(15);
  });

  it('lets one of four windows in with one code, all at once', async () => {
    const { secret } = await setUp();
    t.clock.set(later(NOW, 10));
    const code = codeAt(secret, t.clock.now());
    const browsers: Browser[] = [];
    for (let i = 0; i < 4; i += 1) {
      const browser = t.browser();
      await signInAs(browser, 'ducha');
      await browser.get('/sign-in/second-factor');
      browsers.push(browser);
    }
    const answers = await Promise.all(browsers.map((one) => one.post('/sign-in/second-factor', { code })));
    expect(answers.filter(({ statusCode }) => statusCode === 303)).toHaveLength(1);
  });

  it('gives new recovery codes, and then the old ones open nothing', async () => {
    const { browser, codes } = await setUp();
    await browser.get('/account/second-factor');
    expect(
      (await browser.post('/account/second-factor/recovery-codes', { password: 'wrong' })).statusCode,
    ).toBe(422);
    const answer = await browser.post('/account/second-factor/recovery-codes', { password: PASSWORD });
    const renewed = codesIn(answer.body);
    expect(renewed).toHaveLength(10);
    const another = t.browser();
    await signInAs(another, 'ducha');
    expect((await enter(another, codes[0]!)).statusCode).toBe(422);
    expect((await enter(another, renewed[0]!)).statusCode).toBe(303);
  });

  it('is removed with the password', async () => {
    const { browser } = await setUp();
    await browser.get('/account/second-factor');
    expect((await browser.post('/account/second-factor/removal', { password: 'wrong' })).statusCode).toBe(
      422,
    );
    const answer = await browser.post('/account/second-factor/removal', { password: PASSWORD });
    expect(answer.headers.location).toBe('/account?done=second-factor-removed');
    expect(await stored()).toEqual({ totpSecret: null, totpFromAt: null });
    expect(await rows(t.db.read, 'SELECT id FROM recovery_codes')).toEqual([]);
    expect(await signInAs(t.browser(), 'ducha')).toBe('/');
    expect(await kindsOf()).toContain('second-factor-removed');
  });

  it('is replaced by another authenticator: the first shows nothing that opens', async () => {
    const { browser, secret } = await setUp();
    t.clock.set(later(NOW, 2));
    const second = await setUpSecondFactor(t, browser, SETUP, { password: PASSWORD });
    expect(second.codes).toHaveLength(10);
    t.clock.set(later(NOW, 4));
    const another = t.browser();
    await signInAs(another, 'ducha');
    expect((await enter(another, codeAt(secret, t.clock.now()))).statusCode).toBe(422);
    expect((await enter(another, codeAt(second.secret, t.clock.now()))).statusCode).toBe(303);
  });

  it('is reset by an administrator, who is another person and of this jurisdiction', async () => {
    const { browser } = await setUp();
    const secondFactor = t.get(SecondFactorService);
    const elsewhere: Viewer = { ...ADMINISTRATOR, area: { homeId: 7, ids: [7] } };
    await expect(secondFactor.reset(elsewhere, personId)).rejects.toMatchObject({ noun: 'person' });
    const oneself: Viewer = { ...ADMINISTRATOR, personId };
    await expect(secondFactor.reset(oneself, personId)).rejects.toMatchObject({ code: 'not-oneself' });
    await expect(secondFactor.resetOf(ADMINISTRATOR, 'nobody')).rejects.toMatchObject({
      code: 'account-unknown',
    });
    await secondFactor.resetOf(ADMINISTRATOR, 'DUCHA');
    expect((await browser.get('/account')).statusCode).toBe(303);
    expect(await stored()).toEqual({ totpSecret: null, totpFromAt: null });
    expect(await signInAs(t.browser(), 'ducha')).toBe('/');
    expect(await kindsOf()).toContain('second-factor-reset');
    const last = await row(t.db.read, `SELECT verb FROM audit_entries WHERE verb = 'reset-second-factor'`);
    expect(last).not.toBeNull();
  });
});

describe('a second factor that is demanded', () => {
  afterEach(() => t.close());

  it('is set up on the way in by administrators, and by nobody else', async () => {
    await start('administrators');
    await aPerson(t, { loginName: 'guanli', roles: ['administrator'], password: PASSWORD });
    expect(await signInAs(t.browser(), 'ducha')).toBe('/');
    const browser = t.browser();
    const step = '/sign-in/second-factor-setup';
    expect(await signInAs(browser, 'guanli', PASSWORD, '/units')).toBe(`${step}?next=%2Funits`);
    for (const path of ['/', '/units', SETUP, '/sign-in/second-factor'])
      expect((await browser.get(path)).headers.location).toMatch(/^\/sign-in(\?|$)/);
    const first = browser.cookies.get('duban');
    const { codes, page } = await setUpSecondFactor(t, browser, step, { next: '/units' });
    expect(codes).toHaveLength(10);
    expect(page).toContain('href="/units"');
    expect(browser.cookies.get('duban')).not.toBe(first);
    const state = (await browser.get('/account/second-factor')).body;
    expect(state).toContain('须使用双因子验证');
    expect(state).not.toContain('停用双因子验证</button>');
    const answer = await browser.post('/account/second-factor/removal', { password: PASSWORD });
    expect(answer.statusCode).toBe(409);
    expect(await signInAs(t.browser(), 'guanli')).toBe('/sign-in/second-factor');
  });

  it('is not set up twice: a session that waits at the step ends, and a factor that stands is not replaced there', async () => {
    await start('everyone');
    const step = '/sign-in/second-factor-setup';
    const [thief, other, owner] = [t.browser(), t.browser(), t.browser()];
    for (const browser of [thief, other, owner]) expect(await signInAs(browser, 'ducha')).toBe(step);
    const form = (await other.get(step)).body;
    const waiting = await t.db.read.findBy(Session, { personId });
    const { secret } = await setUpSecondFactor(t, owner, step);
    expect(await t.db.read.countBy(Session, { personId })).toBe(1);
    expect((await thief.get(step)).headers.location).toMatch(/^\/sign-in(\?|$)/);
    // As if one had been opened at the same moment.
    const kept = waiting.filter(({ tokenHash }) => tokenHash === secretHash(other.cookies.get('duban')!));
    await t.db.inTransaction((tx) => tx.insert(Session, kept));
    const offer = /name="offer" value="([^"]+)"/.exec(form)![1]!;
    const before = await stored();
    const answer = await other.post(step, { offer, code: codeAt(secretIn(form), t.clock.now()) });
    expect(answer.statusCode).not.toBe(200);
    expect(codesIn(answer.body)).toEqual([]);
    expect(await stored()).toEqual(before);
    t.clock.set(later(NOW, 1));
    const again = t.browser();
    await signInAs(again, 'ducha');
    expect((await enter(again, codeAt(secret, t.clock.now()))).statusCode).toBe(303);
  });

  it('comes after a new password, where both are awaited', async () => {
    await start('everyone');
    await aPerson(t, { loginName: 'wang', password: PASSWORD, isGiven: true });
    const browser = t.browser();
    expect(await signInAs(browser, 'wang')).toBe('/sign-in/new-password');
    await browser.get('/sign-in/new-password');
    const wish = { newPassword: 'Nantong-2019-1', newPasswordAgain: 'Nantong-2019-1', next: '/account' };
    const answer = await browser.post('/sign-in/new-password', wish);
    expect(answer.headers.location).toBe('/sign-in/second-factor-setup?next=%2Faccount');
    const { page } = await setUpSecondFactor(t, browser, '/sign-in/second-factor-setup', {
      next: '/account',
    });
    expect(page).toContain('href="/account"');
    expect((await browser.get('/account')).statusCode).toBe(200);
  });

  it('is asked for first, where a given password is to be changed as well', async () => {
    await start('optional');
    const { secret } = await setUp();
    await t.db.inTransaction((tx) =>
      tx.query(`UPDATE people SET "passwordGivenAt" = '${NOW}' WHERE id = ${personId}`),
    );
    t.clock.set(later(NOW, 1));
    const browser = t.browser();
    expect(await signInAs(browser, 'ducha')).toBe('/sign-in/second-factor');
    expect((await enter(browser, codeAt(secret, t.clock.now()))).headers.location).toBe(
      '/sign-in/new-password',
    );
  });

  it.each([
    [{ NODE_ENV: 'production', BASE_URL: 'http://duban.example' }, 'administrators'],
    [{}, 'optional'],
    [{ SECOND_FACTOR: 'everyone' }, 'everyone'],
  ])('is a setting: %j', async (settings, rule) => {
    const { readConfig } = await import('../../src/platform/config.js');
    await start('optional');
    expect(readConfig(settings).secondFactor).toBe(rule);
    expect(() => readConfig({ SECOND_FACTOR: 'yes' })).toThrow('SECOND_FACTOR is "yes"');
  });
});

it('whoever becomes an administrator is signed out, and sets up the factor that is demanded now', async () => {
  await start('administrators');
  const browser = t.browser();
  await signInAs(browser, 'ducha');
  const give = (roles: Role[]) =>
    t.get(PersonKeeping).changeRoles(ADMINISTRATOR, personId, { roles, jurisdictionId: null });
  await give(['supervisor', 'leader']);
  expect((await browser.get('/account')).statusCode).toBe(200);
  await give(['administrator']);
  expect((await browser.get('/people')).headers.location).toContain('/sign-in');
  expect(await signInAs(browser, 'ducha')).toBe('/sign-in/second-factor-setup');
});

it('is reset by the administrator of the district whose units a person answers for', async () => {
  await start('optional');
  const keeping = t.get(JurisdictionsService);
  const districtId = await keeping.create(ADMINISTRATOR, { name: '滨海新区', parentId: null });
  const unitId = await t.db.inTransaction((tx) => addUnit(tx, '新区管委会'));
  await keeping.place(ADMINISTRATOR, unitId, districtId);
  const id = await aPerson(t, { loginName: 'jia', unitIds: [unitId] });
  const viewer: Viewer = { ...ADMINISTRATOR, area: await areaOf(t.db.read, districtId) };
  await t.get(SecondFactorService).reset(viewer, id);
  await expect(t.get(SecondFactorService).reset(viewer, personId)).rejects.toThrow(NotFound);
});

/** Signing in by an identity provider, against a real one. */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { saysStrong } from '../../src/access/identity-provider.js';
import { readConfig } from '../../src/platform/config.js';
import { rows } from '../../src/platform/sql.js';
import { Person } from '../../src/units/person.entity.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { TestProvider } from '../support/identity-provider.js';
import { aPerson } from '../support/people.js';
import { codeAt, setUpSecondFactor } from '../support/sign-in.js';
import { wordsOf } from '../support/words-of.js';

const BASE = 'http://127.0.0.1:3000';
/** The provider reckons in real time and puts it into what it signs. */
const NOW = '2018-11-02T01:00:00.000Z';
const MAIL = { email: 'lianluo@duban.example', email_verified: true };

let provider: TestProvider;
let t: TestApp;
beforeAll(async () => {
  provider = await TestProvider.start(BASE);
  t = await testApp({ now: NOW, settings: { ...provider.settings, SECOND_FACTOR: 'administrators' } });
  await aPerson(t, { loginName: 'lianluo', name: '联络员甲' });
  await aPerson(t, { loginName: 'guanli', name: '管理员甲', roles: ['administrator'] });
  await aPerson(t, { loginName: 'lituo', name: '离任者' });
  await aPerson(t, { loginName: 'wuzhi', name: '无角色者', roles: [] });
}, 60_000);
afterAll(async () => {
  await t.close();
  await provider.stop();
});
beforeEach(async () => {
  t.clock.set(NOW);
  await t.db.inTransaction((tx) => tx.query('UPDATE people SET "signsInAs" = NULL'));
});

const leave = async (browser: Browser, next = '') => {
  const answer = await browser.get(`/sign-in/oidc${next}`);
  expect(answer.statusCode).toBe(303);
  return String(answer.headers.location);
};
const comeBack = (browser: Browser, { pathname, search }: URL) => browser.get(pathname + search);
const isIn = async (browser: Browser) => (await browser.get('/account/tokens')).statusCode === 200;
/** All the way. */
const signIn = async (subject: string | null, changed: Record<string, string> = {}) => {
  const browser = t.browser();
  const answer = await comeBack(browser, await provider.visit(await leave(browser), subject, changed));
  return { browser, answer };
};
const reasons = async () =>
  (
    await rows<{ details: string }>(
      t.db.read,
      `SELECT details FROM security_events WHERE kind = 'sign-in-failed' ORDER BY id`,
    )
  ).map(({ details }) => (JSON.parse(details) as { reason: string }).reason);

it('leads to the provider from the sign-in page, and back to the page asked for', async () => {
  await provider.knows({ 's-1': MAIL });
  const browser = t.browser();
  const page = await browser.get('/sign-in?next=/plans');
  expect(page.body).toContain('href="/sign-in/oidc?next&#x3D;%2Fplans"');
  const url = new URL(await leave(browser, '?next=/plans'));
  expect(url.origin).toBe(provider.issuer);
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    response_type: 'code',
    redirect_uri: `${BASE}/sign-in/oidc/callback`,
    code_challenge_method: 'S256',
    state: expect.any(String),
    nonce: expect.any(String),
  });
  const answer = await comeBack(browser, await provider.visit(url.href, 's-1'));
  expect([answer.statusCode, answer.headers.location]).toEqual([303, '/plans']);
  expect(await isIn(browser)).toBe(true);
  const told = await rows<{ details: string }>(
    t.db.read,
    `SELECT details FROM security_events WHERE kind = 'signed-in'`,
  );
  expect(told.map(({ details }) => JSON.parse(details) as object)).toContainEqual({ by: 'oidc' });
});

it('keeps what must come back in a cookie nobody can read or use for long', async () => {
  const answer = await t.browser().get('/sign-in/oidc');
  const cookie = answer.cookies.find(({ name }) => name === 'duban-oidc')!;
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', maxAge: 600 });
  const { searchParams } = new URL(String(answer.headers.location));
  expect(Buffer.from(cookie.value, 'base64url').toString('latin1')).not.toContain(searchParams.get('state')!);
});

it('binds the person to the provider’s key of them: a mailbox changed there opens nobody else’s account', async () => {
  await provider.knows({ 's-1': MAIL });
  expect((await signIn('s-1')).answer.statusCode).toBe(303);
  const { id, signsInAs } = await t.db.read.findOneByOrFail(Person, { loginName: 'lianluo' });
  expect(signsInAs).toBe(`${provider.issuer} s-1`);
  await provider.knows({
    's-1': { email: 'guanli@duban.example', email_verified: true },
    's-2': MAIL,
  });
  const first = await signIn('s-1');
  expect(first.answer.statusCode).toBe(303);
  const [session] = await rows<{ personId: number }>(
    t.db.read,
    'SELECT "personId" FROM sessions ORDER BY "createdAt" DESC LIMIT 1',
  );
  expect(session!.personId).toBe(id);
  const second = await signIn('s-2');
  expect([second.answer.statusCode, await isIn(second.browser)]).toEqual([403, false]);
  expect((await reasons()).at(-1)).toBe('oidc-bound-to-another');
});

it.each([
  ['somebody nobody knows here', { email: 'nobody@duban.example', email_verified: true }, 'unknown'],
  ['somebody without a mailbox', {}, 'unknown'],
  ['somebody whose mailbox is not verified', { ...MAIL, email_verified: false }, 'mail-unverified'],
  ['somebody whose mailbox is said to be nothing', { email: MAIL.email }, 'mail-unverified'],
  ['somebody who left', { email: 'lituo@duban.example', email_verified: true }, 'left'],
  ['somebody without a role', { email: 'wuzhi@duban.example', email_verified: true }, 'no-roles'],
])('does not let in %s, and makes no account', async (_what, account, reason) => {
  const people = await rows(t.db.read, 'SELECT id FROM people ORDER BY id');
  await t.db.inTransaction((tx) => tx.update(Person, { loginName: 'lituo' }, { leftOn: '2018-11-02' }));
  await provider.knows({ 's-9': account });
  const { browser, answer } = await signIn('s-9');
  expect([answer.statusCode, await isIn(browser)]).toEqual([403, false]);
  expect(wordsOf(answer)).toContain(
    reason === 'mail-unverified' ? '尚未核实您的工作邮箱' : '请联系管理员核对您的工作邮箱和角色',
  );
  expect((await reasons()).at(-1)).toBe(`oidc-${reason}`);
  expect(await rows(t.db.read, 'SELECT id FROM people ORDER BY id')).toEqual(people);
});

it('refuses a state that is not the one this browser left with', async () => {
  await provider.knows({ 's-1': MAIL });
  const [one, other] = [t.browser(), t.browser()];
  const back = await provider.visit(await leave(one), 's-1');
  await leave(other);
  const foreign = await comeBack(other, back);
  expect([foreign.statusCode, await isIn(other)]).toEqual([400, false]);
  const bare = t.browser();
  expect((await comeBack(bare, back)).statusCode).toBe(400);
  back.searchParams.set('state', 'another');
  expect((await comeBack(one, back)).statusCode).toBe(400);
  expect((await reasons()).slice(-3)).toEqual(['oidc-state', 'oidc-state', 'oidc-state']);
});

it('opens once: a callback sent again opens nothing, cookie or not', async () => {
  await provider.knows({ 's-1': MAIL });
  const browser = t.browser();
  const back = await provider.visit(await leave(browser), 's-1');
  const ticket = browser.cookies.get('duban-oidc')!;
  expect((await comeBack(browser, back)).statusCode).toBe(303);
  const thief = t.browser();
  thief.cookies.set('duban-oidc', ticket);
  const again = await comeBack(thief, back);
  expect([again.statusCode, await isIn(thief)]).toEqual([400, false]);
  expect(wordsOf(again)).toContain('已过期或已使用过');
});

it('opens within ten minutes', async () => {
  await provider.knows({ 's-1': MAIL });
  const browser = t.browser();
  const back = await provider.visit(await leave(browser), 's-1');
  t.clock.set('2018-11-02T01:10:00Z');
  expect((await comeBack(browser, back)).statusCode).toBe(400);
});

it('refuses an identity made for another visit: the nonce differs', async () => {
  await provider.knows({ 's-1': MAIL });
  const { browser, answer } = await signIn('s-1', { nonce: 'of-another-visit' });
  expect([answer.statusCode, await isIn(browser)]).toEqual([403, false]);
  expect((await reasons()).at(-1)).toMatch(/^oidc-OAUTH_/);
});

it('says so calmly where nobody signed in there', async () => {
  const { answer } = await signIn(null);
  expect([answer.statusCode, (await reasons()).at(-1)]).toEqual([403, 'oidc-access_denied']);
});

it('asks for the second factor where it is demanded and the provider says nothing of one', async () => {
  const admin = { email: 'guanli@duban.example', email_verified: true };
  await provider.knows({ plain: admin });
  const asked = await signIn('plain');
  expect(asked.answer.headers.location).toBe('/sign-in/second-factor-setup');
  expect(await isIn(asked.browser)).toBe(false);
  await provider.knows({ plain: { ...admin, amr: ['pwd', 'otp'] } });
  const strong = await signIn('plain');
  expect([strong.answer.headers.location, await isIn(strong.browser)]).toEqual(['/', true]);
});

it('asks whoever has set up a second factor for it, demanded or not, unless the provider did', async () => {
  await provider.knows({ 's-1': MAIL });
  await t.db.inTransaction((tx) => tx.update(Person, { loginName: 'lianluo' }, { passwordHash: null }));
  const own = await signIn('s-1');
  const { secret } = await setUpSecondFactor(t, own.browser, '/account/second-factor/setup');
  t.clock.set('2018-11-02T01:02:00.000Z');
  const { browser, answer } = await signIn('s-1');
  expect([answer.headers.location, await isIn(browser)]).toEqual(['/sign-in/second-factor', false]);
  await browser.get('/sign-in/second-factor');
  const code = codeAt(secret, t.clock.now());
  expect((await browser.post('/sign-in/second-factor', { code })).statusCode).toBe(303);
  expect(await isIn(browser)).toBe(true);
  await provider.knows({ 's-1': { ...MAIL, amr: ['mfa'] } });
  expect(await isIn((await signIn('s-1')).browser)).toBe(true);
  await t.db.inTransaction((tx) => tx.update(Person, { loginName: 'lianluo' }, { totpFromAt: null }));
});

it.each([
  [true, { amr: ['pwd', 'otp'] }],
  [true, { acr: 'https://refeds.org/profile/mfa' }],
  [false, {}],
  [false, { amr: ['pwd'] }],
  [false, { amr: 'mfa' }],
  [false, { amr: [['mfa']] }],
  [false, { acr: 'urn:example:acr:no-mfa' }],
  [false, { acr: 'https://idp.pop.example/pwd' }],
  [false, { acr: 'urn:x:sc:password' }],
])('says that more than a password was asked for: %s by %j', (isStrong, claims) => {
  expect(saysStrong(claims)).toBe(isStrong);
});

it('offers to sign out there as well, once signed out here', async () => {
  await provider.knows({ 's-1': MAIL });
  const { browser } = await signIn('s-1');
  await browser.get('/');
  expect((await browser.post('/sign-out')).headers.location).toBe('/sign-in');
  const page = await browser.get('/sign-in');
  expect(wordsOf(page)).toContain('您在统一身份认证处可能仍是登录状态。 一并退出');
  const out = await browser.get('/sign-in/oidc/sign-out');
  const url = new URL(String(out.headers.location));
  expect([url.origin, url.searchParams.get('post_logout_redirect_uri')]).toEqual([
    provider.issuer,
    `${BASE}/sign-in`,
  ]);
  expect(wordsOf(await browser.get('/sign-in'))).not.toContain('一并退出');
});

describe('a provider that is not there', () => {
  it.each([
    ['refuses the connection', false],
    ['takes it and says nothing', true],
  ])('and %s is said so within five seconds, and passwords go on', async (_what, isSilent) => {
    const held = new Set<Socket>();
    const silent = createServer((socket) => void held.add(socket)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    if (!isSilent) await new Promise((resolve) => silent.close(resolve));
    const settings = {
      ...provider.settings,
      OIDC_ISSUER: `http://127.0.0.1:${port}`,
      OIDC_NAME: '政务内网账号',
    };
    const other = await testApp({ now: NOW, settings });
    await aPerson(other, { loginName: 'lianluo', password: 'Haimen-2018-x' });
    const begun = performance.now();
    const browser = other.browser();
    const answer = await browser.get('/sign-in/oidc');
    expect(answer.statusCode).toBe(503);
    expect(performance.now() - begun).toBeLessThan(5000);
    expect(wordsOf(answer)).toContain('暂时无法访问');
    expect(wordsOf(await browser.get('/sign-in'))).toContain('用政务内网账号登录');
    const signedIn = await browser.post('/sign-in', { loginName: 'lianluo', password: 'Haimen-2018-x' });
    expect(signedIn.statusCode).toBe(303);
    await other.close();
    for (const socket of held) socket.destroy();
    silent.close();
  });
});

it('is nowhere without its settings', async () => {
  const other = await testApp({ now: NOW });
  for (const path of ['/sign-in/oidc', '/sign-in/oidc/callback', '/sign-in/oidc/sign-out'])
    expect((await other.inject(path)).statusCode).toBe(404);
  expect((await other.inject('/sign-in')).body).not.toContain('oidc');
  await other.close();
});

it.each([
  ['one of three', { OIDC_ISSUER: 'https://id.example' }, /OIDC_CLIENT_ID and OIDC_CLIENT_SECRET missing/],
  ['no address', { OIDC_ISSUER: 'id.example' }, /OIDC_ISSUER is "id.example"/],
  ['a query', { OIDC_ISSUER: 'https://id.example?x' }, /OIDC_ISSUER/],
  ['plain HTTP in production', { OIDC_ISSUER: 'http://id.example', NODE_ENV: 'production' }, /https:/],
])('does not start with %s', (_what, given, sentence) => {
  const rest =
    given.OIDC_ISSUER === 'https://id.example' ? {} : { OIDC_CLIENT_ID: 'x', OIDC_CLIENT_SECRET: 'x' };
  expect(() => readConfig({ BASE_URL: 'https://duban.example', ...rest, ...given })).toThrow(sentence);
});

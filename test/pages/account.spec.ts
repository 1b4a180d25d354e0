import { AccountsService } from '../../src/access/accounts.service.js';
import { isPassword } from '../../src/access/password.js';
import { later } from '../../src/access/instants.js';
import { row, rows } from '../../src/platform/sql.js';
import { seedTown } from '../../src/seed.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { ADMINISTRATOR, aPerson } from '../support/people.js';
import { outcomeOf, PASSWORD, securityEvents, signInAs } from '../support/sign-in.js';

const NOW = '2018-11-02T01:00:00.000Z';
const NEXT = ['Nantong-2019-1', 'Nantong-2019-2', 'Nantong-2019-3', 'Nantong-2019-4', 'Nantong-2019-5'];

let t: TestApp;
beforeEach(async () => (t = await testApp({ now: NOW })));
afterEach(() => t.close());

/** The form is fetched anew: a session that went on has another token. */
const change = async (browser: Browser, newPassword: string, fields: Record<string, string> = {}) => {
  await browser.get('/account/password');
  const wish = { password: PASSWORD, newPassword, newPasswordAgain: newPassword };
  return browser.post('/account/password', { ...wish, ...fields });
};
const kindsOf = async () => (await securityEvents(t)).map(({ kind }) => kind);

describe('changing a password', () => {
  beforeEach(() => aPerson(t, { loginName: 'ducha', name: '李督查', password: PASSWORD }));

  it('ends every other session, gives this one a new token, and is told in both logs', async () => {
    const [here, elsewhere] = [await t.signIn('ducha'), await t.signIn('ducha')];
    const old = here.cookies.get('duban');
    const answer = await change(here, NEXT[0]!);
    expect(answer.headers.location).toBe('/account?done=password');
    expect(here.cookies.get('duban')).not.toBe(old);
    expect((await here.get('/account?done=password')).body).toContain('密码已修改');
    expect((await elsewhere.get('/account')).headers.location).toBe('/sign-in?next=%2Faccount');
    expect((await t.inject({ url: '/account', headers: { cookie: `duban=${old}` } })).statusCode).toBe(303);
    const last = await row<{ verb: string }>(
      t.db.read,
      'SELECT verb FROM audit_entries ORDER BY id DESC LIMIT 1',
    );
    expect(last?.verb).toBe('change-password');
    expect(await kindsOf()).toEqual(['password-changed']);
    expect(await signInAs(t.browser(), 'ducha')).toContain('用户名或密码不正确');
    expect(await signInAs(t.browser(), 'ducha', NEXT[0])).toBe('/');
  });

  it.each([
    ['too short', 'Short-1', {}, '至少10位'],
    ['of two kinds', 'onlysmall-letters', {}, '至少10位'],
    ['with the login name inside, in other letters', 'xxＤＵＣＨＡ-2018', {}, '不得包含用户名'],
    ['with the name inside', 'Ab1-李督查-2018', {}, '不得包含用户名'],
    ['typed differently twice', NEXT[0]!, { newPasswordAgain: NEXT[1]! }, '两次输入的新密码不一致'],
    ['with the present one wrong', NEXT[0]!, { password: 'wrong' }, '当前密码不正确'],
    ['with the present one left empty', NEXT[0]!, { password: '' }, '此项必填'],
    ['that is the present one', PASSWORD, {}, '最近5次'],
  ])('is refused %s', async (_what, password, fields, sentence) => {
    const browser = await t.signIn('ducha');
    const answer = await change(browser, password, fields);
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain(sentence);
    for (const typed of [password, PASSWORD]) expect(answer.body).not.toContain(`value="${typed}"`);
    expect(await signInAs(t.browser(), 'ducha')).toBe('/');
  });

  it('never takes one of the last five, but the sixth again', async () => {
    const browser = await t.signIn('ducha');
    let present = PASSWORD;
    for (const next of NEXT) {
      expect((await change(browser, next, { password: present })).statusCode).toBe(303);
      present = next;
    }
    for (const used of NEXT)
      expect((await change(browser, used, { password: present })).body).toContain('最近5次');
    expect((await change(browser, PASSWORD, { password: present })).statusCode).toBe(303);
    expect(await rows(t.db.read, 'SELECT id FROM used_passwords')).toHaveLength(4);
  });

  it('does not prolong the eight hours', async () => {
    const browser = await t.signIn('ducha');
    for (let minutes = 20; minutes < 480; minutes += 20) {
      t.clock.set(later(NOW, minutes));
      expect((await browser.get('/account')).statusCode).toBe(200);
    }
    expect((await change(browser, NEXT[0]!)).statusCode).toBe(303);
    t.clock.set(later(NOW, 479));
    expect((await browser.get('/account')).statusCode).toBe(200);
    t.clock.set(later(NOW, 480));
    expect((await browser.get('/account')).statusCode).toBe(303);
  });

  it('stops after five wrong guesses at the present one, without closing the account', async () => {
    const browser = await t.signIn('ducha');
    for (let i = 0; i < 5; i += 1)
      expect((await change(browser, NEXT[0]!, { password: `wrong ${i}` })).body).toContain('当前密码不正确');
    expect((await change(browser, NEXT[0]!)).body).toContain('15分钟后再试');
    expect(await kindsOf()).toEqual([...Array<string>(5).fill('sign-in-failed'), 'sign-in-locked']);
    expect(await signInAs(t.browser(), 'ducha')).toBe('/');
    t.clock.set(later(NOW, 15));
    expect((await change(browser, NEXT[0]!)).statusCode).toBe(303);
  });
});

describe('a password somebody else made', () => {
  let password: string;
  beforeEach(async () => {
    const given = { name: '王联络', loginName: 'wang', roles: ['reporter' as const], units: [] };
    password = (await t.get(AccountsService).add(ADMINISTRATOR, { ...given, address: null, phone: null }))
      .password;
  });

  it('opens nothing but the page that changes it, and the way out', async () => {
    const browser = t.browser();
    expect(await signInAs(browser, 'wang', password, '/plans?x=1')).toBe(
      '/sign-in/new-password?next=%2Fplans%3Fx%3D1',
    );
    const first = browser.cookies.get('duban');
    for (const path of ['/', '/plans', '/account', '/account/password', '/sign-in/second-factor'])
      expect((await browser.get(path)).headers.location).toMatch(/^\/sign-in(\?|$)/);
    expect((await browser.get('/sign-in?next=/units')).headers.location).toBe(
      '/sign-in/new-password?next=%2Funits',
    );
    expect((await browser.get('/api/v1/units')).statusCode).toBe(401);
    expect((await browser.post('/account/sessions/endings')).statusCode).toBe(401);
    const form = (await browser.get('/sign-in/new-password?next=/plans?x=1')).body;
    expect(form).toContain('王联络');
    expect(form).not.toContain('href="/plans"');
    expect(form).not.toContain('href="/account"');
    const wish = { newPassword: password, newPasswordAgain: password };
    expect((await browser.post('/sign-in/new-password', wish)).body).toContain('最近5次');
    const choice = { newPassword: PASSWORD, newPasswordAgain: PASSWORD, next: '/plans?x=1' };
    expect((await browser.post('/sign-in/new-password', choice)).headers.location).toBe('/plans?x=1');
    expect(browser.cookies.get('duban')).not.toBe(first);
    expect((await browser.get('/account')).statusCode).toBe(200);
    expect(
      (await t.inject({ url: '/sign-in/new-password', headers: { cookie: `duban=${first}` } })).statusCode,
    ).toBe(303);
    expect(await signInAs(t.browser(), 'wang')).toBe('/');
    expect(await kindsOf()).toEqual(['signed-in', 'password-changed', 'signed-in', 'signed-in']);
  });

  it('lets one out again', async () => {
    const browser = t.browser();
    await signInAs(browser, 'wang', password);
    await browser.get('/sign-in/new-password');
    expect((await browser.post('/sign-out')).headers.location).toBe('/sign-in');
    expect((await browser.get('/sign-in/new-password')).headers.location).toContain('/sign-in?next=');
  });

  it('opens nothing after seven days, and says whom to ask only to who knows it', async () => {
    t.clock.set(later(NOW, 7 * 24 * 60 - 1));
    expect(await signInAs(t.browser(), 'wang', password)).toBe('/sign-in/new-password');
    t.clock.set(later(NOW, 7 * 24 * 60));
    expect(await signInAs(t.browser(), 'wang', password)).toContain('请与系统管理员联系，重新设置密码');
    expect(await signInAs(t.browser(), 'wang', 'wrong')).toContain('用户名或密码不正确');
    const again = await t.get(AccountsService).resetPassword(ADMINISTRATOR, 'wang');
    expect(await signInAs(t.browser(), 'wang', password)).toContain('用户名或密码不正确');
    expect(await signInAs(t.browser(), 'wang', again)).toBe('/sign-in/new-password');
    expect(await kindsOf()).toContain('password-reset');
  });

  it('need not be changed where the account only exists to be tried', async () => {
    const [account] = await seedTown(t.app, PASSWORD);
    expect(await signInAs(t.browser(), account!.loginName)).toBe('/');
  });

  it('counts among those used, when it is replaced', async () => {
    const again = await t.get(AccountsService).resetPassword(ADMINISTRATOR, 'wang');
    const browser = t.browser();
    await signInAs(browser, 'wang', again);
    await browser.get('/sign-in/new-password');
    for (const used of [again, password]) {
      const wish = { newPassword: used, newPasswordAgain: used };
      expect((await browser.post('/sign-in/new-password', wish)).body).toContain('最近5次');
    }
    const used = await rows<{ passwordHash: string }>(t.db.read, 'SELECT "passwordHash" FROM used_passwords');
    expect(await isPassword(used[0]!.passwordHash, password)).toBe(true);
  });
});

describe('one’s sessions', () => {
  const CHROME =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36';
  const PHONE =
    'Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99 Mobile Safari/537.36 MicroMessenger/8.0';

  beforeEach(async () => {
    await aPerson(t, { loginName: 'ducha', password: PASSWORD });
    await aPerson(t, { loginName: 'other', password: PASSWORD });
  });
  const browserWith = async (agent: string, login = 'ducha') => {
    const browser = t.browser();
    browser.headers = { 'user-agent': agent };
    await signInAs(browser, login);
    return browser;
  };
  const marksIn = (page: string) =>
    [...page.matchAll(/name="session" value="(\w+)"/g)].map((found) => found[1]!);

  it('are listed in words, this one first, those of others never', async () => {
    const office = await browserWith(CHROME);
    t.clock.set(later(NOW, 10));
    await browserWith(PHONE);
    await browserWith('curl/8', 'other');
    const page = (await office.get('/account/sessions')).body;
    expect(page.indexOf('Chrome · Windows')).toBeLessThan(page.indexOf('WeChat · Android'));
    expect(page).toContain('当前浏览器');
    expect(page).toContain('127.0.0.1');
    expect(page).toContain('2018-11-02 09:00');
    expect(page).toContain('2018-11-02 09:10');
    expect(marksIn(page)).toHaveLength(1);
    const hashes = await rows<{ tokenHash: string }>(t.db.read, 'SELECT "tokenHash" FROM sessions');
    for (const { tokenHash } of hashes) expect(page).not.toContain(tokenHash);
  });

  it('are ended one by one, one’s own only', async () => {
    const [office, phone] = [await browserWith(CHROME), await browserWith(PHONE)];
    const other = await browserWith(CHROME, 'other');
    const [mark] = marksIn((await office.get('/account/sessions')).body);
    await other.get('/account/sessions');
    await other.post('/account/sessions/ending', { session: mark! });
    expect((await phone.get('/account')).statusCode).toBe(200);
    expect((await office.post('/account/sessions/ending', { session: mark! })).headers.location).toBe(
      '/account/sessions',
    );
    expect((await phone.get('/account')).statusCode).toBe(303);
    expect((await office.get('/account')).statusCode).toBe(200);
    expect((await kindsOf()).filter((kind) => kind === 'session-ended')).toHaveLength(1);
  });

  it('are all ended at once, here as well', async () => {
    const [office, phone] = [await browserWith(CHROME), await browserWith(PHONE)];
    await office.get('/account/sessions');
    expect((await office.post('/account/sessions/endings')).headers.location).toBe('/sign-in');
    for (const browser of [office, phone]) expect((await browser.get('/account')).statusCode).toBe(303);
    expect(await kindsOf()).toContain('signed-out-everywhere');
  });

  it('show one that knows the password and has not come further', async () => {
    await aPerson(t, { loginName: 'wang', password: PASSWORD, isGiven: true });
    const browser = await t.signIn('wang');
    await signInAs(t.browser(), 'wang');
    expect((await browser.get('/account/sessions')).body).toContain('尚未完成登录');
  });
});

describe('the page of one’s account', () => {
  it('says who one is here, and is linked where the name stands', async () => {
    await aPerson(t, { loginName: 'ducha', name: '李督查', roles: ['supervisor', 'verifier'] });
    const browser = await t.signIn('ducha');
    const page = (await browser.get('/account')).body;
    for (const word of [
      '李督查',
      'ducha@duban.example',
      '督查员',
      'href="/account"',
      'href="/account/password"',
    ])
      expect(page).toContain(word);
    expect((await browser.get('/account?done=other')).body).not.toContain('class="done"');
    expect((await t.inject({ url: '/account' })).headers.location).toBe('/sign-in?next=%2Faccount');
  });
});

describe('a flood of sign-ins', () => {
  it('is told when to come again, and leaves the server alone', async () => {
    const browser = t.browser();
    await browser.get('/sign-in');
    const payload = (i: number) =>
      new URLSearchParams({ _csrf: browser.csrf, loginName: `nobody${i}`, password: 'x' }).toString();
    const headers = { cookie: browser.cookie, 'content-type': 'application/x-www-form-urlencoded' };
    const answers = await Promise.all(
      Array.from({ length: 120 }, (_, i) =>
        t.inject({
          method: 'POST',
          url: '/sign-in',
          payload: payload(i),
          headers,
          remoteAddress: `10.1.${i}.1`,
        }),
      ),
    );
    const busy = answers.filter(({ statusCode }) => statusCode === 429);
    expect(busy.length).toBeGreaterThanOrEqual(60);
    expect(busy.every((answer) => answer.headers['retry-after'] === '2')).toBe(true);
    expect(busy[0]!.body).toContain('请2秒后再试');
    expect(answers.filter(({ statusCode }) => statusCode === 422)).toHaveLength(120 - busy.length);
    expect(await outcomeOf(signInAs(browser, 'nobody', 'x'))).toBe('in');
  });
});

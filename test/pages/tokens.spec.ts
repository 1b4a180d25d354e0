/** /account/tokens and /administration/systems, as people use them. */
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { aPerson } from '../support/people.js';
import { wordsOf } from '../support/words-of.js';

let t: TestApp;
let browser: Browser;
beforeAll(async () => {
  t = await testApp({ now: '2018-11-02T02:00:00Z' });
  await aPerson(t, { loginName: 'lianluo', name: '联络员甲', roles: ['reporter'] });
  await aPerson(t, { loginName: 'guanli', name: '管理员甲', roles: ['administrator'] });
});
afterAll(() => t.close());

const tokenOn = (page: { body: string }) => /duban_[\w-]{43}/.exec(page.body)?.[0];
const ask = (token: string) =>
  t.inject({ url: '/api/v1/tokens', headers: { authorization: `Bearer ${token}` } });

describe('one’s own tokens', () => {
  beforeAll(async () => {
    browser = await t.signIn('lianluo');
  });

  it('are found from one’s own account', async () => {
    expect((await browser.get('/account')).body).toContain('href="/account/tokens"');
  });

  it('are offered with the scopes that open something to that person', async () => {
    const words = wordsOf(await browser.get('/account/tokens'));
    expect(words).toContain('没有可用的令牌');
    expect(words).toContain('查询 查看方案、任务、时限、单位和统计');
    expect(words).not.toContain('督办 起草');
  });

  it('come back whole with what is wrong', async () => {
    const answer = await browser.post('/account/tokens', {
      name: '台账',
      lastOn: '2020-01-01',
      scopes: 'read',
    });
    expect(answer.statusCode).toBe(422);
    expect(wordsOf(answer)).toContain('有效期至：有效期须在今天至2019-12-07之间。');
    expect(answer.body).toContain('value="台账"');
    expect(answer.body).toMatch(/value="read" checked/);
    expect(tokenOn(answer)).toBeUndefined();
    const none = await browser.post('/account/tokens', { name: '台账', lastOn: '2018-12-31' });
    expect([none.statusCode, wordsOf(none)]).toEqual([422, expect.stringContaining('权限范围：')]);
  });

  it('are shown once, listed, and ended', async () => {
    const made = await browser.post('/account/tokens', {
      name: '台账',
      lastOn: '2018-12-31',
      scopes: 'read',
    });
    expect([made.statusCode, made.headers['cache-control']]).toEqual([
      200,
      expect.stringContaining('no-store'),
    ]);
    const token = tokenOn(made)!;
    expect((await ask(token)).statusCode).toBe(200);
    const listed = await browser.get('/account/tokens');
    expect(wordsOf(listed)).toContain('台账 2018-11-02生成 查询 2018-12-31 2018-11-02 10:00');
    expect(tokenOn(listed)).toBeUndefined();
    const action = /action="(\/account\/tokens\/\d+\/revocation)"/.exec(listed.body)![1]!;
    expect((await browser.post(action)).headers.location).toBe('/account/tokens');
    expect((await ask(token)).statusCode).toBe(401);
    expect(wordsOf(await browser.get('/account/tokens'))).toContain('台账 2018-11-02已吊销');
  });
});

describe('systems', () => {
  it('are entered, given a token, looked through and ended by an administrator', async () => {
    const admin = await t.signIn('guanli');
    expect(wordsOf(await admin.get('/administration/systems'))).toContain('尚未登记接入系统');
    const faulty = await admin.post('/administration/systems', { name: '绩效平台' });
    expect([faulty.statusCode, faulty.body]).toEqual([422, expect.stringContaining('value="绩效平台"')]);
    const entered = await admin.post('/administration/systems', { name: '绩效平台', roles: 'supervisor' });
    const path = String(entered.headers.location);
    expect(path).toMatch(/^\/systems\/\d+$/);
    await admin.get(path);
    const made = await admin.post(`${path}/tokens`, {
      ...{ name: '同步', lastOn: '2018-12-31', scopes: ['read', 'supervise'], perMinute: '5' },
    });
    const token = tokenOn(made)!;
    expect((await ask(token)).headers['ratelimit-limit']).toBe('5');
    expect(wordsOf(await admin.get('/administration/tokens'))).toContain('绩效平台 系统 查询、督办');
    expect(wordsOf(await admin.get(path))).toContain('同步 2018-11-02生成 查询、督办');
    expect((await admin.post(`${path}/ending`)).statusCode).toBe(303);
    expect((await ask(token)).statusCode).toBe(401);
    expect(wordsOf(await admin.get(path))).toContain('2018-11-02起停用');
  });

  it('are nobody else’s business', async () => {
    const other = await t.signIn('lianluo');
    for (const path of ['/administration/systems', '/administration/tokens', '/systems/1'])
      expect((await other.get(path)).statusCode).toBe(403);
  });
});

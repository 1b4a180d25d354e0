import { Controller, Get } from '@nestjs/common';
import { rows } from '../../src/platform/sql.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { CurrentViewer, For } from '../../src/web/for.js';
import { Page } from '../../src/web/pages.js';
import { Browser, testApp, type TestApp } from '../support/app.js';
import { aPerson } from '../support/people.js';

const PASSWORD = 'Haimen-2018-122';
const NOW = '2018-11-02T01:00:00.000Z';

@Controller('probe')
class ProbePages {
  @Get()
  @For('signed-in')
  @Page()
  whoAmI(@CurrentViewer() viewer: Viewer): string {
    return `${viewer.name}/${viewer.roles.join()}/${viewer.unitIds.join()}/${viewer.door}`;
  }

  @Get('leaders')
  @For('read-audit')
  @Page()
  leaders(): string {
    return 'for leaders';
  }
}

describe('signing in', () => {
  let t: TestApp;

  beforeAll(async () => {
    t = await testApp({ now: NOW, controllers: [ProbePages] });
    await aPerson(t, { loginName: 'ducha', name: '李督查', roles: ['supervisor'], password: PASSWORD });
    await aPerson(t, { loginName: 'other', password: PASSWORD });
  });
  afterAll(() => t.close());
  beforeEach(() => t.clock.set(NOW));

  const signIn = async (browser: Browser, password = PASSWORD, fields: Record<string, string> = {}) => {
    await browser.get('/sign-in');
    return browser.post('/sign-in', { loginName: 'ducha', password, ...fields });
  };

  it('leads a person to the page asked for', async () => {
    const browser = t.browser();
    const asked = await browser.get('/probe?x=1');
    expect([asked.statusCode, asked.headers.location]).toEqual([303, '/sign-in?next=%2Fprobe%3Fx%3D1']);
    const form = await browser.get(asked.headers.location!);
    expect(form.body).toContain('不得录入国家秘密');
    expect(form.body).toContain('value="/probe?x&#x3D;1"');
    const signedIn = await browser.post('/sign-in', {
      loginName: ' DUCHA',
      password: PASSWORD,
      next: '/probe?x=1',
    });
    expect([signedIn.statusCode, signedIn.headers.location]).toEqual([303, '/probe?x=1']);
    expect((await browser.get('/probe')).body).toBe('李督查/supervisor//page');
    expect((await browser.get('/sign-in')).headers.location).toBe('/');
  });

  it.each([
    '//evil.example',
    'https://evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    '/sign-out',
  ])('never leads to %s', async (next) => {
    const browser = t.browser();
    expect((await browser.get(`/sign-in?next=${encodeURIComponent(next)}`)).body).toContain(
      'name="next" value="/"',
    );
    expect(
      (await browser.post('/sign-in', { loginName: 'ducha', password: PASSWORD, next })).headers.location,
    ).toBe('/');
  });

  it('gives a cookie no script can read and no other site sends', async () => {
    const answer = await signIn(t.browser());
    expect(answer.headers['set-cookie']).toMatch(/^duban=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it('keeps neither the session nor the password in the database', async () => {
    const browser = t.browser();
    await signIn(browser);
    const kept =
      JSON.stringify(await rows(t.db.read, 'SELECT * FROM sessions')) +
      JSON.stringify(await rows(t.db.read, 'SELECT * FROM people'));
    expect(kept).not.toContain(browser.cookies.get('duban'));
    expect(kept).not.toContain(PASSWORD);
    expect(kept).toContain('$argon2id$');
  });

  it('never takes over a session that was there before', async () => {
    const browser = t.browser();
    browser.cookies.set('duban', 'planted-by-somebody-else');
    await signIn(browser);
    expect(browser.cookies.get('duban')).toMatch(/^[\w-]{43}$/);
  });

  it('answers a wrong password and an unknown name alike, and keeps the name typed', async () => {
    const wrong = await signIn(t.browser(), 'wrong');
    const unknown = await signIn(t.browser(), 'wrong', { loginName: 'nobody' });
    expect([wrong.statusCode, unknown.statusCode]).toEqual([422, 422]);
    const chance = /nobody|ducha|value="[\w-]{43}"|name="_once" value="[\w-]+"|nonce="[\w-]+"/g;
    const same = (body: string) => body.replaceAll(chance, '');
    expect(same(unknown.body)).toBe(same(wrong.body));
    expect(wrong.body).toContain('用户名或密码不正确');
    expect(wrong.body).toContain('value="ducha"');
    expect(wrong.body).not.toContain('value="wrong"');
  });

  it('says at each field what is missing', async () => {
    const browser = t.browser();
    await browser.get('/sign-in');
    const answer = await browser.post('/sign-in', { loginName: '', password: ' ' });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('href="#loginName">用户名：此项必填');
    expect(answer.body).toContain('id="password-fault"');
  });

  it('refuses the old cookie after signing out', async () => {
    const browser = await t.signIn('ducha');
    const old = { cookie: browser.cookie };
    expect((await browser.post('/sign-out')).headers.location).toBe('/sign-in');
    expect(browser.cookies.has('duban')).toBe(false);
    expect((await t.inject({ url: '/probe', headers: old })).statusCode).toBe(303);
  });

  it('ends a session after 30 idle minutes and after 8 hours in any case', async () => {
    const browser = await t.signIn('ducha');
    t.clock.set('2018-11-02T01:29:00Z');
    expect((await browser.get('/probe')).statusCode).toBe(200);
    t.clock.set('2018-11-02T01:58:00Z');
    expect((await browser.get('/probe')).statusCode).toBe(200);
    t.clock.set('2018-11-02T02:28:01Z');
    expect((await browser.get('/probe')).statusCode).toBe(303);

    t.clock.set(NOW);
    const busy = await t.signIn('ducha');
    for (let minutes = 20; minutes < 480; minutes += 20) {
      t.clock.set(new Date(Date.parse(NOW) + minutes * 60_000).toISOString());
      expect((await busy.get('/probe')).statusCode).toBe(200);
    }
    t.clock.set('2018-11-02T09:00:01Z');
    expect((await busy.get('/probe')).statusCode).toBe(303);
  });

  it('writes that a session was seen at most once a minute', async () => {
    const browser = await t.signIn('other');
    const seen = async () =>
      (
        await rows<{ lastSeenAt: string }>(
          t.db.read,
          `SELECT s."lastSeenAt" FROM sessions s JOIN people p ON p.id = s."personId" WHERE p."loginName" = 'other'`,
        )
      )[0]!.lastSeenAt;
    t.clock.set('2018-11-02T01:00:59Z');
    await browser.get('/probe');
    expect(await seen()).toBe(NOW);
    t.clock.set('2018-11-02T01:01:00Z');
    await browser.get('/probe');
    expect(await seen()).toBe('2018-11-02T01:01:00.000Z');
  });

  it('shows a page that is for other roles to nobody else', async () => {
    const browser = await t.signIn('ducha');
    const answer = await browser.get('/probe/leaders');
    expect(answer.statusCode).toBe(403);
    expect(answer.body).toContain('无权访问');
    expect(answer.body).not.toContain('for leaders');
  });

  it('lets nobody in who has left', async () => {
    await aPerson(t, { loginName: 'leaver', password: PASSWORD });
    const browser = await t.signIn('leaver');
    await t.db.inTransaction((tx) =>
      tx.query(`UPDATE people SET "leftOn" = '2018-11-02' WHERE "loginName" = 'leaver'`),
    );
    expect((await browser.get('/probe')).statusCode).toBe(303);
    expect((await signIn(t.browser(), PASSWORD, { loginName: 'leaver' })).statusCode).toBe(422);
  });
});

describe('guessing passwords', () => {
  let t: TestApp;
  beforeEach(async () => {
    t = await testApp({ now: NOW });
    await aPerson(t, { loginName: 'ducha', password: PASSWORD });
  });
  afterEach(() => t.close());

  const attempt = async (loginName: string, password: string, remoteAddress = '10.0.0.1') => {
    const browser = t.browser();
    await browser.get('/sign-in');
    const payload = new URLSearchParams({ _csrf: browser.csrf, loginName, password }).toString();
    const headers = { cookie: browser.cookie, 'content-type': 'application/x-www-form-urlencoded' };
    return t.inject({ method: 'POST', url: '/sign-in', payload, headers, remoteAddress });
  };

  it.each(['ducha', 'nobody'])(
    'closes the account "%s" for 15 minutes after five failures',
    async (loginName) => {
      for (let i = 0; i < 5; i += 1)
        expect((await attempt(loginName, 'wrong')).body).toContain('用户名或密码不正确');
      expect((await attempt(loginName, PASSWORD)).body).toContain('15分钟后再试');
      t.clock.set('2018-11-02T01:14:59Z');
      expect((await attempt(loginName, PASSWORD)).body).toContain('15分钟后再试');
      t.clock.set('2018-11-02T01:15:00Z');
      expect((await attempt(loginName, PASSWORD)).statusCode).toBe(loginName === 'ducha' ? 303 : 422);
    },
  );

  it('forgets the failures once the right password came', async () => {
    for (let i = 0; i < 4; i += 1) await attempt('ducha', 'wrong');
    expect((await attempt('ducha', PASSWORD)).statusCode).toBe(303);
    for (let i = 0; i < 4; i += 1) await attempt('ducha', 'wrong');
    expect((await attempt('ducha', PASSWORD)).statusCode).toBe(303);
  });

  it('stops an address that tries many names, and only that one', async () => {
    await t.db.inTransaction(async (tx) => {
      for (let i = 0; i < 50; i += 1)
        await tx.query(
          `INSERT INTO sign_in_failures (subject, "failedAt") VALUES ('address:10.0.0.1', '${NOW}')`,
        );
    });
    expect((await attempt('ducha', PASSWORD)).body).toContain('15分钟后再试');
    expect((await attempt('ducha', PASSWORD, '10.0.0.2')).statusCode).toBe(303);
  });

  it('leaves a trace of who came in and who failed to', async () => {
    await attempt('ducha', 'wrong');
    await attempt('ducha', PASSWORD);
    const trail = await rows<{ verb: string }>(
      t.db.read,
      `SELECT verb FROM audit_entries WHERE noun = 'person' ORDER BY id DESC LIMIT 2`,
    );
    expect(trail.map((entry) => entry.verb)).toEqual(['sign-in', 'fail-to-sign-in']);
  });
});

describe('under another name than localhost', () => {
  let t: TestApp;
  afterEach(() => t.close());

  it('works on plain HTTP: nothing is upgraded, the cookie can be stored, links stay', async () => {
    t = await testApp({ now: NOW, settings: { BASE_URL: 'http://duban.oa.example:3000' } });
    await aPerson(t, { loginName: 'ducha', password: PASSWORD });
    const browser = t.browser();
    browser.headers = { host: 'duban.oa.example:3000' };
    const form = await browser.get('/sign-in');
    expect(form.headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
    expect(form.headers['strict-transport-security']).toBeUndefined();
    const origin = { origin: 'http://duban.oa.example:3000' };
    const answer = await browser.post('/sign-in', { loginName: 'ducha', password: PASSWORD }, origin);
    expect(answer.statusCode).toBe(303);
    expect(answer.headers['set-cookie']).not.toContain('Secure');
  });

  it('works under a name nobody configured, when the browser says the same twice', async () => {
    t = await testApp({ now: NOW });
    await aPerson(t, { loginName: 'ducha', password: PASSWORD });
    const browser = t.browser();
    browser.headers = { host: '10.1.2.3:3000' };
    await browser.get('/sign-in');
    const origin = { origin: 'http://10.1.2.3:3000' };
    expect(
      (await browser.post('/sign-in', { loginName: 'ducha', password: PASSWORD }, origin)).statusCode,
    ).toBe(303);
  });

  it('binds the cookie to the host on https, and asks for https from then on', async () => {
    t = await testApp({ now: NOW, settings: { BASE_URL: 'https://duban.example' } });
    await aPerson(t, { loginName: 'ducha', password: PASSWORD });
    const browser = t.browser();
    const form = await browser.get('/sign-in');
    expect(form.headers['strict-transport-security']).toBe('max-age=31536000');
    const origin = { origin: 'https://duban.example' };
    const answer = await browser.post('/sign-in', { loginName: 'ducha', password: PASSWORD }, origin);
    expect(answer.headers['set-cookie']).toMatch(
      /^__Host-duban=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    );
  });

  it('never takes a host a stranger named into an answer', async () => {
    t = await testApp({ now: NOW });
    const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example' };
    for (const url of ['/sign-in', '/', '/nowhere', '/api/v1/nowhere']) {
      const answer = await t.inject({ url, headers });
      expect(answer.body + JSON.stringify(answer.headers)).not.toContain('evil.example');
    }
  });
});

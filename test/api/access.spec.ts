import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { IsString, MaxLength } from 'class-validator';
import { NotFound, Refusal } from '../../src/platform/refusal.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { TokensService } from '../../src/access/tokens.service.js';
import { CurrentViewer, For } from '../../src/web/for.js';
import { testApp, type TestApp } from '../support/app.js';
import { ADMINISTRATOR, aPerson } from '../support/people.js';

class NoteDto {
  @IsString() @MaxLength(10) text: string;
}

@Controller('api/v1/notes')
@For('urge')
class NotesApi {
  @Get()
  list(@CurrentViewer() viewer: Viewer) {
    return { items: [viewer], next: null };
  }

  @Get(':id')
  one(@Param('id') id: number): object {
    if (id === 1) return { id };
    throw new NotFound('note');
  }

  @Post()
  write(@Body() note: NoteDto) {
    if (note.text === 'taken')
      throw new Refusal('document-number-taken', { number: '1' }, { text: 'document-number-taken' });
    return note;
  }

  @Get('broken/now')
  broken(): void {
    throw new Error('a secret about the inside');
  }
}

const NOW = '2018-11-02T01:00:00Z';

describe('the API', () => {
  let t: TestApp;
  let token: string;

  beforeAll(async () => {
    t = await testApp({ now: NOW, controllers: [NotesApi] });
    await aPerson(t, { loginName: 'ducha', name: '李督查', roles: ['supervisor'] });
    await aPerson(t, { loginName: 'lianluo', roles: ['reporter'] });
    token = await makeToken('ducha');
  });
  afterAll(() => t.close());
  beforeEach(() => t.clock.set(NOW));

  const makeToken = (loginName: string, lastOn: string | null = null) =>
    t.get(TokensService).create(ADMINISTRATOR, { loginName, name: 'a test', lastOn });
  const ask = (
    method: 'GET' | 'POST',
    url: string,
    given: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
  ) =>
    t.inject({
      method,
      url,
      headers: { ...(given.token ? { authorization: `Bearer ${given.token}` } : {}), ...given.headers },
      ...(given.body === undefined ? {} : { payload: given.body as object }),
    });

  it('knows whose token it is', async () => {
    const answer = await ask('GET', '/api/v1/notes', { token });
    expect(answer.statusCode).toBe(200);
    expect(answer.json().items[0]).toMatchObject({ name: '李督查', roles: ['supervisor'], door: 'api' });
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it.each([
    ['without a token', {}],
    ['with a wrong one', { authorization: 'Bearer duban_nonsense' }],
    ['with another kind of credential', { authorization: 'Basic YTpi' }],
  ])('answers 401 %s', async (_what, headers) => {
    const answer = await ask('GET', '/api/v1/notes', { headers });
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json()).toEqual({
      type: 'about:blank',
      title: '请先登录',
      status: 401,
      detail: expect.any(String),
      code: 'not-signed-in',
    });
  });

  it('lets a token open nothing after its last day, nor once it is revoked', async () => {
    const short = await makeToken('ducha', '2018-11-03');
    expect((await ask('GET', '/api/v1/notes', { token: short })).statusCode).toBe(200);
    t.clock.set('2018-11-03T15:59:00Z');
    expect((await ask('GET', '/api/v1/notes', { token: short })).statusCode).toBe(200);
    t.clock.set('2018-11-03T16:00:00Z');
    expect((await ask('GET', '/api/v1/notes', { token: short })).statusCode).toBe(401);
    t.clock.set(NOW);
    await t.db.inTransaction((tx) =>
      tx.query(`UPDATE api_tokens SET "revokedAt" = '${NOW}' WHERE "lastOn" = '2018-11-03'`),
    );
    expect((await ask('GET', '/api/v1/notes', { token: short })).statusCode).toBe(401);
  });

  it('answers 403 to a role it is not for', async () => {
    const answer = await ask('GET', '/api/v1/notes', { token: await makeToken('lianluo') });
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'role-needed']);
  });

  it.each(['/api/v1/notes/2', '/api/v1/notes/x', '/api/v1/nowhere'])('answers 404 for %s', async (url) => {
    const answer = await ask('GET', url, { token });
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'not-found']);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  });

  it('answers 422 with a fault at each field', async () => {
    const answer = await ask('POST', '/api/v1/notes', { token, body: { text: 'x'.repeat(11) } });
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({
      status: 422,
      code: 'input-wrong',
      fields: { text: { code: 'field-too-long', message: '此项内容过长。' } },
    });
  });

  it('answers 409 where the state of things forbids it', async () => {
    const answer = await ask('POST', '/api/v1/notes', { token, body: { text: 'taken' } });
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'document-number-taken']);
  });

  it.each([
    ['role', { text: 'x', role: 'administrator' }],
    ['unitId', { text: 'x', unitId: 1 }],
    ['constructor', { text: 'x', constructor: { prototype: { y: 1 } } }],
  ])('answers 400 to a field nobody asked for: %s', async (_name, body) => {
    expect((await ask('POST', '/api/v1/notes', { token, body })).statusCode).toBe(400);
    expect(({} as { y?: number }).y).toBeUndefined();
  });

  it.each([
    ['no JSON', '{"text": ', 'application/json', 400],
    ['a poisoned prototype', '{"text": "x", "__proto__": {"y": 1}}', 'application/json', 400],
    ['a list', '["x"]', 'application/json', 422],
    ['nothing', '', 'application/json', 400],
    ['a NUL', '{"text": "a\\u0000b"}', 'application/json', 422],
    ['plain text', 'x', 'text/plain', 415],
    ['three megabytes', `{"text": "${'x'.repeat(3_000_000)}"}`, 'application/json', 413],
  ])('answers in words when given %s', async (_what, payload, type, status) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': type };
    const answer = await t.inject({ method: 'POST', url: '/api/v1/notes', payload, headers });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json().detail).toMatch(/。$/);
  });

  it('says nothing about the inside of a fault', async () => {
    const answer = await ask('GET', '/api/v1/notes/broken/now', { token });
    expect([answer.statusCode, answer.json().code]).toEqual([500, 'bug']);
    expect(answer.body).not.toContain('secret');
  });

  it('may be read by a signed-in browser, never changed by its cookie', async () => {
    const browser = await t.signIn('ducha');
    const read = await browser.get('/api/v1/notes');
    expect([read.statusCode, read.json().items[0].door]).toEqual([200, 'api']);
    const headers = { cookie: browser.cookie };
    expect(
      (await ask('POST', '/api/v1/notes', { body: { text: 'x', _csrf: browser.csrf }, headers })).statusCode,
    ).toBe(401);
  });

  it('speaks English to whoever asks for it', async () => {
    const answer = await ask('GET', '/api/v1/notes', { headers: { 'accept-language': 'en' } });
    expect(answer.json().title).toBe('Please sign in');
  });

  it('describes itself, and only itself', async () => {
    const document = (await ask('GET', '/api/v1/openapi.json')).json() as { paths: Record<string, unknown> };
    expect(Object.keys(document.paths)).toContain('/api/v1/notes/{id}');
    expect(Object.keys(document.paths).filter((path) => !path.startsWith('/api/v1/'))).toEqual([]);
  });

  it('shows its pages from this machine alone', async () => {
    const page = await ask('GET', '/api/docs');
    expect(page.headers['content-security-policy']).toContain("style-src 'self' 'unsafe-inline'");
    expect(page.headers['content-security-policy']).toMatch(/script-src 'nonce-[\w-]{22}';/);
    expect(page.body).not.toMatch(/https?:\/\//);
    expect((await ask('GET', '/api/docs/swagger-ui-bundle.js')).statusCode).toBe(200);
    expect((await ask('GET', '/api/docs/package.json')).statusCode).toBe(404);
  });
});

describe('health', () => {
  it('is told without signing in, and is red when a check says so', async () => {
    const { HealthChecks } = await import('../../src/web/health.js');
    // Five past midnight in Beijing: nothing of the day is due yet, as nobody runs it here.
    const t = await testApp({ now: '2018-11-01T16:05:00Z' });
    expect((await t.inject('/health/live')).json()).toEqual({ status: 'live' });
    const ready = await t.inject('/health/ready');
    expect([ready.statusCode, ready.json().checks.database]).toEqual([200, 'ok']);
    t.get(HealthChecks).add('mail', () => Promise.resolve('oldest pending mail waits 16 min'));
    t.get(HealthChecks).add('disk', () => Promise.reject(new Error('a path nobody should see')));
    const red = await t.inject('/health/ready');
    expect([red.statusCode, red.json().checks.mail]).toEqual([503, 'oldest pending mail waits 16 min']);
    expect(red.body).not.toContain('nobody should see');
    await t.close();
  });
});

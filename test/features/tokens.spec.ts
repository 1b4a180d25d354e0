/** Keys for programs: what they may, how long, how often, and who may make and end them. */
import { SystemsService } from '../../src/access/systems.service.js';
import { TokensService } from '../../src/access/tokens.service.js';
import { row, rows } from '../../src/platform/sql.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { Jurisdiction } from '../../src/units/jurisdiction.entity.js';
import { Person } from '../../src/units/person.entity.js';
import { testApp, type TestApp } from '../support/app.js';
import { ADMINISTRATOR, aPerson } from '../support/people.js';

const NOW = '2018-11-02T01:00:00.000Z';
const ADDRESS = '192.0.2.7';

describe('tokens', () => {
  let t: TestApp;
  let supervisor: Viewer;
  let reporter: Viewer;
  let administrator: Viewer;

  beforeAll(async () => {
    t = await testApp({ now: NOW });
    const viewer = async (loginName: string, role: Viewer['roles'][number]): Promise<Viewer> => {
      const personId = await aPerson(t, { loginName, roles: [role] });
      return { personId, name: loginName, roles: [role], unitIds: [], door: 'page' };
    };
    supervisor = await viewer('ducha', 'supervisor');
    reporter = await viewer('lianluo', 'reporter');
    administrator = await viewer('guanli', 'administrator');
  });
  afterAll(() => t.close());
  beforeEach(() => t.clock.set(NOW));

  const tokens = () => t.get(TokensService);
  const terms = { name: '绩效平台', lastOn: '2018-12-31', scopes: ['read' as const] };
  const make = (wish: Partial<Parameters<TokensService['makeOwn']>[1]> = {}, viewer = supervisor) =>
    tokens().makeOwn(viewer, { ...terms, ...wish }, ADDRESS);
  const newest = async () =>
    (await row<{ id: number }>(t.db.read, 'SELECT max(id) AS id FROM api_tokens'))!.id;
  const ask = (token: string, url = '/api/v1/tokens', method: 'GET' | 'DELETE' | 'POST' = 'GET') =>
    t.inject({ method, url, headers: { authorization: `Bearer ${token}` }, remoteAddress: ADDRESS });
  const events = async (kind: string) =>
    (
      await rows<{ personId: number | null; subject: string | null; address: string | null }>(
        t.db.read,
        'SELECT "personId", subject, address FROM security_events WHERE kind = :kind ORDER BY id',
        { kind },
      )
    ).map(({ personId, subject, address }) => [personId, subject, address]);

  it('are kept as a hash, in the trail and in the security log without the secret', async () => {
    const token = await make();
    const id = await newest();
    expect(token).toMatch(/^duban_[\w-]{43}$/);
    expect(await events('token-made')).toContainEqual([supervisor.personId, `token:${id}`, ADDRESS]);
    const everything = await Promise.all(
      ['api_tokens', 'audit_entries', 'security_events'].map((table) =>
        rows(t.db.read, `SELECT * FROM ${table}`),
      ),
    );
    expect(JSON.stringify(everything)).not.toContain(token.slice('duban_'.length));
  });

  it.each([
    ['yesterday', '2018-11-01', 'token-day-wrong'],
    ['401 days ahead', '2019-12-08', 'token-day-wrong'],
    ['no day at all', '2019-02-30', 'field-not-a-day'],
  ])('never hold until %s', async (_what, lastOn, code) => {
    await expect(make({ lastOn })).rejects.toMatchObject({ code, status: 422 });
  });

  it('hold for 400 days at the longest, also from the command line where no day is given', async () => {
    await make({ lastOn: '2019-12-07' });
    await tokens().create(ADMINISTRATOR, { loginName: 'ducha', name: 'x', lastOn: null });
    const { lastOn } = (await row<{ lastOn: string }>(
      t.db.read,
      'SELECT "lastOn" FROM api_tokens ORDER BY id DESC LIMIT 1',
    ))!;
    expect(lastOn).toBe('2019-12-07');
  });

  it('are never made for a colleague, nor for a scope the person has nothing in', async () => {
    await expect(
      tokens().create(administrator, { loginName: 'ducha', name: 'x', lastOn: null }),
    ).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(
      tokens().makeForSystem(administrator, supervisor.personId!, terms, ADDRESS),
    ).rejects.toMatchObject({ noun: 'system' });
    await expect(make({ scopes: ['supervise'] }, reporter)).rejects.toMatchObject({
      fields: { scopes: 'field-not-a-choice' },
    });
  });

  it('open what they are for and nothing else, and never more than their person may', async () => {
    const reading = await make();
    expect((await ask(reading, '/api/v1/units')).statusCode).toBe(200);
    const refused = await ask(reading, '/api/v1/runs');
    expect([refused.statusCode, refused.json().code]).toEqual([403, 'scope-needed']);
    const all = await make({ scopes: ['read', 'report', 'verify', 'supervise', 'administer'] });
    expect((await ask(all, '/api/v1/runs')).statusCode).toBe(200);
    await t.db.inTransaction((tx) =>
      tx.query(`DELETE FROM person_roles WHERE "personId" = ${supervisor.personId}`),
    );
    expect((await ask(all, '/api/v1/runs')).json().code).toBe('role-needed');
    await t.db.inTransaction((tx) =>
      tx.query(`INSERT INTO person_roles ("personId", role) VALUES (${supervisor.personId}, 'supervisor')`),
    );
  });

  it('cannot make others', async () => {
    expect((await ask(await make(), '/api/v1/tokens', 'POST')).statusCode).toBe(404);
  });

  it('are ended at once, by their person, by an administrator, and by the leaving of their person', async () => {
    const [own, other] = [await make(), await make()];
    const id = await newest();
    await expect(tokens().revokeOwn(reporter, id, ADDRESS)).rejects.toMatchObject({ noun: 'token' });
    expect((await ask(other)).statusCode).toBe(200);
    await tokens().revoke(administrator, id, ADDRESS);
    await tokens().revoke(administrator, id, ADDRESS);
    expect((await ask(other)).statusCode).toBe(401);
    expect(await events('token-revoked')).toEqual([[administrator.personId, `token:${id}`, ADDRESS]]);
    expect((await ask(own, `/api/v1/tokens/${id - 1}`, 'DELETE')).statusCode).toBe(204);
    expect((await ask(own)).statusCode).toBe(401);
    const last = await make();
    await t.db.inTransaction((tx) => tx.update(Person, supervisor.personId!, { leftOn: '2018-11-02' }));
    expect((await ask(last)).statusCode).toBe(401);
    await t.db.inTransaction((tx) => tx.update(Person, supervisor.personId!, { leftOn: null }));
  });

  it('that are limited to a scope end themselves and no other', async () => {
    const one = await make();
    const id = await newest();
    await make();
    expect((await ask(one, `/api/v1/tokens/${id + 1}`, 'DELETE')).statusCode).toBe(404);
    expect((await ask(one, `/api/v1/tokens/${id}`, 'DELETE')).statusCode).toBe(204);
  });

  it('tell when they were used, once an hour', async () => {
    const token = await make();
    const id = await newest();
    const uses = async () => (await events('token-used')).filter(([, subject]) => subject === `token:${id}`);
    t.clock.set('2018-11-02T01:20:00Z');
    await ask(token);
    t.clock.set('2018-11-02T01:59:59Z');
    await ask(token);
    expect(await uses()).toEqual([[supervisor.personId, `token:${id}`, ADDRESS]]);
    t.clock.set('2018-11-02T02:00:00Z');
    await ask(token);
    expect(await uses()).toHaveLength(2);
    const listed = (await ask(token)).json() as { items: { id: number; lastUsedAt: string }[] };
    expect(listed.items.find((one) => one.id === id)!.lastUsedAt).toBe('2018-11-02T02:00:00.000Z');
  });

  it('are answered 429 beyond so many requests a minute, each by itself', async () => {
    const [busy, other] = [await make({ perMinute: 3 }), await make()];
    t.clock.set('2018-11-02T03:00:20Z');
    const answers = [];
    for (let i = 0; i < 4; i += 1) answers.push(await ask(busy));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 429]);
    expect(answers.map(({ headers }) => headers['ratelimit-remaining'])).toEqual(['2', '1', '0', '0']);
    expect(answers[3]!.headers).toMatchObject({
      'retry-after': '40',
      'ratelimit-limit': '3',
      'ratelimit-reset': '40',
      'content-type': 'application/problem+json; charset=utf-8',
    });
    expect(answers[3]!.json().detail).toBe('请求过于频繁，请在40秒后重试。');
    const untouched = await ask(other);
    expect([untouched.statusCode, untouched.headers['ratelimit-limit']]).toEqual([200, '600']);
    t.clock.set('2018-11-02T03:01:00Z');
    expect((await ask(busy)).statusCode).toBe(200);
  });

  it('that are wrong are told of, and turned away after thirty a minute without stopping right ones', async () => {
    t.clock.set('2018-11-02T04:00:00Z');
    const statuses = new Set<number>();
    for (let i = 0; i < 30; i += 1) statuses.add((await ask(`duban_${i}`)).statusCode);
    expect([...statuses]).toEqual([401]);
    const before = (await events('token-refused')).length;
    const refused = await ask('duban_30');
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '60']);
    expect(await events('token-refused')).toHaveLength(before);
    expect((await ask(await make())).statusCode).toBe(200);
    t.clock.set('2018-11-02T04:01:00Z');
    expect((await ask('duban_30')).statusCode).toBe(401);
  });
});

describe('systems', () => {
  let t: TestApp;
  let districtId: number;
  const limited = (): Viewer => ({
    ...ADMINISTRATOR,
    roles: ['administrator'],
    door: 'page',
    area: { homeId: districtId, ids: [districtId] },
  });

  beforeAll(async () => {
    t = await testApp({ now: NOW });
    districtId = await t.db.inTransaction(async (tx) => {
      const made = await tx.insert(Jurisdiction, {
        ...{ name: '滨海区', nameKey: '滨海区', parentId: null, endedOn: null },
      });
      return made.identifiers[0]!['id'] as number;
    });
  });
  afterAll(() => t.close());

  const enter = (viewer: Viewer, wish: Partial<Parameters<SystemsService['enter']>[1]> = {}) =>
    t.get(SystemsService).enter(viewer, {
      ...{ name: '绩效平台', roles: ['supervisor'], jurisdictionId: null, ...wish },
    });
  const key = (viewer: Viewer, id: number) =>
    t
      .get(TokensService)
      .makeForSystem(viewer, id, { name: '同步', lastOn: null, scopes: ['read'] }, '192.0.2.7');
  const ask = (token: string) =>
    t.inject({ url: '/api/v1/units', headers: { authorization: `Bearer ${token}` } });

  it('ask in their own name, and nobody signs in as one', async () => {
    const id = await enter(ADMINISTRATOR);
    expect((await ask(await key(ADMINISTRATOR, id))).statusCode).toBe(200);
    const { loginName, passwordHash, kind } = await t.db.read.findOneByOrFail(Person, { id });
    expect({ loginName, passwordHash, kind }).toEqual({
      loginName: null,
      passwordHash: null,
      kind: 'system',
    });
  });

  it.each([['auditor' as const], ['reporter' as const]])('are never given the role %s', async (role) => {
    await expect(enter(ADMINISTRATOR, { roles: [role] })).rejects.toMatchObject({
      fields: { roles: 'field-not-a-choice' },
    });
  });

  it('of another jurisdiction are as if they did not exist', async () => {
    const everywhere = await enter(ADMINISTRATOR);
    const own = await enter(limited());
    expect((await t.get(SystemsService).list(limited())).map(({ id }) => id)).toEqual([own]);
    await expect(key(limited(), everywhere)).rejects.toMatchObject({ noun: 'system' });
    const token = await key(limited(), own);
    expect((await ask(token)).statusCode).toBe(200);
    await key(ADMINISTRATOR, everywhere);
    const { id } = (await row<{ id: number }>(t.db.read, 'SELECT max(id) AS id FROM api_tokens'))!;
    await expect(t.get(TokensService).revoke(limited(), id, null)).rejects.toMatchObject({ noun: 'token' });
    await expect(enter(limited(), { jurisdictionId: districtId + 1 })).rejects.toMatchObject({
      code: 'jurisdiction-unknown',
    });
  });

  it('open nothing once they have ended', async () => {
    const id = await enter(ADMINISTRATOR);
    const token = await key(ADMINISTRATOR, id);
    await t.get(SystemsService).end(ADMINISTRATOR, id);
    expect((await ask(token)).statusCode).toBe(401);
    await expect(key(ADMINISTRATOR, id)).rejects.toMatchObject({ code: 'system-ended' });
    await expect(t.get(SystemsService).end(ADMINISTRATOR, id)).rejects.toMatchObject({
      code: 'system-ended',
    });
  });
});

import { UnitsService } from '../../src/units/units.service.js';
import type { Role } from '../../src/rules/permissions.js';
import { UnitNamesService } from '../../src/units/unit-names.service.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { aPerson } from '../support/people.js';

const supervisor = {
  personId: null,
  name: '督查员',
  roles: ['supervisor' as Role],
  unitIds: [],
  door: 'api' as const,
};

describe('GET /api/v1/units', () => {
  let app: TestApp;
  let browser: Browser;
  let ids: Map<string, number>;
  beforeAll(async () => {
    app = await testApp({ now: '2018-11-02T01:00:00Z' });
    await aPerson(app, { loginName: 'ducha', roles: ['supervisor'] });
    await aPerson(app, { loginName: 'baosong', roles: ['reporter'] });
    browser = await app.signIn('ducha');
    const names = ['市财政局', '各区镇', ...Array.from({ length: 60 }, (_, i) => `第${i}所`)];
    ids = await app.db.inTransaction((tx) => app.get(UnitsService).ensureUnits(tx, supervisor, names));
    await app.get(UnitNamesService).add(supervisor, ids.get('市财政局')!, '海门市财政局');
  });
  afterAll(() => app.close());

  it('answers page by page', async () => {
    const first = (await browser.get('/api/v1/units')).json<{ items: { name: string }[]; next: string }>();
    expect(first.items).toHaveLength(50);
    expect(first.items[0]).toEqual({
      id: ids.get('市财政局'),
      name: '市财政局',
      kind: 'unit',
      parentId: null,
      reachedBy: 'mail',
      isSenior: false,
      isSupervisor: false,
      endedOn: null,
      mailboxes: 0,
      members: 0,
    });
    const rest = (await browser.get(`/api/v1/units?after=${first.next}`)).json<typeof first>();
    expect([rest.items.length, rest.next]).toEqual([12, null]);
  });

  it('finds by any name', async () => {
    const found = (await browser.get(`/api/v1/units?q=${encodeURIComponent('海门市财')}`)).json<{
      items: { name: string }[];
    }>();
    expect(found.items.map(({ name }) => name)).toEqual(['市财政局']);
  });

  it('answers one unit with its names, members and contacts', async () => {
    const unit = (await browser.get(`/api/v1/units/${ids.get('市财政局')}`)).json<object>();
    expect(unit).toMatchObject({
      names: [{ name: '海门市财政局', kind: 'alias' }],
      memberUnits: [],
      contacts: [],
    });
  });

  it.each([
    ['/api/v1/units/999999', 404, 'not-found'],
    ['/api/v1/units/x', 404, 'not-found'],
    ['/api/v1/units?after=-1', 422, 'input-wrong'],
  ])('answers %s with a problem', async (url, status, code) => {
    const answer = await browser.get(url);
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([
      status,
      'application/problem+json; charset=utf-8',
    ]);
    expect(answer.json<object>()).toMatchObject({ status, code });
  });

  it('is closed to reporters and strangers', async () => {
    expect((await (await app.signIn('baosong')).get('/api/v1/units')).statusCode).toBe(403);
    expect((await app.inject({ url: '/api/v1/units' })).statusCode).toBe(401);
  });
});

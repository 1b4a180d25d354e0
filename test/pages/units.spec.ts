import type { Role } from '../../src/rules/permissions.js';
import { UnitDirectory } from '../../src/units/unit-directory.queries.js';
import { UnitsService } from '../../src/units/units.service.js';
import { day } from '../../src/rules/day.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { aPerson } from '../support/people.js';
import { hrefOf, wordsOf } from '../support/words-of.js';

const supervisor = {
  personId: null,
  name: '督查员',
  roles: ['supervisor' as Role],
  unitIds: [],
  door: 'page' as const,
};
const today = day('2018-11-02');

describe('the pages of units', () => {
  let app: TestApp;
  let browser: Browser;
  let ids: Map<string, number>;
  beforeAll(async () => {
    app = await testApp({ now: '2018-11-02T01:00:00Z' });
    await aPerson(app, { loginName: 'ducha', roles: ['supervisor'] });
    await aPerson(app, { loginName: 'baosong', roles: ['reporter'] });
    browser = await app.signIn('ducha');
    ids = await app.db.inTransaction((tx) =>
      app.get(UnitsService).ensureUnits(tx, supervisor, ['市财政局', '市人社局', '各区镇']),
    );
  });
  afterAll(() => app.close());

  const resolved = async (name: string) =>
    (await app.get(UnitDirectory).resolve([name], today)).get(name)?.unitId;

  it('list every unit and point at those nobody can be written to', async () => {
    const words = wordsOf(await browser.get('/units'));
    expect(words).toContain('2个单位既没有带邮箱的联络员，也没有标注“电话/纸质”');
    expect(words).toMatch(/市财政局 单位 ▲ 缺联络方式/);
    expect(words).toMatch(/各区镇 群组单位 没有成员/);
    const missing = wordsOf(await browser.get('/units?contact=missing'));
    expect(missing).toContain('市财政局');
    expect(missing).not.toContain('各区镇');
  });

  it('find a unit by part of a name, and say when there is none', async () => {
    const found = wordsOf(await browser.get(`/units?q=${encodeURIComponent('财政')}`));
    expect(found).toContain('市财政局');
    expect(found).not.toContain('市人社局');
    expect(wordsOf(await browser.get('/units?q=100%25_'))).toContain('没有符合条件的单位');
  });

  it('enter a unit, a group, and what they are', async () => {
    await browser.get('/units/new');
    const made = await browser.post('/units', {
      name: '市审计局',
      kind: 'unit',
      reachedBy: 'offline',
      isSenior: 'on',
    });
    expect(made.statusCode).toBe(303);
    const id = (await resolved('市审计局'))!;
    expect(made.headers.location).toBe(`/units/${id}/edit?saved`);
    expect((await app.get(UnitDirectory).byIds([id])).get(id)).toMatchObject({
      reachedBy: 'offline',
      isSenior: true,
      isSupervisor: false,
    });
    expect(wordsOf(await browser.get('/units'))).toMatch(/市审计局 电话催办 单位 电话\/纸质/);
  });

  it('give a refused form back with what was typed', async () => {
    const refused = await browser.post('/units', { name: '市 财政局', kind: 'group', parent: '无此单位' });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('value="市 财政局"');
    expect(refused.body).toMatch(/value="group" checked/);
    expect(wordsOf(refused)).toContain('没有登记名为“无此单位”的单位');
    const taken = wordsOf(await browser.post('/units', { name: '市 财政局' }));
    expect(taken).toContain('这个名称已属于“市财政局”');
    expect(wordsOf(await browser.post('/units', { name: '' }))).toContain('此项必填');
  });

  it('change a unit, and keep its former name findable', async () => {
    const id = ids.get('市人社局')!;
    await browser.get(`/units/${id}/edit`);
    const changed = await browser.post(`/units/${id}`, { name: '市人力社保局', reachedBy: 'mail' });
    expect(changed.statusCode).toBe(303);
    const page = wordsOf(await browser.get(changed.headers.location as string));
    expect(page).toContain('已保存');
    expect(page).toContain('市人社局 曾用名');
    await browser.post(`/units/${id}/names`, { alias: '人社局' });
    expect(await resolved('人社局')).toBe(id);
    const removal = /action="(\/units\/\d+\/names\/\d+\/removal)"[^]*?删除人社局/.exec(
      (await browser.get(`/units/${id}/edit`)).body,
    );
    expect(removal).not.toBeNull();
    const twice = await browser.post(`/units/${id}/names`, { alias: '市财政局' });
    expect([twice.statusCode, wordsOf(twice)]).toEqual([
      422,
      expect.stringContaining('这个名称已属于“市财政局”'),
    ]);
  });

  it('take members into a group, and ask which unit an unknown name means', async () => {
    const id = ids.get('各区镇')!;
    const refused = await browser.post(`/units/${id}/members`, { members: '市财政局、海门市审计局' });
    expect(refused.statusCode).toBe(422);
    expect(wordsOf(refused)).toContain('海门市审计局 是否为市审计局？');
    await browser.post(`/units/${id}/members`, { members: '市财政局\n市审计局', fromOn: '2018-11-01' });
    expect(wordsOf(await browser.get(`/units/${id}/edit`))).toContain('市审计局 自2018-11-01起');
    await browser.post(`/units/${id}/members/${await resolved('市审计局')}/ending`);
    expect((await app.get(UnitDirectory).membersOf(id, today)).map(({ name }) => name)).toEqual(['市财政局']);
  });

  it('end a unit', async () => {
    await browser.post('/units', { name: '市旧局' });
    const id = (await resolved('市旧局'))!;
    const early = await browser.post(`/units/${id}/ending`, { endsOn: '2018-13-01' });
    expect([early.statusCode, wordsOf(early)]).toEqual([422, expect.stringContaining('请填写有效日期')]);
    await browser.post(`/units/${id}/ending`, {});
    expect(wordsOf(await browser.get('/units'))).not.toContain('市旧局');
    expect(wordsOf(await browser.get(`/units?q=${encodeURIComponent('旧局')}`))).toMatch(
      /市旧局 单位 已停用/,
    );
  });

  it('open to the department only, and to nobody without a form of the session', async () => {
    const reporter = await app.signIn('baosong');
    const paths = ['/units', '/units/new', `/units/${ids.get('市财政局')}/edit`, '/contacts', '/calendar'];
    for (const path of paths) {
      expect([path, (await reporter.get(path)).statusCode]).toEqual([path, 403]);
      expect([path, (await app.browser().get(path)).statusCode]).toEqual([path, 303]);
    }
    expect((await browser.post('/units', { name: '市伪造局', _csrf: 'x' })).statusCode).toBe(403);
    expect((await reporter.post('/units', { name: '市伪造局' })).statusCode).toBe(403);
    expect(await resolved('市伪造局')).toBeUndefined();
  });

  it.each([
    ['/units?after=x', 422],
    ['/units?contact=all', 422],
    [`/units?q=${'长'.repeat(101)}`, 422],
    ['/units/999999/edit', 404],
    ['/units/x/edit', 404],
  ])('answer a wrong address in words: %s', async (path, status) => {
    const answer = await browser.get(path);
    expect(answer.statusCode).toBe(status);
    expect(wordsOf(answer)).toMatch(/[\u4e00-\u9fff]{4,}/);
  });

  it('refuse fields that are no part of a unit', async () => {
    const answer = await browser.post('/units', { name: '市某局', nameKey: 'x' });
    expect(answer.statusCode).toBe(400);
    expect(await resolved('市某局')).toBeUndefined();
  });

  it('list fifty at a time', async () => {
    await app.db.inTransaction((tx) =>
      app.get(UnitsService).ensureUnits(
        tx,
        supervisor,
        Array.from({ length: 60 }, (_, i) => `第${i}所`),
      ),
    );
    const first = await browser.get('/units');
    const next = hrefOf(first, '/units?after=');
    expect(wordsOf(await browser.get(next))).toContain('第59所');
    expect(wordsOf(first)).not.toContain('第59所');
  });
});

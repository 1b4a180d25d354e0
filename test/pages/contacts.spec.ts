import type { Role } from '../../src/rules/permissions.js';
import { day } from '../../src/rules/day.js';
import { UnitDirectory } from '../../src/units/unit-directory.queries.js';
import { UnitsService } from '../../src/units/units.service.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { aPerson } from '../support/people.js';
import { wordsOf } from '../support/words-of.js';

const supervisor = {
  personId: null,
  name: '督查员',
  roles: ['supervisor' as Role],
  unitIds: [],
  door: 'page' as const,
};

describe('the pages of contacts', () => {
  let app: TestApp;
  let browser: Browser;
  let ids: Map<string, number>;
  beforeAll(async () => {
    app = await testApp({ now: '2018-11-02T01:00:00Z' });
    await aPerson(app, { loginName: 'ducha', roles: ['supervisor'] });
    browser = await app.signIn('ducha');
    ids = await app.db.inTransaction((tx) =>
      app.get(UnitsService).ensureUnits(tx, supervisor, ['市财政局', '市人社局', '各区镇']),
    );
    await browser.get('/contacts');
  });
  afterAll(() => app.close());

  const standing = async () => {
    const found = await app.get(UnitDirectory).contactsOf([...ids.values()], day('2018-11-02'));
    return found.map(({ address }) => address);
  };
  const seenIn = (page: { body: string }) => /name="seen" value="([0-9a-f]+)"/.exec(page.body)?.[1] ?? '';

  it('say what is wrong, row by row, and save nothing', async () => {
    const text =
      '单位\t姓名\t邮箱\t电话\n市财政局\t张甲\tzhang@cz.example\t\n市人事社保局\t李乙\tli@rs\t\n各区镇\t王丙\tw@x.example\t';
    const page = await browser.post('/contacts/previews', { text });
    const words = wordsOf(page);
    expect(page.statusCode).toBe(200);
    expect(words).toContain('2行有误');
    expect(words).toMatch(/2 新增 市财政局 张甲/);
    expect(words).toMatch(/4 有误 “各区镇”是群组单位/);
    expect(page.body).not.toContain('name="seen"');
    expect(page.body).toContain('市人事社保局\t李乙');
    expect(await standing()).toEqual([]);
  });

  it('save what was shown, and show it', async () => {
    const text = '市财政局 张甲 zhang@cz.example 0513-00000001\n市人社局 李乙 li@rs.example';
    const preview = await browser.post('/contacts/previews', { text });
    expect(wordsOf(preview)).toContain('新增2人，更新0人，停用0人');
    expect(await standing()).toEqual([]);
    const saved = await browser.post('/contacts', { text, seen: seenIn(preview) });
    expect(saved.headers.location).toBe('/contacts?done=2-0-0');
    const words = wordsOf(await browser.get('/contacts?done=2-0-0'));
    expect(words).toContain('已保存：新增2人');
    expect(words).toMatch(/市财政局 张甲 自2018-11-02 zhang@cz.example 0513-00000001/);
    expect(wordsOf(await browser.get('/contacts?q=LI@RS'))).not.toContain('张甲');
    expect(wordsOf(await browser.post('/contacts/previews', { text }))).toContain('与现有登记一致');
  });

  it('show the new result instead of saving when something changed in between', async () => {
    const text = '市财政局 张甲 zhang@cz.example 0513-00000002';
    const refused = await browser.post('/contacts', { text, seen: '0'.repeat(64) });
    expect(refused.statusCode).toBe(409);
    expect(wordsOf(refused)).toContain('联络员登记已有变动');
    expect(wordsOf(refused)).toMatch(/1 更新 市财政局/);
    expect((await browser.post('/contacts', { text, seen: seenIn(refused) })).statusCode).toBe(303);
  });

  it('end those a complete table leaves out, after showing them', async () => {
    const text = '市财政局 赵丁 zhao@cz.example';
    const preview = await browser.post('/contacts/previews', { text, replaces: 'on' });
    expect(wordsOf(preview)).toMatch(/▲ 停用 市财政局 张甲/);
    await browser.post('/contacts', { text, replaces: 'on', seen: seenIn(preview) });
    expect(await standing()).toEqual(['zhao@cz.example', 'li@rs.example']);
  });

  it('end one contact', async () => {
    const page = await browser.get('/contacts');
    const ending = /action="(\/contacts\/\d+\/ending)"[^]*?停用李乙/.exec(
      page.body.slice(page.body.indexOf('李乙')),
    )![1]!;
    expect((await browser.post(ending)).headers.location).toBe('/contacts?ended');
    expect(await standing()).toEqual(['zhao@cz.example']);
    expect((await browser.post('/contacts/999999/ending')).statusCode).toBe(404);
  });

  it.each([
    [{ text: '' }, '没有读到联络员'],
    [{ text: '单位 姓名 邮箱' }, '没有读到联络员'],
    [{ text: 'x'.repeat(200_001) }, '此项内容过长'],
    [{ text: 'a\0b' }, '特殊字符'],
  ])('give back what cannot be read as a table', async (fields, message) => {
    const page = await browser.post('/contacts/previews', fields);
    expect(page.statusCode).toBe(422);
    expect(wordsOf(page)).toContain(message);
  });

  it('show names as text, whatever stands in them', async () => {
    const page = await browser.post('/contacts/previews', {
      text: '市财政局\t<img src=x onerror=1>\tx@cz.example\t',
    });
    expect(page.body).not.toContain('<img');
  });
});

/** /jurisdictions, and a unit put into one, as administrators do it. */
import { row } from '../../src/platform/sql.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { addUnit } from '../support/haimen.js';
import { aPerson } from '../support/people.js';
import { wordsOf } from '../support/words-of.js';

let t: TestApp;
let browser: Browser;
let unitId: number;

beforeAll(async () => {
  t = await testApp({ now: '2018-11-02T02:00:00Z' });
  unitId = await t.db.inTransaction((tx) => addUnit(tx, '新区管委会'));
  await aPerson(t, { loginName: 'guanli', name: '管理员甲', roles: ['administrator'] });
  browser = await t.signIn('guanli');
  await browser.get('/jurisdictions');
});
afterAll(() => t.close());

const idOf = async (name: string) =>
  (await row<{ id: number }>(t.db.read, 'SELECT id FROM jurisdictions WHERE name = :name', { name }))!.id;

it('are set up below one another', async () => {
  expect(wordsOf(await browser.get('/jurisdictions'))).toContain('还没有设立辖区');
  expect((await browser.post('/jurisdictions', { name: '滨海新区' })).statusCode).toBe(303);
  await browser.post('/jurisdictions', { name: '滨海街道', parentId: await idOf('滨海新区') });
  expect(wordsOf(await browser.get('/jurisdictions'))).toMatch(/滨海新区 0 0 0 滨海街道 0 0 0/);
  const again = await browser.post('/jurisdictions', { name: '滨海新区' });
  expect([again.statusCode, again.body.includes('id="name-fault"')]).toEqual([422, true]);
});

it('one takes a unit in, and cannot be ended while it is there', async () => {
  const id = await idOf('滨海新区');
  expect(wordsOf(await browser.get(`/units/${unitId}/edit`))).toContain('所属辖区');
  expect((await browser.post(`/units/${unitId}/jurisdiction`, { jurisdictionId: id })).statusCode).toBe(303);
  expect((await browser.get(`/units/${unitId}/edit`)).body).toMatch(new RegExp(`value="${id}" selected`));
  expect(wordsOf(await browser.get(`/jurisdictions/${id}`))).toMatch(/单位数 1[^]*启用一个辖区/);
  const street = await idOf('滨海街道');
  await browser.post(`/jurisdictions/${street}/ending`);
  expect((await browser.post(`/jurisdictions/${id}/ending`)).statusCode).toBe(409);
  await browser.post(`/units/${unitId}/jurisdiction`);
  expect((await browser.post(`/jurisdictions/${id}/ending`)).headers.location).toBe('/jurisdictions?saved');
  expect(wordsOf(await browser.get('/jurisdictions'))).toMatch(/已撤销 [^]*滨海新区 2018-11-02/);
});

it('is renamed and moved', async () => {
  await browser.post('/jurisdictions', { name: '甲区' });
  await browser.post('/jurisdictions', { name: '乙区' });
  const id = await idOf('乙区');
  await browser.post(`/jurisdictions/${id}`, { name: '丙区' });
  await browser.post(`/jurisdictions/${id}/parent`, { parentId: await idOf('甲区') });
  expect(wordsOf(await browser.get(`/jurisdictions/${id}`))).toMatch(/丙区 上级辖区 甲区/);
  const below = await browser.post(`/jurisdictions/${await idOf('甲区')}/parent`, { parentId: id });
  expect(below.statusCode).toBe(422);
});

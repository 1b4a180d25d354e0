/** /units/unused: what a discarded draft left behind can be removed, and nothing that is used. */
import { UnusedUnits } from '../../src/units/unused-units.service.js';
import { testApp, type TestApp } from '../support/app.js';
import { addUnit, haimenDraft } from '../support/haimen.js';
import { ADMINISTRATOR, aPerson } from '../support/people.js';
import { wordsOf } from '../support/words-of.js';

let t: TestApp;
beforeAll(async () => {
  t = await testApp({ now: '2018-11-02T02:00:00Z' });
});
afterAll(() => t.close());

it('units of a plan are used; those nothing refers to are listed, and removed for good', async () => {
  const h = await haimenDraft(t);
  const unused = t.get(UnusedUnits);
  const before = (await unused.list(ADMINISTRATOR)).map(({ name }) => name);
  expect(before).not.toContain('市财政局');
  const unitId = await t.db.inTransaction((tx) => addUnit(tx, '市某某局'));
  await aPerson(t, { loginName: 'guanli', roles: ['administrator'] });
  const browser = await t.signIn('guanli');
  expect(wordsOf(await browser.get('/units/unused'))).toContain('市某某局 删除');
  const used = await browser.post(`/units/${h.unitId('市财政局')}/removal`);
  expect([used.statusCode, wordsOf(used).includes('市财政局已被引用')]).toEqual([409, true]);
  expect((await browser.post(`/units/${unitId}/removal`)).headers.location).toBe('/units/unused?saved');
  expect(wordsOf(await browser.get('/units/unused'))).not.toContain('市某某局');
});

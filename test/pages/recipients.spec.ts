/** /recipients: who reads the department's digests, as a supervisor sees and changes it. */
import { withPersonal, type PersonalEntry } from '../../src/audit/personal-values.js';
import { rows } from '../../src/platform/sql.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { addUnit } from '../support/haimen.js';
import { aPerson } from '../support/people.js';
import { wordsOf } from '../support/words-of.js';

let t: TestApp;
let browser: Browser;
beforeEach(async () => {
  t = await testApp({ now: '2018-11-02T02:00:00Z' });
  const unitId = await t.db.inTransaction((tx) => addUnit(tx, '市委组织部', { isSupervisor: true }));
  await aPerson(t, { loginName: 'zhangmin', name: '联络员甲', roles: ['supervisor'], unitIds: [unitId] });
  browser = await t.signIn('zhangmin');
});
afterEach(() => t.close());

const add = (fields: Record<string, string>) =>
  browser.post('/recipients', {
    name: '督查科',
    address: 'ribao@haimen.example',
    cadence: 'overdue',
    ...fields,
  });
const trail = async () => {
  const read = t.db.read;
  const entries = await rows<{ verb: string } & PersonalEntry>(
    read,
    `SELECT verb, "personId", "personName", before, after FROM audit_entries
     WHERE noun = 'digest-recipient' ORDER BY id`,
  );
  return (await withPersonal(read, entries)).map(({ verb, personName }) => ({ verb, personName }));
};

it('says so where nobody would read the news', async () => {
  const page = await browser.get('/recipients');
  expect(page.statusCode).toBe(200);
  expect(wordsOf(page)).toContain('还没有接收人');
});

it('adds somebody, who needs no account, and keeps a record of it', async () => {
  await browser.get('/recipients');
  const answer = await add({ address: ' RIBAO@haimen.example ' });
  expect([answer.statusCode, answer.headers.location]).toEqual([303, '/recipients']);
  const words = wordsOf(await browser.get('/recipients'));
  expect(words).toContain('督查科 ribao@haimen.example 督办日报 市委组织部');
  expect(await trail()).toEqual([{ verb: 'add', personName: '联络员甲' }]);
});

it('ends somebody, who stays listed below and may be added again', async () => {
  await browser.get('/recipients');
  await add({});
  const [one] = await rows<{ id: number }>(t.db.read, 'SELECT id FROM digest_recipients');
  t.clock.set('2018-11-05T02:00:00Z');
  browser = await t.signIn('zhangmin');
  await browser.get('/recipients');
  expect((await browser.post(`/recipients/${one!.id}/end`)).statusCode).toBe(303);
  await browser.post(`/recipients/${one!.id}/end`);
  const words = wordsOf(await browser.get('/recipients'));
  expect(words).toMatch(/还没有接收人[^]*已停止 督查科 ribao@haimen.example 督办日报/);
  expect((await add({ cadence: 'weekly' })).statusCode).toBe(303);
  expect(wordsOf(await browser.get('/recipients'))).toContain('督查科 ribao@haimen.example 督办周报（领导）');
  expect((await trail()).map(({ verb }) => verb)).toEqual(['add', 'end', 'add']);
});

it.each([
  ['no address', { address: 'ribao' }, 'address'],
  ['two addresses', { address: 'a@x.example,b@x.example' }, 'address'],
  ['no name', { name: '  ' }, 'name'],
  ['a name that would turn the line round', { name: 'a\u202eb' }, 'name'],
  ['another cadence', { cadence: 'hourly' }, 'cadence'],
])('refuses %s, and the form comes back with what was typed', async (_what, wrong, field) => {
  await browser.get('/recipients');
  const answer = await add({ name: '督查科', ...wrong });
  expect(answer.statusCode).toBe(422);
  expect(answer.body).toContain(`href="#${field}"`);
  expect(await rows(t.db.read, 'SELECT id FROM digest_recipients')).toEqual([]);
});

it('refuses a second entry for one address', async () => {
  await browser.get('/recipients');
  await add({});
  const answer = await add({ name: '另一人' });
  expect(answer.statusCode).toBe(422);
  expect(answer.body).toContain('value="另一人"');
  expect(await rows(t.db.read, 'SELECT id FROM digest_recipients')).toHaveLength(1);
});

it('is for supervisors and administrators', async () => {
  await aPerson(t, { loginName: 'reporter', roles: ['reporter'], unitIds: [] });
  const reporter = await t.signIn('reporter');
  expect([403, 404]).toContain((await reporter.get('/recipients')).statusCode);
  expect([403, 404]).toContain(
    (await reporter.post('/recipients', { name: 'x', address: 'a@b.example', cadence: 'overdue' }))
      .statusCode,
  );
  expect(await rows(t.db.read, 'SELECT id FROM digest_recipients')).toEqual([]);
});

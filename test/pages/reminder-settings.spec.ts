/** /administration/settings: thresholds and the hour, of the house and of a jurisdiction, and what they do. */
import { Runner } from '../../src/jobs/runner.js';
import { settingsInForce } from '../../src/notices/reminder-settings.queries.js';
import { row } from '../../src/platform/sql.js';
import { JurisdictionsService } from '../../src/units/jurisdictions.service.js';
import { Person } from '../../src/units/person.entity.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { ADMINISTRATOR, aPerson } from '../support/people.js';
import { wordsOf } from '../support/words-of.js';

let t: TestApp;
let browser: Browser;
let districtId: number;
let streetId: number;

beforeAll(async () => {
  t = await testApp({ now: '2018-11-02T02:00:00Z' });
  const places = t.get(JurisdictionsService);
  districtId = await places.create(ADMINISTRATOR, { name: '滨海新区', parentId: null });
  streetId = await places.create(ADMINISTRATOR, { name: '滨海街道', parentId: districtId });
  await aPerson(t, { loginName: 'guanli', name: '管理员甲', roles: ['administrator'] });
  browser = await t.signIn('guanli');
  await browser.get('/administration/settings');
});
afterAll(() => t.close());

const set = (fields: Record<string, string | number>) => browser.post('/administration/settings', fields);

it('shows each setting, its default, and what it means for a day to come', async () => {
  const words = wordsOf(await browser.get('/administration/settings'));
  expect(words).toContain('默认：7、3、1');
  expect(words).toContain('默认：08:30');
  expect(words).toContain('2018-11-30到期的事项将在2018-11-21、2018-11-27、2018-11-29和当日提醒');
});

it('refuses what makes no sense at its field, and keeps what was typed', async () => {
  const answer = await set({ remindBefore: '十天', urgeAfter: '12', hour: '25:00' });
  expect(answer.statusCode).toBe(422);
  const words = wordsOf(answer);
  for (const said of ['请填写1至60的整数，最多六个', '须多于建议催办', '请按24小时制'])
    expect(words).toContain(said);
  expect(answer.body).toContain('value="十天"');
  expect((await settingsInForce(t.db.read)).house.urgeAfter).toBe(3);
});

it('a jurisdiction takes from above what it does not set; the hour is one for the house', async () => {
  expect((await set({ remindBefore: '10、3', hour: '09:15', urgeAfter: '4' })).statusCode).toBe(303);
  await set({ jurisdictionId: districtId, urgeAfter: '2', hour: '23:00' });
  await set({ jurisdictionId: streetId, digestEveryWorkingDay: 'yes' });
  const { of, farthest } = await settingsInForce(t.db.read);
  expect(of(null)).toMatchObject({ remindBefore: [10, 3, 0], urgeAfter: 4, hour: '09:15' });
  expect(of(districtId)).toMatchObject({ remindBefore: [10, 3, 0], urgeAfter: 2, hour: '09:15' });
  expect(of(streetId)).toMatchObject({ urgeAfter: 2, digestEveryWorkingDay: true, noticeAfter: 10 });
  expect(farthest).toBe(10);
  const words = wordsOf(await browser.get(`/administration/settings?jurisdiction=${streetId}`));
  expect(words).toContain('上级：2');
});

it('the clockwork goes by the hour', async () => {
  const due = async (at: string) => (await t.get(Runner).due(at)).map(({ job }) => job);
  t.clock.set('2018-11-05T00:35:00Z');
  expect(await due('2018-11-05T00:35:00.000Z')).not.toContain('morning-reminders');
  expect(await due('2018-11-05T01:15:00.000Z')).toContain('morning-reminders');
  browser = await t.signIn('guanli');
  await browser.get('/administration/settings');
});

it('every change is told to both logs; an emptied form takes everything from above again', async () => {
  await set({ jurisdictionId: districtId });
  const told = await row<{ verb: string; before: string }>(
    t.db.read,
    `SELECT verb, before FROM audit_entries WHERE noun = 'settings' AND "nounId" = :id ORDER BY id DESC LIMIT 1`,
    { id: String(districtId) },
  );
  expect([told!.verb, JSON.parse(told!.before)]).toEqual(['change', { urgeAfter: 2 }]);
  const event = await row<{ subject: string }>(
    t.db.read,
    `SELECT subject FROM security_events WHERE kind = 'settings-changed' ORDER BY id DESC LIMIT 1`,
  );
  expect(event!.subject).toBe(`settings:reminders:${districtId}`);
  expect((await settingsInForce(t.db.read)).of(districtId).urgeAfter).toBe(4);
});

it('the administrator of a district sets the district’s, not the house’s and not another’s', async () => {
  const id = await aPerson(t, { loginName: 'quguanli', roles: ['administrator'] });
  await t.db.inTransaction((tx) => tx.update(Person, { id }, { jurisdictionId: streetId }));
  const own = await t.signIn('quguanli');
  const page = await own.get('/administration/settings');
  expect([page.statusCode, wordsOf(page).includes('滨海街道')]).toEqual([200, true]);
  expect((await own.get(`/administration/settings?jurisdiction=${districtId}`)).statusCode).toBe(404);
  const post = (fields: Record<string, string | number>) => own.post('/administration/settings', fields);
  expect((await post({ urgeAfter: '1' })).statusCode).toBe(422);
  expect((await post({ jurisdictionId: districtId, urgeAfter: '1' })).statusCode).toBe(404);
  expect((await post({ jurisdictionId: streetId, urgeAfter: '1' })).statusCode).toBe(303);
});

import { later } from '../../src/access/instants.js';
import { AccountsService } from '../../src/access/accounts.service.js';
import { SecondFactorService } from '../../src/access/second-factor.service.js';
import { rows } from '../../src/platform/sql.js';
import { testApp, type TestApp } from '../support/app.js';
import { ADMINISTRATOR, aPerson } from '../support/people.js';
import { codeAt, PASSWORD, securityEvents, setUpSecondFactor, signInAs } from '../support/sign-in.js';

const NOW = '2018-11-02T01:00:00.000Z';
const SETUP = '/account/second-factor/setup';

let t: TestApp;
let id: number;
beforeAll(async () => {
  t = await testApp({ now: NOW });
  id = await aPerson(t, { loginName: 'ducha', name: '李督查', password: PASSWORD });
});
afterAll(() => t.close());

/** kind, subject, details; all but what is done at the command line come from an address. */
const told = async (deed: () => Promise<unknown>): Promise<unknown[]> => {
  await t.db.inTransaction((tx) => tx.query('DELETE FROM security_events'));
  await deed();
  return (await securityEvents(t)).map(({ kind, subject, address, details }) => [
    kind,
    subject,
    address,
    JSON.parse(details) as unknown,
  ]);
};
const HERE = '127.0.0.1';

it('every way in and out stands in the security log, with the address, without a name', async () => {
  const browser = t.browser();
  expect(await told(() => signInAs(browser, 'nobody', 'x'))).toEqual([
    ['sign-in-failed', 'account:-', HERE, { reason: 'wrong-credentials' }],
  ]);
  expect(await told(() => signInAs(browser, 'ducha', 'x'))).toEqual([
    ['sign-in-failed', `account:${id}`, HERE, { reason: 'wrong-credentials' }],
  ]);
  expect(await told(() => signInAs(browser, 'ducha'))).toEqual([['signed-in', null, HERE, {}]]);
  await browser.get('/account');
  expect(await told(() => browser.post('/sign-out'))).toEqual([['signed-out', null, HERE, {}]]);
  const kept = JSON.stringify(await rows(t.db.read, 'SELECT * FROM security_events'));
  for (const name of ['ducha', '李督查', 'duban.example']) expect(kept).not.toContain(name);
});

it('every step with a second factor does', async () => {
  const browser = await t.signIn('ducha');
  let secret = '';
  const events = await told(async () => {
    ({ secret } = await setUpSecondFactor(t, browser, SETUP, { password: PASSWORD }));
  });
  expect(events).toEqual([['second-factor-set', `person:${id}`, HERE, {}]]);
  t.clock.set(later(NOW, 2));
  const again = t.browser();
  expect(await told(() => signInAs(again, 'ducha'))).toEqual([
    ['signed-in', null, HERE, { awaits: 'second-factor' }],
  ]);
  await again.get('/sign-in/second-factor');
  expect(await told(() => again.post('/sign-in/second-factor', { code: '000000' }))).toEqual([
    ['second-factor-failed', `account:${id}`, HERE, { reason: 'code-wrong' }],
  ]);
  const code = codeAt(secret, t.clock.now());
  expect(await told(() => again.post('/sign-in/second-factor', { code }))).toEqual([
    ['signed-in', null, HERE, {}],
  ]);
  expect(await told(() => t.get(SecondFactorService).reset(ADMINISTRATOR, id))).toEqual([
    ['second-factor-reset', `person:${id}`, null, {}],
  ]);
});

it('only who came in all the way is told in the trail', async () => {
  await t.get(AccountsService).resetPassword(ADMINISTRATOR, 'ducha');
  const password = await t.get(AccountsService).resetPassword(ADMINISTRATOR, 'ducha');
  const signIns = async () =>
    (await rows(t.db.read, `SELECT id FROM audit_entries WHERE verb = 'sign-in'`)).length;
  const before = await signIns();
  const browser = t.browser();
  expect(await signInAs(browser, 'ducha', password)).toBe('/sign-in/new-password');
  expect(await signIns()).toBe(before);
  await browser.get('/sign-in/new-password');
  const wish = { newPassword: 'Nantong-2019-1', newPasswordAgain: 'Nantong-2019-1' };
  expect(await told(() => browser.post('/sign-in/new-password', wish))).toEqual([
    ['password-changed', null, HERE, {}],
    ['signed-in', null, HERE, {}],
  ]);
  expect(await signIns()).toBe(before + 1);
});

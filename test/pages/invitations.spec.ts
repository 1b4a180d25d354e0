/** Invited by mail: from the administrator's click to the person's own password, and whatever may go wrong between. */
import { InvitationsService } from '../../src/access/invitations.service.js';
import type { Link } from '../../src/access/link.entity.js';
import { LinksService } from '../../src/access/links.service.js';
import { PasswordsService } from '../../src/access/passwords.service.js';
import { PersonKeeping } from '../../src/access/person-keeping.service.js';
import { row, rows } from '../../src/platform/sql.js';
import type { Role } from '../../src/rules/permissions.js';
import { Person } from '../../src/units/person.entity.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { ADMINISTRATOR, aPerson } from '../support/people.js';
import { wordsOf } from '../support/words-of.js';

let t: TestApp;
let browser: Browser;
let personId: number;
const PASSWORD = 'Liu-Shui-2018!';

beforeEach(async () => {
  t = await testApp({ now: '2018-11-02T02:00:00Z' });
  await aPerson(t, { loginName: 'guanli', name: '管理员甲', roles: ['administrator'] });
  browser = await t.signIn('guanli');
  await browser.get('/people');
  const made = await browser.post('/people', { name: '督查员乙', address: 'ducha.yi@duban.example' });
  personId = Number(/people\/(\d+)/.exec(String(made.headers.location))![1]);
});
afterEach(() => t.close());

const invite = () =>
  browser.post(`/people/${personId}/invitation`, { loginName: 'x', roles: ['supervisor', 'verifier'] });
const links = () =>
  rows<Pick<Link, 'id' | 'purpose' | 'usedAt' | 'revokedAt' | 'revokedReason'>>(
    t.db.read,
    'SELECT * FROM links ORDER BY id',
  );
const path = async () => (await t.get(LinksService).pathOf((await links()).at(-1)!.id))!;
const accept = (at: Browser, where: string, fields = {}) =>
  at.post(where, { loginName: 'ducha.yi', newPassword: PASSWORD, newPasswordAgain: PASSWORD, ...fields });
const person = () => row<Person>(t.db.read, 'SELECT * FROM people WHERE id = :personId', { personId });

it('the mail leads to a page where they choose name and password, and are signed in', async () => {
  expect((await invite()).statusCode).toBe(303);
  const mail = await row<{ toAddress: string; text: string; html: string; subject: string }>(
    t.db.read,
    `SELECT * FROM messages WHERE kind = 'invitation'`,
  );
  expect(mail).toMatchObject({ toAddress: 'ducha.yi@duban.example', subject: '邀请您使用督办系统' });
  const [link] = await links();
  for (const part of [mail!.text, mail!.html]) expect(part).toContain(`⟦link:${link!.id}⟧`);
  const theirs = t.browser();
  const where = await path();
  expect(where).toMatch(/^\/invitations\/\d+\.[\w-]{43}$/);
  expect((await theirs.get(where)).body).toContain('value="ducha.yi"');
  const answer = await accept(theirs, where);
  expect([answer.statusCode, answer.headers.location]).toEqual([303, '/']);
  expect((await theirs.get('/plans')).statusCode).toBe(200);
  expect(await person()).toMatchObject({ loginName: 'ducha.yi', passwordGivenAt: null });
  expect(wordsOf(await browser.get(`/people/${personId}`))).toContain('督查员、审核人');
});

it('however often scanners fetch it, nothing changes; it works once, for one of many at once', async () => {
  await invite();
  const where = await path();
  for (let i = 0; i < 20; i += 1) await t.browser().get(where);
  await t.inject({ method: 'HEAD', url: where });
  expect((await links())[0]!.usedAt).toBeNull();
  const comers = Array.from({ length: 4 }, () => t.browser());
  for (const one of comers) await one.get(where);
  const several = await Promise.all(
    comers.map(async (one, i) => (await accept(one, where, { loginName: `ducha${i}` })).statusCode),
  );
  expect(several.filter((status) => status === 303)).toHaveLength(1);
  // One that looks after the first has finished finds the very password in use.
  expect(several.filter((status) => status === 409 || status === 422)).toHaveLength(3);
  expect(wordsOf(await t.browser().get(where))).toContain('链接已失效');
});

it('is over when sent again, taken back, past its last day, or when the person leaves', async () => {
  await invite();
  const first = await path();
  expect(wordsOf(await browser.get(`/people/${personId}`))).toContain('有效期至2018-11-09');
  expect(wordsOf(await browser.get('/people?state=invited'))).toContain('督查员乙 ducha.yi@');
  await browser.post(`/people/${personId}/invitation/sending`);
  const second = await path();
  const isOver = async (where: string) => wordsOf(await t.browser().get(where)).includes('链接已失效');
  expect([await isOver(first), await isOver(second)]).toEqual([true, false]);
  t.clock.set('2018-11-10T02:00:00Z');
  expect(await isOver(second)).toBe(true);
  browser = await t.signIn('guanli');
  await browser.get('/people');
  await browser.post(`/people/${personId}/invitation/sending`);
  const third = await path();
  await browser.post(`/people/${personId}/invitation/withdrawal`);
  expect(await isOver(third)).toBe(true);
  expect(wordsOf(await browser.get('/people?state=invited'))).toContain('没有符合条件的人员');
  await browser.post(`/people/${personId}/invitation/sending`);
  const fourth = await path();
  await browser.post(`/people/${personId}/leaving`);
  expect(await isOver(fourth)).toBe(true);
  const late = t.browser();
  await late.get('/sign-in');
  expect((await accept(late, fourth)).statusCode).toBe(409);
  expect((await person())!.loginName).toBeNull();
});

it('a guessed link, and a unit’s, open nothing', async () => {
  await invite();
  const where = await path();
  for (const wrong of [`${where.slice(0, -3)}abc`, '/invitations/1', '/invitations/999.abc'])
    expect((await t.browser().get(wrong)).statusCode).toBe(404);
});

it('refuses a name that is taken, a weak password, and two that differ; what was typed stays', async () => {
  await invite();
  const theirs = t.browser();
  const where = await path();
  await theirs.get(where);
  const taken = await accept(theirs, where, { loginName: 'guanli' });
  expect([taken.statusCode, taken.body.includes('id="loginName-fault"')]).toEqual([422, true]);
  expect((await accept(theirs, where, { newPassword: 'short', newPasswordAgain: 'short' })).statusCode).toBe(
    422,
  );
  const differing = await accept(theirs, where, { newPasswordAgain: 'Other-2018!x' });
  expect([differing.statusCode, differing.body.includes(PASSWORD)]).toEqual([422, false]);
  expect((await links())[0]!.usedAt).toBeNull();
});

it('somebody with an account is sent a link to another password', async () => {
  await invite();
  await accept(await opened(), await path());
  const before = (await person())!.passwordHash;
  await browser.post(`/people/${personId}/invitation/sending`);
  expect((await links()).at(-1)!.purpose).toBe('password');
  const where = await path();
  const theirs = t.browser();
  expect((await theirs.get(where)).body).not.toContain('id="loginName"');
  const again = await theirs.post(where, {
    newPassword: 'Gao-Shan-2018!',
    newPasswordAgain: 'Gao-Shan-2018!',
  });
  expect(again.statusCode).toBe(303);
  expect((await person())!.passwordHash).not.toBe(before);
});

it('without a mailbox nobody is invited', async () => {
  await browser.post(`/people/${personId}`, { name: '督查员乙' });
  const answer = await invite();
  expect([answer.statusCode, wordsOf(answer).includes('没有登记工作邮箱')]).toEqual([409, true]);
  expect(await links()).toEqual([]);
});

async function opened(): Promise<Browser> {
  const theirs = t.browser();
  await theirs.get(await path());
  return theirs;
}

describe('a link that sets a password', () => {
  const keeping = () => t.get(PersonKeeping);
  const opens = async (where: string) => (await t.browser().get(where)).body.includes('name="newPassword"');
  const sent = async (roles: Role[], password?: string) => {
    const id = await aPerson(t, { loginName: 'xinren', roles, ...(password && { password }) });
    await t.get(InvitationsService).send(ADMINISTRATOR, id);
    return { id, where: await path() };
  };

  it('sent to a wrong mailbox opens nothing once that is corrected, nor is it sent any more', async () => {
    await invite();
    const where = await path();
    const facts = { name: '督查员乙', address: 'right@duban.example', phone: null };
    await keeping().change(ADMINISTRATOR, personId, { ...facts, address: 'ducha.yi@duban.example' });
    expect(await opens(where)).toBe(true);
    expect((await links()).every(({ revokedAt }) => revokedAt === null)).toBe(true);
    await keeping().change(ADMINISTRATOR, personId, facts);
    expect(await opens(where)).toBe(false);
    expect((await links()).every(({ revokedAt }) => revokedAt !== null)).toBe(true);
    const mail = await row(t.db.read, `SELECT state, reason FROM messages WHERE kind = 'invitation'`);
    expect(mail).toEqual({ state: 'skipped', reason: 'recipient-changed' });
  });

  it('ends with the password being reset, and with one chosen in the account', async () => {
    const { id, where } = await sent(['supervisor'], PASSWORD);
    await keeping().resetPassword(ADMINISTRATOR, id);
    expect(await opens(where)).toBe(false);
    await t.get(InvitationsService).send(ADMINISTRATOR, id);
    const again = await path();
    expect(await opens(again)).toBe(true);
    const checked = await t
      .get(PasswordsService)
      .checked(id, { newPassword: 'Gao-Shan-2018!', newPasswordAgain: 'Gao-Shan-2018!' });
    await t.db.inTransaction((tx) => t.get(PasswordsService).store(tx, ADMINISTRATOR, id, checked));
    expect(await opens(again)).toBe(false);
    expect((await links()).map(({ revokedReason }) => revokedReason)).toEqual([
      'password-reset',
      'password-changed',
    ]);
  });

  it('is read in the mailbox of a machine without mail by administrators alone', async () => {
    const { where } = await sent(['administrator'], PASSWORD);
    await aPerson(t, { loginName: 'ducha', roles: ['supervisor'] });
    const mail = await row<{ id: number }>(t.db.read, `SELECT id FROM messages WHERE kind = 'password'`);
    const supervisor = await t.signIn('ducha');
    for (const page of [`/mailbox/${mail!.id}`, `/mailbox/${mail!.id}/html`]) {
      expect((await browser.get(page)).body).toContain(where);
      expect((await supervisor.get(page)).statusCode).toBe(200);
      expect((await supervisor.get(page)).body).not.toContain('/invitations/');
    }
  });
});

/** The department's side of a contact's links: seen, ended, sent again; and ended by themselves. */
import { linksIn, MailLinks } from '../../src/outbox/mail-links.js';
import { rows } from '../../src/platform/sql.js';
import { HandoversService } from '../../src/progress/handovers.service.js';
import { ContactsService } from '../../src/units/contacts.service.js';
import { aPlan, type InsertedPlan } from '../support/a-plan.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { allMessages } from '../support/haimen.js';
import { linkOf } from '../support/links.js';
import { ADMINISTRATOR, aPerson } from '../support/people.js';
import { wordsOf } from '../support/words-of.js';

const DEPARTMENT = '市委组织部';
const OWN = '市考核办';

let t: TestApp;
let plan: InsertedPlan;
let supervisor: Browser;
let link: string;
let contactId: number;

beforeAll(async () => {
  t = await testApp({ now: '2019-07-03T01:30:00Z' });
  plan = await aPlan(t.db)
    .supervisedBy(DEPARTMENT)
    .withTask({ title: '综合考核办法', leads: [OWN], deadlines: [{ dueOn: '2019-07-05' }] })
    .insert();
  const personId = await aPerson(t, { loginName: 'kaohe', name: '联络员甲', unitIds: [plan.unitId(OWN)] });
  await aPerson(t, { loginName: 'ducha', roles: ['supervisor'], unitIds: [plan.unitId(DEPARTMENT)] });
  const [contact] = await rows<{ id: number }>(
    t.db.read,
    `SELECT id FROM contacts WHERE "personId" = ${personId}`,
  );
  contactId = contact!.id;
  supervisor = await t.signIn('ducha');
});
afterAll(() => t.close());
beforeEach(async () => {
  link = await linkOf(t, { unitId: plan.unitId(OWN) });
});

const opens = async (path: string) => (await t.browser().get(path)).statusCode;
const page = () => supervisor.get(`/contacts/${contactId}/links`);

it('shows when it was made and until when it opens, and never the link itself', async () => {
  const shown = await page();
  expect(wordsOf(shown)).toContain('填报链接（市考核办 联络员甲）');
  expect(wordsOf(shown)).toContain('2019-09-01');
  expect(shown.body).not.toContain(link.split('.')[1]!);
  expect((await supervisor.get('/contacts')).body).toContain(`/contacts/${contactId}/links`);
});

it('is revoked with a reason', async () => {
  expect(await opens(link)).toBe(200);
  await page();
  expect((await supervisor.post(`/contacts/${contactId}/links/revocation`)).statusCode).toBe(422);
  const done = await supervisor.post(`/contacts/${contactId}/links/revocation`, { reason: '误发' });
  expect(done.statusCode).toBe(303);
  expect(await opens(link)).toBe(410);
  expect(wordsOf(await page())).toContain('已撤销');
  const again = await supervisor.post(`/contacts/${contactId}/links/revocation`, { reason: '误发' });
  expect(again.statusCode).toBe(409);
});

it('is sent again in one mail, and a revoked one is followed by another', async () => {
  await supervisor.post(`/contacts/${contactId}/links/revocation`, { reason: '误发' });
  const before = (await allMessages(t)).length;
  expect((await supervisor.post(`/contacts/${contactId}/links/sending`)).statusCode).toBe(303);
  const mails = await allMessages(t);
  expect(mails.length).toBe(before + 1);
  const { text, html, toAddress } = mails.at(-1)!;
  expect(toAddress).toBe('kaohe@duban.example');
  const [id] = linksIn(text, html);
  const url = (await t.get(MailLinks).urlsOf([id!])).get(id!)!;
  expect(await opens(new URL(url).pathname)).toBe(200);
  expect(await opens(link)).toBe(410);
});

it('ends when the contact hands over, also where the mailbox stays', async () => {
  const given = { phone: null, onDay: '2019-07-03' as const };
  const to = { ...given, name: '联络员丁', address: 'kaohe@duban.example' };
  await t.get(HandoversService).handOver({ ...ADMINISTRATOR, door: 'page' }, contactId, to as never);
  expect(await opens(link)).toBe(410);
  const [id] = linksIn((await allMessages(t)).at(-1)!.text);
  const url = (await t.get(MailLinks).urlsOf([id!])).get(id!)!;
  expect(await opens(new URL(url).pathname)).toBe(200);
});

it('ends when the contact does, and is not sent to whoever is none', async () => {
  await t.get(ContactsService).end(ADMINISTRATOR, contactId);
  expect(await opens(link)).toBe(410);
  const ended = await rows(
    t.db.read,
    `SELECT "revokedReason" FROM links WHERE "revokedReason" = '联络员变更'`,
  );
  expect(ended.length).toBeGreaterThan(1);
  await page();
  expect((await supervisor.post(`/contacts/${contactId}/links/sending`)).statusCode).toBe(409);
});

it('is nobody’s business but the department’s', async () => {
  await aPerson(t, { loginName: 'reporter', unitIds: [plan.unitId(OWN)] });
  const reporter = await t.signIn('reporter');
  expect((await reporter.get(`/contacts/${contactId}/links`)).statusCode).toBe(403);
  await reporter.get('/');
  expect(
    (await reporter.post(`/contacts/${contactId}/links/revocation`, { reason: '无权' })).statusCode,
  ).toBe(403);
});

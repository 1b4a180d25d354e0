/** 交接: the contact of a unit changes, and the new one is told at once what they take over. */
import type { Contact } from '../../src/units/contact.entity.js';
import { InvitationsService } from '../../src/access/invitations.service.js';
import { LinksService } from '../../src/access/links.service.js';
import { PersonRole } from '../../src/access/person-role.entity.js';
import { TokensService } from '../../src/access/tokens.service.js';
import { ContactsService } from '../../src/units/contacts.service.js';
import { Person } from '../../src/units/person.entity.js';
import { HandoversService } from '../../src/progress/handovers.service.js';
import { SubmissionsService } from '../../src/progress/submissions.service.js';
import { day } from '../../src/rules/day.js';
import { row, rows } from '../../src/platform/sql.js';
import { testApp, type TestApp } from '../support/app.js';
import { addressOf, allMessages, issueHaimen, type Haimen } from '../support/haimen.js';
import { goTo, NEVER, remind } from '../support/morning.js';
import { ADMINISTRATOR, aPerson } from '../support/people.js';
import { PASSWORD, signInAs } from '../support/sign-in.js';
import { signAll } from '../support/signed.js';

const UNIT = '市考核办';
let t: TestApp;
let haimen: Haimen;
let contactId: number;

beforeEach(async () => {
  t = await testApp({ now: '2018-11-02T02:00:00Z' });
  haimen = await issueHaimen(t);
  contactId = (await row<Contact>(t.db.read, 'SELECT * FROM contacts WHERE "unitId" = :unitId', {
    unitId: haimen.unitId(UNIT),
  }))!.id;
});
afterEach(() => t.close());

const handOver = (given: { name: string; address?: string; phone?: string; onDay?: string }) =>
  t.get(HandoversService).handOver(haimen.supervisor, contactId, {
    ...given,
    onDay: given.onDay === undefined ? undefined : day(given.onDay),
  });
const contacts = () =>
  rows<Contact>(t.db.read, 'SELECT * FROM contacts WHERE "unitId" = :unitId ORDER BY id', {
    unitId: haimen.unitId(UNIT),
  });
const handoverMails = async () => (await allMessages(t)).filter((one) => one.kind === 'handover');

it('ends the old contact, begins the new, and tells what is late, open, waiting and unsigned', async () => {
  const owed = await rows<{ id: number; kind: string }>(
    t.db.read,
    `SELECT id, kind FROM deadlines WHERE "unitId" = :unitId AND "openedOn" IS NOT NULL ORDER BY kind DESC, id`,
    { unitId: haimen.unitId(UNIT) },
  );
  const progress = owed.find((one) => one.kind === 'progress')!;
  const dto = { text: '已启动', standing: 'on-schedule' as const };
  await t.get(SubmissionsService).submit(haimen.reporterOf(UNIT), progress.id, dto);
  goTo(t, '2018-11-23', '10:00');
  const done = await handOver({ name: '联络员辛', address: 'xin@haimen.example' });
  expect(done).toMatchObject({ unitId: haimen.unitId(UNIT), onDay: '2018-11-23', isMailed: true });
  expect(await contacts()).toMatchObject([
    { id: contactId, untilOn: '2018-11-23' },
    { id: done.contactId, fromOn: '2018-11-23', untilOn: null },
  ]);
  const [mail, ...others] = await handoverMails();
  expect(others).toEqual([]);
  expect(mail).toMatchObject({ toAddress: 'xin@haimen.example', subject: '【联络员交接】市考核办承担事项' });
  for (const said of [
    '接替市考核办联络员担任市考核办联络员',
    '超期1项',
    '已报送待审核1项',
    '尚未签收',
    '细化方案',
  ])
    expect(mail!.text).toContain(said);
  expect(mail!.text).not.toContain('undefined');
  const [line] = await rows(t.db.read, `SELECT * FROM notices WHERE kind = 'handover'`);
  expect(line).toMatchObject({ outcome: 'composed', unitId: haimen.unitId(UNIT) });
});

it('writes to the new contact only, from that morning on', async () => {
  await signAll(t, haimen.supervisor);
  goTo(t, '2018-11-14', '10:00');
  await handOver({ name: '联络员辛', address: 'xin@haimen.example' });
  await remind(t, '2018-11-15', NEVER);
  const reminded = (await allMessages(t)).filter((one) => one.kind === 'reminders');
  expect(reminded.some((one) => one.toAddress === 'xin@haimen.example')).toBe(true);
  expect(reminded.some((one) => one.toAddress === addressOf(haimen.unitId(UNIT)))).toBe(false);
});

it('keeps the contact where the mailbox stays and the person changes', async () => {
  const address = addressOf(haimen.unitId(UNIT));
  const done = await handOver({ name: '联络员辛', address });
  expect(done.contactId).toBe(contactId);
  expect(await contacts()).toHaveLength(1);
  expect((await handoverMails())[0]).toMatchObject({ toAddress: address });
  expect((await handoverMails())[0]!.text).toContain('联络员辛');
  await expect(handOver({ name: '联络员辛', address })).rejects.toMatchObject({ code: 'same-contact' });
  expect(await handoverMails()).toHaveLength(1);
});

it('mails nobody without a mailbox, and the ledger says so', async () => {
  expect(await handOver({ name: '联络员壬', phone: '0513-00000002' })).toMatchObject({ isMailed: false });
  const [line] = await rows(t.db.read, `SELECT * FROM notices WHERE kind = 'handover'`);
  expect(line).toMatchObject({ outcome: 'skipped', reason: 'no-address', recipient: '联络员壬' });
});

it('refuses a contact that has ended, a day before it began, nobody to reach, and whoever may not', async () => {
  await expect(handOver({ name: '联络员辛' })).rejects.toMatchObject({ code: 'contact-without-reach' });
  const early = handOver({ name: '联络员辛', address: 'xin@haimen.example', onDay: '2017-12-29' });
  await expect(early).rejects.toMatchObject({ code: 'day-before-start' });
  const dto = { name: '联络员辛', address: 'xin@haimen.example' };
  const byUnit = t.get(HandoversService).handOver(haimen.reporterOf(UNIT), contactId, dto);
  await expect(byUnit).rejects.toMatchObject({ code: 'role-needed' });
  await handOver(dto);
  await expect(handOver({ ...dto, name: '联络员癸' })).rejects.toMatchObject({ code: 'contact-has-ended' });
  expect(await contacts()).toHaveLength(2);
});

describe('one duty mailbox for another person', () => {
  const MAIL = 'zhiban@duban.example';
  let personId: number;
  let ownContactId: number;
  beforeEach(async () => {
    personId = await aPerson(t, {
      ...{ loginName: 'zhiban', name: '联络员甲', unitIds: [haimen.unitId('市财政局')] },
      password: PASSWORD,
    });
    const own = await row<Contact>(t.db.read, 'SELECT * FROM contacts WHERE "personId" = :personId', {
      personId,
    });
    ownContactId = own!.id;
  });

  it('closes every door of the former: session, token, password, second factor, links', async () => {
    const unitId = haimen.unitId('市财政局');
    const former = await t.signIn('zhiban');
    const granted = { loginName: 'zhiban', name: '台账', lastOn: null };
    const token = await t.get(TokensService).create(ADMINISTRATOR, granted);
    await t.db.inTransaction(async (tx) => {
      await tx.update(Person, { id: personId }, { signsInAs: 'https://idp.example 1' });
      const to = { unitId, jurisdictionId: null, personId, address: MAIL };
      await t.get(LinksService).mint(tx, { purpose: 'unit', ...to, lastOn: day('2018-12-31') });
    });
    await t.get(InvitationsService).send(ADMINISTRATOR, personId);
    await t.get(HandoversService).handOver(haimen.supervisor, ownContactId, {
      ...{ name: '联络员乙', address: MAIL, onDay: undefined },
    });
    expect((await former.get('/account')).statusCode).toBe(303);
    const headers = { authorization: `Bearer ${token}` };
    expect((await t.inject({ method: 'GET', url: '/api/v1/tokens', headers })).statusCode).toBe(401);
    const answer = await signInAs(t.browser(), 'zhiban');
    expect(answer).not.toBe('/');
    const person = await t.db.read.findOneByOrFail(Person, { id: personId });
    expect(person).toMatchObject({
      ...{ name: '联络员乙', email: MAIL, loginName: null, passwordHash: null },
      ...{ signsInAs: null, totpSecret: null },
    });
    const open = await rows(
      t.db.read,
      `SELECT id FROM links WHERE "personId" = :personId AND "revokedAt" IS NULL AND "createdAt" < :now`,
      { personId, now: t.clock.now() },
    );
    expect(open).toEqual([]);
  });

  it('is refused where the former holds other roles, which administrators keep', async () => {
    await t.db.inTransaction((tx) => tx.insert(PersonRole, { personId, role: 'supervisor' }));
    const former = await t.signIn('zhiban');
    const table = { unitId: haimen.unitId('市财政局'), isHead: false, phone: null };
    await expect(
      t.get(ContactsService).enter(haimen.supervisor, { ...table, name: '联络员乙', address: MAIL }),
    ).rejects.toMatchObject({ code: 'mailbox-taken' });
    expect((await former.get('/account')).statusCode).toBe(200);
  });
});

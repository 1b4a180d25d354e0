/**
 * Personal data: only name, unit, duty mail and office phone are kept, and of somebody who has left they can be taken
 * out for good, wherever they were copied to.
 */
import { getMetadataArgsStorage } from 'typeorm';
import { IMPERSONAL_COLUMNS, PERSONAL_COLUMNS } from '../../src/access/personal-columns.js';
import { InvitationsService } from '../../src/access/invitations.service.js';
import { PersonKeeping } from '../../src/access/person-keeping.service.js';
import { PersonalDataService } from '../../src/access/personal-data.service.js';
import { SignInService } from '../../src/access/sign-in.service.js';
import { TokensService } from '../../src/access/tokens.service.js';
import { verifyTrail } from '../../src/audit/verify.js';
import { ENTITIES } from '../../src/entities.js';
import { Outbox } from '../../src/outbox/enqueue.js';
import { note } from '../../src/outbox/notice-ledger.js';
import { rows } from '../../src/platform/sql.js';
import { ReceiptsService } from '../../src/progress/receipts.service.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { issueHaimen, type Haimen } from '../support/haimen.js';
import { aMail } from '../support/mail.js';
import { ADMINISTRATOR, aPerson } from '../support/people.js';
import { outcomeOf, PASSWORD } from '../support/sign-in.js';
import { wordsOf } from '../support/words-of.js';

const NAME = '联络员甲子丑';
const MAIL = 'jiazichou@duban.example';
const PHONE = '0513-88990011';
/** What they had before. */
const [OLD_MAIL, OLD_PHONE] = ['qianduan@duban.example', '0513-88990022'];

describe('columns', () => {
  const { tables, columns } = getMetadataArgsStorage();
  const text = tables
    .filter(({ target }) => (ENTITIES as unknown[]).includes(target))
    .flatMap(({ name, target }) =>
      columns
        .filter(
          (column) =>
            column.target === target && ['text', 'simple-json'].includes(String(column.options.type)),
        )
        .map(({ propertyName }): [string, string] => [name!, propertyName]),
    );
  const listed = ([table, column]: [string, string]) =>
    Boolean(PERSONAL_COLUMNS[table]?.includes(column) || IMPERSONAL_COLUMNS[table]?.includes(column));

  it('that hold a person’s data are listed, and a new one has to be', () => {
    const ofPeople = [
      'people',
      'contacts',
      'sessions',
      'links',
      'api_tokens',
      'used_passwords',
      'recovery_codes',
    ];
    const isDay = /(On|At|Until)$/;
    const sounds = /personName|contactName|leader|phone|mail|address$|toName|givenBy|fromName/i;
    const wanted = text.filter(
      ([table, column]) => (ofPeople.includes(table) && !isDay.test(column)) || sounds.test(column),
    );
    expect(wanted.length).toBeGreaterThan(20);
    expect(wanted.filter((one) => !listed(one))).toEqual([]);
  });

  it('that are listed exist', () => {
    const named = [PERSONAL_COLUMNS, IMPERSONAL_COLUMNS].flatMap((list) =>
      Object.entries(list).flatMap(([table, names]) => names.map((name): [string, string] => [table, name])),
    );
    const known = new Set(text.map((one) => one.join('.')));
    expect(named.filter((one) => !known.has(one.join('.')))).toEqual([]);
  });
});

describe('a person', () => {
  let t: TestApp;
  let h: Haimen;
  let personId: number;
  let browser: Browser;

  beforeAll(async () => {
    t = await testApp({ now: '2018-11-02T01:00:00Z' });
    h = await issueHaimen(t);
    const unitId = h.unitId('市财政局');
    personId = await aPerson(t, { loginName: 'jiazichou', name: NAME, unitIds: [unitId] });
    for (const [address, phone] of [[OLD_MAIL, OLD_PHONE] as const, [MAIL, PHONE] as const])
      await t.get(PersonKeeping).change(ADMINISTRATOR, personId, { name: NAME, address, phone });
    await aPerson(t, { loginName: 'guanli', name: '管理员甲', roles: ['administrator'] });
    const viewer: Viewer = { personId, name: NAME, roles: ['reporter'], unitIds: [unitId], door: 'page' };
    await t.get(ReceiptsService).receive(viewer, unitId, { contactName: NAME, leaderInCharge: '领导丙' });
    await t.get(TokensService).create(ADMINISTRATOR, { loginName: 'jiazichou', name: '台账', lastOn: null });
    await t.db.inTransaction(async (tx) => {
      const text = `${NAME}：您好`;
      for (const address of [MAIL, OLD_MAIL]) {
        const mail = { ...aMail(), to: { name: NAME, address }, text, html: `<p>${text}</p>` };
        await t.get(Outbox).enqueue(tx, { ...mail, dedupeKey: `reminders:2018-11-02:${address}` });
        const asked = `${PHONE}转${OLD_PHONE}，<${MAIL}>，联系人${NAME}`;
        await t.get(Outbox).enqueue(tx, {
          ...{
            ...aMail(),
            text: asked,
            html: asked,
            to: { name: '联络员丙', address: 'bing@duban.example' },
          },
          dedupeKey: `bing:${address === MAIL ? 'now' : 'before'}`,
        });
        await note(tx, t.clock, {
          ...{
            noticeKey: `overdue-digest:2018-11-02:${address}`,
            kind: 'overdue-digest',
            onDay: t.clock.today(),
          },
          ...{ unitId: null, recipient: `联络员丙 <bing@duban.example>, ${NAME} <${address}>` },
          ...{ outcome: 'composed', reason: null, counts: {} },
        });
      }
    });
    browser = await t.signIn('guanli');
    await browser.get('/people');
  });
  afterAll(() => t.close());

  /** Every row of every table that says one of these words. */
  async function foundIn(words: string[]): Promise<string[]> {
    const found: string[] = [];
    for (const { tableName } of t.db.read.connection.entityMetadatas) {
      const all = JSON.stringify(await rows(t.db.read, `SELECT * FROM "${tableName}"`));
      if (words.some((word) => all.includes(word))) found.push(tableName);
    }
    return found.sort();
  }

  it('takes along what the house holds about them, without any secret', async () => {
    const own = await t.signIn('jiazichou');
    await own.get('/account/data');
    const answer = await own.post('/account/data');
    expect(String(answer.headers['content-disposition'])).toContain(`person-${personId}.json`);
    const data = answer.json<Record<string, unknown>>();
    expect(data['person']).toMatchObject({ name: NAME, email: MAIL, phone: PHONE, loginName: 'jiazichou' });
    expect(data['contacts']).toEqual([{ unit: '市财政局', fromOn: '2018-11-02', untilOn: null }]);
    expect(data['tokens']).toMatchObject([{ name: '台账' }]);
    expect(data['deeds']).toMatchObject({ receipts: [{ unit: '市财政局' }] });
    expect(answer.body).not.toMatch(/hash|argon2|csrf|totpSecret/i);
  });

  it('is handed out by an administrator, and both are told', async () => {
    const answer = await browser.post(`/people/${personId}/export`);
    expect(answer.json<{ person: object }>().person).toMatchObject({ name: NAME });
    const events = await rows<{ kind: string; subject: string }>(
      t.db.read,
      `SELECT kind, subject FROM security_events WHERE kind = 'person-exported'`,
    );
    expect(events).toEqual([
      { kind: 'person-exported', subject: `person:${personId}` },
      { kind: 'person-exported', subject: `person:${personId}` },
    ]);
  });

  it('is not erased while in post, nor without a tick', async () => {
    expect(wordsOf(await browser.get(`/people/${personId}/erasure`))).toContain('只有已离岗');
    expect((await browser.post(`/people/${personId}/erasure`, { isSure: 'on' })).statusCode).toBe(409);
    await browser.post(`/people/${personId}/leaving`);
    const page = await browser.get(`/people/${personId}/erasure`);
    expect(wordsOf(page)).toMatch(/将被删除[^]*仍然保留/);
    expect((await browser.post(`/people/${personId}/erasure`)).statusCode).toBe(422);
  });

  it('erased, stands nowhere any more, while what they did stays and the chain is whole', async () => {
    const words = [NAME, MAIL, PHONE, OLD_MAIL, OLD_PHONE, 'jiazichou'];
    expect(await foundIn(words)).toEqual(
      expect.arrayContaining(['messages', 'people', 'personal_values', 'receipts']),
    );
    expect((await browser.post(`/people/${personId}/erasure`, { isSure: 'on' })).statusCode).toBe(303);
    expect(await foundIn(words)).toEqual([]);
    expect((await verifyTrail(t.db.read)).fault).toBeNull();
    const [receipt] = await rows<object>(
      t.db.read,
      'SELECT "contactName", "leaderInCharge" FROM receipts WHERE "signedById" = :personId',
      { personId },
    );
    expect(receipt).toEqual({ contactName: '原联络员', leaderInCharge: '领导丙' });
    const contacts = await rows(t.db.read, 'SELECT * FROM contacts WHERE "personId" = :personId', {
      personId,
    });
    expect(contacts).toHaveLength(1);
    const [mail] = await rows<object>(
      t.db.read,
      `SELECT "toName", "toAddress", state, reason FROM messages WHERE "dedupeKey" LIKE '%person:%'`,
    );
    expect(mail).toEqual({ toName: '原联络员', toAddress: '', state: 'skipped', reason: 'recipient-erased' });
    const others = await rows<object>(
      t.db.read,
      `SELECT text, "toName", state FROM messages WHERE "toAddress" = 'bing@duban.example'`,
    );
    const asked = { text: '转，<>，联系人原联络员', toName: '联络员丙', state: 'pending' };
    expect(others).toEqual([asked, asked]);
    const told = await rows<object>(t.db.read, `SELECT recipient FROM notices WHERE kind = 'overdue-digest'`);
    const line = { recipient: '联络员丙 <bing@duban.example>, 原联络员 <>' };
    expect(told).toEqual([line, line]);
  });

  it('is called former contact in either language, and nothing can be changed any more', async () => {
    expect(wordsOf(await browser.get(`/people/${personId}`))).toMatch(
      /原联络员[^]*个人信息已于2018-11-02删除/,
    );
    expect(wordsOf(await browser.get(`/people/${personId}?lang=en`))).toContain('Former contact');
    await browser.get('/people?lang=zh-CN');
    for (const path of ['return', 'erasure'])
      expect(
        (await browser.post(`/people/${personId}/${path}`, path === 'erasure' ? { isSure: 'on' } : {}))
          .statusCode,
      ).toBe(409);
  });

  it('leaves what is also others’: a namesake, a longer mailbox, a common phone, a mailbox handed on', async () => {
    const common = '0513-88990033';
    const leaver = await aPerson(t, { loginName: 'yi', name: '联络员乙' });
    const facts = { name: '联络员乙', phone: common };
    await t.get(PersonKeeping).change(ADMINISTRATOR, leaver, { ...facts, address: 'zhiban@duban.example' });
    await t.get(PersonKeeping).change(ADMINISTRATOR, leaver, { ...facts, address: 'yi@duban.example' });
    const successor = { ...facts, address: 'zhiban@duban.example', jurisdictionId: null };
    await t.get(PersonKeeping).enter(ADMINISTRATOR, successor);
    const text = `联络员乙 yi@duban.example，jiayi@duban.example，${common}`;
    await t.db.inTransaction(async (tx) => {
      for (const [name, address] of [
        ['联络员丁', 'ding@duban.example'],
        ['联络员乙', 'zhiban@duban.example'],
      ] as const)
        await t.get(Outbox).enqueue(tx, { ...aMail(), dedupeKey: address, to: { name, address }, text });
    });
    await browser.post(`/people/${leaver}/leaving`);
    expect((await browser.post(`/people/${leaver}/erasure`, { isSure: 'on' })).statusCode).toBe(303);
    const mails = await rows<object>(
      t.db.read,
      `SELECT "toName", "toAddress", text FROM messages WHERE "dedupeKey" IN ('ding@duban.example',
       'zhiban@duban.example') ORDER BY id`,
    );
    const rest = `，jiayi@duban.example，${common}`;
    expect(mails).toEqual([
      { toName: '联络员丁', toAddress: 'ding@duban.example', text: `联络员乙 ${rest}` },
      { toName: '原联络员', toAddress: 'zhiban@duban.example', text: `原联络员 ${rest}` },
    ]);
  });

  it('is looked for in rounds, between which others write', async () => {
    const leaver = await aPerson(t, { loginName: 'wu', name: '联络员戊' });
    await t.db.inTransaction(async (tx) => {
      for (let at = 0; at < 1100; at += 1)
        await note(tx, t.clock, {
          ...{ noticeKey: `reminders:${at}`, kind: 'reminders', onDay: t.clock.today(), unitId: null },
          ...{ recipient: '联络员戊 <wu@duban.example>', outcome: 'composed', reason: null, counts: {} },
        });
    });
    await browser.post(`/people/${leaver}/leaving`);
    const before = t.db.commits;
    expect((await browser.post(`/people/${leaver}/erasure`, { isSure: 'on' })).statusCode).toBe(303);
    expect(t.db.commits - before).toBeGreaterThanOrEqual(4);
    expect(await foundIn(['联络员戊', 'wu@duban.example'])).toEqual([]);
  });
});

it('whose mailbox was taken away leaves no link and no failure to sign in behind', async () => {
  const t = await testApp({ now: '2018-11-02T01:00:00Z' });
  try {
    const id = await aPerson(t, { loginName: 'ding', name: '联络员丁', password: PASSWORD });
    await t.get(InvitationsService).send(ADMINISTRATOR, id);
    await t.get(PersonKeeping).change(ADMINISTRATOR, id, { name: '联络员丁', address: null, phone: '1' });
    const from = { address: '10.0.0.9', browser: null };
    expect(await outcomeOf(t.get(SignInService).signIn('ding', 'wrong', from))).not.toBe('in');
    const tries = () => rows(t.db.read, `SELECT id FROM sign_in_failures WHERE subject LIKE 'account:%'`);
    expect(await tries()).toHaveLength(1);
    await t.get(PersonKeeping).leave(ADMINISTRATOR, id);
    await t.get(PersonalDataService).erase(ADMINISTRATOR, id);
    expect(await tries()).toEqual([]);
    const links = await rows<object>(t.db.read, 'SELECT address, "revokedAt" IS NULL AS "isOpen" FROM links');
    expect(links.map((link) => ({ ...link, isOpen: Boolean((link as { isOpen: unknown }).isOpen) }))).toEqual(
      [{ address: '', isOpen: false }],
    );
  } finally {
    await t.close();
  }
});

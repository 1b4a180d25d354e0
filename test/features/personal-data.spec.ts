/**
 * Personal data: only name, unit, duty mail and office phone are kept, and of somebody who has left they can be taken
 * out for good, wherever they were copied to.
 */
import { getMetadataArgsStorage } from 'typeorm';
import { IMPERSONAL_COLUMNS, PERSONAL_COLUMNS } from '../../src/access/personal-columns.js';
import { PersonKeeping } from '../../src/access/person-keeping.service.js';
import { TokensService } from '../../src/access/tokens.service.js';
import { verifyTrail } from '../../src/audit/verify.js';
import { ENTITIES } from '../../src/entities.js';
import { Outbox } from '../../src/outbox/enqueue.js';
import { rows } from '../../src/platform/sql.js';
import { ReceiptsService } from '../../src/progress/receipts.service.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { issueHaimen, type Haimen } from '../support/haimen.js';
import { aMail } from '../support/mail.js';
import { ADMINISTRATOR, aPerson } from '../support/people.js';
import { wordsOf } from '../support/words-of.js';

const NAME = '联络员甲子丑';
const MAIL = 'jiazichou@duban.example';
const PHONE = '0513-88990011';

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
    await t.get(PersonKeeping).change(ADMINISTRATOR, personId, { name: NAME, address: MAIL, phone: PHONE });
    await aPerson(t, { loginName: 'guanli', name: '管理员甲', roles: ['administrator'] });
    const viewer: Viewer = { personId, name: NAME, roles: ['reporter'], unitIds: [unitId], door: 'page' };
    await t.get(ReceiptsService).receive(viewer, unitId, { contactName: NAME, leaderInCharge: '领导丙' });
    await t.get(TokensService).create(ADMINISTRATOR, { loginName: 'jiazichou', name: '台账', lastOn: null });
    await t.db.inTransaction(async (tx) => {
      const text = `${NAME}：您好`;
      const mail = { ...aMail(), to: { name: NAME, address: MAIL }, text, html: `<p>${text}</p>` };
      await t.get(Outbox).enqueue(tx, { ...mail, dedupeKey: `reminders:2018-11-02:${MAIL}` });
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
    const words = [NAME, MAIL, PHONE, 'jiazichou'];
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
});

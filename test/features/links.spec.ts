/** Signed links by themselves: made once per mailbox, read only with their signature, ended. */
import { LinksService } from '../../src/access/links.service.js';
import type { WantedLink } from '../../src/access/links.queries.js';
import { MailboxService } from '../../src/outbox/mailbox.service.js';
import type { Config } from '../../src/platform/config.js';
import { Keys } from '../../src/platform/keys.js';
import { rows } from '../../src/platform/sql.js';
import { addDays, type Day } from '../../src/rules/day.js';
import { testApp, type TestApp } from '../support/app.js';
import { MailLinks, linksIn } from '../../src/outbox/mail-links.js';
import { Delivery } from '../../src/outbox/delivery.js';
import { Outbox } from '../../src/outbox/enqueue.js';
import { addUnit, addressOf, allMessages, issueHaimen, type Haimen } from '../support/haimen.js';
import { ADMINISTRATOR } from '../support/people.js';

let t: TestApp;
let links: LinksService;
let unitId: number;
beforeAll(async () => {
  t = await testApp({ now: '2018-11-02T01:00:00Z' });
  links = t.get(LinksService);
  unitId = await t.db.inTransaction((tx) => addUnit(tx, '市考核办'));
});
afterAll(() => t.close());

const TO = { address: 'u1@haimen.example', personId: null };
const wanted = (address = TO.address, due: Day | null = null): WantedLink =>
  links.wantedForUnit({ unitId, jurisdictionId: null }, { ...TO, address }, due);
const mint = (...asked: WantedLink[]) => t.db.inTransaction((tx) => links.mintAll(tx, asked));
const segmentOf = async (id: number) => (await links.pathOf(id))!.slice('/l/'.length);

describe('a link', () => {
  it('is the same for a mailbox as long as it lasts', async () => {
    const [first, again, other] = await mint(
      wanted(),
      wanted('U1@haimen.example'),
      wanted('u2@haimen.example'),
    );
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    expect(await mint(wanted())).toEqual([first]);
  });

  it('lasts 60 days, and 14 beyond the last day its mail speaks of', async () => {
    const [near, far] = await mint(
      wanted('u3@haimen.example', '2018-11-20' as Day),
      wanted('u4@haimen.example', '2019-06-28' as Day),
    );
    expect((await links.read(await segmentOf(near!)))!.link.lastOn).toBe('2019-01-01');
    expect((await links.read(await segmentOf(far!)))!.link.lastOn).toBe('2019-07-12');
  });

  it('that would end too soon for a mail is followed by another', async () => {
    const [first] = await mint(wanted('u5@haimen.example'));
    const [second] = await mint(wanted('u5@haimen.example', '2019-03-01' as Day));
    expect(second).not.toBe(first);
    expect(await mint(wanted('u5@haimen.example'))).toEqual([second]);
  });

  it('opens only with its own signature', async () => {
    const [one, other] = await mint(wanted('u6@haimen.example'), wanted('u7@haimen.example'));
    const [segment, foreign] = [await segmentOf(one!), await segmentOf(other!)];
    expect((await links.read(segment))!.link.id).toBe(one);
    const signature = segment.split('.')[1]!;
    const wrong = [
      ...['', '.', `${one}`, `${one}.`, `${one}.${signature.slice(1)}`, `${one}.${signature}x`],
      ...[
        `${other}.${signature}`,
        `999999.${signature}`,
        `99999999999.${signature}`,
        `0${one}.x${signature}`,
      ],
      ...[`${one}.${foreign.split('.')[1]!}`, `-1.${signature}`, `${one} .${signature}`, `１.${signature}`],
    ];
    for (const text of wrong) expect(await links.read(text)).toBeNull();
  });

  it('of a restored backup does not open what got the same number since', async () => {
    const [id] = await mint(wanted('u8@haimen.example'));
    const segment = await segmentOf(id!);
    await t.db.inTransaction((tx) =>
      tx.query(`UPDATE links SET "createdAt" = '2018-11-03T01:00:00.000Z' WHERE id = ${id}`),
    );
    expect(await links.read(segment)).toBeNull();
  });

  it('cannot be made from what stands in the database', async () => {
    const [id] = await mint(wanted('u9@haimen.example'));
    const [stored] = await rows<object>(t.db.read, 'SELECT * FROM links WHERE id = :id', { id });
    const signature = (await segmentOf(id!)).split('.')[1]!;
    expect(JSON.stringify(stored)).not.toContain(signature);
    expect(signature).not.toBe(t.get(Keys).sign('links', String(id)));
  });

  it('revoked stands in the trail and in the security log, and is not given out again', async () => {
    const [id] = await mint(wanted('u10@haimen.example'));
    const ended = await t.db.inTransaction((tx) =>
      links.revoke(tx, ADMINISTRATOR, { unitId, address: 'u10@haimen.example' }, '人员变动'),
    );
    expect(ended).toBe(1);
    const { link } = (await links.read(await segmentOf(id!)))!;
    expect(links.isStanding(link)).toBe(false);
    expect(link.revokedReason).toBe('人员变动');
    expect(await mint(wanted('u10@haimen.example'))).not.toEqual([id]);
    const trail = await rows(t.db.read, `SELECT verb FROM audit_entries WHERE noun = 'link'`);
    const log = await rows(t.db.read, `SELECT subject FROM security_events WHERE kind = 'link-revoked'`);
    expect(trail).toEqual([{ verb: 'revoke' }]);
    expect(log).toEqual([{ subject: `link:${id}` }]);
  });

  it('stands until the end of its last day', () => {
    const today = t.clock.today();
    expect(links.isStanding({ lastOn: today, revokedAt: null })).toBe(true);
    expect(links.isStanding({ lastOn: addDays(today, -1), revokedAt: null })).toBe(false);
  });

  it('for ten thousand mailboxes is looked for once and made in a few statements', async () => {
    const many = Array.from({ length: 10_000 }, (_, i) => wanted(`m${i}@haimen.example`));
    let statements = 0;
    const minted = await t.db.inTransaction((tx) => {
      const counting = new Proxy(tx, {
        get: (target, key) => {
          if (key === 'query') statements += 1;
          return Reflect.get(target, key) as unknown;
        },
      });
      return links.mintAll(counting, many);
    });
    expect(new Set(minted).size).toBe(10_000);
    expect(statements).toBeLessThan(10);
    expect(await mint(...many)).toEqual(minted);
  });
});

describe('in a mail', () => {
  let town: TestApp;
  let haimen: Haimen;
  beforeAll(async () => {
    town = await testApp({ now: '2018-11-02T01:00:00Z', settings: { BASE_URL: 'https://duban.example' } });
    haimen = await issueHaimen(town);
  });
  afterAll(() => town.close());

  const mailTo = async (unitId: number) =>
    (await allMessages(town)).find((mail) => mail.toAddress === addressOf(unitId))!;

  it('stands as a place to be filled, and is signed when it leaves', async () => {
    const unitId = haimen.unitId('市考核办');
    const { text, html } = await mailTo(unitId);
    expect(text).not.toMatch(/\/units\/|⟦unit:/);
    const [id] = linksIn(text);
    expect(new Set(linksIn(text, html))).toEqual(new Set([id]));
    const urls = await town.get(MailLinks).urlsOf([id!]);
    const url = urls.get(id!)!;
    expect(url).toMatch(/^https:\/\/duban\.example\/l\/\d+\.[\w-]{43}$/);
    const page = await town.browser().get(url.slice('https://duban.example'.length));
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('市考核办');
  });

  it('lasts beyond every day the mail speaks of', async () => {
    const [id] = linksIn((await mailTo(haimen.unitId('市考核办'))).text);
    const [latest] = await rows<{ day: Day }>(
      town.db.read,
      `SELECT max("dueOn") AS day FROM deadlines WHERE "unitId" = ${haimen.unitId('市考核办')}`,
    );
    const [link] = await rows<{ lastOn: Day }>(town.db.read, `SELECT "lastOn" FROM links WHERE id = ${id}`);
    expect(link!.lastOn >= addDays('2018-12-31' as Day, 1)).toBe(true);
    expect(link!.lastOn <= addDays(latest!.day, 14)).toBe(true);
  });

  it('is not to be made by typing one', async () => {
    const typed = `请看 ⟦link:1⟧ 和 ⟦unit:0:1:1::⟧`;
    const unitId = haimen.unitId('市考核办');
    const mail = {
      dedupeKey: 'typed',
      kind: 'issue',
      onDay: town.clock.today(),
      subject: '试',
      html: typed,
      text: typed,
    };
    const to = { name: '某人', address: addressOf(unitId) };
    await town.db.inTransaction((tx) => town.get(Outbox).enqueue(tx, { ...mail, to }));
    const stored = (await allMessages(town)).find(({ dedupeKey }) => dedupeKey === 'typed')!;
    expect(linksIn(stored.text, stored.html)).toEqual([]);
  });

  it('revoked before it left keeps the mail from leaving', async () => {
    const unitId = haimen.unitId('市财政局');
    await town.db.inTransaction((tx) => town.get(LinksService).revoke(tx, ADMINISTRATOR, { unitId }, '误发'));
    await town.get(Delivery).tick();
    const { state, id } = await mailTo(unitId);
    expect(state).toBe('failed');
    const [message] = await rows(town.db.read, `SELECT reason FROM messages WHERE id = ${id}`);
    expect(message).toEqual({ reason: 'link-unknown' });
    expect((await mailTo(haimen.unitId('市考核办'))).state).toBe('sent');
  });

  it('is read in the mailbox only where no mail leaves this machine', async () => {
    const mail = await mailTo(haimen.unitId('市考核办'));
    const [id] = linksIn(mail.text);
    const url = (await town.get(MailLinks).urlsOf([id!])).get(id!)!;
    const here = await town.get(MailboxService).readable(ADMINISTRATOR, mail, '〔不显示〕');
    expect(here.text).toContain(url);
    const sending = Object.assign(Object.create(town.config) as Config, { smtpUrl: 'smtp://mail.example' });
    const links = new MailLinks(town.db, town.get(Keys), sending);
    const sent = await new MailboxService(town.db, town.clock, links).readable(
      ADMINISTRATOR,
      mail,
      '〔不显示〕',
    );
    expect(sent.text).toContain('〔不显示〕');
    expect(sent.text + sent.html).not.toContain('/l/');
  });

  it('stands in no row of the database', async () => {
    const [id] = linksIn((await mailTo(haimen.unitId('市考核办'))).text);
    const signature = (await town.get(MailLinks).urlsOf([id!])).get(id!)!.split('.').at(-1)!;
    const browser = town.browser();
    await browser.get(`/l/${id}.${signature}/plans`);
    await browser.post(`/l/${id}.${signature}/units/1/receipts`, { contactName: '某', leaderInCharge: '某' });
    await browser.get(`/l/${id}x.${signature}`);
    const tables = ['messages', 'links', 'notices', 'audit_entries', 'security_events', 'settings'];
    for (const table of [...tables, 'idempotent_answers', 'sessions']) {
      const all = await rows(town.db.read, `SELECT * FROM ${table}`);
      expect(JSON.stringify(all)).not.toContain(signature);
    }
  });
});

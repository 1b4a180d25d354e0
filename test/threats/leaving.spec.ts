/** What leaves the house, in files and in mails: nothing that reckons, nobody nobody named. */
import { noteSecurity } from '../../src/audit/security-log.js';
import { Delivery } from '../../src/outbox/delivery.js';
import { Mailer, DevMailboxMailer } from '../../src/outbox/mailer.js';
import { Outbox } from '../../src/outbox/enqueue.js';
import { rows } from '../../src/platform/sql.js';
import { aPlan } from '../support/a-plan.js';
import type { TestApp } from '../support/app.js';
import { aMail, asRead } from '../support/mail.js';
import { guardedRoutes } from '../support/matrix-routes.js';
import { SmtpSink } from '../support/smtp.js';
import { threatWorld } from '../support/threat-world.js';

let t: TestApp;
let sink: SmtpSink | null = null;
afterEach(async () => {
  await t.close();
  await sink?.stop();
  sink = null;
});

async function serve(settings: Record<string, string> = {}): Promise<SmtpSink> {
  sink = await SmtpSink.start();
  t = (await threatWorld({ settings: { SMTP_URL: sink.url, ...settings } })).t;
  return sink;
}
const put = (...mails: ReturnType<typeof aMail>[]) =>
  t.db.inTransaction(async (tx) => {
    for (const mail of mails) await t.get(Outbox).enqueue(tx, mail);
  });
const states = () => rows(t.db.read, 'SELECT state, reason FROM messages ORDER BY id');

describe('formulas in files for a spreadsheet', () => {
  const SIGNS = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t=', '\r=', ' =', '\u3000='];
  const planted = SIGNS.map((sign, at) => `${sign}HYPERLINK("http://evil.example/${at}")`);
  /** What a spreadsheet takes for a formula when it opens the file, as Excel and WPS do. */
  const reckons = (cell: string) =>
    /^[=+\-@\t\r]/.test(cell.normalize('NFKC').trimStart()) && !/^[+-]?\d+(\.\d+)?%?$/.test(cell);
  const cellsOf = (file: string) =>
    [...file.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(?:,|\r\n)/g)].map(([, cell]) =>
      cell!.startsWith('"') ? cell!.slice(1, -1).replaceAll('""', '"') : cell!,
    );

  it('none in any cell of any file, and a number below zero stays one', async () => {
    t = (await threatWorld()).t;
    const builder = aPlan(t.db).supervisedBy('市委组织部').titled('=1+1');
    for (const [at, text] of planted.entries())
      builder.withTask({
        ...{ no: at === 0 ? '-5' : text.slice(0, 20), title: text, leads: [`${text}局`] },
        deadlines: [{ dueOn: '2019-06-28', metOn: '2019-06-26', said: { text, difficulty: text } }],
      });
    const { planId } = await builder.insert();
    await t.db.inTransaction(async (tx) => {
      for (const text of planted) {
        const details = { reason: text, [text]: text };
        await noteSecurity(tx, t.clock, { kind: 'sign-in-failed', subject: text, address: text, details });
      }
    });
    const files: Record<string, [string, string]> = {
      '/plans/:id.csv': ['ducha', `/plans/${planId}.csv`],
      '/security-log.csv': ['shenji', '/security-log.csv'],
    };
    const known = guardedRoutes(t).map(({ path }) => path);
    expect(known.filter((path) => /\.(csv|xlsx?|tsv)$/.test(path)).sort()).toEqual(Object.keys(files).sort());
    for (const [who, url] of Object.values(files)) {
      const answer = await (await t.signIn(who)).get(url);
      const cells = cellsOf(answer.body.slice(1));
      expect(cells.filter(reckons)).toEqual([]);
      for (const at of planted.keys())
        expect(cells.filter((cell) => cell.startsWith(`'`) && cell.includes(`example/${at}"`))).not.toEqual(
          [],
        );
      if (who === 'ducha') expect(cells).toContain('-5');
    }
  });
});

describe('header injection; mail to the wrong one', () => {
  const LISTS = [
    'a@haimen.example, b@evil.example',
    'a@haimen.example;b@evil.example',
    'a@haimen.example\r\nBcc: b@evil.example',
    'a@haimen.example>, <b@evil.example',
    '"a@haimen.example" b@evil.example',
    'a@haimen.example@evil.example',
    'a@haimen.example\u202e',
  ];

  it.each(LISTS)('%j is taken for a mailbox neither at the door nor in the queue', async (address) => {
    const { mails } = await serve();
    const answer = await (await t.signIn('guanli')).post('/people', { name: '某', address });
    expect(answer.statusCode).toBe(422);
    expect(await rows(t.db.read, `SELECT id FROM people WHERE email LIKE '%evil%'`)).toEqual([]);
    await put(aMail({ to: { name: '某', address } }));
    await t.get(Delivery).deliverNow();
    expect([await states(), mails]).toEqual([[{ state: 'failed', reason: 'address-wrong' }], []]);
  });

  it('a title with a line break makes no header, a name with one makes no mail', async () => {
    const { mails } = await serve();
    const broken = 'x\r\nBcc: b@evil.example\r\n\r\n<p>';
    await put(
      aMail({ dedupeKey: '1', subject: broken }),
      aMail({ dedupeKey: '2', to: { name: broken, address: 'a@haimen.example' } }),
    );
    await t.get(Delivery).deliverNow();
    expect(await states()).toEqual([
      { state: 'sent', reason: null },
      { state: 'failed', reason: 'header-wrong' },
    ]);
    expect(mails.map(({ to }) => to)).toEqual([['a@haimen.example']]);
    const read = await asRead(mails[0]!.bytes);
    expect([read.headers.has('bcc'), read.subject]).toEqual([false, 'x Bcc: b@evil.example <p>']);
  });
});

describe('mailing the public by accident', () => {
  it('without SMTP_URL nothing leaves, whatever is due', async () => {
    t = (await threatWorld()).t;
    expect(t.get(Mailer)).toBeInstanceOf(DevMailboxMailer);
    await put(aMail());
    await t.get(Delivery).deliverNow();
    expect(await states()).toEqual([{ state: 'sent', reason: 'kept-here' }]);
  });

  it('with MAIL_ALLOW it leaves for those named there and for nobody who only looks like them', async () => {
    const { mails } = await serve({ MAIL_ALLOW: '@haimen.example' });
    const to = ['a@haimen.example', 'a@haimen.example.evil.example', 'a@xhaimen.example', 'a@evil.example'];
    await put(...to.map((address) => aMail({ dedupeKey: address, to: { name: '某', address } })));
    await t.get(Delivery).deliverNow();
    expect(mails.map((mail) => mail.to)).toEqual([['a@haimen.example']]);
    expect((await states()).slice(1)).toEqual(Array(3).fill({ state: 'skipped', reason: 'not-allowed' }));
  });
});

describe('a test mail that asks a server somebody typed', () => {
  it('no field names an address or a host: it goes by the one server there is, to whoever asked', async () => {
    const inside = await SmtpSink.start();
    const { mails } = await serve();
    const browser = await t.signIn('guanli');
    const { port } = inside;
    const typed = { host: '127.0.0.1', port, url: inside.url, smtpUrl: inside.url, to: 'b@evil.example' };
    await browser.post('/administration/mail/tests', { ...typed, address: 'b@evil.example' });
    await t.get(Delivery).deliverNow();
    expect(mails.map(({ to }) => to)).toEqual([['guanli@duban.example']]);
    expect(inside.connections).toBe(0);
    expect((await browser.get('/administration/mail')).body).not.toMatch(/<input(?![^>]*type="hidden")/);
    await inside.stop();
  });
});

/** A clerk without an account: from the mail as it was delivered to the receipt; and what scanners do before that. */
import type { Browser } from 'playwright-core';
import { Delivery } from '../../src/outbox/delivery.js';
import { Mailer, type ReadyMail, type SendOutcome } from '../../src/outbox/mailer.js';
import { rows } from '../../src/platform/sql.js';
import { hiddenOf } from '../support/links.js';
import { asRead } from '../support/mail.js';
import { remind } from '../support/morning.js';
import { axeFaults, openChromium, shot, visit } from './chromium.js';
import { aTownInJuly, HOST, type Town } from './town.js';

const OWN = '市人社局';
const MINUTE = 60_000;
const SCANNERS = [
  'Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0) BarracudaSafeLink',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120 Safari/537.36',
  'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0) MSOffice 16',
  'curl/8.5.0',
  'Coremail-URL-Check/2.1',
];
const HEADERS: Record<string, string>[] = [
  {},
  { purpose: 'prefetch', 'sec-purpose': 'prefetch' },
  { 'x-moz': 'prefetch' },
  { range: 'bytes=0-1023' },
  { 'sec-purpose': 'prefetch;prerender', 'sec-fetch-site': 'cross-site' },
];

describe('the link of a mail', () => {
  let town: Town;
  let browser: Browser;
  let url: string;

  beforeAll(async () => {
    town = await aTownInJuly();
    const sent: ReadyMail[] = [];
    town.t.get(Mailer).send = (mail: ReadyMail): Promise<SendOutcome> => {
      sent.push(mail);
      return Promise.resolve({ kind: 'sent', reason: null, answer: '250 ok' });
    };
    await remind(town.t, '2019-07-03');
    await town.t.get(Delivery).tick();
    const mail = (await Promise.all(sent.map(({ bytes }) => asRead(bytes)))).find(({ text }) =>
      String(text).includes(OWN),
    )!;
    const urls = new RegExp(`== ${OWN} ==[^]*?(http://${HOST}/l/\\S+)`).exec(String(mail.text))!;
    url = urls[1]!.replace(`http://${HOST}`, town.url);
    browser = await openChromium();
  }, MINUTE);
  afterAll(async () => {
    await browser?.close();
    await town?.t.close();
  });

  const handedIn = () =>
    rows(
      town.t.db.read,
      `SELECT id, text FROM submissions WHERE channel = 'link' AND state = 'pending' ORDER BY id`,
    );
  /** As before anybody reported. */
  const nothingWaits = () =>
    town.t.db.inTransaction((tx) =>
      tx.query(
        `UPDATE deadlines SET "pendingSince" = NULL, "pendingAt" = NULL WHERE "unitId" = ${town.unitId(OWN)}`,
      ),
    );
  const business = async () => {
    const tables = [
      'links',
      'submissions',
      'deadlines',
      'duties',
      'receipts',
      'audit_entries',
      'messages',
      'sessions',
    ];
    const found: unknown[] = [];
    for (const table of tables) found.push(await rows(town.t.db.read, `SELECT * FROM ${table} ORDER BY 1`));
    return JSON.stringify(found);
  };

  it(
    'fetched a hundred times by scanners, a browser among them, changes nothing and still takes one report',
    async () => {
      const before = await business();
      const path = new URL(url).pathname;
      for (let i = 0; i < 95; i += 1) {
        const headers = { 'user-agent': SCANNERS[i % SCANNERS.length]!, ...HEADERS[i % HEADERS.length] };
        const answer = await town.t.inject({ method: i % 3 === 0 ? 'HEAD' : 'GET', url: path, headers });
        expect(answer.statusCode).toBe(200);
      }
      for (let i = 0; i < 5; i += 1) {
        const { page, context } = await visit(browser, town, { scripts: i % 2 === 0 });
        await page.goto(url, { waitUntil: 'networkidle' });
        await page.mouse.wheel(0, 3000);
        await page.reload();
        await context.close();
      }
      expect(await business()).toBe(before);
      expect(await handedIn()).toEqual([]);

      const { page, context, complaints } = await visit(browser, town, { size: 'phone' });
      await page.goto(url);
      await page.getByRole('button', { name: '本期无变化' }).first().click();
      await page.getByRole('heading', { name: '报送已收到' }).waitFor();
      expect(await handedIn()).toHaveLength(1);
      expect(complaints).toEqual([]);
      await context.close();
    },
    2 * MINUTE,
  );

  it(
    'sent fifty times at once by one form, a report is taken once',
    async () => {
      const before = (await handedIn()).length;
      const html = await (await fetch(local(url))).text();
      const action = /action="([^"]*\/submissions)" enctype/.exec(html)![1]!;
      const fields = new URLSearchParams({
        ...hiddenOf(html, action),
        text: '同一份报送',
        standing: 'on-schedule',
      });
      const post = () =>
        fetch(local(town.url + action), { method: 'POST', body: fields, redirect: 'manual' });
      const answers = await Promise.all(Array.from({ length: 50 }, post));
      expect(new Set(answers.map((one) => `${one.status} ${one.headers.get('location')}`)).size).toBe(1);
      expect(answers[0]!.status).toBe(303);
      const same = (await handedIn()).filter((one) => (one as { text: string }).text === '同一份报送');
      expect([same.length, (await handedIn()).length]).toEqual([1, before + 1]);
    },
    MINUTE,
  );

  it.each([true, false])(
    'brings a clerk to the receipt within a minute, at 390 px (scripts: %s)',
    async (scripts) => {
      await nothingWaits();
      const began = performance.now();
      const { page, context, complaints } = await visit(browser, town, { size: 'phone', scripts });
      await page.goto(url);
      await page.getByText('您正以').waitFor();
      if (scripts) {
        await shot(page, 'link-phone');
        expect(await axeFaults(page)).toEqual([]);
      }
      const form = page
        .locator('form[action$="/submissions"][enctype]:has(fieldset)')
        .filter({ visible: true })
        .first();
      await form.getByLabel('进展情况').fill('已完成征求意见，拟于7月中旬提交审议。');
      await form.getByLabel('按序时推进').check();
      await form.getByRole('button', { name: '提交' }).click();
      await page.getByRole('heading', { name: '报送已收到' }).waitFor();
      await page.getByText('回执编号').first().waitFor();
      expect(new URL(page.url()).pathname).toMatch(/^\/l\/\d+\.[\w-]{43}\/submissions\/\d+$/);
      if (scripts) {
        await shot(page, 'link-received-phone');
        expect(await axeFaults(page)).toEqual([]);
      }
      await page
        .getByRole('link', { name: /继续填报|返回/ })
        .first()
        .click();
      await page.getByText('您正以').waitFor();
      expect(performance.now() - began).toBeLessThan(MINUTE);
      const wide = await page.evaluate<boolean>('document.documentElement.scrollWidth > window.innerWidth');
      expect([wide, complaints]).toEqual([false, []]);
      expect(await context.cookies()).toEqual([]);
      await context.close();
    },
    MINUTE,
  );

  it('every page it leads to fits a phone, and axe finds nothing there', async () => {
    await nothingWaits();
    const unit = town.unitId(OWN);
    await town.t.db.inTransaction((tx) =>
      tx.query(`UPDATE duties SET "issuedOn" = '2019-06-03', "receiptId" = NULL WHERE "unitId" = ${unit}`),
    );
    const ids = await rows<{ duty: number; task: number; refinement: number; completion: number }>(
      town.t.db.read,
      `SELECT (SELECT min(id) FROM duties WHERE "unitId" = ${unit}) AS duty,
         (SELECT min("taskId") FROM duties WHERE "unitId" = ${unit} AND part = 'lead') AS task,
         (SELECT min(id) FROM deadlines WHERE "unitId" = ${unit} AND kind = 'refinement') AS refinement,
         (SELECT min(id) FROM deadlines WHERE "unitId" = ${unit} AND kind = 'completion') AS completion`,
    );
    const { duty, task, refinement, completion } = ids[0]!;
    const pages = {
      receipts: `/units/${unit}/receipts`,
      duty: `/duties/${duty}`,
      filings: `/tasks/${task}/filings`,
      refinement: `/deadlines/${refinement}/refinement`,
      extension: `/deadlines/${completion}/extensions`,
    };
    const { page, context } = await visit(browser, town, { size: 'phone' });
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(url + path);
      await page.getByText('您正以').waitFor();
      await shot(page, `link-${name}-phone`);
      const wide = await page.evaluate<boolean>('document.documentElement.scrollWidth > window.innerWidth');
      expect([name, wide, await axeFaults(page)]).toEqual([name, false, []]);
    }
    await context.close();
  }, 60_000);

  it(
    'looks as it should on a desk, and calm where it opens nothing any more',
    async () => {
      const { page, context } = await visit(browser, town);
      await page.goto(url);
      await shot(page, 'link-desk');
      await page.goto(`${url.slice(0, -2)}xx`);
      await page.getByText('没有找到这个页面').waitFor();
      await shot(page, 'link-unknown-desk');
      expect(await axeFaults(page)).toEqual([]);
      await town.t.db.inTransaction((tx) =>
        tx.query(`UPDATE links SET "revokedAt" = '2019-07-03T02:00:00.000Z'`),
      );
      await page.goto(url);
      await page.getByText('这个链接已不再使用').waitFor();
      await shot(page, 'link-over-desk');
      expect(await axeFaults(page)).toEqual([]);
      await context.close();
    },
    MINUTE,
  );

  /** The test's own browser knows the host name, this process does not. */
  function local(address: string): string {
    return address.replace(HOST, '127.0.0.1');
  }
});

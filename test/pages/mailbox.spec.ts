/** The mailbox and the runs as a supervisor sees them, and what a health check says of both. */
import { JobRegistry } from '../../src/jobs/job-registry.js';
import { RunHealth } from '../../src/jobs/run-health.js';
import { Runner } from '../../src/jobs/runner.js';
import { Delivery } from '../../src/outbox/delivery.js';
import { Outbox, type OutgoingMail } from '../../src/outbox/enqueue.js';
import { MailHealth } from '../../src/outbox/mail-health.js';
import { note } from '../../src/outbox/notice-ledger.js';
import type { Day } from '../../src/rules/day.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { aMail } from '../support/mail.js';
import { aPerson } from '../support/people.js';
import { wordsOf } from '../support/words-of.js';

const ON = '2018-11-09' as Day;
let t: TestApp;
let browser: Browser;
let reporter: Browser;

beforeAll(async () => {
  t = await testApp({ now: '2018-11-09T00:30:00Z', settings: { MAIL_ALLOW: '@haimen.example' } });
  await aPerson(t, { loginName: 'ducha', roles: ['supervisor'] });
  await aPerson(t, { loginName: 'baosong', roles: ['reporter'] });
  browser = await t.signIn('ducha');
  reporter = await t.signIn('baosong');
});
beforeEach(async () => {
  t.clock.set('2018-11-09T00:30:00Z');
  await t.db.inTransaction(async (tx) => {
    for (const table of ['messages', 'notices', 'job_runs']) await tx.query(`DELETE FROM "${table}"`);
  });
});
afterAll(() => t.close());

async function put(...mails: OutgoingMail[]): Promise<number[]> {
  return t.db.inTransaction(async (tx) => {
    const ids: number[] = [];
    for (const mail of mails) ids.push((await t.get(Outbox).enqueue(tx, mail))!);
    return ids;
  });
}

const set = (id: number, columns: string) =>
  t.db.inTransaction((tx) => tx.query(`UPDATE "messages" SET ${columns} WHERE "id" = ${id}`));

describe('the mail ledger of a day', () => {
  it('names every recipient with state and reason in words, and who got nothing', async () => {
    const [sent, failed, later] = await put(
      aMail({ dedupeKey: '1', to: { name: '市委办', address: 'a@haimen.example' } }),
      aMail({ dedupeKey: '2', to: { name: '市教育局', address: 'b@haimen.example' } }),
      aMail({ dedupeKey: '3', to: { name: '市财政局', address: 'c@haimen.example' } }),
      aMail({ dedupeKey: '4', to: { name: '某局', address: 'd@else.example' } }),
      aMail({ dedupeKey: '5', to: { name: '坏址', address: 'no address' } }),
    );
    await set(
      failed!,
      `"state" = 'failed', "reason" = 'server-refused', "serverAnswer" = '550 no such user'`,
    );
    await set(
      later!,
      `"attempts" = 2, "reason" = 'server-busy', "nextAttemptAt" = '2018-11-09T00:45:00.000Z'`,
    );
    await t.db.inTransaction((tx) =>
      note(tx, t.clock, {
        noticeKey: 'reminders:2018-11-09:9',
        kind: 'reminders',
        onDay: ON,
        unitId: null,
        recipient: '市档案局',
        outcome: 'skipped',
        reason: 'nothing-to-say',
        counts: {},
      }),
    );
    expect(await t.get(Delivery).tick()).toMatchObject({ sent: 1 });
    const words = wordsOf(await browser.get('/mailbox?day=2018-11-09'));
    expect(words).toMatch(
      /市委办 a@haimen\.example 【督办提醒】11月9日 临期1 提醒 已存本机，未外发 2018-11-09 08:30/,
    );
    expect(words).toMatch(/市教育局 .* 发送失败 对方服务器拒收/);
    expect(words).toMatch(/市财政局 .* 稍后重试 对方服务器暂时不收 已尝试 2 次 将于 2018-11-09 08:45 重试/);
    expect(words).toMatch(/某局 .* 按规定不发 不在允许发送范围/);
    expect(words).toMatch(/坏址 .* 发送失败 邮箱地址有误/);
    expect(words).toMatch(/当日未发通知的单位和人员 .* 市档案局 提醒 无新情况/);
    const onlyFailed = wordsOf(await browser.get('/mailbox?day=2018-11-09&state=failed'));
    expect(onlyFailed).toContain('市教育局');
    expect(onlyFailed).not.toContain('市财政局');
    expect(sent).toBeGreaterThan(0);
  });

  it('without a day shows the newest one that has something, and leads to the days around it', async () => {
    await put(
      aMail({ dedupeKey: '1', onDay: '2018-11-05' as Day }),
      aMail({ dedupeKey: '2', onDay: '2018-11-08' as Day }),
    );
    const answer = await browser.get('/mailbox');
    expect(wordsOf(answer)).toContain('2018-11-08 的邮件');
    expect(answer.body).toContain('/mailbox?day&#x3D;2018-11-05');
    expect(wordsOf(await browser.get('/mailbox?day=2018-11-06'))).toContain('没有邮件');
  });

  it('turns its pages', async () => {
    await put(...Array.from({ length: 103 }, (_, i) => aMail({ dedupeKey: `k${i}`, subject: `第${i}封` })));
    const first = await browser.get('/mailbox?day=2018-11-09');
    expect(first.body).toContain('第102封');
    expect(first.body).not.toContain('第2封');
    const next = /href="(\/mailbox\?day[^"]*after[^"]*)"/
      .exec(first.body)![1]!
      .replaceAll('&#x3D;', '=')
      .replaceAll('&amp;', '&');
    const second = await browser.get(next);
    expect(second.body).toContain('第2封');
    expect(second.body).not.toContain('第3封');
  });

  it.each(['day=2018-13-01', 'state=gone', 'after=x', 'after=0'])(
    'refuses ?%s with a sentence',
    async (query) => {
      const answer = await browser.get(`/mailbox?${query}`);
      expect([400, 422]).toContain(answer.statusCode);
      expect(wordsOf(answer).length).toBeGreaterThan(20);
    },
  );

  it('is not a reporter’s business', async () => {
    const [id] = await put(aMail());
    for (const url of [
      '/mailbox',
      `/mailbox/${id}`,
      `/mailbox/${id}/html`,
      '/runs',
      '/api/v1/messages',
      '/api/v1/runs',
    ])
      expect((await reporter.get(url)).statusCode).toBeGreaterThanOrEqual(403);
  });
});

describe('one mail', () => {
  const html = '<h1>催办</h1><script>alert(1)</script><a href="http://127.0.0.1/units/1">打开</a>';

  it('shows its text in the page and its HTML only in a sandboxed frame', async () => {
    const [id] = await put(aMail({ html, text: '第一行 <b>\n第二行' }));
    const page = await browser.get(`/mailbox/${id}`);
    expect(page.body).toContain(`<iframe src="/mailbox/${id}/html"`);
    expect(page.body).toContain('sandbox="allow-popups');
    expect(page.body).not.toContain('<h1>催办');
    expect(page.body).toContain('第一行 &lt;b&gt;');
    expect(wordsOf(page)).toContain('Auto-Submitted');
  });

  it('the frame runs nothing, fetches nothing, and its links open elsewhere', async () => {
    const [id] = await put(aMail({ html }));
    const answer = await browser.get(`/mailbox/${id}/html`);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    const policy = String(answer.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'none'");
    expect(policy).toContain('sandbox allow-popups');
    expect(answer.body).toContain('<a target="_blank" rel="noopener noreferrer" href=');
  });

  it('that was refused can be sent again, once', async () => {
    const [id] = await put(aMail());
    await set(id!, `"state" = 'failed', "reason" = 'server-refused', "attempts" = 1`);
    await browser.get(`/mailbox/${id}`);
    expect((await browser.post(`/mailbox/${id}/attempts`)).headers['location']).toBe(`/mailbox/${id}`);
    expect(await t.get(Delivery).tick()).toMatchObject({ sent: 1 });
    const again = await browser.post(`/mailbox/${id}/attempts`);
    expect(again.statusCode).toBe(409);
    expect(wordsOf(again)).toContain('不能重新发送');
  });

  it('that does not exist is not found', async () => {
    expect((await browser.get('/mailbox/999999')).statusCode).toBe(404);
    expect((await browser.get('/mailbox/999999/html')).statusCode).toBe(404);
    expect((await browser.post('/mailbox/999999/attempts')).statusCode).toBe(404);
  });
});

describe('GET /api/v1/messages', () => {
  it('answers page by page, newest first, without texts', async () => {
    await put(...Array.from({ length: 5 }, (_, i) => aMail({ dedupeKey: `k${i}` })));
    const first = (await browser.get('/api/v1/messages?limit=3')).json<{
      items: { id: number }[];
      next: string;
    }>();
    expect(first.items).toHaveLength(3);
    expect(first.items[0]).toEqual({
      id: expect.any(Number),
      kind: 'reminders',
      onDay: '2018-11-09',
      toName: '市委办',
      toAddress: 'a@haimen.example',
      subject: '【督办提醒】11月9日 临期1',
      messageId: expect.stringMatching(/^<.+>$/),
      state: 'pending',
      reason: null,
      serverAnswer: null,
      attempts: 0,
      nextAttemptAt: '2018-11-09T00:30:00.000Z',
      createdAt: '2018-11-09T00:30:00.000Z',
      sentAt: null,
    });
    const rest = (await browser.get(`/api/v1/messages?limit=3&after=${first.next}`)).json<typeof first>();
    expect([rest.items.length, rest.next]).toEqual([2, null]);
    expect((await browser.get('/api/v1/messages?state=sent')).json<typeof first>().items).toEqual([]);
  });

  it('refuses what it does not know with a problem', async () => {
    const answer = await browser.get('/api/v1/messages?state=gone');
    expect([400, 422]).toContain(answer.statusCode);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });
});

describe('the runs', () => {
  let isBroken = true;
  beforeAll(() => {
    const entry = {
      job: 'overdue-digest',
      at: '08:30',
      on: 'working days' as const,
      catchUpDays: 3,
      mails: true,
    };
    t.get(JobRegistry).add(entry, () =>
      isBroken ? Promise.reject(new Error('template <broken>')) : Promise.resolve({ messages: 3 }),
    );
  });
  beforeEach(() => (isBroken = true));

  it('show what failed and why; a button runs it again', async () => {
    await t.get(Runner).tick();
    const page = await browser.get('/runs');
    expect(wordsOf(page)).toMatch(/2018-11-09 督办日报 失败 template <broken> 将于 2018-11-09 08:31 重试/);
    expect(wordsOf(page)).toMatch(/2018-11-09 晨间提醒 已完成/);
    isBroken = false;
    const action = /action="(\/runs\/\d+\/attempts)"/.exec(page.body)![1]!;
    expect((await browser.post(action)).statusCode).toBe(303);
    expect(wordsOf(await browser.get('/runs'))).toMatch(/督办日报 已完成 第 2 次尝试 邮件 3 封/);
    expect(wordsOf(await browser.post(action))).toContain('没有失败');
  });

  it('answer the API page by page', async () => {
    await t.get(Runner).tick();
    const first = (await browser.get('/api/v1/runs?limit=2')).json<{
      items: { state: string }[];
      next: string;
    }>();
    expect(first.items).toHaveLength(2);
    const due = t.get(JobRegistry).entries.length;
    const rest = (await browser.get(`/api/v1/runs?limit=${due}&after=${first.next}`)).json<typeof first>();
    expect([rest.items.length, rest.next]).toEqual([due - 2, null]);
    const failed = (await browser.get('/api/v1/runs?state=failed')).json<typeof first>();
    expect(failed.items).toEqual([
      expect.objectContaining({
        job: 'overdue-digest',
        day: '2018-11-09',
        error: 'template <broken>',
        counts: {},
      }),
    ]);
  });

  it('raise an alarm when one that is due is missing for a quarter of an hour', async () => {
    const health = t.get(RunHealth);
    t.clock.set('2018-11-09T00:44:00Z');
    // What is due before the mails is missing too: nothing has run in this test.
    expect((await health.fault()) ?? '').not.toContain('morning-reminders');
    t.clock.set('2018-11-09T00:45:00Z');
    expect(await health.fault()).toContain('morning-reminders for 2018-11-09');
    isBroken = false;
    await t.get(Runner).tick();
    expect(await health.fault()).toBeNull();
  });
});

describe('mail that does not leave', () => {
  it('raises an alarm after a quarter of an hour', async () => {
    await put(aMail());
    t.clock.set('2018-11-09T00:45:00Z');
    expect(await t.get(MailHealth).fault()).toBeNull();
    t.clock.set('2018-11-09T00:45:01Z');
    expect(await t.get(MailHealth).fault()).toContain('1 mails wait');
    expect((await browser.get('/health/ready')).statusCode).toBe(503);
    await t.get(Delivery).tick();
    expect(await t.get(MailHealth).fault()).toBeNull();
  });

  it('because one recipient’s server is busy raises none for six hours', async () => {
    const [id] = await put(aMail());
    await set(id!, `"reason" = 'server-busy', "attempts" = 3`);
    t.clock.set('2018-11-09T06:00:00Z');
    expect(await t.get(MailHealth).fault()).toBeNull();
    t.clock.set('2018-11-09T06:31:00Z');
    expect(await t.get(MailHealth).fault()).not.toBeNull();
  });
});

/** /administration/mail: what is set without its password, what waits, and a test mail to nobody but oneself. */
import { Delivery } from '../../src/outbox/delivery.js';
import { Outbox } from '../../src/outbox/enqueue.js';
import { Person } from '../../src/units/person.entity.js';
import { rows } from '../../src/platform/sql.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { aMail } from '../support/mail.js';
import { aPerson } from '../support/people.js';
import { wordsOf } from '../support/words-of.js';

let t: TestApp;
let browser: Browser;
afterEach(() => t.close());

async function start(settings: Record<string, string> = {}): Promise<void> {
  t = await testApp({ now: '2018-11-02T02:00:00Z', settings });
  await aPerson(t, { loginName: 'guanli', name: '管理员甲', roles: ['administrator'] });
  browser = await t.signIn('guanli');
  await browser.get('/administration/mail');
}
const mails = () =>
  rows<{ toAddress: string; kind: string }>(t.db.read, 'SELECT "toAddress", kind FROM messages ORDER BY id');

it('shows the server without the password', async () => {
  await start({
    SMTP_URL: 'smtps://duban:s3cr3tWord@mail.haimen.example:465',
    MAIL_FROM: '海门督办 <duban@haimen.example>',
    MAIL_ALLOW: '@haimen.example',
  });
  const page = await browser.get('/administration/mail');
  expect(wordsOf(page)).toMatch(
    /发信服务器 mail.haimen.example 端口 465 加密 TLS 登录 使用用户名和密码 发件人 海门督办 <duban@haimen.example>/,
  );
  expect(page.body).not.toContain('s3cr3tWord');
  expect(wordsOf(page)).toContain('允许发送范围 @haimen.example');
});

it('a test mail goes to oneself, at most once a minute, and its fate is shown', async () => {
  await start();
  expect(wordsOf(await browser.get('/administration/mail'))).toContain('未设置，邮件只保存在本机');
  const answer = await browser.post('/administration/mail/tests');
  expect(answer.headers.location).toBe('/administration/mail#test');
  expect(await mails()).toEqual([{ toAddress: 'guanli@duban.example', kind: 'mail-test' }]);
  expect(wordsOf(await browser.get('/administration/mail'))).toMatch(/上次测试 2018-11-02 10:00 结果 待发送/);
  const again = await browser.post('/administration/mail/tests');
  expect([again.statusCode, wordsOf(again).includes('一分钟内只能发送一封')]).toEqual([409, true]);
  await t.get(Delivery).deliverNow();
  expect(wordsOf(await browser.get('/administration/mail'))).toContain('结果 已存本机，未外发');
  t.clock.set('2018-11-02T02:01:01Z');
  expect((await browser.post('/administration/mail/tests')).statusCode).toBe(303);
  expect(await mails()).toHaveLength(2);
});

it('nobody can name another address or server', async () => {
  await start();
  for (const field of ['address', 'to', 'host', 'url'])
    await browser.post('/administration/mail/tests', { [field]: 'inner.example:22' });
  expect((await mails()).every(({ toAddress }) => toAddress === 'guanli@duban.example')).toBe(true);
});

it('without a duty mailbox there is no test', async () => {
  await start();
  await t.db.inTransaction((tx) => tx.update(Person, { loginName: 'guanli' }, { email: null }));
  expect(wordsOf(await browser.get('/administration/mail'))).toContain('您没有登记工作邮箱');
  expect((await browser.post('/administration/mail/tests')).statusCode).toBe(409);
});

it('says what waits since when, and why mails failed', async () => {
  await start();
  await t.db.inTransaction(async (tx) => {
    await t.get(Outbox).enqueue(tx, aMail());
    await t.get(Outbox).enqueue(tx, aMail({ dedupeKey: 'x', to: { name: '甲', address: 'nowhere' } }));
  });
  const words = wordsOf(await browser.get('/administration/mail'));
  expect(words).toContain('待发邮件 1 最早一封自 2018-11-02 10:00 等待');
  expect(words).toContain('1封 邮箱地址有误');
});

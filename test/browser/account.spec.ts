/** Signing in by every step there is, and the pages of one's account: whole, quiet, and without a fault for axe. */
import type { Browser, Page } from 'playwright-core';
import { testApp, type TestApp } from '../support/app.js';
import { aPerson } from '../support/people.js';
import { codeAt } from '../support/sign-in.js';
import { axeFaults, openChromium, shot, visit, type Size } from './chromium.js';
import { HOST, PASSWORD } from './town.js';

const NEW_PASSWORD = 'Xin-mi-ma 2019 haimen';

let t: TestApp;
let browser: Browser;
let url: string;

beforeAll(async () => {
  const settings = { BASE_URL: `http://${HOST}`, SECOND_FACTOR: 'everyone' };
  t = await testApp({ now: '2019-07-03T01:30:00Z', settings });
  await t.app.listen(0, '127.0.0.1');
  const { port } = t.app.getHttpServer().address() as { port: number };
  url = `http://${HOST}:${port}`;
  browser = await openChromium();
});
afterAll(async () => {
  await browser.close();
  await t.close();
});

const submit = (page: Page) => page.click('main button[type=submit]');
const typeSecret = async (page: Page) => {
  const secret = (await page.textContent('code.typed'))!.replace(/\s/g, '');
  await page.fill('[name=code]', codeAt(secret, t.clock.now()));
};

it.each<Size>(['desk', 'phone'])(
  'on a %s, from a given password to the list of one’s sessions',
  async (size) => {
    const loginName = `lianluo-${size}`;
    await aPerson(t, { loginName, name: '联络员甲', password: PASSWORD, isGiven: true });
    const { page, context, complaints } = await visit(browser, { url }, { size });
    const faults: Record<string, unknown> = {};
    const look = async (name: string) => {
      const found = { sideways: await page.evaluate<boolean>(SIDEWAYS), axe: await axeFaults(page) };
      if (found.sideways || found.axe.length) faults[name] = found;
      await shot(page, `account-${name}-${size}`);
    };
    await page.goto('/account');
    await look('sign-in');
    await page.fill('[name=loginName]', loginName);
    await page.fill('[name=password]', PASSWORD);
    await submit(page);
    await look('new-password');
    await page.fill('[name=newPassword]', NEW_PASSWORD);
    await page.fill('[name=newPasswordAgain]', PASSWORD);
    await submit(page);
    await look('new-password-refused');
    await page.fill('[name=newPassword]', NEW_PASSWORD);
    await page.fill('[name=newPasswordAgain]', NEW_PASSWORD);
    await submit(page);
    await look('setup');
    await typeSecret(page);
    await submit(page);
    const recoveryCode = (await page.textContent('.codes code'))!;
    await look('codes');
    await page.click('main a.button');
    expect(new URL(page.url()).pathname).toBe('/account');
    await look('account');
    for (const name of ['password', 'second-factor', 'sessions']) {
      await page.goto(`/account/${name}`);
      await look(name);
    }
    await page.click('main form[action$=endings] button');
    await page.fill('[name=loginName]', loginName);
    await page.fill('[name=password]', NEW_PASSWORD);
    await submit(page);
    await look('code');
    await page.fill('[name=code]', recoveryCode);
    await submit(page);
    expect(new URL(page.url()).pathname).toBe('/');
    await page.click('.account a[href="/account"]');
    expect(await page.textContent('h1')).toBe('我的账号');
    expect({ faults, complaints: complaints.filter((one) => !/422/.test(one)) }).toEqual({
      faults: {},
      complaints: [],
    });
    await context.close();
  },
  120_000,
);

const SIDEWAYS = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';

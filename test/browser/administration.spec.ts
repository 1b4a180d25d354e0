/** What an administrator keeps: whole, and without a fault for axe, on a desk and on a phone. */
import type { Browser } from 'playwright-core';
import { testApp, type TestApp } from '../support/app.js';
import { aPerson } from '../support/people.js';
import { axeFaults, openChromium, shot, signIn, visit, type Size } from './chromium.js';
import { HOST, PASSWORD } from './town.js';

const SIDEWAYS = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
const PAGES = ['permissions', 'settings', 'mail', 'systems', 'tokens', 'licences'].map(
  (name) => `/administration/${name}`,
);

let t: TestApp;
let browser: Browser;
let url: string;

beforeAll(async () => {
  t = await testApp({ settings: { BASE_URL: `http://${HOST}` } });
  await aPerson(t, { loginName: 'guanli', name: '管理员甲', roles: ['administrator'], password: PASSWORD });
  await t.app.listen(0, '127.0.0.1');
  const { port } = t.app.getHttpServer().address() as { port: number };
  url = `http://${HOST}:${port}`;
  browser = await openChromium();
});
afterAll(async () => {
  await browser.close();
  await t.close();
});

it.each<Size>(['desk', 'phone'])(
  'on a %s every page of the administration is in order',
  async (size) => {
    const { page, context, complaints } = await visit(browser, { url }, { size });
    await signIn(page, 'guanli');
    const faults: Record<string, unknown> = {};
    for (const path of ['/administration', '/people', ...PAGES]) {
      const answer = await page.goto(path);
      const sideways = await page.evaluate<boolean>(SIDEWAYS);
      const found = { status: answer!.status(), sideways, axe: await axeFaults(page) };
      if (found.status !== 200 || found.sideways || found.axe.length) faults[path] = found;
      await shot(page, `${path.slice(1).replace('/', '-')}-${size}`);
    }
    expect({ faults, complaints }).toEqual({ faults: {}, complaints: [] });
    await context.close();
  },
  60_000,
);

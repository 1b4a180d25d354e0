/** Every page at the two sizes offices and phones have: whole, quiet, and without a fault for axe. */
import type { Browser } from 'playwright-core';
import { axeFaults, openChromium, shot, signIn, visit, type Size } from './chromium.js';
import { aTownInJuly, type Town } from './town.js';

interface Wanted {
  name: string;
  as: string;
  path: (town: Town) => string;
}

const PAGES: Wanted[] = [
  { name: 'home', as: 'zhangjian', path: () => '/' },
  { name: 'overdue', as: 'zhangjian', path: () => '/?light=red' },
  { name: 'pending', as: 'zhangjian', path: () => '/?light=pending' },
  { name: 'plans', as: 'zhangjian', path: () => '/plans' },
  { name: 'ledger', as: 'zhangjian', path: (town) => `/plans/${town.planId}` },
  { name: 'task', as: 'zhangjian', path: (town) => `/tasks/${town.taskIds[1]}` },
  { name: 'unit-of-others', as: 'zhangjian', path: (town) => `/units/${town.unitId('市人社局')}` },
  { name: 'submission', as: 'zhangjian', path: () => '/submissions/11' },
  { name: 'new-plan', as: 'zhangjian', path: () => '/plans/new' },
  { name: 'draft', as: 'zhangjian', path: (town) => `/plans/${town.draftId}/draft` },
  { name: 'units', as: 'zhangjian', path: () => '/units' },
  { name: 'contacts', as: 'zhangjian', path: () => '/contacts' },
  { name: 'mailbox', as: 'zhangjian', path: () => '/mailbox' },
  { name: 'runs', as: 'zhangjian', path: () => '/runs' },
  { name: 'calendar', as: 'zhangjian', path: () => '/calendar' },
  { name: 'recipients', as: 'zhangjian', path: () => '/recipients' },
  { name: 'english', as: 'zhangjian', path: () => '/?lang=en' },
  { name: 'unit-own', as: 'limin', path: (town) => `/units/${town.unitId('市人社局')}` },
  { name: 'unit-own-2', as: 'limin', path: (town) => `/units/${town.unitId('市考核办')}` },
  { name: 'unit-verifier', as: 'wangfang', path: (town) => `/units/${town.unitId('市委大督查办')}` },
];

describe.each<Size>(['desk', 'phone'])('on a %s', (size) => {
  let town: Town;
  let browser: Browser;

  beforeAll(async () => {
    town = await aTownInJuly();
    browser = await openChromium();
  });
  afterAll(async () => {
    await browser.close();
    await town.t.close();
  });

  it.each([...new Set(PAGES.map((page) => page.as))])(
    'everything %s sees is in order',
    async (person) => {
      const { page, context, complaints } = await visit(browser, town, { size });
      await signIn(page, person);
      const faults: Record<string, unknown> = {};
      for (const { name, path } of PAGES.filter((wanted) => wanted.as === person)) {
        const answer = await page.goto(path(town));
        const found = {
          status: answer!.status(),
          sideways: await scrollsSideways(page),
          axe: await axeFaults(page),
        };
        if (found.status !== 200 || found.sideways || found.axe.length) faults[name] = found;
        await shot(page, `${name}-${size}`);
      }
      expect({ faults, complaints }).toEqual({ faults: {}, complaints: [] });
      await context.close();
    },
    120_000,
  );
});

/** A page is read from top to bottom; only a wide table may be moved in its own frame. */
function scrollsSideways(page: Awaited<ReturnType<typeof visit>>['page']): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
}

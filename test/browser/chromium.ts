/** One Chromium for a test file, and the page as a person meets it: errors are kept, nothing is fetched from outside. */
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { HOST, PASSWORD, type Town } from './town.js';

export const SIZES = { desk: { width: 1366, height: 768 }, phone: { width: 390, height: 844 } };
export type Size = keyof typeof SIZES;

const SHOTS = join(process.cwd(), 'shots');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export async function openChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.TEST_CHROMIUM,
    // As root in a container there is no other way; the page is our own.
    args: ['--no-sandbox', `--host-resolver-rules=MAP ${HOST} 127.0.0.1`, '--font-render-hinting=none'],
  });
}

export interface Visit {
  page: Page;
  context: BrowserContext;
  /** Everything the console, the network or the policy complained about. */
  complaints: string[];
}

export async function visit(
  browser: Browser,
  town: Pick<Town, 'url'>,
  options: { size?: Size; scripts?: boolean } = {},
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: SIZES[options.size ?? 'desk'],
    javaScriptEnabled: options.scripts ?? true,
    locale: 'zh-CN',
    baseURL: town.url,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (new URL(request.url()).host !== new URL(town.url).host) complaints.push(`outside: ${request.url()}`);
  });
  return { page, context, complaints };
}

/** By the form, as everyone does. */
export async function signIn(page: Page, loginName: string): Promise<void> {
  await page.goto('/sign-in');
  await page.fill('[name=loginName]', loginName);
  await page.fill('[name=password]', PASSWORD);
  await page.click('main button[type=submit]');
  await page.waitForURL((url) => url.pathname !== '/sign-in');
}

/** Taller than this, a picture is too small to be looked at. */
const TALLEST = 2400;

export async function shot(page: Page, name: string): Promise<void> {
  const height = Math.min(TALLEST, await page.evaluate<number>('document.documentElement.scrollHeight'));
  const { width } = page.viewportSize()!;
  const clip = { x: 0, y: 0, width, height };
  await page.screenshot({ path: shotPath(`${name}.png`), fullPage: true, clip });
}

export function shotPath(name: string): string {
  mkdirSync(SHOTS, { recursive: true });
  return join(SHOTS, name);
}

/** What axe finds wrong, one line each. */
export async function axeFaults(page: Page): Promise<string[]> {
  // Through the debugger and not as a script of the page, which its policy would refuse.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<{ violations: Violation[] }>(
    `axe.run({ resultTypes: ['violations'] })`,
  );
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .slice(0, 3)
        .map((node) => node.html)
        .join(' | ')}`,
  );
}

interface Violation {
  id: string;
  nodes: { html: string }[];
}

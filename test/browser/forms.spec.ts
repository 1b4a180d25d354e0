/** What a unit and a verifier do in a browser, by plain HTTP under an intranet's host name. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { openChromium, shot, shotPath, signIn, visit } from './chromium.js';
import { aTownInJuly, HOST, type Town } from './town.js';

const OWN = '市人社局';

describe('in a browser', () => {
  let town: Town;
  let browser: Browser;

  beforeAll(async () => {
    town = await aTownInJuly();
    browser = await openChromium();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await town?.t.close();
  });

  it('styles, signing in and forms work over plain HTTP under another host name than localhost', async () => {
    const { page, context, complaints } = await visit(browser, town);
    await signIn(page, 'limin');
    expect(new URL(page.url()).hostname).toBe(HOST);
    await page.goto(`/units/${town.unitId(OWN)}`);
    const colour = await page.evaluate<string>(
      `getComputedStyle(document.querySelector('.banner')).backgroundColor`,
    );
    expect(colour).toBe('rgb(23, 54, 92)');
    await page.getByLabel('进展情况').first().fill('已按国家规定落实休息休假制度。');
    await page.getByLabel('按序时推进').first().check();
    await page.getByRole('button', { name: '提交' }).nth(1).click();
    await page.getByRole('heading', { name: '报送已收到' }).waitFor();
    await shot(page, 'received-desk');
    expect(complaints).toEqual([]);
    await context.close();
  }, 60_000);

  it('everything works without scripts', async () => {
    const { page, context, complaints } = await visit(browser, town, { scripts: false, size: 'phone' });
    await signIn(page, 'limin');
    await page.goto(`/units/${town.unitId('市考核办')}`);
    await page.getByRole('button', { name: '提交' }).first().click();
    await page.getByText('提交的内容有误，请更正').waitFor();
    await shot(page, 'refused-phone');
    await page.getByRole('button', { name: '本期无变化' }).first().click();
    await page.getByRole('heading', { name: '报送已收到' }).waitFor();
    await page.getByRole('button', { name: '退出' }).click();
    await page.waitForURL((url) => url.pathname === '/sign-in');
    expect(complaints.filter((complaint) => !complaint.includes('422'))).toEqual([]);
    await context.close();
  }, 60_000);

  it('a refused form puts the focus on its summary, whose links lead to the fields', async () => {
    const { page, context } = await visit(browser, town);
    await signIn(page, 'limin');
    await page.goto(`/units/${town.unitId(OWN)}`);
    await page.getByLabel('细化方案内容').focus();
    await page.locator('form[action$="/submissions"] button').first().click();
    await page.locator('.summary').waitFor();
    expect(await page.evaluate('document.activeElement.className')).toBe('summary');
    await shot(page, 'refused-desk');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.name')).toBe('text');
    await context.close();
  }, 60_000);

  it('a supervisor verifies by keyboard alone', async () => {
    const { page, context } = await visit(browser, town);
    await signIn(page, 'zhangjian');
    await page.goto('/');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await page.locator('section[aria-labelledby=pending] a.go').first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '审核' }).waitFor();
    await shot(page, 'verify-desk');
    await page.locator('[name=outcome]').first().focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '已认定' }).waitFor();
    await shot(page, 'verified-desk');
    await context.close();
  }, 60_000);

  it('what was typed in one form survives sending another', async () => {
    const { page, context } = await visit(browser, town);
    await signIn(page, 'zhangjian');
    await page.goto(`/units/${town.unitId('市委组织部')}`);
    const fields = page.getByLabel('进展情况');
    await fields.nth(0).fill('写到一半');
    await page.getByRole('button', { name: '本期无变化' }).nth(1).click();
    await page.getByRole('heading', { name: '报送已收到' }).waitFor();
    await page.goto(`/units/${town.unitId('市委组织部')}`);
    expect(await page.getByLabel('进展情况').first().inputValue()).toBe('写到一半');
    await context.close();
  }, 60_000);

  it('targets are at least 24 pixels high', async () => {
    const { page, context } = await visit(browser, town, { size: 'phone' });
    await signIn(page, 'zhangjian');
    await page.goto('/');
    const small = await page.evaluate<
      string[]
    >(`[...document.querySelectorAll('button, .nav a, .numbers a, select, input, .account a')]
      .filter((node) => node.getClientRects().length && node.type !== 'hidden' && node.getBoundingClientRect().height < 24)
      .map((node) => node.outerHTML)`);
    expect(small).toEqual([]);
    await context.close();
  }, 60_000);

  it('the ledger prints on A4 lying, with its head on every sheet', async () => {
    const { page, context } = await visit(browser, town);
    await signIn(page, 'zhangjian');
    await page.goto(`/plans/${town.planId}`);
    const path = shotPath('ledger.pdf');
    await page.pdf({ path, preferCSSPageSize: true });
    expect(existsSync(path)).toBe(true);
    if (!hasPoppler()) return;
    const text = execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
    const sheets = text.split('\f').filter((sheet) => sheet.includes('市'));
    expect(sheets.length).toBeGreaterThan(1);
    expect(execFileSync('pdfinfo', [path], { encoding: 'utf8' })).toMatch(
      /Page size:\s+84[12]\.?\d* x 59[45]/,
    );
    expect(sheets[0]).toContain('任务事项');
    expect(sheets[1]).toContain('任务事项');
    expect(text).not.toContain('筛选');
    expect(text).not.toContain('退出');
    await context.close();
  }, 60_000);
});

function hasPoppler(): boolean {
  try {
    execFileSync('pdftotext', ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

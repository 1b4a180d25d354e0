/**
 * A day's story told to the log at its most talkative: signing in, failing to, codes, links, tokens, searches for a
 * person, bugs with what people wrote in them. Nothing that opens anything and nobody's name may be found in it.
 */
import { Body, Controller, Get, Logger, Post } from '@nestjs/common';
import { IsString } from 'class-validator';
import { TokensService } from '../../src/access/tokens.service.js';
import { Database } from '../../src/platform/database.js';
import { rows } from '../../src/platform/sql.js';
import { For } from '../../src/web/for.js';
import { withoutSecrets } from '../../src/web/log.js';
import { testApp, type TestApp } from '../support/app.js';
import { ADMINISTRATOR, aPerson } from '../support/people.js';

const PASSWORD = 'Gao-zhi-liang 2019 fazhan';
const NAME = '联络员甲';
const ADDRESS = 'u7@haimen.example';
const PHONE = '0513-82212345';
const MOBILE = '13900000007';
const CODE = '492817';
const RECOVERY = 'k7m2p-9xq4t';
const SIGNATURE = 'b7Jq2mVtX0s9LkPzR4nWcYhE8dGfAuTi5oQvN1xMZ6S';
const AUTHORIZATION_CODE = 'oidc-authorization-code';
const STATE = 'oidc-state-of-one-sign-in';
const SECRETS = {
  PASSWORD,
  NAME,
  ADDRESS,
  PHONE,
  MOBILE,
  CODE,
  RECOVERY,
  SIGNATURE,
  AUTHORIZATION_CODE,
  STATE,
};

class TextDto {
  @IsString() text: string;
}

@Controller('telling')
@For('anyone')
class TellingPages {
  constructor(private readonly db: Database) {}

  @Post('sql')
  sql(@Body() { text }: TextDto): Promise<unknown> {
    return rows(this.db.read, 'SELECT absent FROM people WHERE name = :text', { text });
  }

  @Post('cast')
  cast(@Body() { text }: TextDto): Promise<unknown> {
    return this.db.inTransaction((tx) =>
      rows(tx, 'SELECT CAST(:text AS integer) + absent FROM people', { text }),
    );
  }

  @Get('mail')
  mail(): void {
    new Logger('Delivery').warn(`Mail is not leaving: 550 <${ADDRESS}> no such user`);
    throw Object.assign(new Error(`550 5.1.1 ${ADDRESS} (${MOBILE}, ${PHONE}): /l/12.${SIGNATURE}`), {
      envelope: { to: [ADDRESS] },
      response: NAME,
    });
  }
}

describe('the log of a day', () => {
  let t: TestApp;
  const lines: string[] = [];

  beforeAll(async () => {
    t = await testApp({ controllers: [TellingPages], log: (line) => lines.push(line) });
    (t.app.getHttpAdapter().getInstance() as { log: { level: string } }).log.level = 'trace';
    await aPerson(t, { loginName: 'lianluo', name: NAME, password: PASSWORD });
    await aPerson(t, { loginName: 'guanli', roles: ['administrator'] });
  });
  afterAll(() => t.close());

  it('holds what was asked and how it ended, and no secret', async () => {
    const browser = t.browser();
    await browser.get('/sign-in');
    await browser.post('/sign-in', { loginName: NAME, password: PASSWORD });
    await browser.get('/sign-in');
    const form = browser.csrf;
    expect((await browser.post('/sign-in', { loginName: 'lianluo', password: PASSWORD })).statusCode).toBe(
      303,
    );
    const secrets: Record<string, string> = { ...SECRETS, form, session: browser.cookies.get('duban')! };
    await browser.get('/');
    secrets['csrf'] = browser.csrf;
    const token = await t
      .get(TokensService)
      .create(ADMINISTRATOR, { loginName: 'guanli', name: 'a test', lastOn: null });
    secrets['token'] = token;
    const urls = [
      `/l/12.${SIGNATURE}`,
      `/l/12%2E${SIGNATURE}`,
      `/l/12.${SIGNATURE}/deadlines/7`,
      `/sign-in?next=${encodeURIComponent(`/l/12.${SIGNATURE}`)}`,
      `/sign-in/provider?code=${AUTHORIZATION_CODE}&state=${STATE}`,
      `/plans?q=${encodeURIComponent(NAME)}&person=${encodeURIComponent(NAME)}`,
      `/plans?address=${ADDRESS}&phone=${PHONE}&code=${CODE}&recovery=${RECOVERY}`,
      `/plans?${encodeURIComponent(`${NAME}${NAME}`)}`,
      `/${encodeURIComponent(NAME)}`,
      `/nowhere/${ADDRESS}/${MOBILE}?token=${token}`,
      '/telling/mail',
    ];
    for (const url of urls) await browser.get(url);
    await t.inject({ url: '/api/v1/plans', headers: { authorization: `Bearer ${token}` } });
    for (const path of ['sql', 'cast'])
      for (const text of Object.values(SECRETS)) await browser.post(`/telling/${path}`, { text });
    await browser.post('/account/second-factor', { code: CODE, recoveryCode: RECOVERY });
    await browser.post('/sign-out');

    const log = lines.join('\n');
    expect(lines.length).toBeGreaterThan(30);
    expect(log).toContain('"failed"');
    expect(log).toContain('Mail is not leaving: 550 <[redacted]> no such user');
    const found = Object.entries(secrets).filter(
      ([, secret]) => log.includes(secret) || log.includes(encodeURIComponent(secret)),
    );
    expect(found).toEqual([]);
  });

  it.each([
    ['/plans/7?light=red&after=30&from=2018-11-02', '/plans/7?light=red&after=30&from=2018-11-02'],
    ['/supervision-notices/3', '/supervision-notices/3'],
    [`/l/12.${SIGNATURE}/deadlines/7?lang=en`, '/l/12.[redacted]/deadlines/7?lang=en'],
    ['/?state=active&q=x', '/?state=[redacted]&q=[redacted]'],
    ['/?a=b=c&=d&&e', '/?a=[redacted]&=[redacted]&&e'],
    [`/?light=${'x'.repeat(40)}`, '/?light=[redacted]'],
    [`/${encodeURIComponent('甲')}?${encodeURIComponent('乙')}`, '/[redacted]?[redacted]'],
  ])('shows of an address what helps: %s', (url, shown) => {
    expect(withoutSecrets(url)).toBe(shown);
  });
});

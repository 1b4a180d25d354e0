/**
 * What every answer tells a browser, where a request is believed to come from, and that nothing of ours stands
 * inline: a script that somebody brought in has neither a place nor a name.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Controller, Get } from '@nestjs/common';
import { ConfigError, readConfig } from '../../src/platform/config.js';
import { For } from '../../src/web/for.js';
import { testApp, type TestApp } from '../support/app.js';
import { aPerson } from '../support/people.js';

@Controller('breaking')
@For('anyone')
class BreakingPages {
  @Get('page')
  page(): void {
    throw Object.assign(new Error('SELECT secret FROM inside'), { statusCode: 500 });
  }
}

@Controller('api/v1/breaking')
@For('anyone')
class BreakingApi {
  @Get('now')
  now(): void {
    throw new TypeError('SELECT secret FROM inside');
  }
}

const directives = (policy: unknown): Record<string, string> =>
  Object.fromEntries(
    String(policy)
      .split('; ')
      .map((part) => [part.slice(0, part.indexOf(' ')), part.slice(part.indexOf(' ') + 1)]),
  );

describe('an answer', () => {
  let t: TestApp;
  const lines: string[] = [];

  beforeAll(async () => {
    t = await testApp({ controllers: [BreakingPages, BreakingApi], log: (line) => lines.push(line) });
    await aPerson(t, { loginName: 'ducha', roles: ['supervisor'] });
  });
  afterAll(() => t.close());

  const KINDS: [string, string][] = [
    ['a page', '/'],
    ['a form before signing in', '/sign-in'],
    ['a page that is not there', '/nowhere'],
    ['an address that cannot be decoded', '/%E0%A4%A'],
    ['a bug', '/breaking/page'],
    ['the API', '/api/v1/plans'],
    ['an error of the API', '/api/v1/nowhere'],
    ['a bug of the API', '/api/v1/breaking/now'],
    ['a style sheet', '/assets/duban.css'],
    ['a health check', '/health/live'],
  ];

  it.each(KINDS)('forbids whatever it does not need: %s', async (_what, url) => {
    const { headers } = await (await t.signIn('ducha')).get(url);
    const policy = directives(headers['content-security-policy']);
    expect(policy).toEqual({
      'default-src': "'none'",
      'style-src': "'self'",
      'script-src': expect.stringMatching(/^'nonce-[\w-]{22}'$/) as string,
      'img-src': "'self'",
      'connect-src': "'self'",
      'frame-src': "'self'",
      'form-action': "'self'",
      'base-uri': "'none'",
      'frame-ancestors': "'none'",
    });
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=(), ') as string,
      'x-request-id': expect.stringMatching(/^[0-9a-f]{16}$/) as string,
    });
    expect(headers['cache-control']).toBe(url.startsWith('/assets/') ? 'public, no-cache' : 'no-store');
    for (const told of ['server', 'x-powered-by', 'strict-transport-security', 'cross-origin-opener-policy'])
      expect(headers[told]).toBeUndefined();
  });

  it('names its own scripts by a nonce that no other answer has', async () => {
    const pages = await Promise.all(Array.from({ length: 20 }, () => t.browser().get('/sign-in')));
    const nonces = pages.map(({ body, headers }) => {
      const named = [...body.matchAll(/<script\b[^>]*>/g)].map(
        ([tag]) => /\bnonce="([^"]+)"/.exec(tag)?.[1] ?? tag,
      );
      expect(new Set(named).size).toBe(1);
      expect(directives(headers['content-security-policy'])['script-src']).toBe(`'nonce-${named[0]}'`);
      return named[0];
    });
    expect(new Set(nonces).size).toBe(20);
  });

  it('is no less strict where it must be looser: the frame of a mail runs no script, the pages of the API only ours', async () => {
    const docs = directives((await t.browser().get('/api/docs')).headers['content-security-policy']);
    expect(docs['script-src']).toMatch(/^'nonce-[\w-]{22}'$/);
    expect(docs).toMatchObject({ 'default-src': "'none'", 'frame-ancestors': "'none'" });
  });

  it.each(['/breaking/page', '/api/v1/breaking/now', '/nowhere', '/%E0%A4%A'])(
    'tells nothing of the inside: %s',
    async (url) => {
      const { body, headers } = await t.browser().get(url);
      expect(body + JSON.stringify(headers)).not.toMatch(
        /secret|node_modules|\.ts\b|at \w+ \(|fastify|nest/i,
      );
    },
  );

  it('is nothing a search engine may keep', async () => {
    expect((await t.browser().get('/robots.txt')).body).toBe('User-agent: *\nDisallow: /\n');
  });

  it('on https asks for https from then on, and keeps other windows out', async () => {
    const secure = await testApp({ settings: { BASE_URL: 'https://duban.example' } });
    const { headers } = await secure.browser().get('/sign-in');
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    await secure.close();
  });
});

describe('templates and assets', () => {
  const files = (folder: string, ending: RegExp) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && ending.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name));
  const isMail = (file: string) => /templates\/email\/|partials\/mail[-.]/.test(file);
  const pages = files('templates', /\.hbs$/).filter((file) => !isMail(file));

  it('hold nothing inline: no style, no handler, no script but a named one', () => {
    expect(pages.length).toBeGreaterThan(50);
    const found = pages.flatMap((file) => {
      const text = readFileSync(file, 'utf8');
      const inline = [
        ...text.matchAll(
          /\sstyle\s*=|<style\b|<[a-z][^>]*\son[a-z]+\s*=|(?:href|src|action)="\s*(?:javascript|data):/gi,
        ),
      ].map(([match]) => `${file}: ${match}`);
      const scripts = [...text.matchAll(/<script\b[^>]*>([^]*?)<\/script>/gi)]
        .filter(
          ([tag, body]) =>
            body!.trim() !== '' || !/\ssrc="/.test(tag) || !/\snonce="\{\{(@root\.)?nonce\}\}"/.test(tag),
        )
        .map(([tag]) => `${file}: ${tag}`);
      return [...inline, ...scripts];
    });
    expect(found).toEqual([]);
  });

  it('fetch nothing from outside', () => {
    const outside = [...pages, ...files('templates/assets', /\.(css|js|svg)$/)].flatMap((file) =>
      [
        ...readFileSync(file, 'utf8').matchAll(
          /(?:src|href)="https?:|url\(['"]?(?:https?:)?\/\/|@import|\bimport\s*\(|eval\(|new Function/g,
        ),
      ].map(([match]) => `${file}: ${match}`),
    );
    expect(outside).toEqual([]);
  });
});

describe('where a request comes from', () => {
  const addressSeen = async (
    settings: Record<string, string>,
    headers: Record<string, string>,
    remote = '127.0.0.1',
  ) => {
    const lines: string[] = [];
    const t = await testApp({ settings, log: (line) => lines.push(line) });
    await t.inject({ url: '/sign-in', headers, remoteAddress: remote });
    await t.close();
    const answered = lines.map((line) => JSON.parse(line) as { msg: string; address?: string });
    return answered.find(({ msg }) => msg === 'answered')!.address;
  };

  it.each([
    ['nobody is believed without the setting', {}, '203.0.113.9', '127.0.0.1', '127.0.0.1'],
    ['the machine itself', { TRUST_PROXY: 'loopback' }, '203.0.113.9', '127.0.0.1', '203.0.113.9'],
    ['a network', { TRUST_PROXY: '10.0.0.0/24' }, '203.0.113.9', '10.0.0.7', '203.0.113.9'],
    [
      'a chain of two',
      { TRUST_PROXY: 'loopback, 10.0.0.2' },
      '198.51.100.1, 203.0.113.9, 10.0.0.2',
      '127.0.0.1',
      '203.0.113.9',
    ],
    ['nobody beside it', { TRUST_PROXY: '10.0.0.0/24' }, '203.0.113.9', '10.0.1.7', '10.0.1.7'],
    ['no address that is none', { TRUST_PROXY: 'loopback' }, '<script>, unknown', '127.0.0.1', '127.0.0.1'],
    ['IPv6', { TRUST_PROXY: '2001:db8::/32' }, '2001:db9::1', '2001:db8::5', '2001:db9::1'],
  ])('is told by whom TRUST_PROXY names: %s', async (_what, settings, forwarded, remote, expected) => {
    expect(
      await addressSeen(settings as Record<string, string>, { 'x-forwarded-for': forwarded }, remote),
    ).toBe(expected);
  });

  it.each(['proxy.example', '10.0.0.0/33', '10.0.0', '10.0.0.0/0', '*', 'true', '10.0.0.1/24/3', '::1/129'])(
    'is not told by %s, which stops the start with a sentence',
    (setting) => {
      expect(() => readConfig({ TRUST_PROXY: setting })).toThrow(ConfigError);
      expect(() => readConfig({ TRUST_PROXY: setting })).toThrow(/TRUST_PROXY holds ".*": give addresses/);
    },
  );

  it('never decides under which name links are made, trusted or not', async () => {
    const t = await testApp({ settings: { TRUST_PROXY: 'loopback', BASE_URL: 'http://duban.oa.example' } });
    const headers = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      'x-forwarded-port': '444',
      forwarded: 'host=evil.example;proto=https',
    };
    for (const url of ['/sign-in', '/', '/plans', '/nowhere', '/api/v1/openapi.json', '/api/v1/plans']) {
      const answer = await t.inject({ url, headers });
      expect(answer.body + JSON.stringify(answer.headers)).not.toContain('evil.example');
      expect(String(answer.headers['set-cookie'])).not.toContain('Secure');
    }
    await t.close();
  });
});

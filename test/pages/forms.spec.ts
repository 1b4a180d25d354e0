import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { IsArray, IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { Type } from 'class-transformer';
import { Refusal, wrongInput } from '../../src/platform/refusal.js';
import { download } from '../../src/web/answer.js';
import { Checkbox } from '../../src/web/fields.js';
import { For, FOR_KEY } from '../../src/web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../../src/web/forms.js';
import { IsDay } from '../../src/web/is-day.js';
import { Page, Pages } from '../../src/web/pages.js';
import type { WebRequest } from '../../src/web/request.js';
import { UploadedFiles, Uploads, type UploadedFile } from '../../src/web/uploads.js';
import { Browser, testApp, type TestApp } from '../support/app.js';
import { guardedRoutes } from '../support/matrix-routes.js';
import { aPerson } from '../support/people.js';

class NoteDto {
  @IsString() @MaxLength(10) text: string;
  @IsOptional() @Type(() => Number) @IsInt() @Min(0) @Max(100) percentage?: number;
  @IsOptional() @IsDay() dueOn?: string;
  @IsOptional() @IsIn(['web', 'paper']) channel?: string;
  @IsOptional() @IsArray() @IsString({ each: true }) kinds?: string[];
  @Checkbox() urgent: boolean;
}

class FilterDto {
  @IsOptional() @IsString() q?: string;
}

const written: NoteDto[] = [];

@Controller('notes')
@For('signed-in')
class NotesPages {
  constructor(private readonly pages: Pages) {}

  @Get('new')
  @Page()
  form(@Req() request: WebRequest): string {
    return this.draw(request);
  }

  @Get('find')
  find(@Query() filter: FilterDto, @Query('page') page?: number) {
    return { ...filter, page };
  }

  @Get('broken')
  @Page()
  broken(): string {
    throw new Error('a secret about the inside');
  }

  @Get('list.csv')
  csv() {
    return download('台账 2018.csv', 'text/csv; charset=utf-8', 'a,b');
  }

  @Get(':id')
  @Page()
  one(@Param('id') id: number): string {
    return `note ${typeof id} ${id}`;
  }

  @Post()
  @Page()
  @RedrawWith('draw')
  write(@Body() note: NoteDto) {
    if (note.text === 'taken')
      throw new Refusal('document-number-taken', {}, { text: 'document-number-taken' });
    written.push(note);
    return seeOther('/notes/1');
  }

  @Post('files')
  @Page()
  @Uploads({ files: 2, bytes: 1000 })
  @RedrawWith('draw')
  attach(@Body() note: NoteDto, @UploadedFiles() files: UploadedFile[]) {
    if (note.text === 'refused') throw wrongInput('attachment-kind', { files: 'attachment-kind' });
    return files.map(({ field, name, bytes }) => `${field}:${name}:${bytes.toString()}`).join('|');
  }

  draw(request: WebRequest, refused?: RefusedForm): string {
    const detail = refused && JSON.stringify({ ...refused, csrf: request.session!.csrfToken });
    return this.pages.render(request, 'web/error', { title: 'note', detail, refused });
  }
}

@Controller('forgotten')
class ForgottenPages {
  @Get()
  nobodySaidWhoMayEnter(): string {
    return 'inside';
  }
}

const refusedIn = (body: string): RefusedForm => {
  const json = /<p>(\{&quot;.*?\})<\/p>/.exec(body)![1]!;
  return JSON.parse(
    json
      .replaceAll('&quot;', '"')
      .replaceAll('&#x3D;', '=')
      .replaceAll('&amp;', '&')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>'),
  ) as RefusedForm;
};

describe('forms', () => {
  let t: TestApp;
  let browser: Browser;
  const log: string[] = [];

  beforeAll(async () => {
    t = await testApp({ controllers: [NotesPages, ForgottenPages], log: (line) => log.push(line) });
    await aPerson(t, { loginName: 'ducha' });
    browser = await t.signIn('ducha');
  });
  afterAll(() => t.close());
  beforeEach(() => {
    written.length = 0;
    log.length = 0;
  });

  const post = (fields: Record<string, string | string[]>, headers = {}) =>
    browser.post('/notes', fields, headers);

  it('are answered with another address, so that reloading sends nothing again', async () => {
    const answer = await post({ text: 'a note' });
    expect([answer.statusCode, answer.headers.location, answer.body]).toEqual([303, '/notes/1', '']);
    expect(written).toEqual([{ text: 'a note', urgent: false }]);
  });

  it('take an empty field for one that was not sent, and one ticked box for a list', async () => {
    await post({ text: 'x', percentage: '', dueOn: ' ', kinds: 'yearly', urgent: 'on' });
    expect(written[0]).toEqual({ text: 'x', kinds: ['yearly'], urgent: true });
    await post({ text: 'x', percentage: '40', dueOn: '2018-11-20', kinds: ['yearly', 'standing'] });
    expect(written[1]).toMatchObject({ percentage: 40, dueOn: '2018-11-20', kinds: ['yearly', 'standing'] });
  });

  it('store text in one form: NFC, one kind of line end', async () => {
    await post({ text: 'e\u0301\r\nb' });
    expect(written[0]!.text).toBe('é\nb');
  });

  it.each([
    ['nothing at all', {}, 'text', 'field-required'],
    ['only space', { text: '  ' }, 'text', 'field-required'],
    ['too much', { text: 'x'.repeat(11) }, 'text', 'field-too-long'],
    ['no number', { text: 'x', percentage: 'many' }, 'percentage', 'field-not-a-number'],
    ['a number out of range', { text: 'x', percentage: '101' }, 'percentage', 'field-not-a-number'],
    ['a day that does not exist', { text: 'x', dueOn: '2018-02-30' }, 'dueOn', 'field-not-a-day'],
    ['a day written otherwise', { text: 'x', dueOn: '20181120' }, 'dueOn', 'field-not-a-day'],
    ['what is not offered', { text: 'x', channel: 'pigeon' }, 'channel', 'field-not-a-choice'],
    ['a NUL character', { text: 'a\0b' }, 'text', 'nul-character'],
    ['two where one belongs', { text: ['a', 'b'] }, 'text', 'input-wrong'],
    ['what the service refuses', { text: 'taken' }, 'text', 'document-number-taken'],
  ])(
    'come back whole when given %s',
    async (_what, fields: Record<string, string | string[]>, field, code) => {
      const answer = await post({ channel: 'web', ...fields });
      expect(answer.statusCode).toBe(code === 'document-number-taken' ? 409 : 422);
      const refused = refusedIn(answer.body);
      expect(refused.faults).toEqual([expect.objectContaining({ field, code })]);
      expect(refused.messages[field]).toBe(refused.faults[0]!.message);
      expect(refused.values).toMatchObject({ channel: fields['channel'] ?? 'web' });
      if (fields['text'])
        expect(refused.values['text']).toEqual(
          [fields['text']].flat().length > 1
            ? fields['text']
            : String(fields['text']).replace('\0', '\uFFFD'),
        );
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(written).toEqual([]);
    },
  );

  it('escape what was typed when it is shown again', async () => {
    const answer = await post({ text: '<script>alert(1)</script>' });
    expect(answer.body).not.toContain('<script>alert');
  });

  it.each(['role', 'unitId', 'state', 'constructor', 'prototype', '__proto__', 'text[admin]'])(
    'refuse a field nobody asked for: %s',
    async (name) => {
      const payload = new URLSearchParams([
        ['_csrf', browser.csrf],
        ['text', 'x'],
        [name, 'y'],
      ]).toString();
      const headers = { cookie: browser.cookie, 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await t.inject({ method: 'POST', url: '/notes', payload, headers });
      expect(answer.statusCode).toBe(400);
      expect(({} as { y?: string }).y).toBeUndefined();
      expect(written).toEqual([]);
    },
  );

  it('refuse ten thousand fields without choking on them', async () => {
    const payload = Array.from({ length: 10_000 }, (_, i) => `f${i}=`).join('&');
    const headers = { cookie: browser.cookie, 'content-type': 'application/x-www-form-urlencoded' };
    expect((await t.inject({ method: 'POST', url: '/notes', payload, headers })).statusCode).toBe(400);
  });

  describe('from somebody else', () => {
    it.each([
      ['without a token', { _csrf: '' }, {}],
      ['with the token of another session', { _csrf: 'x'.repeat(43) }, {}],
      ['from another site, as the browser says', {}, { 'sec-fetch-site': 'cross-site' }],
      ['from a neighbour host', {}, { 'sec-fetch-site': 'same-site' }],
      ['from another origin', {}, { origin: 'http://evil.example' }],
      ['from nowhere', {}, { origin: 'null' }],
      ['from our host on another port', {}, { origin: 'http://localhost:81', host: 'localhost:80' }],
    ])('change nothing: %s', async (_what, fields, headers) => {
      const token = browser.csrf;
      const answer = await post({ text: 'x', ...fields } as Record<string, string>, headers);
      browser.csrf = token;
      expect(answer.statusCode).toBe(403);
      expect(answer.body).toContain('表单已失效');
      expect(written).toEqual([]);
    });

    it('are let in from our own page', async () => {
      expect(
        (await post({ text: 'x' }, { 'sec-fetch-site': 'same-origin', origin: 'http://localhost:80' }))
          .statusCode,
      ).toBe(303);
    });

    it('need a session, and say so when it has ended', async () => {
      const answer = await t.browser().post('/notes', { text: 'x' });
      expect(answer.statusCode).toBe(401);
      expect(answer.body).toContain('登录已过期');
    });
  });

  describe('with files', () => {
    const file = (name: string, bytes: string | Buffer) => ({ field: 'files', name, bytes });

    it('arrive with their names and bytes', async () => {
      const answer = await browser.postFiles('/notes/files', { text: 'x' }, [
        file('细化方案.txt', 'a'),
        file('b.txt', 'bb'),
      ]);
      expect(answer.body).toBe('files:细化方案.txt:a|files:b.txt:bb');
    });

    it('arrive without any when none was chosen', async () => {
      expect((await browser.postFiles('/notes/files', { text: 'x' }, [file('', '')])).body).toBe('');
      expect((await browser.post('/notes/files', { text: 'x' })).body).toBe('');
    });

    it.each([
      ['one too large', [file('a', 'x'.repeat(1001))], 'attachment-too-large'],
      ['too many', ['a', 'b', 'c'].map((name) => file(name, 'x')), 'too-many-attachments'],
    ])('come back with what was typed: %s', async (_what, files, code) => {
      const answer = await browser.postFiles('/notes/files', { text: 'typed' }, files);
      expect(answer.statusCode).toBe(422);
      expect(refusedIn(answer.body)).toMatchObject({ values: { text: 'typed' }, faults: [{ code }] });
    });

    it('come back when the service refuses them', async () => {
      const answer = await browser.postFiles('/notes/files', { text: 'refused' }, [file('a', 'x')]);
      expect([answer.statusCode, refusedIn(answer.body).faults[0]!.code]).toEqual([422, 'attachment-kind']);
    });

    it('need the token as every form does', async () => {
      const token = browser.csrf;
      const answer = await browser.postFiles('/notes/files', { text: 'x', _csrf: 'y' }, [file('a', 'x')]);
      browser.csrf = token;
      expect(answer.statusCode).toBe(403);
    });

    const raw = (payload: string | Buffer, headers: Record<string, string> = {}, url = '/notes/files') =>
      t.inject({
        method: 'POST',
        url,
        payload,
        headers: { cookie: browser.cookie, 'content-type': 'multipart/form-data; boundary=b', ...headers },
      });

    it.each([
      ['cut off in a file', `--b\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\nhalf`],
      ['that is none', 'nonsense'],
    ])('say so for a body %s', async (_what, body) => {
      const answer = await raw(body);
      expect(answer.statusCode).toBe(400);
      expect(answer.body).toContain('内容不完整');
    });

    it('refuse a huge body before reading it', async () => {
      const answer = await raw('', { 'content-length': '100000000' });
      expect(answer.statusCode).toBe(413);
    });

    it('are refused where no file belongs', async () => {
      expect((await raw('--b--', {}, '/notes')).statusCode).toBe(403);
    });
  });

  describe('requests nothing can be done with', () => {
    it.each([
      ['an address that cannot be decoded', '/notes/%E0%A4%A', 400],
      ['a NUL in the address', '/notes/1%00', 400],
      ['a NUL in the query', '/notes/find?q=%00', 400],
      ['a key that is no number', '/notes/one', 404],
      ['a key no column can hold', '/notes/99999999999', 404],
      ['a key in another base', '/notes/0x1', 404],
      ['a page that is not there', '/nowhere', 404],
    ])('get a page with a sentence: %s', async (_what, url, status) => {
      const answer = await browser.get(url);
      expect(answer.statusCode).toBe(status);
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(answer.body).toContain('<h1>');
      expect(answer.body).toContain(answer.headers['x-request-id'] as string);
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    });

    it('read a key as a number', async () => {
      expect((await browser.get('/notes/12')).body).toBe('note number 12');
    });

    it('let a query carry what others put there', async () => {
      expect((await browser.get('/notes/find?q=a&lang=zh-CN&utm=x')).json()).toEqual({ q: 'a' });
      expect((await browser.get('/notes/find?page=x')).statusCode).toBe(422);
    });

    it('get 413 for a body larger than any form', async () => {
      const answer = await post({ text: 'x'.repeat(3 * 1024 * 1024) });
      expect(answer.statusCode).toBe(413);
      expect(answer.body).toContain('超过大小限制');
    });

    it('get 415 for a body of another kind', async () => {
      const answer = await browser.post('/notes', {}, { 'content-type': 'text/plain' });
      expect(answer.statusCode).toBe(415);
    });

    it('get a page without the inside of a fault; the log has it, with the number shown', async () => {
      const answer = await browser.get('/notes/broken');
      expect(answer.statusCode).toBe(500);
      expect(answer.body).not.toContain('secret about the inside');
      const line = log.find((one) => one.includes('a secret about the inside'))!;
      expect(answer.body).toContain((JSON.parse(line) as { reqId: string }).reqId);
      expect(line).toContain('forms.spec.ts');
    });

    it('leave no cookie, token or password in the log', async () => {
      await post({ text: 'taken' });
      await t.inject({
        url: '/notes/find?token=abcdefgh',
        headers: { authorization: 'Bearer abcdefgh', cookie: browser.cookie },
      });
      expect(log.join()).not.toMatch(/abcdefgh/);
      for (const secret of [...browser.cookies.values(), browser.csrf])
        expect(log.join()).not.toContain(secret);
    });
  });

  it('give a file an ASCII name and its real one', async () => {
    const answer = await browser.get('/notes/list.csv');
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename="_2018.csv"; filename*=UTF-8''%E5%8F%B0%E8%B4%A6%202018.csv`,
    );
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });

  it('name style sheets by their content, so that a browser may keep them for ever', async () => {
    const href = /href="(\/assets\/duban\.css\?v&#x3D;\w+)"/
      .exec((await browser.get('/notes/new')).body)![1]!
      .replace('&#x3D;', '=');
    const answer = await t.inject(href);
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await t.inject('/assets/duban.css')).headers['cache-control']).toBe('public, no-cache');
    const again = await t.inject({ url: href, headers: { 'if-none-match': answer.headers.etag as string } });
    expect([again.statusCode, again.body]).toEqual([304, '']);
    expect((await t.inject('/assets/../words/en.json')).statusCode).toBe(404);
    expect((await t.inject('/assets/..%2Fwords%2Fen.json')).statusCode).toBe(404);
  });

  it('are shown in English where it is asked for, and stay so', async () => {
    const english = t.browser();
    expect((await english.get('/nowhere?lang=en&state=red')).body).toContain('<html lang="en">');
    const next = await english.get('/nowhere?state=red');
    expect(next.body).toContain('<html lang="en">');
    expect(next.body).toContain('/nowhere?state&#x3D;red&amp;lang&#x3D;zh-CN');
    const browsers = await t.inject({
      url: '/nowhere',
      headers: { 'accept-language': 'de,en;q=0.8,zh;q=0.5' },
    });
    expect(browsers.body).toContain('<html lang="en">');
  });

  it('let nobody into a handler that does not say whom it is for', async () => {
    expect((await browser.get('/forgotten')).statusCode).toBe(403);
  });
});

describe('every route of the product', () => {
  it('says whom it is for', async () => {
    const t = await testApp();
    const forgotten = handlersOf(t)
      .filter(({ admitted }) => !admitted)
      .map(({ name }) => name);
    await t.close();
    expect(forgotten).toEqual([]);
  });

  it('is known to Nest, so that the guard stands before it', async () => {
    const t = await testApp();
    const routes = t.app
      .getHttpAdapter()
      .getInstance()
      .printRoutes({ commonPrefix: false, includeMeta: false }) as string;
    const served = [...routes.matchAll(/\((\w[\w, ]*)\)/g)]
      .flatMap(([, methods]) => methods!.split(', '))
      .filter((method) => method !== 'HEAD');
    const known = guardedRoutes(t);
    await t.close();
    // A handler may answer under two addresses: a unit's own also stand below a mail's link.
    expect(served).toHaveLength(known.length);
  });
});

function handlersOf(t: TestApp) {
  const controllers = [...t.app.get(ModulesContainer).values()].flatMap((module) => [
    ...module.controllers.values(),
  ]);
  return controllers.flatMap(({ metatype }) => {
    const type = metatype as { name: string; prototype: Record<string, object> };
    return Object.getOwnPropertyNames(type.prototype)
      .filter((name) => name !== 'constructor' && Reflect.hasMetadata('path', type.prototype[name]!))
      .map((name) => ({
        name: `${type.name}.${name}`,
        admitted: Reflect.getMetadata(FOR_KEY, type.prototype[name]!) ?? Reflect.getMetadata(FOR_KEY, type),
      }));
  });
}

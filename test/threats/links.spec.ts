/** A mail's link in the wrong hands, and links that lead elsewhere. */
import { LinksService } from '../../src/access/links.service.js';
import { Delivery } from '../../src/outbox/delivery.js';
import { rows } from '../../src/platform/sql.js';
import { RefusalLog } from '../../src/web/refusal-log.js';
import type { Browser } from '../support/app.js';
import { hiddenOf, linkOf } from '../support/links.js';
import { asRead } from '../support/mail.js';
import { ADMINISTRATOR } from '../support/people.js';
import { SmtpSink } from '../support/smtp.js';
import { everythingIn, OTHER, OWN, threatWorld, type ThreatWorld } from '../support/threat-world.js';

let world: ThreatWorld;
let link: string;
let clerk: Browser;
const lines: string[] = [];
const formOf = () => `${link}/deadlines/${world.owed.own}/submissions`;

describe('with a link', () => {
  beforeEach(async () => {
    lines.length = 0;
    world = await threatWorld({ log: (line) => lines.push(line) });
    link = await linkOf(world.t, { unitId: world.plan.unitId(OWN) });
    clerk = world.t.browser();
  });
  afterEach(() => world.t.close());

  describe('a mail scanner opens a link', () => {
    it('and whatever the page leads to, by GET and by HEAD: nothing has changed', async () => {
      const before = await everythingIn(world.t);
      const { body } = await clerk.get(link);
      const found = [...body.matchAll(/(?:href|action)="(\/l\/[^"#]+)/g)].map(([, address]) => address!);
      expect(found).toContain(formOf());
      const filled = `${formOf()}?text=x&standing=nothing-new`;
      for (const url of [...new Set([link, ...found, filled])])
        for (const method of ['GET', 'HEAD'] as const) await world.t.inject({ method, url });
      expect(await everythingIn(world.t)).toBe(before);
      expect(body).not.toMatch(/http-equiv="?refresh|\.(?:requestS|s)ubmit\(/);
    });

    it('and posts what it found there blindly: nothing is handed in', async () => {
      await clerk.get(link);
      const before = await everythingIn(world.t);
      expect((await world.t.inject({ method: 'POST', url: formOf() })).statusCode).toBe(403);
      expect(await everythingIn(world.t)).toBe(before);
    });
  });

  describe('a link guessed, leaked, forwarded, replayed', () => {
    it('guessed: no signature but its own opens it, and that has 256 bits', async () => {
      const [, start, signature] = /^(\/l\/\d+\.)([\w-]{43})$/.exec(link)!;
      const turned = (signature!.startsWith('A') ? 'B' : 'A') + signature!.slice(1);
      const foreign = (await linkOf(world.t, { unitId: world.plan.unitId(OTHER) })).split('.')[1]!;
      for (const wrong of [turned, foreign, signature!.slice(1), signature!.toUpperCase(), ''])
        expect([wrong, (await clerk.get(start! + wrong)).statusCode]).toEqual([wrong, 404]);
      expect((await clerk.get(link)).statusCode).toBe(200);
    });

    it('leaked: no other site is told of it, no log holds it, no cache keeps it, and it ends', async () => {
      const { headers } = await clerk.get(link);
      expect(headers).toMatchObject({ 'referrer-policy': 'same-origin', 'cache-control': 'no-store' });
      expect(lines.length).toBeGreaterThan(0);
      expect(lines.join('\n')).not.toContain(link.split('.')[1]);
      world.t.clock.set('2019-10-03T01:30:00.000Z');
      expect((await clerk.get(link)).statusCode).toBe(410);
    });

    it('noted: whatever is opened, sent or turned away under it, no line of the security log opens anything', async () => {
      const hidden = hiddenOf((await clerk.get(link)).body, formOf());
      clerk.csrf = hidden['_csrf']!;
      const said = { ...hidden, text: '已办', standing: 'on-schedule' };
      const sent = await clerk.postFiles(formOf(), said, [{ field: 'files', name: 'a.exe', bytes: 'MZ' }]);
      expect(sent.statusCode).toBe(422);
      await clerk.post(formOf(), said);
      await clerk.post(formOf(), { ...said, _csrf: 'wrong' });
      await clerk.get(`${link}x`);
      await world.t.get(RefusalLog).written();
      world.t.clock.set('2019-10-03T01:30:00.000Z');
      await clerk.get(link);
      const events = await rows<{ kind: string; subject: string | null; details: string }>(
        world.t.db.read,
        'SELECT * FROM security_events ORDER BY id',
      );
      const id = /\d+/.exec(link)![0];
      expect(events.find(({ kind }) => kind === 'upload-refused')).toMatchObject({
        subject: formOf().slice(link.length),
        details: JSON.stringify({ code: 'attachment-kind', by: `link:${id}` }),
      });
      expect(new Set(events.map(({ kind }) => kind))).toEqual(
        new Set(['link-opened', 'link-acted', 'link-refused', 'refused', 'upload-refused']),
      );
      expect(JSON.stringify(events)).not.toMatch(/[\w-]{43}/);
    });

    it('forwarded: it opens one unit’s page and no session, judges nothing, and ends with its contact', async () => {
      const page = await clerk.get(link);
      expect([page.cookies, page.body.includes('别家的事')]).toEqual([[], false]);
      expect((await clerk.get('/plans')).statusCode).toBe(303);
      const hidden = hiddenOf(page.body, formOf());
      const sent = await clerk.post(formOf(), { ...hidden, text: '已办', standing: 'on-schedule' });
      const receipt = /\/submissions\/\d+/.exec(sent.headers.location!)![0];
      const verdict = { _csrf: hidden['_csrf']!, verdict: 'accept', grade: 'good' };
      for (const door of [`${link}${receipt}/verification`, `${receipt}/verification`])
        expect([401, 403, 404]).toContain((await clerk.post(door, verdict)).statusCode);
      expect(await rows(world.t.db.read, 'SELECT id FROM verifications')).toEqual([]);
      await world.t.db.inTransaction((tx) =>
        tx.query(`UPDATE people SET email = 'successor@duban.example' WHERE "loginName" = 'kaohe'`),
      );
      expect((await clerk.get(link)).statusCode).toBe(410);
    });

    it('replayed: the same form sent again is the same submission; after the revocation it is none', async () => {
      const { body } = await clerk.get(link);
      const fields = { ...hiddenOf(body, formOf()), text: '已办', standing: 'on-schedule' };
      const twice = [await clerk.post(formOf(), fields), await clerk.post(formOf(), fields)];
      expect(new Set(twice.map(({ statusCode, headers }) => `${statusCode} ${headers.location}`)).size).toBe(
        1,
      );
      const unitId = world.plan.unitId(OWN);
      await world.t.db.inTransaction((tx) =>
        world.t.get(LinksService).revoke(tx, ADMINISTRATOR, { unitId }, '误发'),
      );
      const after = await clerk.post(formOf(), { ...fields, _once: 'another', text: '又来' });
      expect(after.statusCode).toBe(410);
      expect(await rows(world.t.db.read, 'SELECT text FROM submissions')).toEqual([{ text: '已办' }]);
    });
  });
});

describe('a false host or origin address', () => {
  const FALSE = {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    forwarded: 'host=evil.example',
  };

  it('stands in no page and in no mail: an invitation asked for under it leads home', async () => {
    const sink = await SmtpSink.start();
    const settings = { BASE_URL: 'http://duban.example', SMTP_URL: sink.url, TRUST_PROXY: 'loopback' };
    world = await threatWorld({ settings });
    const administrator = await world.t.signIn('guanli');
    administrator.headers = FALSE;
    for (const url of ['/', '/people', '/plans', '/nowhere', '/api/v1/people']) {
      const { body, headers } = await administrator.get(url);
      expect(body + JSON.stringify(headers)).not.toContain('evil.example');
    }
    await administrator.get('/people');
    const made = await administrator.post('/people', { name: '督查员丙', address: 'bing@duban.example' });
    const invited = { loginName: 'bing', roles: ['supervisor'] };
    const person = /^\/people\/\d+/.exec(made.headers.location!)![0];
    const answer = await administrator.post(`${person}/invitation`, invited);
    expect(answer.statusCode).toBe(303);
    await world.t.get(Delivery).deliverNow();
    const mail = await asRead(sink.mails[0]!.bytes);
    expect(mail.text).toMatch(/http:\/\/duban\.example\/invitations\/\d+\.[\w-]{43}/);
    expect(sink.mails[0]!.bytes.toString() + mail.text + String(mail.html)).not.toContain('evil.example');
    await world.t.close();
    await sink.stop();
  });
});

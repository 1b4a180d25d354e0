/** The security log: who is turned away stands in it, a flood does not drown it, and only auditors read it. */
import { noteSecurity } from '../../src/audit/security-log.js';
import { SECURITY_EVENT_KINDS } from '../../src/audit/security-event-kinds.js';
import { TokensService } from '../../src/access/tokens.service.js';
import { rows } from '../../src/platform/sql.js';
import { LANGUAGES, Words } from '../../src/platform/words.js';
import { LINES_OF_ALL, LINES_OF_ONE, RefusalLog } from '../../src/web/refusal-log.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { ADMINISTRATOR, aPerson } from '../support/people.js';

const NOW = '2018-11-05T01:00:00.000Z';

interface Line {
  id: number;
  kind: string;
  personId: number | null;
  subject: string | null;
  address: string | null;
  details: string;
}

describe('the security log', () => {
  let t: TestApp;
  let auditor: Browser;
  let reporter: Browser;
  let reporterId: number;

  beforeAll(async () => {
    t = await testApp({ now: NOW, settings: { TRUST_PROXY: 'loopback' } });
    await aPerson(t, { loginName: 'shenji', name: '审计员丁', roles: ['auditor'] });
    await aPerson(t, { loginName: 'guanli', name: '管理员戊', roles: ['administrator'] });
    reporterId = await aPerson(t, { loginName: 'lianluo', name: '联络员甲', roles: ['reporter'] });
    auditor = await t.signIn('shenji');
    reporter = await t.signIn('lianluo');
  });
  afterAll(() => t.close());
  beforeEach(async () => {
    t.get(RefusalLog).settle();
    await t.get(RefusalLog).written();
    await t.db.inTransaction((tx) => rows(tx, 'DELETE FROM security_events'));
  });

  const lines = async () => {
    await t.get(RefusalLog).written();
    return rows<Line>(
      t.db.read,
      'SELECT id, kind, "personId", subject, address, details FROM security_events ORDER BY id',
    );
  };
  const note = (given: Parameters<typeof noteSecurity>[2]) =>
    t.db.inTransaction((tx) => noteSecurity(tx, t.clock, given));

  describe('of who was turned away', () => {
    it('names the door by its pattern, the person by their key, and why', async () => {
      expect((await reporter.get('/security-log')).statusCode).toBe(403);
      const [line, ...others] = await lines();
      expect(others).toEqual([]);
      expect(line).toMatchObject({ kind: 'refused', personId: reporterId, subject: 'GET /security-log' });
      expect(JSON.parse(line!.details)).toEqual({ code: 'role-needed' });
    });

    it('holds a form without its token, and one that comes from elsewhere', async () => {
      await reporter.post('/sign-out', { _csrf: 'planted' });
      await reporter.post('/sign-out', {}, { origin: 'http://elsewhere.example' });
      expect((await lines()).map(({ subject, details }) => [subject, details])).toEqual([
        ['POST /sign-out', '{"code":"form-expired"}'],
        ['POST /sign-out', '{"code":"form-expired"}'],
      ]);
    });

    it('holds a token that reaches too far, and never the token', async () => {
      const token = await t
        .get(TokensService)
        .create(ADMINISTRATOR, { loginName: 'guanli', name: 'a test', lastOn: null });
      const headers = { authorization: `Bearer ${token}` };
      await t.db.inTransaction((tx) => rows(tx, 'DELETE FROM security_events'));
      expect((await t.inject({ method: 'GET', url: '/api/v1/security-events', headers })).statusCode).toBe(
        403,
      );
      const [line] = (await lines()).filter(({ kind }) => kind === 'refused');
      expect(line).toMatchObject({ subject: 'GET /api/v1/security-events' });
      expect(JSON.stringify(await lines())).not.toContain(token);
    });

    it('holds neither a page that does not exist nor somebody who must sign in first', async () => {
      await reporter.get('/nowhere');
      await t.browser().get('/plans');
      expect(await lines()).toEqual([]);
    });
  });

  describe('in a flood', () => {
    const knock = (times: number, address: string) =>
      Promise.all(
        Array.from({ length: times }, () => reporter.get('/security-log', { 'x-forwarded-for': address })),
      );

    it('has a few lines of an address within a minute, and one that counts the rest', async () => {
      await knock(LINES_OF_ONE + 55, '192.0.2.7');
      await knock(2, '192.0.2.8');
      expect(await lines()).toHaveLength(LINES_OF_ONE + 2);
      t.clock.set('2018-11-05T01:01:00.000Z');
      await knock(1, '192.0.2.9');
      const counted = (await lines()).filter(({ details }) => details.includes('more'));
      expect(counted).toHaveLength(1);
      expect(counted[0]).toMatchObject({ kind: 'refused', address: '192.0.2.7' });
      expect(JSON.parse(counted[0]!.details)).toEqual({ more: 55, minute: '2018-11-05T01:00' });
      expect(await lines()).toHaveLength(LINES_OF_ONE + 4);
    });

    it('stays within its bounds when every knock comes from another address', async () => {
      const addresses = Array.from({ length: LINES_OF_ALL + 80 }, (_, n) => `2001:db8::${n.toString(16)}`);
      for (const address of addresses) await knock(1, address);
      const before = await lines();
      expect(before).toHaveLength(LINES_OF_ALL);
      t.get(RefusalLog).settle();
      const counted = (await lines()).filter(({ details }) => details.includes('more'));
      expect(counted.map(({ address, details }) => [address, JSON.parse(details) as object])).toEqual([
        ['*', expect.objectContaining({ more: 80 })],
      ]);
    });

    it('lets the answer go before the line is written', async () => {
      let finish = (): void => undefined;
      let held: Promise<void> | undefined;
      await new Promise<void>((begun) => {
        held = t.db.inTransaction(
          () =>
            new Promise<void>((resolve) => {
              finish = resolve;
              begun();
            }),
        );
      });
      expect((await reporter.get('/security-log')).statusCode).toBe(403);
      finish();
      await held;
      expect(await lines()).toHaveLength(1);
    });
  });

  describe('as it is read', () => {
    const fill = async () => {
      for (let n = 1; n <= 60; n += 1) {
        t.clock.set(new Date(Date.parse(NOW) + n * 60_000).toISOString());
        await note({ kind: 'signed-in', personId: reporterId, address: '192.0.2.1' });
      }
      t.clock.set('2018-11-06T16:00:00.000Z');
      await note({
        kind: 'sign-in-failed',
        subject: '=1+1',
        address: '192.0.2.2',
        details: { reason: 'wrong-credentials' },
      });
      t.clock.set(NOW);
    };
    const shown = (html: string) => [...html.matchAll(/id="event-(\d+)"/g)].map((match) => Number(match[1]));

    it("is the auditor's alone", async () => {
      for (const path of ['/security-log', '/security-log.csv']) {
        expect((await auditor.get(path)).statusCode).toBe(200);
        expect((await (await t.signIn('guanli')).get(path)).statusCode).toBe(403);
        expect((await reporter.get(path)).statusCode).toBe(403);
      }
      expect((await auditor.get('/')).body).toContain('href="/security-log"');
      expect((await reporter.get('/')).body).not.toContain('href="/security-log"');
    });

    it('comes by pages of fifty, the newest first', async () => {
      await fill();
      const first = await auditor.get('/security-log');
      expect(shown(first.body)).toHaveLength(50);
      expect(first.body).toContain('联络员甲');
      expect(first.body).toContain('登录失败');
      const next = /href="(\/security-log\?after=\d+)"/.exec(first.body.replaceAll('&#x3D;', '='))![1]!;
      const second = await auditor.get(next);
      expect(shown(second.body)).toHaveLength(11);
      expect(Math.max(...shown(second.body))).toBeLessThan(Math.min(...shown(first.body)));
    });

    it("finds by kind, by person and by the office's day", async () => {
      await fill();
      expect(shown((await auditor.get('/security-log?kind=sign-in-failed')).body)).toHaveLength(1);
      expect(
        shown((await auditor.get(`/security-log?person=${encodeURIComponent('联络')}`)).body),
      ).toHaveLength(50);
      expect(shown((await auditor.get('/security-log?person=%25')).body)).toHaveLength(0);
      expect(shown((await auditor.get('/security-log?from=2018-11-06')).body)).toHaveLength(1);
      expect(shown((await auditor.get('/security-log?until=2018-11-06&from=2018-11-06')).body)).toHaveLength(
        0,
      );
      expect((await auditor.get('/security-log?kind=planted')).statusCode).toBe(422);
    });

    it('is a file as a spreadsheet opens it, with nothing in it that it would reckon', async () => {
      await fill();
      const { body, headers } = await auditor.get('/security-log.csv?until=2018-11-30');
      const table = body.trimEnd().split('\r\n');
      expect(headers['content-disposition']).toMatch(/^attachment; .*\.csv$/);
      expect(body.startsWith('\uFEFF')).toBe(true);
      expect(body.indexOf('\uFEFF', 1)).toBe(-1);
      expect(table).toHaveLength(62);
      expect(table[1]).toContain(",'=1+1,");
    });

    it('is a list of the API with a cursor', async () => {
      await fill();
      const first = (await auditor.get('/api/v1/security-events?limit=40')).json<{
        items: Line[];
        next: string;
      }>();
      expect(first.items).toHaveLength(40);
      expect(first.items[0]).toMatchObject({
        kind: 'sign-in-failed',
        details: { reason: 'wrong-credentials' },
      });
      const url = `/api/v1/security-events?after=${first.next}`;
      const rest = (await auditor.get(url)).json<{ items: Line[]; next: null }>();
      expect([rest.items.length, rest.next]).toEqual([21, null]);
    });

    it('has words for every kind there is, in both languages', () => {
      const words = new Words('templates');
      for (const language of LANGUAGES)
        expect(SECURITY_EVENT_KINDS.filter((kind) => !words.has(language, `security.${kind}`))).toEqual([]);
    });
  });
});

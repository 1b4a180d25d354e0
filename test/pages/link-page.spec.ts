/** Report without an account: what a mail's link opens, what it does, and what it never does. */
import { LinksService } from '../../src/access/links.service.js';
import { rows } from '../../src/platform/sql.js';
import { aPlan, type InsertedPlan } from '../support/a-plan.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { hiddenOf, linkOf, sendForm } from '../support/links.js';
import { ADMINISTRATOR, aPerson } from '../support/people.js';
import { wordsOf as spaced } from '../support/words-of.js';

const DEPARTMENT = '市委组织部';
const OWN = '市考核办';
const OTHER = '市委办';

/** Without the spaces that markup leaves between words. */
const wordsOf = (page: { body: string }) => spaced(page).replace(/\s/g, '');

describe('the page of a link', () => {
  let t: TestApp;
  let plan: InsertedPlan;
  let link: string;
  let clerk: Browser;
  let personId: number;
  const deadline: Record<string, number> = {};

  beforeEach(async () => {
    t = await testApp({ now: '2019-07-03T01:30:00Z' });
    plan = await aPlan(t.db)
      .supervisedBy(DEPARTMENT)
      .withRefinement({ unit: OWN, dueOn: '2019-07-09' })
      .withTask({
        title: '综合考核办法',
        text: '改进完善综合考核办法。',
        leads: [OWN, OTHER],
        deadlines: [
          {
            dueOn: '2019-06-28',
            reworkOn: '2019-07-05',
            returns: 1,
            said: { text: '上次写的内容', state: 'returned' },
          },
          { kind: 'completion', dueOn: '2019-12-31' },
        ],
      })
      .withTask({ title: '考核结果运用', leads: [OWN], deadlines: [{ dueOn: '2019-07-05' }] })
      .withTask({ title: '别家的事', leads: [OTHER], deadlines: [{ dueOn: '2019-06-28' }] })
      .insert();
    [deadline.refinement, deadline.returned, deadline.completion, deadline.due, deadline.others] =
      plan.deadlineIds as [number, number, number, number, number];
    const unitIds = [plan.unitId(OWN)];
    personId = await aPerson(t, { loginName: 'kaohe', name: '联络员甲', unitIds });
    await aPerson(t, { loginName: 'weiban', name: '联络员乙', unitIds: [plan.unitId(OTHER)] });
    link = await linkOf(t, { unitId: plan.unitId(OWN) });
    clerk = t.browser();
  });
  afterEach(() => t.close());

  it('says in whose name one acts, and shows what that unit owes', async () => {
    const page = await clerk.get(link);
    expect(page.statusCode).toBe(200);
    const words = wordsOf(page);
    expect(words).toContain('您正以【市考核办】名义填报');
    expect(words).toContain('请勿转发');
    expect(words).toContain('考核结果运用');
    expect(words).not.toContain('别家的事');
    expect(page.body).not.toContain('sign-out');
    expect(page.headers['referrer-policy']).toBe('same-origin');
    expect(page.headers['cache-control']).toBe('no-store');
    expect(page.cookies).toEqual([]);
    // Every address of the page stays below the link, but for its styles.
    const addresses = [...page.body.matchAll(/(?:href|action)="(\/[^"]*)"/g)].map(([, address]) => address!);
    expect(addresses.length).toBeGreaterThan(5);
    expect(
      addresses.filter((address) => !address.startsWith(link) && !address.startsWith('/assets/')),
    ).toEqual([]);
  });

  it('hands in, and shows the receipt with what happens next', async () => {
    const action = `${link}/deadlines/${deadline.due}/submissions`;
    const sent = await sendForm(clerk, link, action, { text: '已完成初稿', standing: 'on-schedule' });
    expect(sent.statusCode).toBe(303);
    expect(sent.headers.location).toMatch(new RegExp(`^${link}/submissions/\\d+\\?received=1$`));
    const receipt = await clerk.get(sent.headers.location!);
    expect(wordsOf(receipt)).toMatch(/回执编号：?〔2019〕00000\d/);
    const [stored] = await rows<Record<string, unknown>>(
      t.db.read,
      `SELECT channel, "submittedById", "linkId", text FROM submissions WHERE "deadlineId" = ${deadline.due}`,
    );
    expect(stored).toMatchObject({ channel: 'link', submittedById: null, text: '已完成初稿' });
    expect(stored!['linkId']).not.toBeNull();
    const [entry] = await rows<Record<string, unknown>>(
      t.db.read,
      `SELECT door, "personId", "personName" FROM audit_entries WHERE verb = 'submit'`,
    );
    expect(entry).toMatchObject({ door: 'link', personId: null });
    expect(entry!['personName']).toContain('持链接者（市考核办');
    // Editable until it is verified.
    expect(wordsOf(await clerk.get(link))).toContain('已完成初稿');
  });

  it('tells the department by which link it came', async () => {
    const action = `${link}/deadlines/${deadline.due}/submissions`;
    await sendForm(clerk, link, action, { text: '已完成初稿', standing: 'on-schedule' });
    await aPerson(t, { loginName: 'ducha', roles: ['supervisor'], unitIds: [plan.unitId(DEPARTMENT)] });
    const page = await (await t.signIn('ducha')).get(`/units/${plan.unitId(OWN)}`);
    expect(wordsOf(page)).toContain('凭链接（发给联络员甲）');
  });

  it('takes “nothing new” with one click', async () => {
    const action = `${link}/deadlines/${deadline.due}/submissions`;
    const { body } = await clerk.get(link);
    const { _csrf, _once } = hiddenOf(body, action) as { _csrf: string; _once: string };
    const sent = await clerk.post(action, { _csrf, _once, standing: 'nothing-new' });
    expect(sent.statusCode).toBe(303);
  });

  it('gives a refused form back whole, with its messages', async () => {
    const action = `${link}/deadlines/${deadline.due}/submissions`;
    const sent = await sendForm(clerk, link, action, { text: '写了一半' });
    expect(sent.statusCode).toBe(422);
    expect(sent.body).toContain('写了一半');
    expect(sent.body).toContain(`action="${action}"`);
  });

  it('signs, asks for more time, files a risk, sends a duty back, hands in a refinement plan', async () => {
    const unit = plan.unitId(OWN);
    await t.db.inTransaction((tx) =>
      tx.query(`UPDATE duties SET "issuedOn" = '2019-06-03', "receiptId" = NULL`),
    );
    const receipts = `${link}/units/${unit}/receipts`;
    const [duty] = await rows<{ id: number }>(
      t.db.read,
      `SELECT id FROM duties WHERE "unitId" = ${unit} ORDER BY id`,
    );
    const back = `${link}/duties/${duty!.id}`;
    const extension = `${link}/deadlines/${deadline.due}/extensions`;
    const filings = `${link}/tasks/${plan.taskIds[1]}/filings`;
    const refinement = `${link}/deadlines/${deadline.refinement}/refinement`;
    const done = [
      await sendForm(clerk, back, `${back}/sending-back`, { reason: '不属本单位职责' }),
      await sendForm(clerk, receipts, receipts, { contactName: '联络员甲', leaderInCharge: '分管领导' }),
      await sendForm(clerk, extension, extension, { askedDay: '2019-07-12', reason: '等上级文件' }),
      await sendForm(clerk, filings, filings, { text: '预计有困难' }),
      await sendForm(clerk, refinement, refinement, { text: '细化方案见附件', step: 'hand-in' }),
    ];
    for (const answer of done)
      expect([answer.statusCode, answer.headers.location]).toEqual([303, expect.stringContaining(link)]);
    for (const answer of done) expect((await clerk.get(answer.headers.location!)).statusCode).toBe(200);
  });

  it('is not fooled by a session of the same browser', async () => {
    await aPerson(t, { loginName: 'ducha', roles: ['supervisor'], unitIds: [plan.unitId(DEPARTMENT)] });
    const supervisor = await t.signIn('ducha');
    const page = await supervisor.get(link);
    expect(wordsOf(page)).toContain('您正以【市考核办】名义填报');
    expect(page.body).not.toContain('/recordings"');
    expect((await supervisor.get(`${link}/submissions/1`)).statusCode).not.toBe(500);
  });

  it('opens nothing of others, and no door that is not its own', async () => {
    const others = plan.unitId(OTHER);
    const [theirs] = await rows<{ id: number }>(
      t.db.read,
      `SELECT id FROM duties WHERE "unitId" = ${others} ORDER BY id`,
    );
    const addresses = [
      `/units/${others}`,
      `/units/${others}/receipts`,
      `/deadlines/${deadline.others}/extensions`,
      `/deadlines/${deadline.others}/refinement`,
      `/duties/${theirs!.id}`,
      `/tasks/${plan.taskIds[2]}/filings`,
      ...[
        '',
        '/../units/1',
        '/plans',
        `/plans/${plan.planId}`,
        `/tasks/${plan.taskIds[0]}`,
        '/units',
        '/audit',
        '/mailbox',
      ].slice(1),
      '/units/99999999999',
      '/units/abc',
    ];
    for (const address of addresses) {
      const { statusCode } = await clerk.get(link + address);
      expect([address, statusCode]).toEqual([address, 404]);
    }
    const before = await rows(t.db.read, `SELECT count(*) AS n FROM submissions`);
    const { body } = await clerk.get(link);
    const hidden = hiddenOf(body, `${link}/deadlines/${deadline.due}/submissions`);
    const posts = [
      `${link}/deadlines/${deadline.others}/submissions`,
      `${link}/deadlines/${deadline.due}/recordings`,
      `${link}/submissions/1/verification`,
      `${link}/units/${others}/receipts`,
      `${link}/duties/${theirs!.id}/sending-back`,
      `${link}/tasks/${plan.taskIds[2]}/filings`,
    ];
    for (const post of posts) {
      const { statusCode } = await clerk.post(post, {
        ...hidden,
        text: '越权',
        standing: 'on-schedule',
        reason: '越权',
      });
      expect([post, statusCode]).toEqual([post, 404]);
    }
    expect(await rows(t.db.read, `SELECT count(*) AS n FROM submissions`)).toEqual(before);
  });

  it('takes no form without its token, nor one from elsewhere', async () => {
    const action = `${link}/deadlines/${deadline.due}/submissions`;
    const { body } = await clerk.get(link);
    const { _csrf, _once } = hiddenOf(body, action) as { _csrf: string; _once: string };
    const fields = { _once, standing: 'nothing-new' };
    expect((await clerk.post(action, { ...fields, _csrf: '' })).statusCode).toBe(403);
    expect((await clerk.post(action, { ...fields, _csrf: `${_csrf}x` })).statusCode).toBe(403);
    expect(
      (await clerk.post(action, { ...fields, _csrf }, { 'sec-fetch-site': 'cross-site' })).statusCode,
    ).toBe(403);
    expect(
      (await clerk.post(action, { ...fields, _csrf }, { origin: 'http://else.example' })).statusCode,
    ).toBe(403);
    const foreign = await linkOf(t, { unitId: plan.unitId(OTHER) });
    const other = t.browser();
    await other.get(foreign);
    expect((await clerk.post(action, { ...fields, _csrf: other.csrf })).statusCode).toBe(403);
    expect((await clerk.post(action, { ...fields, _csrf })).statusCode).toBe(303);
  });

  it('looked at a hundred times changes no row but a line of the security log', async () => {
    const count = async () => {
      const tables = [
        'links',
        'submissions',
        'deadlines',
        'receipts',
        'audit_entries',
        'messages',
        'idempotent_answers',
        'sessions',
      ];
      const found = [];
      for (const table of tables) found.push(await rows(t.db.read, `SELECT * FROM ${table} ORDER BY 1`));
      return JSON.stringify(found);
    };
    const before = await count();
    for (let i = 0; i < 50; i += 1) {
      expect((await clerk.get(link)).statusCode).toBe(200);
      expect((await t.inject({ method: 'HEAD', url: link })).statusCode).toBe(200);
    }
    expect(await count()).toBe(before);
    const log = await rows<{ kind: string }>(t.db.read, `SELECT kind FROM security_events`);
    expect(log).toEqual([{ kind: 'link-opened' }]);
  });

  it('makes one submission of fifty posts of one form, and another of what was typed anew', async () => {
    const action = `${link}/deadlines/${deadline.due}/submissions`;
    const { body } = await clerk.get(link);
    const fields = { ...hiddenOf(body, action), text: '已完成初稿', standing: 'on-schedule' };
    const answers = await Promise.all(Array.from({ length: 50 }, () => clerk.post(action, fields)));
    expect(new Set(answers.map((one) => `${one.statusCode} ${one.headers.location}`)).size).toBe(1);
    const count = () => rows(t.db.read, `SELECT id FROM submissions WHERE "deadlineId" = ${deadline.due}`);
    expect(await count()).toHaveLength(1);
    await clerk.post(action, { ...fields, text: '改过的' });
    expect(await count()).toHaveLength(2);
  });

  describe('that is over', () => {
    const isOver = async () => {
      const page = await clerk.get(link);
      expect(page.statusCode).toBe(410);
      expect(wordsOf(page)).toContain('联系市委组织部');
      expect(wordsOf(page)).not.toContain('联络员甲');
    };

    it('after its last day', async () => {
      t.clock.set('2019-09-01T01:00:00.000Z');
      expect((await clerk.get(link)).statusCode).toBe(200);
      t.clock.set('2019-09-02T01:00:00.000Z');
      await isOver();
    });

    it('revoked', async () => {
      const links = t.get(LinksService);
      await t.db.inTransaction((tx) => links.revoke(tx, ADMINISTRATOR, { unitId: plan.unitId(OWN) }, '误发'));
      await isOver();
    });

    it('when its contact has left, or has another mailbox', async () => {
      await t.db.inTransaction((tx) =>
        tx.query(`UPDATE people SET email = 'new@duban.example' WHERE id = ${personId}`),
      );
      await isOver();
    });

    it('when its contact no longer answers for the unit', async () => {
      await t.db.inTransaction((tx) =>
        tx.query(`UPDATE contacts SET "untilOn" = '2019-07-03' WHERE "personId" = ${personId}`),
      );
      await isOver();
    });

    it('when the unit is no more', async () => {
      await t.db.inTransaction((tx) =>
        tx.query(`UPDATE units SET "endedOn" = '2019-07-03' WHERE id = ${plan.unitId(OWN)}`),
      );
      await isOver();
    });

    it('when the unit handed on all it had', async () => {
      const [own, other] = [plan.unitId(OWN), plan.unitId(OTHER)];
      await t.db.inTransaction(async (tx) => {
        await tx.query(`DELETE FROM duties WHERE "unitId" = ${own}`);
        await tx.query(`UPDATE deadlines SET "waivedOn" = '2019-07-03' WHERE "unitId" = ${own}`);
        await tx.query(
          `UPDATE duties SET "isFirst" = ${t.db.kind === 'sqlite' ? '1' : 'true'} WHERE "unitId" = ${other}`,
        );
      });
      await isOver();
    });
  });

  it('guessed says no more than a page that does not exist, and a flood of guesses has to wait', async () => {
    const signature = 'A'.repeat(43);
    const answers = [];
    for (let i = 1; i <= 31; i += 1) answers.push(await clerk.get(`/l/${i}.${signature}`));
    expect(answers.slice(0, 30).map((one) => one.statusCode)).toEqual(Array(30).fill(404));
    expect(answers[30]!.statusCode).toBe(429);
    const plain = (text: string) =>
      text.replace(/<code>[^<]*<\/code>|value="[^"]*"|href="[^"]*"|nonce="[^"]*"/g, '');
    expect(plain(answers[0]!.body)).toBe(plain(answers[20]!.body));
    expect((await clerk.get(link)).statusCode).toBe(200);
    const log = await rows(t.db.read, `SELECT kind FROM security_events WHERE kind = 'link-refused'`);
    expect(log).toHaveLength(30);
  });
});

it('guesses of one IPv6 network are counted together', async () => {
  const t = await testApp({ now: '2019-07-03T01:30:00Z' });
  const guess = async (remoteAddress: string) =>
    (await t.inject({ url: `/l/1.${'A'.repeat(43)}`, remoteAddress })).statusCode;
  for (let i = 1; i <= 30; i += 1) expect(await guess(`2001:db8::${i.toString(16)}`)).toBe(404);
  expect(await guess('2001:db8::ffff')).toBe(429);
  expect(await guess('2001:db8:0:1::1')).toBe(404);
  await t.close();
});

it('a link stands in no line of the log', async () => {
  const lines: string[] = [];
  const t = await testApp({ now: '2019-07-03T01:30:00Z', log: (line) => lines.push(line) });
  const signature = 'Ab-_'.repeat(10) + 'xyz';
  await t.browser().get(`/l/12.${signature}`);
  await t.browser().get(`/l/12.${signature}/submissions/3?x=1`);
  await t.close();
  expect(lines.join('\n')).toContain('/l/12.[redacted]');
  expect(lines.join('\n')).not.toContain(signature);
});

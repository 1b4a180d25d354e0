/** What is written when a mail is put into the outbox, and the bytes that come of it. */
import fc from 'fast-check';
import { isAddress, isHeaderText } from '../../src/outbox/addresses.js';
import { readMail } from '../../src/outbox/message-claims.js';
import { bytesOf } from '../../src/outbox/mime.js';
import { MailLinks } from '../../src/outbox/mail-links.js';
import type { StoredMail } from '../../src/outbox/messages.js';
import { aMail, asRead } from '../support/mail.js';
import type { Tx } from '../../src/platform/database.js';
import { Keys } from '../../src/platform/keys.js';
import { rows } from '../../src/platform/sql.js';
import { TestOutbox } from '../support/outbox.js';
import { Mailer, type ReadyMail, type SendOutcome } from '../../src/outbox/mailer.js';

let box: TestOutbox;
beforeAll(async () => {
  box = await TestOutbox.open();
});
beforeEach(() => box.reset());
afterAll(() => box.close());

const stored = async (): Promise<StoredMail> => readMail((await box.all())[0]!);

/** Keeps what it is given; says what it is told. */
class KeepingMailer extends Mailer {
  readonly parallel = 5;
  readonly limit = 1_000;
  readonly sent: ReadyMail[] = [];
  constructor(private readonly outcome: SendOutcome['kind'] = 'sent') {
    super();
  }
  send(mail: ReadyMail): Promise<SendOutcome> {
    this.sent.push(mail);
    return Promise.resolve({ kind: this.outcome, reason: null, answer: '' });
  }
  close(): void {}
}

describe('putting a mail in', () => {
  it('gives an id the first time and nothing the second', async () => {
    expect(await box.put(aMail(), aMail())).toEqual([expect.any(Number), null]);
    expect(await box.put(aMail({ subject: 'another subject' }))).toEqual([null]);
    expect(await box.states()).toEqual({ pending: 1 });
  });

  it('is undone with the transaction it was put in', async () => {
    const failing = box.db.inTransaction(async (tx) => {
      await box.outbox().enqueue(tx, aMail());
      throw new Error('the state change failed');
    });
    await expect(failing).rejects.toThrow('the state change failed');
    expect(await box.all()).toHaveLength(0);
  });

  it.each([0, 1, 2, 3, 4])(
    'and its cause are both there or both absent: thrown after statement %d',
    async (last) => {
      const statements: ((tx: Tx) => Promise<unknown>)[] = [
        (tx) => tx.query(`INSERT INTO "settings" ("name", "value") VALUES ('cause', '1')`),
        (tx) => box.outbox().enqueue(tx, aMail({ dedupeKey: 'a' })),
        (tx) => tx.query(`UPDATE "settings" SET "value" = '2' WHERE "name" = 'cause'`),
        (tx) => box.outbox().enqueue(tx, aMail({ dedupeKey: 'b' })),
      ];
      const work = box.db.inTransaction(async (tx) => {
        for (const [i, statement] of statements.entries()) {
          if (i === last) throw new Error('cut off');
          await statement(tx);
        }
      });
      await (last < statements.length ? expect(work).rejects.toThrow('cut off') : work);
      const causes = await rows(box.db.read, `SELECT "value" FROM "settings" WHERE "name" = 'cause'`);
      expect([causes.length, (await box.all()).length]).toEqual(last < statements.length ? [0, 0] : [1, 2]);
    },
  );

  it('gives a mail made by hand for a day gone by until tonight', async () => {
    await box.put(aMail({ expiresOn: '2018-11-05' as never }));
    expect((await box.all())[0]!.expiresOn).toBe('2018-11-09');
  });

  it('makes a Message-ID in the domain of the sender', async () => {
    await box.put(aMail());
    expect((await box.all())[0]!.messageId).toMatch(/^<[0-9a-f]{32}@haimen\.example>$/);
  });
});

describe('a recipient that cannot be written to', () => {
  const wrong = [
    '',
    'a',
    '@b',
    'a@',
    'a@b@c',
    'a b@c.example',
    'a@b.example, c@d.example',
    'a@b.example;c@d.example',
    'A <a@b.example>',
    'a@b.example\r\nBcc: c@d.example',
    'a@b.example\n',
    'a@b..example',
    '.a@b.example',
    '"a b"@c.example',
    'a@[127.0.0.1]',
    `${'a'.repeat(65)}@b.example`,
  ];
  it.each(wrong)('%j is kept as failed and stops nobody else', async (address) => {
    await box.put(aMail({ to: { name: '某', address } }), aMail({ dedupeKey: 'other' }));
    const [bad, good] = await box.all();
    expect(bad).toMatchObject({ state: 'failed', reason: 'address-wrong' });
    expect(bad!.toAddress).not.toMatch(/[\r\n]/);
    expect(good).toMatchObject({ state: 'pending' });
  });

  it.each([
    ['a name', { to: { name: 'x\r\nBcc: c@d.example', address: 'a@b.example' } }],
    ['a header', { headers: { 'X-A': 'x\r\nBcc: c@d.example' } }],
    ['a header name', { headers: { 'X-A: y\r\nBcc': 'c@d.example' } }],
    ['a file name', { calendar: { fileName: 'a\r\n.ics', content: '' } }],
    ['a name that turns the reading direction', { to: { name: 'x\u202ey', address: 'a@b.example' } }],
  ])('a line break or control character in %s never leaves', async (_what, given) => {
    await box.put(aMail(given));
    expect((await box.all())[0]).toMatchObject({ state: 'failed', reason: 'header-wrong' });
    const mailer = new KeepingMailer();
    await box.worker(mailer).tick();
    expect(mailer.sent).toHaveLength(0);
  });

  it('in a subject becomes a space: titles are written by people, and the duty must go out', async () => {
    await box.put(aMail({ subject: '【催办】研究\u200e建立\t考核\r\nBcc: c@d.example' }));
    const [message] = await box.all();
    expect(message).toMatchObject({ state: 'pending', subject: '【催办】研究 建立 考核 Bcc: c@d.example' });
  });

  it('a placeholder typed by a person does not stop the mail that quotes it', async () => {
    await box.put(aMail({ text: '最新进展：⟦link:x⟧ 已完成', html: '<p>⟦link:x⟧ 已完成</p>' }));
    const mailer = new KeepingMailer();
    await box.worker(mailer).tick();
    expect(mailer.sent).toHaveLength(1);
    expect((await box.all())[0]).toMatchObject({ state: 'sent', text: '最新进展：〔link:x〕 已完成' });
  });

  it('outside MAIL_ALLOW it is kept as skipped', async () => {
    box.set({ MAIL_ALLOW: '@haimen.example,chief@else.example' });
    await box.put(
      aMail({ dedupeKey: '1', to: { name: '', address: 'A@HAIMEN.example' } }),
      aMail({ dedupeKey: '2', to: { name: '', address: 'chief@else.example' } }),
      aMail({ dedupeKey: '3', to: { name: '', address: 'a@xhaimen.example' } }),
      aMail({ dedupeKey: '4', to: { name: '', address: 'other@else.example' } }),
    );
    expect((await box.all()).map(({ state, reason }) => [state, reason])).toEqual([
      ['pending', null],
      ['pending', null],
      ['skipped', 'not-allowed'],
      ['skipped', 'not-allowed'],
    ]);
  });
});

describe('the bytes of a mail', () => {
  it('are the same at every attempt and in another process with another MAIL_FROM', async () => {
    await box.put(
      aMail({ threadId: 'task:3', calendar: { fileName: '时限.ics', content: 'BEGIN:VCALENDAR' } }),
    );
    const mailer = new KeepingMailer('later');
    await box.worker(mailer).tick();
    box.pass(1);
    box.set({ MAIL_FROM: '别处 <x@y.example>' });
    await box.worker(mailer, await box.anotherDatabase()).tick();
    expect(mailer.sent).toHaveLength(2);
    expect(mailer.sent[0]!.bytes.equals(mailer.sent[1]!.bytes)).toBe(true);
    expect(mailer.sent[1]!.from).toBe('duban@haimen.example');
  });

  it('hold any text whole', async () => {
    await box.put(aMail());
    const base = await stored();
    const text = fc.string({ unit: 'grapheme', maxLength: 300 });
    const line = fc.string({ unit: 'grapheme', maxLength: 120 }).filter((value) => isHeaderText(value));
    await fc.assert(
      fc.asyncProperty(text, line, line, async (body, subject, name) => {
        const bytes = bytesOf({ ...base, text: body, html: `<p>${body}</p>`, subject, toName: name });
        const read = await asRead(bytes);
        expect((read.subject ?? '').trim()).toBe(subject.trim());
        const encoded = body.replace(/\r\n?/g, '\n');
        expect((read.text ?? '').replace(/\r\n?/g, '\n').trimEnd()).toBe(encoded.trimEnd());
        for (const header of bytes.toString('latin1').split('\r\n\r\n')[0]!.split('\r\n'))
          expect(header.length).toBeLessThanOrEqual(998);
      }),
      { numRuns: 60 },
    );
  });

  it('show long Chinese subjects and names unbroken, on lines of at most 76 characters', async () => {
    const subject =
      '【督办·超期2天】第3项 命名优秀区镇（市委办、市政府办、市人大办、市政协办、市纪委监委机关）🀄️';
    await box.put(
      aMail({ subject, to: { name: '“海门市人力资源和社会保障局”'.repeat(3), address: 'a@haimen.example' } }),
    );
    const bytes = bytesOf(await stored());
    const read = await asRead(bytes);
    expect(read.subject).toBe(subject);
    expect([read.to].flat()[0]!.value[0]!.name).toBe('“海门市人力资源和社会保障局”'.repeat(3));
    for (const line of bytes.toString('latin1').split('\r\n')) expect(line.length).toBeLessThanOrEqual(76);
  });

  it('keep a plain name with quotes and commas in one piece', async () => {
    await box.put(aMail({ to: { name: 'Wang, "the" Clerk \\ Co', address: 'a@haimen.example' } }));
    const read = await asRead(bytesOf(await stored()));
    expect([read.to].flat()[0]!.value).toEqual([
      { name: 'Wang, "the" Clerk \\ Co', address: 'a@haimen.example' },
    ]);
  });

  it('carry a calendar entry as an attachment to be published', async () => {
    const content = 'BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nEND:VCALENDAR\r\n';
    await box.put(aMail({ calendar: { fileName: '细化方案时限.ics', content } }));
    const read = await asRead(bytesOf(await stored()));
    expect(read.attachments).toHaveLength(1);
    expect(read.attachments[0]).toMatchObject({ filename: '细化方案时限.ics', contentType: 'text/calendar' });
    expect(read.attachments[0]!.content.toString()).toBe(content);
    expect(read.html).toContain('11月20日');
  });
});

describe('⟦link:ID⟧', () => {
  class Links extends MailLinks {
    constructor() {
      super(box.db, new Keys(box.config), box.config);
    }
    override urlsOf(ids: string[]): Promise<Map<string, string>> {
      const there = ids.filter((id) => id !== 'gone');
      return Promise.resolve(new Map(there.map((id) => [id, `https://duban.example/l/${id}`])));
    }
  }

  it('is filled when the mail leaves, never in the database', async () => {
    await box.put(aMail({ links: ['7a'], text: '请打开 ⟦link:7a⟧', html: '<a href="⟦link:7a⟧">打开</a>' }));
    const mailer = new KeepingMailer();
    await box.worker(mailer, box.db, new Links()).tick();
    const read = await asRead(mailer.sent[0]!.bytes);
    expect(read.text).toBe('请打开 https://duban.example/l/7a');
    expect(read.html).toContain('href="https://duban.example/l/7a"');
    expect((await box.all())[0]!.text).toBe('请打开 ⟦link:7a⟧');
  });

  it('without an address keeps the mail from leaving', async () => {
    await box.put(aMail({ links: ['gone'], html: '⟦link:gone⟧' }));
    const mailer = new KeepingMailer();
    await box.worker(mailer, box.db, new Links()).tick();
    expect(mailer.sent).toHaveLength(0);
    expect((await box.all())[0]).toMatchObject({ state: 'failed', reason: 'link-unknown' });
  });
});

describe('an address', () => {
  it.each(['a@b', 'lian-luo.1@haimen.example', 'x+y@a.b.cn', 'A_B@C-D.example'])('%s is one', (address) => {
    expect(isAddress(address)).toBe(true);
  });
});

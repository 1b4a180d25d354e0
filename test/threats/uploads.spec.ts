/** What is handed in as evidence is looked into, in a thread, within limits; what may not come in is named and written down. */
import { connect, type AddressInfo } from 'node:net';
import { deflateRawSync } from 'node:zlib';
import { BytesAtOnce } from '../../src/web/bytes-at-once.js';
import { faultIn } from '../../src/progress/file-check.js';
import { rows } from '../../src/platform/sql.js';
import { threadEntry, Threads, TooCostly } from '../../src/platform/threads.js';
import { aPlan, type InsertedPlan } from '../support/a-plan.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { jpegOf, oleFile, officeFile, packedPdf, pdfOf, pngOf, zipOf } from '../support/files.js';
import { aPerson } from '../support/people.js';
import { wordsOf } from '../support/words-of.js';

const MZ = Buffer.from('4d5a90000300000004000000ffff0000', 'hex');
const WORD = officeFile('docx');
const LAUGHS = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "哈"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>';
const PLANS_OBJECT = '<</Type /Catalog /OpenAction';
const MEGABYTE = 1024 * 1024;
const ZEROS = deflateRawSync(Buffer.alloc(100 * MEGABYTE));
const bomb = (parts: number) =>
  zipOf(
    Array.from({ length: parts }, (_, index) => ({
      ...{ name: `${index}.dat`, packed: ZEROS, size: 100 * MEGABYTE },
    })),
  );

describe('a file that offices make is taken in:', () => {
  it.each<[string, Buffer]>([
    ['方案.docx', WORD],
    ['表.xlsx', officeFile('xlsx')],
    ['汇报.pptx', officeFile('pptx')],
    ['带表.docx', officeFile('docx', [['word/embeddings/表1.xlsx', officeFile('xlsx')]])],
    ['图.docx', officeFile('docx', [['word/media/image1.emz', Buffer.from('1f8b0800', 'hex')]])],
    [
      '公文.ofd',
      zipOf([
        ['OFD.xml', '<ofd:OFD/>'],
        ['Doc_0/Document.xml', '<x/>'],
      ]),
    ],
    ['文字.wps', officeFile('docx')],
    ['旧.doc', oleFile(['Root Entry', 'WordDocument', '1Table', 'Data', '\u0005SummaryInformation'])],
    ['旧.xls', oleFile(['Root Entry', 'Workbook'])],
    ['旧.wps', oleFile(['Root Entry', 'WordDocument'])],
    [
      '材料.zip',
      zipOf([
        ['照片/', ''],
        ['照片/1.jpg', jpegOf(4000, 3000)],
        ['方案.docx', WORD],
        ['说明.txt', 'x'],
      ]),
    ],
    ['国标名.zip', zipOf([{ name: Buffer.from('b2c4c1cf2e747874', 'hex'), flags: 0, content: 'x' }])],
    ['扫描.pdf', pdfOf('<</Type /Catalog /Pages 2 0 R /Lang (zh-CN)>>')],
    ['打包.pdf', packedPdf('2 0 <</Type /Pages /Count 1>>')],
    ['照片.jpg', jpegOf(8000, 6000)],
    ['图.png', pngOf(5000, 9999)],
    ['说明.txt', Buffer.from('MZ开头的说明')],
  ])('%s', async (name, bytes) => {
    expect(await faultIn(name, bytes)).toBeNull();
  });
});

describe('a file is refused with its fault:', () => {
  it.each<[string, string, Buffer, string]>([
    ['a zip called .docx', '方案.docx', zipOf([['说明.txt', 'x']]), 'attachment-kind'],
    ['a sheet called .docx', '方案.docx', officeFile('xlsx'), 'attachment-kind'],
    ['a zip called .ofd', '方案.ofd', zipOf([['说明.txt', 'x']]), 'attachment-kind'],
    ['an old sheet called .doc', '方案.doc', oleFile(['Root Entry', 'Workbook']), 'attachment-kind'],
    ['a document cut off', '方案.docx', WORD.subarray(0, WORD.length - 9), 'attachment-broken'],
    ['an old document cut off', '方案.doc', oleFile(['WordDocument']).subarray(0, 700), 'attachment-broken'],
    ['macros', '方案.docx', officeFile('docx', [['word/vbaProject.bin', 'x']]), 'attachment-macros'],
    ['macros elsewhere', '方案.xlsx', officeFile('xlsx', [['xl/VBAPROJECT.BIN', 'x']]), 'attachment-macros'],
    [
      'macros by content type',
      '方案.docx',
      zipOf([
        ['[Content_Types].xml', 'application/vnd.ms-word.document.macroEnabled.main+xml'],
        ['word/document.xml', ''],
      ]),
      'attachment-macros',
    ],
    ['macros in an old one', '方案.doc', oleFile(['WordDocument', 'Macros', 'VBA']), 'attachment-macros'],
    [
      'macros in an old sheet',
      '表.xls',
      oleFile(['Root Entry', 'Workbook', 'a', 'b', '_VBA_PROJECT_CUR']),
      'attachment-macros',
    ],
    ['macros in a zip', '材料.zip', zipOf([['方案.docm', WORD]]), 'attachment-macros'],
    [
      'macros in a document in a zip',
      '材料.zip',
      zipOf([['甲/方案.docx', officeFile('docx', [['word/vbaProject.bin', 'x']])]]),
      'attachment-macros',
    ],
    [
      'an old one with macros in a new one',
      '方案.docx',
      officeFile('docx', [['word/embeddings/o.bin', oleFile(['VBA'])]]),
      'attachment-macros',
    ],
    ['a password', '方案.zip', zipOf([{ name: 'a.txt', content: 'x', flags: 1 }]), 'attachment-encrypted'],
    [
      'a password on a document',
      '方案.doc',
      oleFile(['EncryptionInfo', 'EncryptedPackage']),
      'attachment-encrypted',
    ],
    ['a programme', '材料.zip', zipOf([['setup.exe', MZ]]), 'attachment-programs'],
    ['a programme by another name', '材料.zip', zipOf([['方案.doc', MZ]]), 'attachment-programs'],
    ['a programme whose name ends in a dot', '材料.zip', zipOf([['setup.exe.', 'x']]), 'attachment-programs'],
    ['a script', '材料.zip', zipOf([['打开.vbs', 'x']]), 'attachment-programs'],
    ['a shortcut', '材料.zip', zipOf([['方案.docx.lnk', 'x']]), 'attachment-programs'],
    ['a web page', '材料.zip', zipOf([['说明.html', 'x']]), 'attachment-programs'],
    ['a shell script without a name', '材料.zip', zipOf([['run', '#!/bin/sh\n']]), 'attachment-programs'],
    [
      'a programme in a document',
      '方案.docx',
      officeFile('docx', [['word/embeddings/o.bin', MZ]]),
      'attachment-programs',
    ],
    ['a zip in a zip', '材料.zip', zipOf([['里面.zip', zipOf([['a.txt', 'x']])]]), 'attachment-nested'],
    [
      'a zip in a zip by another name',
      '材料.zip',
      zipOf([['里面.txt', zipOf([['a.txt', 'x']])]]),
      'attachment-nested',
    ],
    [
      'an archive of another kind',
      '材料.zip',
      zipOf([['里面.dat', Buffer.from('526172211a0700', 'hex')]]),
      'attachment-nested',
    ],
    [
      'documents in documents in documents',
      '材料.zip',
      zipOf([['a.docx', officeFile('docx', [['word/b.docx', officeFile('docx', [['word/c.docx', WORD]])]])]]),
      'attachment-nested',
    ],
    ...[
      '../etc/passwd',
      '..\\..\\a.txt',
      '/etc/passwd',
      'C:\\a.txt',
      'a/../../b.txt',
      'a\u0000.txt',
      'a\u202Etxt.exe',
    ].map((name): [string, string, Buffer, string] => [
      `a name such as ${JSON.stringify(name)}`,
      '材料.zip',
      zipOf([[name, 'x']]),
      'attachment-path',
    ]),
    [
      'a link',
      '材料.zip',
      zipOf([{ name: 'a', content: '/etc/passwd', attributes: 0xa1ff0000 }]),
      'attachment-path',
    ],
    ['one part that swells', '材料.zip', bomb(1), 'attachment-inflates'],
    [
      'swelling that claims to be small',
      '材料.zip',
      zipOf([{ name: 'a', packed: ZEROS, size: 10 }]),
      'attachment-inflates',
    ],
    [
      'a part longer than claimed',
      '材料.zip',
      zipOf([{ name: 'a.txt', content: '四个汉字', size: 3 }]),
      'attachment-broken',
    ],
    [
      'a part that is no deflate',
      '材料.zip',
      zipOf([{ name: 'a.txt', packed: Buffer.from('ffffffff', 'hex'), size: 3 }]),
      'attachment-broken',
    ],
    [
      'parts that share their bytes',
      '材料.zip',
      zipOf([['a.txt', 'x'], { name: 'a.txt2', content: 'x', from: 0 }]),
      'attachment-broken',
    ],
    [
      'two of one name',
      '材料.zip',
      zipOf([
        ['a.txt', 'x'],
        ['A.txt', 'y'],
      ]),
      'attachment-broken',
    ],
    [
      'more files than an office has',
      '材料.zip',
      zipOf(Array.from({ length: 5001 }, (_, index): [string, string] => [`${index}.txt`, 'x'])),
      'attachment-inflates',
    ],
    ['entities', '方案.docx', officeFile('docx', [], LAUGHS), 'attachment-dtd'],
    [
      'entities in UTF-16',
      '方案.docx',
      officeFile('docx', [['word/styles.xml', Buffer.from(`\ufeff${LAUGHS}`, 'utf16le')]]),
      'attachment-dtd',
    ],
    [
      'entities after much else',
      '方案.xlsx',
      officeFile('xlsx', [['xl/a.xml', `${'<a/>'.repeat(16_384)}<!ENTITY x "y">`]]),
      'attachment-dtd',
    ],
    [
      'a script in a PDF',
      'a.pdf',
      pdfOf(`${PLANS_OBJECT} <</S /JavaScript /JS (app.alert\\(1\\))>>>>`),
      'attachment-active',
    ],
    [
      'one with its name disguised',
      'a.pdf',
      pdfOf(`${PLANS_OBJECT} <</S /J#61vaScript>>>>`),
      'attachment-active',
    ],
    [
      'a PDF that starts something',
      'a.pdf',
      pdfOf(`${PLANS_OBJECT} <</S /Launch /F (cmd)>>>>`),
      'attachment-active',
    ],
    ['a script in a packed object', 'a.pdf', packedPdf('2 0 <</S /JavaScript>>'), 'attachment-active'],
    [
      'a programme in a PDF',
      'a.pdf',
      packedPdf(MZ.toString('latin1').padEnd(99, '\0'), '/Type /EmbeddedFile'),
      'attachment-programs',
    ],
    [
      'a programme named in a PDF',
      'a.pdf',
      pdfOf('<</Type /Filespec /F (setup.exe) /EF <<>>>>'),
      'attachment-programs',
    ],
    ['a PDF that swells', 'a.pdf', packedPdf('0'.repeat(9 * MEGABYTE)), 'attachment-inflates'],
    ['a picture of a hundred million pixels', 'a.png', pngOf(10_000, 10_000), 'attachment-pixels'],
    ['a photograph of as many', 'a.jpg', jpegOf(10_000, 10_000), 'attachment-pixels'],
    [
      'a picture in a document',
      '方案.docx',
      officeFile('docx', [['word/media/1.png', pngOf(60_000, 60_000)]]),
      'attachment-pixels',
    ],
    [
      'a picture without a picture',
      'a.jpg',
      Buffer.from('ffd8ffe000104a4649460001', 'hex'),
      'attachment-broken',
    ],
    ['a picture of no height', 'a.png', pngOf(100, 0), 'attachment-broken'],
  ])('%s', async (_, name, bytes, code) => {
    expect(await faultIn(name, bytes)).toMatchObject({ code });
  });
});

describe('bytes held together', () => {
  it('are counted as they come, wait for room, and are given back', async () => {
    const bytes = new BytesAtOnce(10, 20);
    let done = (): void => undefined;
    const first = bytes.hold('a', async (grow) => {
      await grow(8);
      await new Promise<void>((resolve) => (done = resolve));
    });
    const small = bytes.hold('b', (grow) => grow(2));
    await expect(small).resolves.toBeUndefined();
    await expect(bytes.hold('b', (grow) => grow(3))).rejects.toMatchObject({ code: 'files-busy' });
    const waiting = bytes.hold('b', (grow) => grow(10));
    done();
    await Promise.all([first, waiting]);
  });

  it('are of one sender from two at a time', async () => {
    const bytes = new BytesAtOnce(10);
    let done = (): void => undefined;
    const until = new Promise<void>((resolve) => (done = resolve));
    const two = [1, 2].map(() => bytes.hold('a', () => until));
    let isThrough = false;
    const more = Array.from({ length: 20 }, () => bytes.hold('a', () => Promise.resolve((isThrough = true))));
    await expect(bytes.hold('a', () => until)).rejects.toMatchObject({ code: 'files-busy' });
    await expect(bytes.hold('b', (grow) => grow(1))).resolves.toBeUndefined();
    expect(isThrough).toBe(false);
    done();
    await Promise.all([...two, ...more]);
    await expect(bytes.hold('a', (grow) => grow(10))).resolves.toBeUndefined();
  });
});

describe('evidence by the form', () => {
  let t: TestApp;
  let plan: InsertedPlan;
  let own: Browser;
  let supervisor: Browser;
  const said = { text: '已拟定方案，召开了两次会议。', standing: 'on-schedule' };

  beforeAll(async () => {
    t = await testApp({ now: '2018-11-12T01:00:00Z' });
    plan = await aPlan(t.db)
      .withRefinement({ unit: '市考核办', dueOn: '2018-11-20' })
      .withTask({ leads: ['市考核办'] })
      .withTask({ leads: ['市财政局'] })
      .insert();
    await aPerson(t, { loginName: 'own', unitIds: [plan.unitId('市考核办')] });
    await aPerson(t, { loginName: 'stranger', unitIds: [plan.unitId('市财政局')] });
    await aPerson(t, { loginName: 'head', roles: ['supervisor'], unitIds: [plan.unitId('市委组织部')] });
    own = await t.signIn('own');
    supervisor = await t.signIn('head');
  });
  afterAll(() => t.close());

  const send = (files: { name: string; mediaType?: string; bytes: Buffer }[], browser = own) =>
    browser.postFiles(
      `/deadlines/${plan.deadlineIds[0]}/submissions`,
      said,
      files.map((file) => ({ field: 'files', ...file })),
    );
  const count = async (table: string) => (await rows(t.db.read, `SELECT * FROM ${table}`)).length;

  it.each([
    ['材料.zip', zipOf([['setup.exe', MZ]]), '材料.zip → setup.exe', '程序', 'attachment-programs'],
    [
      '方案.docx',
      officeFile('docx', [['word/vbaProject.bin', 'x']]),
      '方案.docx',
      '另存为不含宏',
      'attachment-macros',
    ],
    ['大.zip', bomb(3), '大.zip', '拆分', 'attachment-inflates'],
  ])(
    '%s is refused, what was typed stays, and it is written down',
    async (name, bytes, shown, advice, code) => {
      const before = await count('submissions');
      const answer = await send([
        { name: '说明.txt', bytes: Buffer.from('x') },
        { name, bytes },
      ]);
      expect(answer.statusCode).toBe(422);
      expect(wordsOf(answer)).toContain(shown);
      expect(wordsOf(answer)).toContain(advice);
      expect(answer.body).toContain(said.text);
      expect(await count('submissions')).toBe(before);
      const events = await rows<{ kind: string; subject: string; personId: number; details: string }>(
        t.db.read,
        'SELECT * FROM security_events ORDER BY id DESC',
      );
      expect(events[0]).toMatchObject({
        kind: 'upload-refused',
        subject: `/deadlines/${plan.deadlineIds[0]}/submissions`,
        details: JSON.stringify({ code }),
      });
      expect(events[0]!.personId).toEqual(expect.any(Number));
      own.headers = { 'accept-language': 'en' };
      const english = await send([{ name, bytes }]);
      own.headers = {};
      expect(english.statusCode).toBe(422);
      expect(wordsOf(english)).toMatch(/program|macros|unpacks/);
    },
  );

  it.each([
    ['a page called a picture', '图.png', 'text/html', pngOf(9, 9)],
    ['a programme by its declaration', '方案.docx', 'application/x-msdownload', WORD],
    ['a drawing with scripts', '图.png', 'image/svg+xml', pngOf(9, 9)],
    ['a document declared a picture', '方案.docx', 'image/png', WORD],
  ])('what is declared must agree where it tells anything: %s', async (_, name, mediaType, bytes) => {
    const answer = await send([{ name, mediaType, bytes }]);
    expect(answer.statusCode).toBe(422);
    expect(wordsOf(answer)).toContain('类型不能接收');
  });

  it('a body that says it is too large is refused before it is read', async () => {
    const answer = await t.inject({
      method: 'POST',
      url: `/deadlines/${plan.deadlineIds[0]}/submissions`,
      headers: {
        cookie: own.cookie,
        'content-type': 'multipart/form-data; boundary=b',
        'content-length': String(200 * MEGABYTE),
      },
      payload: '',
    });
    expect(answer.statusCode).toBe(413);
  });

  it('two that are begun and never finished hold up nobody else', async () => {
    const stranger = await t.signIn('stranger');
    const { hold } = BytesAtOnce.prototype;
    let begun = 0;
    const bothBegun = new Promise<void>((resolve) => {
      BytesAtOnce.prototype.hold = function (this: BytesAtOnce, ...given) {
        begun += 1;
        if (begun === 2) resolve();
        return hold.apply(this, given) as never;
      };
    });
    await t.app.listen(0, '127.0.0.1');
    const { port } = t.app.getHttpServer().address() as AddressInfo;
    const slow = [1, 2].map(() => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(
        `POST /deadlines/${plan.deadlineIds[0]}/submissions HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ${stranger.cookie}\r\n` +
          'Content-Type: multipart/form-data; boundary=x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n--x\r\n\r\n',
      );
      return socket;
    });
    await bothBegun;
    BytesAtOnce.prototype.hold = hold;
    const answer = await send([{ name: 'a.exe', bytes: MZ }]);
    expect(answer.statusCode).toBe(422);
    for (const socket of slow) socket.destroy();
  });

  it('keeps every version, for those who may see them', async () => {
    const first = await send([{ name: '方案.docx', bytes: WORD }]);
    const second = await send([{ name: '方案.docx', bytes: officeFile('docx', [['word/a.xml', '<a/>']]) }]);
    const third = await send([
      { name: '方案.docx', bytes: officeFile('docx', [['word/b.xml', '<b/>']]) },
      { name: '照片.jpg', bytes: jpegOf(400, 300) },
    ]);
    const files = await rows<{
      id: number;
      sha256: string;
      replacedById: number | null;
      replacedAt: string | null;
    }>(t.db.read, 'SELECT * FROM attachments ORDER BY id');
    expect(files.map(({ replacedById }) => replacedById)).toEqual([files[1]!.id, files[2]!.id, null, null]);
    expect(files[0]!.replacedAt).toBe(t.clock.now());
    const newest = await own.get(third.headers.location!);
    expect(wordsOf(newest)).toMatch(/第3版.*第2版.*第1版/s);
    for (const { id } of files) {
      expect(newest.body).toContain(`/attachments/${id}"`);
      expect((await own.get(`/attachments/${id}`)).statusCode).toBe(200);
      expect((await supervisor.get(`/attachments/${id}`)).statusCode).toBe(200);
      expect((await (await t.signIn('stranger')).get(`/attachments/${id}`)).statusCode).toBe(404);
    }
    const middle = await own.get(second.headers.location!);
    expect(wordsOf(middle)).toContain('已有更新版本');
    expect(middle.body).toContain(third.headers.location!.replace(/\?.*/, ''));
    const oldest = await own.get(first.headers.location!);
    expect(wordsOf(oldest)).toContain('第1版');
    const saved = await own.get(`/attachments/${files[0]!.id}`);
    expect(saved.rawPayload.equals(WORD)).toBe(true);
    expect(saved.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-disposition': expect.stringMatching(/^attachment;/),
    });
    expect(saved.headers['content-security-policy']).toMatch(/default-src 'none'.*sandbox/);
  });

  it('one deadline takes at most fifty files, earlier versions included', async () => {
    const before = await count('attachments');
    const text = (index: number) => ({ name: `${index}.txt`, bytes: Buffer.from(`第${index}份`) });
    let sent = before;
    for (; sent + 5 <= 50; sent += 5)
      expect((await send([1, 2, 3, 4, 5].map((one) => text(sent + one)))).statusCode).toBe(303);
    const answer = await send([1, 2, 3, 4, 5].map((one) => text(100 + one)));
    expect(answer.statusCode).toBe(422);
    expect(wordsOf(answer)).toContain('合计最多50个');
    expect(answer.body).toContain(said.text);
    expect(await count('attachments')).toBe(sent);
  });

  it('while bombs go off, the rest of the server answers', async () => {
    const bombs = [1, 2, 3, 4].map((one) => send([{ name: `${one}.zip`, bytes: bomb(3) }]));
    let longest = 0;
    let isOver = false;
    const all = Promise.all(bombs).finally(() => (isOver = true));
    let asked = 0;
    while (!isOver) {
      const from = performance.now();
      expect((await t.inject({ method: 'GET', url: '/health/live' })).statusCode).toBe(200);
      if (asked > 0) longest = Math.max(longest, performance.now() - from);
      asked += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    for (const answer of await all) expect(answer.statusCode).toBe(422);
    expect(asked).toBeGreaterThan(3);
    expect(longest).toBeLessThan(500);
  });
});

describe('a thread', () => {
  const threads = new Threads();
  const entry = threadEntry(import.meta.url.replace('/test/threats/', '/src/progress/'), 'file-check');
  const bombs = Array.from({ length: 40 }, (_, index) => ({ name: `${index}.zip`, bytes: bomb(3) }));

  it('is stopped at its time', async () => {
    const from = performance.now();
    await expect(threads.run(entry, bombs, { time: 50 })).rejects.toEqual(new TooCostly('time'));
    expect(performance.now() - from).toBeLessThan(5000);
  });

  it('is stopped at its memory', async () => {
    const reader = threadEntry(import.meta.url.replace('/test/threats/', '/src/plans/'), 'document');
    const text = '（一）市考核办负责拟定考核办法。（责任单位：市考核办）\n'.repeat(50_000);
    await expect(threads.run(reader, { text }, { heap: 12 })).rejects.toEqual(new TooCostly('memory'));
  });

  it('waits while two run, and is turned away when too many wait', async () => {
    const runs = Array.from({ length: 60 }, () =>
      threads.run(entry, [{ name: 'a.txt', bytes: Buffer.from('x') }]),
    );
    const settled = await Promise.allSettled(runs);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(42);
    const refused = settled.find((one) => one.status === 'rejected') as PromiseRejectedResult;
    expect(refused.reason).toEqual(new TooCostly('crowd'));
  });
});

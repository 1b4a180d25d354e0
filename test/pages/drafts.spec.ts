import { readFileSync } from 'node:fs';
import { row, rows } from '../../src/platform/sql.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { aTown } from '../support/town.js';

const HAIMEN_TEXT = readFileSync('seeds/plans/haimen-2018-122.txt', 'utf8');
let app: TestApp;
let supervisor: Browser;

beforeEach(async () => {
  app = await testApp({ now: '2018-11-02T02:00:00Z' });
  await aTown(app);
  supervisor = await app.signIn('supervisor');
});
afterEach(() => app.close());

const planId = async () => (await row<{ id: number }>(app.db.read, 'SELECT max(id) AS id FROM plans'))!.id;
const plans = () => rows<{ state: string }>(app.db.read, 'SELECT state FROM plans');

async function take(text = HAIMEN_TEXT): Promise<string> {
  await supervisor.get('/plans/new');
  const answer = await supervisor.postFiles('/plans', { text }, []);
  expect(answer.statusCode).toBe(303);
  return answer.headers.location as string;
}

describe('taking a plan in', () => {
  it('leads from the pasted text to a draft that shows tasks, units, days and doubts', async () => {
    const page = await supervisor.get(await take());
    expect(page.statusCode).toBe(200);
    for (const words of [
      '共识别任务21项',
      '牵头单位10个',
      '海办〔2018〕122号',
      '市级机关工委',
      '2018-11-20',
      '待核对事项',
    ])
      expect(page.body).toContain(words);
  });

  it('takes a file in GB18030 as offices save it', async () => {
    await supervisor.get('/plans/new');
    const encoded = Buffer.from(new Uint8Array(gb18030('一、任务\n1.健全制度。（牵头单位：市委办）\n')));
    const answer = await supervisor.postFiles('/plans', {}, [
      { field: 'file', name: '方案.txt', bytes: encoded },
    ]);
    expect(answer.statusCode).toBe(303);
    const found = await row<{ sourceName: string; sourceText: string }>(
      app.db.read,
      'SELECT "sourceName", "sourceText" FROM plans',
    );
    expect(found).toEqual({ sourceName: '方案.txt', sourceText: expect.stringContaining('健全制度') });
  });

  it.each([
    ['nothing at all', '', '是空的'],
    ['text without a task', '各位同事：明天上午九点开会。', '没有识别出任务'],
  ])('keeps what was typed and says what to do: %s', async (_, text, sentence) => {
    await supervisor.get('/plans/new');
    const answer = await supervisor.postFiles('/plans', { text }, []);
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain(sentence);
    expect(answer.body).toContain(text);
    expect(await plans()).toEqual([]);
  });

  it.each([
    ['a Word file', '方案.docx', Buffer.from('504b030414000600', 'hex')],
    ['a PDF', '方案.pdf', Buffer.from('%PDF-1.7\n')],
    ['zeros', '方案.txt', Buffer.alloc(300)],
  ])('says that %s must be pasted as text', async (_, name, bytes) => {
    await supervisor.get('/plans/new');
    const answer = await supervisor.postFiles('/plans', {}, [{ field: 'file', name, bytes }]);
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('粘贴');
    expect(await plans()).toEqual([]);
  });

  it('shows a reporter nothing of it', async () => {
    const reporter = await app.signIn('reporter-0');
    const draft = await take();
    for (const path of ['/plans/new', draft]) expect((await reporter.get(path)).statusCode).toBe(403);
    expect((await reporter.post('/plans', { text: HAIMEN_TEXT })).statusCode).toBe(403);
  });
});

describe('a draft on its page', () => {
  it('is issued once doubts are settled and a verifier is named, and says before what is missing', async () => {
    const draft = await take();
    const refused = await supervisor.post(`/plans/${await planId()}/issue`);
    expect(refused.statusCode).toBe(409);
    expect(refused.body).toContain('请指定外部审核单位');
    const unit = await row<{ id: number }>(app.db.read, `SELECT id FROM units WHERE name = '市委大督查办'`);
    const page = await supervisor.get(draft);
    const facts = {
      whole: 'on',
      title: '任务分解方案',
      issuedOn: '2018-11-02',
      refinementDueOn: '2018-11-20',
    };
    expect(page.body).toContain('外部审核单位');
    const saved = await supervisor.post(`/plans/${await planId()}/facts`, {
      ...facts,
      verifierUnitId: unit!.id,
    });
    expect(saved.statusCode).toBe(303);
    await supervisor.post(`/plans/${await planId()}/doubts`);
    const issued = await supervisor.post(`/plans/${await planId()}/issue`);
    expect(issued.headers.location).toBe(`/plans/${await planId()}?issued=1`);
    expect(await plans()).toEqual([{ state: 'issued' }]);
  });

  it('empties what a whole form left empty, and refuses an empty title', async () => {
    await take();
    await supervisor.post(`/plans/${await planId()}/facts`, {
      whole: 'on',
      title: '只有标题',
      documentNumber: '',
    });
    const found = await row(app.db.read, 'SELECT title, "documentNumber", "refinementDueOn" FROM plans');
    expect(found).toEqual({ title: '只有标题', documentNumber: null, refinementDueOn: null });
    const refused = await supervisor.post(`/plans/${await planId()}/facts`, { whole: 'on', title: '' });
    expect(refused.statusCode).toBe(422);
  });

  it("corrects a task's units and kinds on the task's own page", async () => {
    await take();
    const task = await row<{ id: number }>(app.db.read, `SELECT id FROM tasks WHERE no = '16'`);
    const page = await supervisor.get(`/tasks/${task!.id}/draft`);
    expect(page.body).toContain('严格控制各类会议');
    const fields = {
      whole: 'on',
      title: '控制会议',
      lead: '市政府办\n市委办',
      cooperating: '',
      kinds: ['standing', 'yearly'],
    };
    await supervisor.post(`/tasks/${task!.id}/facts`, fields);
    const duties = await rows<{ name: string }>(
      app.db.read,
      `SELECT u.name FROM duties d JOIN units u ON u.id = d."unitId" WHERE d."taskId" = :id ORDER BY d.position`,
      { id: task!.id },
    );
    expect(duties.map((duty) => duty.name)).toEqual(['市政府办', '市委办']);
  });

  it('lets a person set a day, drop a request, and choose what a group owes', async () => {
    await take();
    const deadline = await row<{ id: number }>(
      app.db.read,
      `SELECT d.id FROM deadlines d JOIN tasks t ON t.id = d."taskId" WHERE t.no = '14'`,
    );
    await supervisor.post(`/deadlines/${deadline!.id}/day`, { dueOn: '2019-05-31', dropped: 'off' });
    expect(
      await row(app.db.read, `SELECT "dueOn", source FROM deadlines WHERE id = :id`, { id: deadline!.id }),
    ).toEqual({
      dueOn: '2019-05-31',
      source: 'person',
    });
    const group = await row<{ id: number }>(
      app.db.read,
      `SELECT d.id FROM duties d JOIN units u ON u.id = d."unitId" WHERE u.name = '各区镇' LIMIT 1`,
    );
    const chosen = await supervisor.post(`/duties/${group!.id}/choice`, { groupMode: 'each' });
    expect(chosen.statusCode).toBe(303);
    const refused = await supervisor.post(`/deadlines/${deadline!.id}/day`, { dueOn: '2019-02-30' });
    expect(refused.statusCode).toBe(422);
  });
});

/** GB18030 of the characters used above, for Node has only the decoder. */
function gb18030(text: string): number[] {
  const decoder = new TextDecoder('gb18030');
  const table = new Map<string, number[]>();
  for (let high = 0x81; high <= 0xfe; high += 1)
    for (let low = 0x40; low <= 0xfe; low += 1)
      table.set(decoder.decode(Uint8Array.of(high, low)), [high, low]);
  return [...text].flatMap((character) =>
    character < '\u0080' ? [character.charCodeAt(0)] : table.get(character)!,
  );
}

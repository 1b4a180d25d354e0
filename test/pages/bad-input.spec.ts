/** Bad input at the doors of the issued plan: a clear sentence, and nothing changes. */
import { ENTITIES } from '../../src/entities.js';
import { TokensService } from '../../src/access/tokens.service.js';
import { row, rows } from '../../src/platform/sql.js';
import { IssueService } from '../../src/plans/issue.service.js';
import { Deadline } from '../../src/plans/deadline.entity.js';
import { DraftsService } from '../../src/plans/drafts.service.js';
import { PlansService } from '../../src/plans/plans.service.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { ADMINISTRATOR } from '../support/people.js';
import { aTown, OUTSIDE, type Town } from '../support/town.js';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const HAIMEN_TEXT = readFileSync('seeds/plans/haimen-2018-122.txt', 'utf8');
let app: TestApp;
let town: Town;
let browsers: Record<'supervisor' | 'reporter' | 'nobody', Browser>;
let tokens: Record<'supervisor' | 'reporter', string>;
let places: Record<'own' | 'other' | 'draftless', number>;

beforeAll(async () => {
  app = await testApp({ now: '2018-11-02T02:00:00Z' });
  town = await aTown(app);
  const { supervisor } = town;
  const planId = await app
    .get(PlansService)
    .importDraft(supervisor, { text: HAIMEN_TEXT, sourceName: 'h.txt' });
  await app.get(DraftsService).correctPlan(supervisor, planId, { verifierUnitId: town.unitId(OUTSIDE) });
  await app.get(DraftsService).settleDoubts(supervisor, planId, null);
  await app.get(IssueService).issue(supervisor, planId);
  const deadlineOf = async (unit: string) =>
    (await row<{ id: number }>(
      app.db.read,
      `SELECT id FROM deadlines WHERE "unitId" = :id AND kind = 'refinement'`,
      {
        id: town.unitId(unit),
      },
    ))!.id;
  places = { own: await deadlineOf('市考核办'), other: await deadlineOf('市委办'), draftless: 999_999 };
  const token = (loginName: string) =>
    app.get(TokensService).create(ADMINISTRATOR, { loginName, name: 'test', lastOn: null });
  tokens = { supervisor: await token('supervisor'), reporter: await token('reporter-0') };
  browsers = {
    supervisor: await app.signIn('supervisor'),
    reporter: await app.signIn('reporter-0'),
    nobody: app.browser(),
  };
});
afterAll(() => app.close());

/** Every value of every row, but of the tables that remember the visit itself. */
async function everything(): Promise<Record<string, string>> {
  const tables: Record<string, string> = {};
  for (const entity of ENTITIES) {
    const { tableName, primaryColumns } = app.db.read.connection.getMetadata(entity);
    if (['sessions', 'sign_in_failures', 'security_events', 'api_tokens'].includes(tableName)) continue;
    const key = primaryColumns.map((column) => `"${column.databaseName}"`).join(', ');
    const found = await rows(app.db.read, `SELECT * FROM "${tableName}" ORDER BY ${key}`);
    const hash = createHash('sha256').update(JSON.stringify(found)).digest('hex');
    tables[tableName] = `${found.length} rows, ${hash}`;
  }
  return tables;
}

it('what is compared would show one changed letter', async () => {
  const before = await everything();
  expect(Object.keys(before)).toEqual(
    expect.arrayContaining(['deadlines', 'people', 'audit_entries', 'plans']),
  );
  const id = places.own;
  const rename = (period: string) => app.db.inTransaction((tx) => tx.update(Deadline, { id }, { period }));
  await rename('x');
  const after = await everything();
  expect(Object.keys(after).filter((table) => after[table] !== before[table])).toEqual(['deadlines']);
  await rename('');
  expect(await everything()).toEqual(before);
});

const ok = { text: '已拟定方案。', standing: 'on-schedule' };
type Who = 'supervisor' | 'reporter';

describe('the API answers with a problem and a sentence, and changes nothing:', () => {
  it.each<[string, Who, string, unknown, number, string]>([
    ['a refinement of nothing', 'reporter', 'deadlines/own/refinement', {}, 422, 'refinement-empty'],
    [
      'rows of a refinement that are no rows',
      'reporter',
      'deadlines/own/refinement',
      { rows: ['措施'] },
      422,
      'input-wrong',
    ],
    [
      'a row of an item led by others',
      'reporter',
      'deadlines/own/refinement',
      { rows: [{ no: '3', measure: '措施', dueOn: '2019-06-28' }] },
      422,
      'row-task-not-led',
    ],
    [
      'a row later than its item',
      'reporter',
      'deadlines/own/refinement',
      { rows: [{ no: '8', measure: '措施', dueOn: '2029-06-28' }] },
      422,
      'row-later-than-parent',
    ],
    ['another unit’s refinement', 'reporter', 'deadlines/other/refinement', {}, 404, 'not-found'],
    ['a target without a reason', 'supervisor', 'tasks/1/targets', { amount: '10' }, 422, 'input-wrong'],
    [
      'a target that is no number',
      'supervisor',
      'tasks/1/targets',
      { amount: '若干', reason: '补充' },
      422,
      'target-not-a-number',
    ],
    [
      'a figure that is none',
      'reporter',
      'deadlines/own/submissions',
      { ...ok, figures: [{ targetId: 1, amount: '1' }] },
      422,
      'figure-target-unknown',
    ],
    [
      'no text',
      'reporter',
      'deadlines/own/submissions',
      { standing: 'on-schedule' },
      422,
      'submission-empty',
    ],
    [
      'an unknown standing',
      'reporter',
      'deadlines/own/submissions',
      { ...ok, standing: 'good' },
      422,
      'input-wrong',
    ],
    [
      'a percentage of 101',
      'reporter',
      'deadlines/own/submissions',
      { ...ok, percentage: 101 },
      422,
      'input-wrong',
    ],
    [
      'a percentage in words',
      'reporter',
      'deadlines/own/submissions',
      { ...ok, percentage: '一半' },
      422,
      'input-wrong',
    ],
    [
      'a text of 7,000 characters',
      'reporter',
      'deadlines/own/submissions',
      { ...ok, text: '进'.repeat(7000) },
      422,
      'input-wrong',
    ],
    [
      'a field that decides too much',
      'reporter',
      'deadlines/own/submissions',
      { ...ok, unitId: 1 },
      400,
      'input-wrong',
    ],
    [
      'a state of its own',
      'reporter',
      'deadlines/own/submissions',
      { ...ok, state: 'accepted' },
      400,
      'input-wrong',
    ],
    ['a list for a body', 'reporter', 'deadlines/own/submissions', [ok], 422, 'input-wrong'],
    [
      'a NUL character',
      'reporter',
      'deadlines/own/submissions',
      { ...ok, text: 'a\0b' },
      422,
      'nul-character',
    ],
    [
      '“nothing new” for a refinement plan',
      'reporter',
      'deadlines/own/submissions',
      { standing: 'nothing-new' },
      422,
      'submission-empty',
    ],
    ['another unit’s deadline', 'reporter', 'deadlines/other/submissions', ok, 404, 'not-found'],
    [
      'an extension without a reason',
      'reporter',
      'deadlines/own/extensions',
      { askedDay: '2018-11-30' },
      422,
      'input-wrong',
    ],
    [
      'an extension to a day that is none',
      'reporter',
      'deadlines/own/extensions',
      { askedDay: '2018-11-31', reason: '需要时间' },
      422,
      'input-wrong',
    ],
    [
      'an extension to an earlier day',
      'reporter',
      'deadlines/own/extensions',
      { askedDay: '2018-11-19', reason: '需要时间' },
      422,
      'extension-not-later',
    ],
    [
      'an extension of another unit’s deadline',
      'reporter',
      'deadlines/other/extensions',
      { askedDay: '2018-11-30', reason: '需要时间' },
      404,
      'not-found',
    ],
    [
      'a correction by the unit itself',
      'reporter',
      'deadlines/own/correction',
      { dueOn: '2018-11-30', reason: '录入有误' },
      403,
      'role-needed',
    ],
    [
      'a correction that also names a source',
      'supervisor',
      'deadlines/own/correction',
      { dueOn: '2018-11-30', reason: '录入有误', source: 'document' },
      400,
      'input-wrong',
    ],
    [
      'a suspension without a review day',
      'supervisor',
      'tasks/1/suspension',
      { reason: '机构改革' },
      422,
      'input-wrong',
    ],
    [
      'a call for coordination on nobody',
      'supervisor',
      'tasks/1/coordinations',
      { blockerUnitId: 'x', matter: '经费', answerDueOn: '2018-11-30' },
      422,
      'input-wrong',
    ],
    ['a deadline that is not there', 'reporter', 'deadlines/draftless/submissions', ok, 404, 'not-found'],
    ['a deadline that is no number', 'reporter', 'deadlines/x/submissions', ok, 404, 'not-found'],
    [
      'a submission that is not there',
      'supervisor',
      'submissions/1/verification',
      { outcome: 'accepted' },
      404,
      'not-found',
    ],
    [
      'a verdict that is none',
      'supervisor',
      'submissions/1/verification',
      { outcome: 'maybe' },
      422,
      'input-wrong',
    ],
    ['a plan by a reporter', 'reporter', 'plans', { text: '1.做事。' }, 403, 'role-needed'],
    ['an empty plan', 'supervisor', 'plans', { text: '' }, 422, 'document-empty'],
    [
      'a plan that stands already',
      'supervisor',
      'plans',
      { text: HAIMEN_TEXT },
      422,
      'document-number-taken',
    ],
    ['issuing twice', 'supervisor', 'plans/1/issue', {}, 409, 'plan-not-draft'],
    [
      'an objection without a reason',
      'reporter',
      'objections',
      { unitId: 1, planId: 1, eventKey: 'late:deadline:1' },
      422,
      'input-wrong',
    ],
    [
      'an objection for another unit',
      'reporter',
      'objections',
      { unitId: 999_999, planId: 1, eventKey: 'late:deadline:1', reason: '已报送。' },
      404,
      'not-found',
    ],
    [
      'a decision on no objection',
      'supervisor',
      'objections/1/decision',
      { outcome: 'approved', remark: '属实。' },
      404,
      'not-found',
    ],
    [
      'a decision without a reason',
      'supervisor',
      'objections/1/decision',
      { outcome: 'approved', remark: '' },
      422,
      'input-wrong',
    ],
    [
      'a reform of no kind',
      'supervisor',
      'units/2/reforms',
      { kind: 'sell', reason: 'x' },
      422,
      'input-wrong',
    ],
    [
      'a reform on a day to come',
      'supervisor',
      'units/2/reforms',
      { kind: 'rename', name: '市某局', on: '2030-01-01', reason: 'x' },
      422,
      'reform-in-future',
    ],
    [
      'choices that are no list',
      'supervisor',
      'units/2/reforms',
      { kind: 'split', successors: '市某局', reason: 'x', choices: { 1: '市某局' } },
      422,
      'input-wrong',
    ],
    [
      'a choice without a duty',
      'supervisor',
      'units/2/reforms',
      { kind: 'split', successors: '市某局', reason: 'x', choices: [{ successor: '市某局' }] },
      422,
      'input-wrong',
    ],
    [
      'a reform by a reporter',
      'reporter',
      'units/2/reforms',
      { kind: 'dissolve', reason: 'x' },
      403,
      'role-needed',
    ],
    ['an urging of nothing', 'supervisor', 'urgings', { deadlineIds: [] }, 422, 'input-wrong'],
    ['an urging of words', 'supervisor', 'urgings', { deadlineIds: ['细化方案'] }, 422, 'input-wrong'],
    ['an urging of nobody’s', 'supervisor', 'urgings', { deadlineIds: [999_999] }, 404, 'not-found'],
    ['an urging of what is not late', 'supervisor', 'urgings', { deadlineIds: [1] }, 422, 'urging-not-late'],
    ['an urging by a reporter', 'reporter', 'urgings', { deadlineIds: [1] }, 403, 'role-needed'],
    [
      'a notice without an urgency',
      'supervisor',
      'supervision-notices',
      { unitId: 1, deadlineIds: [1], reason: 'x', requirement: 'x', replyDueOn: '2018-11-12' },
      422,
      'input-wrong',
    ],
    [
      'a notice to be replied to today',
      'supervisor',
      'supervision-notices',
      {
        ...{ unitId: 1, deadlineIds: [1], urgency: 'urgent', reason: 'x', requirement: 'x' },
        replyDueOn: '2018-11-02',
      },
      422,
      'notice-reply-too-early',
    ],
    [
      'a notice about another unit’s item',
      'supervisor',
      'supervision-notices',
      {
        ...{ unitId: 999_999, deadlineIds: [1], urgency: 'urgent', reason: 'x', requirement: 'x' },
        replyDueOn: '2018-11-12',
      },
      422,
      'notice-of-one-unit',
    ],
    [
      'a withdrawal of no notice',
      'supervisor',
      'supervision-notices/1/withdrawal',
      { reason: 'x' },
      404,
      'not-found',
    ],
    [
      'an instruction of no leader',
      'supervisor',
      'tasks/1/instructions',
      { text: '请抓紧。' },
      422,
      'instruction-needs-leader',
    ],
    [
      'an instruction of tomorrow',
      'supervisor',
      'tasks/1/instructions',
      { text: '请抓紧。', leaderName: '领导丁', instructedOn: '2018-11-03' },
      422,
      'day-in-future',
    ],
    ['an instruction by a reporter', 'reporter', 'tasks/1/instructions', { text: 'x' }, 403, 'role-needed'],
    [
      'a claim of what is held',
      'supervisor',
      'duties/1/claim',
      { unit: OUTSIDE, reason: 'x' },
      409,
      'duty-is-held',
    ],
  ])('%s', async (_, who, path, body, status, code) => {
    const url = `/api/v1/${path.replace(/own|other|draftless/, (place) => String(places[place as keyof typeof places]))}`;
    const before = await everything();
    const headers = { authorization: `Bearer ${tokens[who]}`, 'content-type': 'application/json' };
    const answer = await app.inject({ method: 'POST', url, headers, payload: JSON.stringify(body) });
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([status, code]);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json<{ detail: string }>().detail).toMatch(/\S{4,}/);
    expect(await everything()).toEqual(before);
  });

  it.each([
    ['half a JSON', '{"text": "', 'application/json', 400],
    ['no JSON', 'text=1', 'application/json', 400],
    ['another media type', '<a/>', 'text/xml', 415],
  ])('%s', async (_, payload, type, status) => {
    const before = await everything();
    const headers = { authorization: `Bearer ${tokens.reporter}`, 'content-type': type };
    const url = `/api/v1/deadlines/${places.own}/submissions`;
    const answer = await app.inject({ method: 'POST', url, headers, payload });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(await everything()).toEqual(before);
  });

  it('nobody, with no token, a wrong one, or a session’s cookie', async () => {
    const url = `/api/v1/deadlines/${places.own}/submissions`;
    for (const headers of [{}, { authorization: 'Bearer nonsense' }, { cookie: browsers.reporter.cookie }]) {
      const answer = await app.inject({ method: 'POST', url, headers, payload: ok });
      expect(answer.statusCode).toBe(401);
    }
  });
});

describe('a form comes back as it was typed, with a sentence, and nothing changes:', () => {
  it.each<[string, Who, string, Record<string, string>, number, string]>([
    ['a refinement of nothing', 'reporter', '/deadlines/own/refinement', { step: 'hand-in' }, 422, '请粘贴'],
    [
      'a row of a refinement without a day',
      'reporter',
      '/deadlines/own/refinement',
      { pasted: '8\t措施', step: 'hand-in' },
      422,
      '第1行：请填写时限',
    ],
    [
      'a target that is no number',
      'supervisor',
      '/tasks/1/targets',
      { amount: '若干', reason: '补充' },
      422,
      '目标值请填写数字',
    ],
    [
      'no text',
      'reporter',
      '/deadlines/own/submissions',
      { standing: 'on-schedule', difficulty: '缺人手' },
      422,
      '请填写进展情况',
    ],
    ['no standing', 'reporter', '/deadlines/own/submissions', { text: '做了一半' }, 422, '做了一半'],
    ['another unit’s deadline', 'reporter', '/deadlines/other/submissions', ok, 404, ''],
    [
      'a field that decides too much',
      'reporter',
      '/deadlines/own/submissions',
      { ...ok, role: 'supervisor' },
      400,
      '',
    ],
    [
      'recording by a reporter',
      'reporter',
      '/deadlines/own/recordings',
      { ...ok, channel: 'telephone' },
      403,
      '',
    ],
    [
      'a day that is none',
      'supervisor',
      '/deadlines/own/recordings',
      { ...ok, channel: 'paper', receivedOn: '2018-02-30' },
      422,
      ok.text,
    ],
    [
      'a day in the future',
      'supervisor',
      '/deadlines/own/recordings',
      { ...ok, channel: 'paper', receivedOn: '2018-11-05' },
      422,
      '晚于今天',
    ],
    [
      'a day before the issue',
      'supervisor',
      '/deadlines/own/recordings',
      { ...ok, channel: 'paper', receivedOn: '2018-11-01' },
      422,
      '早于交办日',
    ],
    [
      'a channel that is none',
      'supervisor',
      '/deadlines/own/recordings',
      { ...ok, channel: 'dove' },
      422,
      ok.text,
    ],
  ])('%s', async (_, who, path, fields, status, sentence) => {
    const url = path.replace(/own|other/, (place) => String(places[place as keyof typeof places]));
    const before = await everything();
    const answer = await browsers[who].post(url, fields);
    expect(answer.statusCode).toBe(status);
    expect(answer.body).toContain(sentence);
    expect(await everything()).toEqual(before);
  });

  it.each([
    ['a programme called .docx', '方案.docx', Buffer.from('MZ\x90\0')],
    ['a programme', 'setup.exe', Buffer.from('MZ\x90\0')],
    ['a file with macros', '方案.docm', Buffer.from('504b030414000600', 'hex')],
    ['a page', '方案.html', Buffer.from('<script>1</script>')],
  ])('%s', async (_, name, bytes) => {
    const before = await everything();
    const url = `/deadlines/${places.own}/submissions`;
    const answer = await browsers.reporter.postFiles(url, ok, [{ field: 'files', name, bytes }]);
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('不能接收');
    expect(answer.body).toContain(ok.text);
    expect(await everything()).toEqual(before);
  });

  it('without the form’s token, or from another site', async () => {
    const before = await everything();
    const url = `/deadlines/${places.own}/submissions`;
    expect((await browsers.reporter.post(url, { ...ok, _csrf: 'x' })).statusCode).toBe(403);
    expect((await browsers.reporter.post(url, ok, { origin: 'http://evil.example' })).statusCode).toBe(403);
    expect((await browsers.nobody.post(url, ok)).statusCode).not.toBe(200);
    expect(await everything()).toEqual(before);
  });
});

import { SubmissionsService } from '../../src/progress/submissions.service.js';
import { rows } from '../../src/platform/sql.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { deadlineOf, issueHaimen, type Haimen } from '../support/haimen.js';
import { aPerson } from '../support/people.js';
import { reform } from '../support/reforms.js';
import { wordsOf } from '../support/words-of.js';

let app: TestApp;
let haimen: Haimen;
let browser: Browser;

beforeEach(async () => {
  app = await testApp({ now: '2018-11-02T02:00:00Z' });
  haimen = await issueHaimen(app);
  await aPerson(app, { loginName: 'ducha', roles: ['supervisor'], unitIds: [haimen.departmentId] });
  app.clock.set('2019-03-25T02:00:00Z');
  browser = await app.signIn('ducha');
});
afterEach(() => app.close());

const REASON = '海发〔2019〕5号';

describe('the page of a reform', () => {
  it('is reached from the unit’s edit page, by a supervisor', async () => {
    const id = haimen.unitId('市卫计委');
    const edit = await browser.get(`/units/${id}/edit`);
    expect(edit.body).toContain(`href="/units/${id}/reform"`);
    const page = await browser.get(`/units/${id}/reform`);
    expect(wordsOf(page)).toContain('机构变动：市卫计委');
    await aPerson(app, { loginName: 'guanli', roles: ['administrator'] });
    const administrator = await app.signIn('guanli');
    expect((await administrator.get(`/units/${id}/edit`)).body).not.toContain(`/units/${id}/reform`);
  });

  it('renames, and the unit’s page says what it was called', async () => {
    const id = haimen.unitId('市卫计委');
    await browser.get(`/units/${id}/reform`);
    const done = await browser.post(`/units/${id}/reforms`, {
      ...{ kind: 'rename', name: '市卫健委', on: '2019-03-25', reason: REASON },
    });
    expect(done.headers['location']).toBe(`/units/${id}#reforms`);
    const unit = wordsOf(await browser.get(`/units/${id}`));
    expect(unit).toContain('市卫健委');
    expect(unit).toContain('2019-03-25前名为市卫计委');
  });

  it('leaves what was due or handed in before under the name of its time', async () => {
    const id = haimen.unitId('市卫计委');
    const deadlineId = await deadlineOf(app, id);
    const said = { text: '细化方案已制定，详见附件。', standing: 'on-schedule' as const };
    app.clock.set('2019-03-22T02:00:00Z');
    await app.get(SubmissionsService).submit(haimen.reporterOf('市卫计委'), deadlineId, said);
    app.clock.set('2019-03-25T02:05:00Z');
    await reform(app, haimen.supervisor, id, { kind: 'rename', name: '市卫健委' });
    const [task] = await rows<{ id: number }>(app.db.read, `SELECT id FROM tasks WHERE no = '12'`);
    const words = wordsOf(await browser.get(`/tasks/${task!.id}`));
    expect(words).toContain('市卫健委 （时为市卫计委） 细化方案');
    expect(words).toContain('市卫计委 细化方案 ');
    expect(words).toContain('市卫健委 第一牵头');
    const [submission] = await rows<{ id: number }>(app.db.read, 'SELECT id FROM submissions');
    expect(wordsOf(await browser.get(`/submissions/${submission!.id}`))).toContain('单位 市卫计委');
  });

  it('shows before anything happens which duties go where', async () => {
    const id = haimen.unitId('市卫计委');
    const query = new URLSearchParams({
      kind: 'merge',
      with: '市财政局',
      successors: '市卫健委',
      reason: REASON,
    });
    const preview = await browser.get(`/units/${id}/reform?${query.toString()}`);
    const words = wordsOf(preview);
    expect(words).toContain('市卫计委、市财政局自2019-03-25起并入市卫健委');
    expect(words).toContain('市卫健委没有登记，将新设为单位');
    expect(words).toContain('第12项');
    expect(await rows(app.db.read, 'SELECT id FROM unit_changes')).toEqual([]);
  });

  it('splits by a choice per duty, and lists the rest as unclaimed, for which a unit is named', async () => {
    const id = haimen.unitId('市卫计委');
    const query = new URLSearchParams({ kind: 'split', successors: '市卫健委、市医保局', reason: REASON });
    const preview = await browser.get(`/units/${id}/reform?${query.toString()}`);
    const [first] = [...preview.body.matchAll(/<option value="(\d+:市卫健委)"/g)].map((match) => match[1]!);
    const done = await browser.post(`/units/${id}/reforms`, {
      ...{ kind: 'split', successors: '市卫健委、市医保局', reason: REASON, choices: [first!] },
    });
    expect(done.statusCode).toBe(303);
    expect(wordsOf(await browser.get('/'))).toContain('1项责任待认领');
    const list = await browser.get('/unclaimed-duties');
    expect(wordsOf(list)).toContain('第13项');
    const dutyId = /action="\/duties\/(\d+)\/claim"/.exec(list.body)![1]!;
    const refused = await browser.post(`/duties/${dutyId}/claim`, { unit: '市无此局', reason: REASON });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('value="市无此局"');
    const claimed = await browser.post(`/duties/${dutyId}/claim`, { unit: '市医保局', reason: REASON });
    expect(claimed.headers['location']).toBe('/unclaimed-duties?assigned');
    expect(wordsOf(await browser.get('/unclaimed-duties'))).toContain('没有待认领的责任');
    const past = wordsOf(await browser.get(`/units/${id}`));
    expect(past).toContain('自2019-03-25起拆分，由市卫健委、市医保局承接');
    expect(past).toContain('曾承担的责任（2项）');
  });

  it('gives a refused preview back with what was chosen', async () => {
    const id = haimen.unitId('市卫计委');
    await browser.get(`/units/${id}/reform`);
    const refused = await browser.post(`/units/${id}/reforms`, {
      ...{ kind: 'dissolve', successors: '各区镇', on: '2019-03-20', reason: REASON },
    });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('value="各区镇"');
    expect(refused.body).toContain('value="2019-03-20"');
    expect(wordsOf(refused)).toContain('不能承接责任');
  });
});

describe('the draft of a later plan', () => {
  it('is said to add to an issued one, and its ledger leads there', async () => {
    const text =
      '海办〔2019〕3号\n\n补充任务分解方案\n\n1.建立干部读书分享制度。（牵头单位：市财政局）\n\n2019年3月20日\n';
    await browser.get('/plans/new');
    const taken = await browser.post('/plans', { text });
    const draft = String(taken.headers['location']);
    const id = Number(/\d+/.exec(draft)![0]);
    expect((await browser.get(draft)).body).toContain(`action="/plans/${id}/relation"`);
    const refused = await browser.post(`/plans/${id}/relation`, { relation: 'supplement' });
    expect(refused.statusCode).toBe(422);
    expect(wordsOf(refused)).toContain('请选择一个已交办');
    await browser.post(`/plans/${id}/relation`, { relation: 'supplement', relatedPlanId: haimen.planId });
    expect((await browser.get(draft)).body).toMatch(/value="supplement" checked/);
    await browser.post(`/plans/${id}/doubts`, {});
    const issued = await browser.post(`/plans/${id}/issue`, {});
    expect(issued.statusCode).toBe(303);
    const parent = await browser.get(`/plans/${haimen.planId}`);
    expect(parent.body).toContain(`href="/plans/${id}"`);
    expect(wordsOf(parent)).toContain('建立干部读书分享制度');
    expect(wordsOf(await browser.get(`/plans/${haimen.planId}/trail`))).toContain(
      '并入海办〔2019〕3号所列任务',
    );
    const own = await browser.get(`/plans/${id}`);
    expect(own.body).toContain(`href="/plans/${haimen.planId}"`);
    expect(wordsOf(await browser.get('/plans'))).toContain('已并入');
  });
});

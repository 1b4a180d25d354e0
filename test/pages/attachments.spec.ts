/** Who may save a file that was handed in: by the page's link, and by the API with a token. */
import { TokensService } from '../../src/access/tokens.service.js';
import { row } from '../../src/platform/sql.js';
import { aPlan, type InsertedPlan } from '../support/a-plan.js';
import { testApp, type TestApp } from '../support/app.js';
import { ADMINISTRATOR, aPerson } from '../support/people.js';
import { wordsOf } from '../support/words-of.js';

const BYTES = Buffer.from('%PDF-1.4 考核办法');

describe('a file handed in', () => {
  let t: TestApp;
  let plan: InsertedPlan;
  let submissionId: number;
  let fileId: number;

  beforeAll(async () => {
    t = await testApp({ now: '2018-11-20T01:00:00Z' });
    plan = await aPlan(t.db)
      .withRefinement({ unit: '市考核办', dueOn: '2018-11-20' })
      .withTask({ leads: ['市考核办'], cooperating: ['市审计局'], verifier: '市委督查室' })
      .withTask({ leads: ['市财政局'] })
      .insert();
    const person = (loginName: string, unit: string, roles: ('supervisor' | 'reporter')[] = ['reporter']) =>
      aPerson(t, { loginName, roles, unitIds: [plan.unitId(unit)] });
    await person('own', '市考核办');
    await person('outside', '市委督查室');
    await person('cooperating', '市审计局');
    await person('stranger', '市财政局');
    await person('supervisor', '市委组织部', ['supervisor']);
    await person('roleless', '市委督查室', []);
    const browser = await t.signIn('own');
    const answer = await browser.postFiles(
      `/deadlines/${plan.deadlineIds[0]}/submissions`,
      { text: '已拟定方案。', standing: 'on-schedule' },
      [{ field: 'files', name: '细化方案.pdf', bytes: BYTES }],
    );
    submissionId = Number(/submissions\/(\d+)/.exec(answer.headers.location!)![1]);
    const file = await row<{ id: number }>(t.db.read, 'SELECT id FROM attachments');
    fileId = file!.id;
  });
  afterAll(() => t.close());

  const byPage = async (loginName: string, id: number) =>
    (await t.signIn(loginName)).get(`/attachments/${id}`);
  const byToken = async (loginName: string, id: number | string) => {
    const token = await t
      .get(TokensService)
      .create(ADMINISTRATOR, { loginName, name: 'a test', lastOn: null });
    return t.inject({
      method: 'GET',
      url: `/api/v1/attachments/${id}`,
      headers: { authorization: `Bearer ${token}` },
    });
  };

  it.each(['own', 'outside', 'supervisor'])('opens for %s, whole and to be saved', async (loginName) => {
    for (const answer of [await byPage(loginName, fileId), await byToken(loginName, fileId)]) {
      expect(answer.statusCode).toBe(200);
      expect(answer.rawPayload.equals(BYTES)).toBe(true);
      expect(answer.headers['content-type']).toBe('application/pdf');
      expect(answer.headers['content-disposition']).toContain(
        `attachment; filename="_.pdf"; filename*=UTF-8''${encodeURIComponent('细化方案')}.pdf`,
      );
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
    }
  });

  it('is linked on the page on which the outside verifier decides', async () => {
    const page = await (await t.signIn('outside')).get(`/submissions/${submissionId}`);
    expect(page.body).toContain(`/attachments/${fileId}`);
    expect(wordsOf(page)).toContain('细化方案.pdf');
  });

  it.each(['cooperating', 'stranger'])(
    'is not there for %s, nor is one that never was',
    async (loginName) => {
      for (const id of [fileId, 999_999]) {
        expect((await byPage(loginName, id)).statusCode).toBe(404);
        const answer = await byToken(loginName, id);
        expect(answer.statusCode).toBe(404);
        expect(answer.headers['content-type']).toContain('application/problem+json');
        expect(answer.json()).toMatchObject({ code: 'not-found' });
      }
    },
  );

  it('stays closed to a person of the verifying unit without a role, and to nobody', async () => {
    expect((await byPage('roleless', fileId)).statusCode).toBe(403);
    expect((await byToken('roleless', fileId)).statusCode).toBe(403);
    expect((await t.inject({ method: 'GET', url: `/api/v1/attachments/${fileId}` })).statusCode).toBe(401);
    expect((await t.browser().get(`/attachments/${fileId}`)).statusCode).not.toBe(200);
    expect((await byToken('own', 'x')).statusCode).toBe(404);
  });
});

/** Duties for programs: signing, sending back, deciding. */
import { testApp, type TestApp } from '../support/app.js';
import { aProgram, type Program } from '../support/api.js';
import { issueHaimen, type Haimen } from '../support/haimen.js';
import { aPerson } from '../support/people.js';

const OWN = '市考核办';
let t: TestApp;
let haimen: Haimen;
let unit: Program;
let department: Program;

beforeAll(async () => {
  t = await testApp({ now: '2018-11-07T02:00:00Z' });
  haimen = await issueHaimen(t);
  await aPerson(t, { loginName: 'zhang', roles: ['supervisor'], unitIds: [haimen.departmentId] });
  await aPerson(t, { loginName: 'li', roles: ['reporter'], unitIds: [haimen.unitId(OWN)] });
  unit = await aProgram(t, 'li');
  department = await aProgram(t, 'zhang');
});
afterAll(() => t.close());

interface TaskBody {
  duties: { id: number; unitId: number; part: string; signedOn: string | null }[];
}

async function ownDuty(): Promise<{ taskId: number; duty: TaskBody['duties'][number] }> {
  const { items } = await department.all<{ id: number }>(`/plans/${haimen.planId}/tasks?limit=50`);
  for (const { id: taskId } of items) {
    const { body } = await department.get<TaskBody>(`/tasks/${taskId}`);
    const duty = body.duties.find((one) => one.unitId === haimen.unitId(OWN) && one.part === 'lead');
    if (duty) return { taskId, duty };
  }
  throw new Error('no duty');
}

it('signs, says what was signed, and refuses a second time', async () => {
  const named = { contactName: '联络员丙', leaderInCharge: '分管领导丁' };
  const path = `/units/${haimen.unitId(OWN)}/receipts`;
  const signed = await unit.post<{ receipts: { duties: number }[] }>(path, named);
  expect(signed).toMatchObject({ status: 201, body: { signedOn: '2018-11-07' } });
  expect(signed.body.receipts[0]!.duties).toBeGreaterThan(0);
  expect((await ownDuty()).duty.signedOn).toBe('2018-11-07');
  expect(await unit.post(path, named)).toMatchObject({ status: 409, body: { code: 'nothing-to-sign' } });
  expect(await unit.post(path, {})).toMatchObject({ status: 422 });
  const other = `/units/${haimen.unitId('市委办')}/receipts`;
  expect(await unit.post(other, named)).toMatchObject({ status: 404, body: { code: 'not-found' } });
});

it('hands a contact over', async () => {
  const units = await department.get<{ contacts: { id: number }[] }>(`/units/${haimen.unitId('市财政局')}`);
  const [contact] = units.body.contacts;
  const dto = { name: '联络员辛', address: 'xin@haimen.example', onDay: '2018-11-08' };
  const path = `/contacts/${contact!.id}/handover`;
  expect(await unit.post(path, dto)).toMatchObject({ status: 403 });
  const done = await department.post(path, dto);
  expect(done).toMatchObject({ status: 201, body: { unitId: haimen.unitId('市财政局'), isMailed: true } });
});

it('sends a duty back, refuses it, reassigns it, and tells who had it', async () => {
  const { duty } = await ownDuty();
  const path = `/duties/${duty.id}`;
  const sent = await unit.post(`${path}/sending-back`, { reason: '不属本单位职能' });
  expect(sent).toMatchObject({ status: 201, body: { dutyId: duty.id, outcome: 'pending' } });
  expect(await unit.post(`${path}/sending-back/refusal`, { remark: '不' })).toMatchObject({ status: 403 });
  const refused = await department.post(`${path}/sending-back/refusal`, { remark: '由你单位承担' });
  expect(refused).toMatchObject({ status: 201, body: { outcome: 'refused' } });
  const toUnitId = haimen.unitId('市行政审批局');
  const done = await department.post(`${path}/reassignment`, { toUnitId, reason: '职能在该局' });
  expect(done).toMatchObject({ status: 201, body: { dutyId: duty.id, unitId: toUnitId } });
  const shown = await department.get(path);
  expect(shown).toMatchObject({
    status: 200,
    body: {
      unitId: toUnitId,
      signedOn: null,
      former: [{ unitName: OWN, cause: 'correction', signedOn: '2018-11-07', endedOn: '2018-11-07' }],
      sentBack: [{ outcome: 'refused', remark: '由你单位承担' }],
    },
  });
  expect(await unit.get(path)).toMatchObject({ status: 404 });
});

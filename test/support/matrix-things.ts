/** One of everything that an address may name: by the first word of the address, then by whose it is. */
import { ApiToken } from '../../src/access/api-token.entity.js';
import { TokensService } from '../../src/access/tokens.service.js';
import { Coordination } from '../../src/changes/coordination.entity.js';
import { Extension } from '../../src/changes/extension.entity.js';
import { Filing } from '../../src/changes/filing.entity.js';
import { JobRun } from '../../src/jobs/job-run.entity.js';
import { DigestRecipient } from '../../src/notices/digest-recipient.entity.js';
import { SupervisionNotice } from '../../src/notices/supervision-notice.entity.js';
import { Outbox } from '../../src/outbox/enqueue.js';
import { Target } from '../../src/plans/target.entity.js';
import type { Tx } from '../../src/platform/database.js';
import { row } from '../../src/platform/sql.js';
import { Attachment } from '../../src/progress/attachment.entity.js';
import { AttachmentStore } from '../../src/progress/attachment-store.js';
import { Objection } from '../../src/reports/objection.entity.js';
import { day } from '../../src/rules/day.js';
import { Contact } from '../../src/units/contact.entity.js';
import { Person } from '../../src/units/person.entity.js';
import type { InsertedPlan } from './a-plan.js';
import type { TestApp } from './app.js';
import { aMail } from './mail.js';
import { ADMINISTRATOR, aPerson } from './people.js';

export type Kind = 'own' | 'other' | 'elsewhere' | 'draft' | 'given-up' | 'absent';
export type Things = Record<string, Partial<Record<Kind | 'any', number | string>>>;
export type Places = Record<'haimen' | 'qidong', number>;

interface Settled {
  plans: Record<string, InsertedPlan>;
  unitIds: Record<'own' | 'other' | 'elsewhere', number>;
  departmentId: number;
  /** A unit with no other part in anything. */
  blockerId: number;
  places: Places;
}

const DEPARTMENT_DAY = '2018-11-02';

export async function thingsOf(t: TestApp, settled: Settled): Promise<Things> {
  const { plans, unitIds, places } = settled;
  const things: Things = {
    units: { ...unitIds },
    jurisdictions: { own: places.haimen, elsewhere: places.qidong },
    docs: { any: 'swagger-ui.css' },
    assets: { any: 'duban.css' },
  };
  for (const [kind, plan] of Object.entries(plans) as [Kind, InsertedPlan][]) {
    const [taskId, deadlineId] = [plan.taskIds[0]!, plan.deadlineIds[0]!];
    put(things, 'plans', kind, plan.planId);
    put(things, 'tasks', kind, taskId);
    put(things, 'deadlines', kind, deadlineId);
    put(
      things,
      'duties',
      kind,
      await idOf(t, 'SELECT min(id) AS id FROM duties WHERE "taskId" = :id', taskId),
    );
    if (kind === 'draft') continue;
    const unitId = kind === 'given-up' ? unitIds.own : unitIds[kind as 'own'];
    await ofPlan(t, things, { kind, unitId, planId: plan.planId, taskId, deadlineId, settled });
  }
  for (const kind of ['own', 'other', 'elsewhere'] as const) await ofUnit(t, things, kind, settled);
  await ofTheHouse(t, things);
  return things;
}

export async function insert<E extends object>(
  tx: Tx,
  entity: new () => E,
  values: Partial<E>,
): Promise<number> {
  const made = await tx.insert(entity, values as never);
  return made.identifiers[0]!['id'] as number;
}

function put(things: Things, collection: string, kind: Kind | 'any', id: number): void {
  things[collection] = { ...things[collection], [kind]: id };
}

interface InPlan {
  kind: Kind;
  unitId: number;
  planId: number;
  taskId: number;
  deadlineId: number;
  settled: Settled;
}

/** What may lie in an issued plan. */
async function ofPlan(t: TestApp, things: Things, of: InPlan): Promise<void> {
  const { kind, unitId, planId, taskId, deadlineId, settled } = of;
  const [today, now] = [t.clock.today(), t.clock.now()];
  const asked = { askedOn: today, askedAt: now, askedById: null };
  const pending = { ...asked, outcome: 'pending' as const };
  const later = { fromDay: day('2018-11-30'), askedDay: day('2018-12-14') };
  const file = { field: 'files', name: '方案.pdf', mediaType: 'application/pdf', bytes: PDF };
  const [kept] = await t.get(AttachmentStore).keep([file]);
  const submissionId = await idOf(t, 'SELECT id FROM submissions WHERE "deadlineId" = :id', deadlineId);
  put(things, 'submissions', kind, submissionId);
  await t.db.inTransaction(async (tx) => {
    const add = async <E extends object>(collection: string, entity: new () => E, values: Partial<E>) =>
      put(things, collection, kind, await insert(tx, entity, values));
    await add('attachments', Attachment, { ...kept!, submissionId, createdAt: now });
    await add('extensions', Extension, {
      deadlineId,
      unitId,
      ...later,
      reason: '需要时间',
      needsLeader: false,
      ...pending,
    });
    await add('filings', Filing, { taskId, unitId, text: '请求不再推进', ...pending });
    await add('coordinations', Coordination, {
      ...{ taskId, unitId, deadlineId, blockerUnitId: settled.blockerId },
      ...{ matter: '经费', answerDueOn: day('2018-12-14'), ...asked },
    });
    await add('targets', Target, { taskId, position: 0, name: '新建', amount: '10', measuredIn: '个' });
    const event = { eventKey: `late:deadline:${deadlineId}`, reason: '已报送' };
    await add('objections', Objection, { planId, unitId, ...event, ...pending });
    await add('supervision-notices', SupervisionNotice, {
      ...{ planId, unitId, supervisorUnitId: settled.departmentId, replyDeadlineId: deadlineId },
      ...{ year: 2018, number: planId, urgency: 'urgent', reason: '超期', requirement: '请办理' },
      ...{ replyDueOn: day('2018-11-30'), sentOn: today, sentAt: now },
    });
  });
}

const PDF = Buffer.from('%PDF-1.4\n');

async function ofUnit(
  t: TestApp,
  things: Things,
  kind: 'own' | 'other' | 'elsewhere',
  { unitIds, departmentId, places }: Settled,
): Promise<void> {
  const jurisdictionId = kind === 'elsewhere' ? places.qidong : places.haimen;
  const loginName = `clerk-${kind}`;
  const personId = await aPerson(t, { loginName, roles: ['reporter'], unitIds: [unitIds[kind]] });
  const holder = kind === 'elsewhere' ? loginName : kind;
  await t.get(TokensService).create(ADMINISTRATOR, { loginName: holder, name: 'theirs', lastOn: null });
  await t.db.inTransaction(async (tx) => {
    await tx.update(Person, personId, { jurisdictionId });
    put(things, 'people', kind, personId);
    put(things, 'contacts', kind, (await tx.findOneByOrFail(Contact, { personId })).id);
    const owner = await tx.findOneByOrFail(Person, { loginName: holder });
    const token = await tx.findOneByOrFail(ApiToken, { name: 'theirs', personId: owner.id });
    put(things, 'tokens', kind, token.id);
    const reader = { name: '分管领导', address: `${kind}@haimen.example`, cadence: 'weekly' as const };
    const unitId = kind === 'own' ? departmentId : unitIds[kind];
    const recipient = await insert(tx, DigestRecipient, { unitId, ...reader, fromOn: DEPARTMENT_DAY });
    put(things, 'recipients', kind, recipient);
    put(things, 'digest-recipients', kind, recipient);
    const system = { name: `${kind}平台`, email: null, kind: 'system' as const, createdAt: t.clock.now() };
    put(things, 'systems', kind, await insert(tx, Person, { ...system, jurisdictionId }));
  });
}

async function ofTheHouse(t: TestApp, things: Things): Promise<void> {
  const now = t.clock.now();
  await t.db.inTransaction(async (tx) => {
    put(things, 'mailbox', 'any', (await t.get(Outbox).enqueue(tx, aMail()))!);
    const run = await insert(tx, JobRun, {
      ...{ job: 'morning', day: '2018-11-22', state: 'failed', foldedInto: null, error: 'x', counts: {} },
      ...{ startedAt: now, finishedAt: now, leaseUntil: null, leaseEpoch: 1, attempts: 1 },
    });
    put(things, 'runs', 'any', run);
  });
}

async function idOf(t: TestApp, sql: string, id: number): Promise<number> {
  return (await row<{ id: number }>(t.db.read, sql, { id }))!.id;
}

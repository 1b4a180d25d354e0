/**
 * Two jurisdictions beside each other and one below the first, each with a department, units, people and a plan with
 * one of everything. Whatever text of the first is nobody else's bears a marker, and every row of it is known by its
 * key, so that a change or a leak is seen wherever it happens. One of its tasks is led by a unit of the one below.
 */
import { Coordination } from '../../src/changes/coordination.entity.js';
import { Extension } from '../../src/changes/extension.entity.js';
import { Filing } from '../../src/changes/filing.entity.js';
import { Suspension } from '../../src/changes/suspension.entity.js';
import { LinksService } from '../../src/access/links.service.js';
import { TokensService } from '../../src/access/tokens.service.js';
import { DigestRecipient } from '../../src/notices/digest-recipient.entity.js';
import { Instruction } from '../../src/notices/instruction.entity.js';
import { SupervisionNotice } from '../../src/notices/supervision-notice.entity.js';
import { Urging } from '../../src/notices/urging.entity.js';
import { Deadline } from '../../src/plans/deadline.entity.js';
import { Duty } from '../../src/plans/duty.entity.js';
import { Plan } from '../../src/plans/plan.entity.js';
import { Receipt } from '../../src/plans/receipt.entity.js';
import { Target } from '../../src/plans/target.entity.js';
import { insertRow, type Tx } from '../../src/platform/database.js';
import { rows } from '../../src/platform/sql.js';
import { Attachment } from '../../src/progress/attachment.entity.js';
import { AttachmentStore } from '../../src/progress/attachment-store.js';
import { Submission } from '../../src/progress/submission.entity.js';
import { Objection } from '../../src/reports/objection.entity.js';
import { day } from '../../src/rules/day.js';
import type { Role } from '../../src/rules/permissions.js';
import { unitKey } from '../../src/rules/unit-names.js';
import { Contact } from '../../src/units/contact.entity.js';
import { GroupMember } from '../../src/units/group-member.entity.js';
import { Jurisdiction } from '../../src/units/jurisdiction.entity.js';
import { Person } from '../../src/units/person.entity.js';
import { UnitAlias } from '../../src/units/unit-alias.entity.js';
import { addUnit } from './haimen.js';
import { aPlan } from './a-plan.js';
import { ADMINISTRATOR, aPerson } from './people.js';
import { dumpOf, type Dump } from './scope-rows.js';
import type { TestApp } from './app.js';

/** In every text of the first jurisdiction that nobody else may read. */
export const MARKER = 'qzxMARK';
/** Known to everybody: by them the first's unit and person can be named without saying the marker. */
export const ALIAS = '人尽皆知的别名';
export const ADDRESS = 'known-to-all@first.example';

export interface ScopeActor {
  loginName: string;
  roles: Role[];
  place: Place;
}
export type Place = 'first' | 'beside' | 'below';

/** `neighbour` reports for a unit of the first that has no part in its plan. */
export const SCOPE_ACTORS: ScopeActor[] = [
  { loginName: 'neighbour', roles: ['reporter'], place: 'first' },
  { loginName: 'beside-supervisor', roles: ['supervisor'], place: 'beside' },
  { loginName: 'beside-leader', roles: ['leader'], place: 'beside' },
  { loginName: 'beside-verifier', roles: ['verifier'], place: 'beside' },
  { loginName: 'beside-reporter', roles: ['reporter'], place: 'beside' },
  { loginName: 'beside-administrator', roles: ['administrator'], place: 'beside' },
  { loginName: 'beside-auditor', roles: ['auditor'], place: 'beside' },
  { loginName: 'below-supervisor', roles: ['supervisor', 'reporter'], place: 'below' },
  { loginName: 'below-administrator', roles: ['administrator'], place: 'below' },
  { loginName: 'below-leader', roles: ['leader', 'verifier'], place: 'below' },
];

/** Keys by the first word of an address. */
export type Keys = Record<string, number[]>;

export interface ScopeWorld {
  places: Record<Place, number>;
  /** Of the first jurisdiction, and of everybody else. */
  theirs: Keys;
  others: Keys;
  tokens: Map<string, string>;
  /** The starts of addresses that open a unit's page without an account, for its own jurisdiction's plans. */
  links: string[];
  /** Every row of the first jurisdiction as it was made. */
  before: Dump;
}

export async function scopeWorld(t: TestApp): Promise<ScopeWorld> {
  const places = await jurisdictions(t);
  const others: Keys = { jurisdictions: [places.beside, places.below] };
  const neighbour = await t.db.inTransaction((tx) => addUnit(tx, '邻局', { jurisdictionId: places.first }));
  const unitOf: Record<Place, number> = { first: neighbour, beside: 0, below: 0 };
  for (const place of ['beside', 'below'] as const)
    unitOf[place] = await furnish(t, others, { jurisdictionId: places[place], name: place, mark: '' });
  const tokens = await peopleOf(t, others, places, unitOf);
  const links = [await linkTo(t, unitOf.beside, places.beside), await linkTo(t, unitOf.below, places.below)];
  const empty = await dumpOf(t.db);
  const theirs: Keys = { jurisdictions: [places.first] };
  const first = { jurisdictionId: places.first, name: 'first', mark: MARKER, alsoLedBy: 'below的局' };
  await furnish(t, theirs, first);
  const before = withoutRowsOf(await dumpOf(t.db), empty);
  return { places, theirs, others, tokens, links, before };
}

function withoutRowsOf(all: Dump, empty: Dump): Dump {
  return new Map(
    [...all].map(([table, found]) => [
      table,
      new Map([...found].filter(([id]) => !empty.get(table)!.has(id))),
    ]),
  );
}

function jurisdictions(t: TestApp): Promise<ScopeWorld['places']> {
  return t.db.inTransaction(async (tx) => {
    const of = (name: string, parentId: number | null) =>
      insertRow(tx, Jurisdiction, { name, nameKey: unitKey(name), parentId, endedOn: null });
    const first = await of(`${MARKER}市`, null);
    return { first, beside: await of('邻市', null), below: await of('下辖区', first) };
  });
}

interface Furnishing {
  jurisdictionId: number;
  name: string;
  mark: string;
  alsoLedBy?: string;
}

/** A department, units, contacts and two plans, one of them a draft. @returns the unit that leads */
async function furnish(t: TestApp, keys: Keys, of: Furnishing): Promise<number> {
  const { jurisdictionId, name, mark } = of;
  const named = (what: string) => `${mark}${name}的${what}`;
  const units = await t.db.inTransaction(async (tx) => {
    const unit = (what: string, given = {}) => addUnit(tx, named(what), { jurisdictionId, ...given });
    const made = {
      department: await unit('组织部', { isSupervisor: true }),
      lead: await unit('局'),
      helper: await unit('办'),
      group: await unit('各镇', { kind: 'group' }),
    };
    const member = { groupId: made.group, unitId: made.helper, fromOn: '2018-01-01', untilOn: null };
    await tx.insert(GroupMember, member);
    if (mark) await alias(tx, made.lead);
    return made;
  });
  put(keys, 'units', ...Object.values(units));
  await contact(t, keys, units.lead, { name: named('联络员'), email: addressIn(of), jurisdictionId });
  await reader(t, keys, units.department, of);
  for (const state of ['issued', 'draft'] as const) await plan(t, keys, { ...of, state, units });
  return units.lead;
}

function put(keys: Keys, collection: string, ...ids: number[]): void {
  keys[collection] = [...(keys[collection] ?? []), ...ids];
}

async function alias(tx: Tx, unitId: number): Promise<void> {
  await tx.insert(UnitAlias, { unitId, name: ALIAS, nameKey: unitKey(ALIAS), kind: 'alias' });
}

const addressIn = ({ name, mark }: Furnishing): string => (mark ? ADDRESS : `contact@${name}.example`);

async function contact(
  t: TestApp,
  keys: Keys,
  unitId: number,
  { name, email, jurisdictionId }: { name: string; email: string; jurisdictionId: number },
): Promise<void> {
  await t.db.inTransaction(async (tx) => {
    const personId = await insertRow(tx, Person, { name, email, jurisdictionId, createdAt: t.clock.now() });
    put(keys, 'people', personId);
    const since = { fromOn: day('2018-01-01'), untilOn: null };
    put(keys, 'contacts', await insertRow(tx, Contact, { unitId, personId, isHead: false, ...since }));
  });
}

async function reader(t: TestApp, keys: Keys, unitId: number, { name, mark }: Furnishing): Promise<void> {
  const given = { unitId, name: `${mark}${name}读者`, address: `reader@${name}.example` };
  const id = await t.db.inTransaction((tx) =>
    insertRow(tx, DigestRecipient, { ...given, cadence: 'overdue', fromOn: '2018-01-01', untilOn: null }),
  );
  put(keys, 'recipients', id);
  put(keys, 'digest-recipients', id);
}

interface PlanWish extends Furnishing {
  state: 'issued' | 'draft';
  units: Record<'department' | 'lead' | 'helper' | 'group', number>;
}

async function plan(t: TestApp, keys: Keys, wish: PlanWish): Promise<void> {
  const { name, mark, state, jurisdictionId, alsoLedBy } = wish;
  const named = (what: string) => `${mark}${name}的${what}`;
  const deadlines = [
    { dueOn: '2018-11-14' },
    { dueOn: '2018-12-03', period: '2018', ...(state === 'issued' && { pendingSince: '2018-11-15' }) },
  ];
  const task = {
    leads: [named('局')],
    cooperating: [named('办')],
    title: named('任务'),
    text: named('原文'),
  };
  let builder = aPlan(t.db)
    .titled(named(`方案${state}`))
    .supervisedBy(named('组织部'))
    .withTask({ ...task, deadlines })
    .withRefinement({ unit: named('局'), dueOn: '2018-11-12' });
  if (alsoLedBy)
    builder = builder.withTask({
      ...task,
      no: '2',
      leads: [alsoLedBy],
      deadlines: [{ dueOn: '2018-11-13' }],
    });
  const made = await builder.insert();
  put(keys, 'plans', made.planId);
  put(keys, 'tasks', ...made.taskIds);
  put(keys, 'deadlines', ...made.deadlineIds);
  const duties = await rows<{ id: number }>(
    t.db.read,
    'SELECT y.id FROM duties y JOIN tasks t ON t.id = y."taskId" WHERE t."planId" = :planId',
    { planId: made.planId },
  );
  put(keys, 'duties', ...duties.map(({ id }) => id));
  const text = { issuedBy: named('发文'), sourceText: named('全文'), sourceName: named('文件') };
  await t.db.inTransaction(async (tx) => {
    await tx.update(Plan, made.planId, { jurisdictionId, ...(state === 'draft' ? { state } : {}), ...text });
    if (state === 'draft') await tx.update(Deadline, { planId: made.planId }, { openedOn: null });
    else await tx.update(Duty, { id: duties[0]!.id }, { issuedOn: day('2018-11-02') });
  });
  const said = await rows<{ id: number }>(
    t.db.read,
    'SELECT s.id FROM submissions s JOIN deadlines d ON d.id = s."deadlineId" WHERE d."planId" = :planId',
    { planId: made.planId },
  );
  put(keys, 'submissions', ...said.map(({ id }) => id));
  if (state === 'issued') await everything(t, keys, { wish, made, submissionId: said[0]!.id });
}

interface Made {
  wish: PlanWish;
  made: { planId: number; taskIds: number[]; deadlineIds: number[] };
  submissionId: number;
}

/** One of everything that may hang on a plan. */
async function everything(t: TestApp, keys: Keys, { wish, made, submissionId }: Made): Promise<void> {
  const { units, name, mark } = wish;
  const text = `${mark}${name}的内容`;
  const { planId } = made;
  const [taskId, deadlineId] = [made.taskIds[0]!, made.deadlineIds[1]!];
  const [unitId, supervisorUnitId] = [units.lead, units.department];
  const today = t.clock.today();
  const asked = { askedOn: today, askedAt: t.clock.now(), askedById: null };
  const pending = { ...asked, outcome: 'pending' as const };
  const bytes = Buffer.from(`%PDF-1.4\n${text}\n`);
  const [file] = await t
    .get(AttachmentStore)
    .keep([{ field: 'files', name: `${mark}${name}.pdf`, mediaType: 'application/pdf', bytes }]);
  await t.db.inTransaction(async (tx) => {
    const add = async <E extends { id: number }>(
      collection: string,
      entity: new () => E,
      values: Partial<E>,
    ) => {
      const id = await insertRow(tx, entity, values as never);
      put(keys, collection, id);
      return id;
    };
    await tx.update(Submission, submissionId, { text, difficulty: text, nextStep: text });
    await add('attachments', Attachment, { ...file!, submissionId, createdAt: t.clock.now() });
    const late = {
      fromDay: day('2018-11-14'),
      askedDay: day('2018-12-14'),
      reason: text,
      needsLeader: false,
    };
    await add('extensions', Extension, { deadlineId, unitId, ...late, ...pending });
    await add('filings', Filing, { taskId, unitId, text, ...pending });
    const answerDueOn = day('2018-12-14');
    const call = { taskId, unitId, blockerUnitId: units.helper, matter: text, answerDueOn, ...asked };
    const callId = await add('coordinations', Coordination, call);
    const answer = { planId, taskId, subject: `coordination:${callId}`, unitId: units.helper };
    const open = { period: '', originalDueOn: answerDueOn, dueOn: answerDueOn, openedOn: today, returns: 0 };
    const answerId = await add('deadlines', Deadline, {
      ...answer,
      kind: 'answer',
      source: 'person',
      ...open,
    });
    await tx.update(Coordination, callId, { deadlineId: answerId });
    await add('targets', Target, { taskId, position: 0, name: text, amount: '10', measuredIn: '个' });
    await add('objections', Objection, {
      planId,
      unitId,
      eventKey: `late:deadline:${deadlineId}`,
      reason: text,
      ...pending,
    });
    const sent = { sentOn: today, sentAt: t.clock.now(), replyDueOn: day('2018-11-30') };
    const notice = { year: 2018, number: 1, urgency: 'urgent' as const, reason: text, requirement: text };
    const noticeId = await add('supervision-notices', SupervisionNotice, {
      ...{ planId, unitId, supervisorUnitId, ...notice, ...sent },
    });
    const reply = { planId, taskId: null, subject: `notice:${noticeId}`, unitId };
    const replyId = await add('deadlines', Deadline, { ...reply, kind: 'reply', source: 'person', ...open });
    await tx.update(SupervisionNotice, noticeId, { replyDeadlineId: replyId });
    const instructed = { instructedOn: today, enteredAt: t.clock.now(), enteredById: null };
    await insertRow(tx, Instruction, { taskId, planId, leaderName: text, text, ...instructed });
    const urged = { urgedOn: today, urgedAt: t.clock.now(), urgedById: null, toHead: false, note: text };
    await insertRow(tx, Urging, { deadlineId, planId, unitId, daysLate: 3, ...urged });
    const signed = { signedOn: today, signedAt: t.clock.now(), signedById: null };
    await insertRow(tx, Receipt, { planId, unitId, contactName: text, leaderInCharge: text, ...signed });
    const stood = { fromOn: today, startedAt: t.clock.now(), startedById: null, endedOn: today };
    await insertRow(tx, Suspension, { taskId, reason: text, reviewOn: day('2018-12-20'), ...stood });
  });
}

async function peopleOf(
  t: TestApp,
  keys: Keys,
  places: ScopeWorld['places'],
  unitOf: Record<Place, number>,
): Promise<Map<string, string>> {
  const tokens = new Map<string, string>();
  for (const { loginName, roles, place } of SCOPE_ACTORS) {
    const unitIds = roles.includes('reporter') && place !== 'below' ? [unitOf[place]] : [];
    const personId = await aPerson(t, { loginName, roles, unitIds });
    const jurisdictionId = loginName === 'neighbour' ? null : places[place];
    await t.db.inTransaction((tx) => tx.update(Person, personId, { jurisdictionId }));
    put(keys, 'people', personId);
    const wish = { loginName, name: 'x', lastOn: null, scopes: null, perMinute: 1_000_000 };
    tokens.set(loginName, await t.get(TokensService).create(ADMINISTRATOR, wish));
  }
  return tokens;
}

async function linkTo(t: TestApp, unitId: number, jurisdictionId: number): Promise<string> {
  const links = t.get(LinksService);
  const to = { address: 'contact@beside.example', personId: null };
  const wanted = links.wantedForUnit({ unitId, jurisdictionId }, to, null);
  return (await links.pathOf(await t.db.inTransaction((tx) => links.mint(tx, wanted))))!;
}

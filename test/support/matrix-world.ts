/**
 * A small town for the matrix of routes and actors. 市考核办 is “own”: its reporter, its task and plan, what it handed
 * in. 市财政局 is “other”, with a plan of its own and no part in own's. Both lie in the jurisdiction 海门; “elsewhere”
 * is a plan of 启东. 市委督查室 was named to verify own's task.
 */
import { LinksService } from '../../src/access/links.service.js';
import { TokensService } from '../../src/access/tokens.service.js';
import { Plan } from '../../src/plans/plan.entity.js';
import { Task } from '../../src/plans/task.entity.js';
import { row } from '../../src/platform/sql.js';
import type { Role, Scope } from '../../src/rules/permissions.js';
import { Jurisdiction } from '../../src/units/jurisdiction.entity.js';
import { Person } from '../../src/units/person.entity.js';
import { Unit } from '../../src/units/unit.entity.js';
import { aPlan, type InsertedPlan } from './a-plan.js';
import type { Browser, TestApp } from './app.js';
import { insert, thingsOf, type Kind, type Places, type Things } from './matrix-things.js';
import { ADMINISTRATOR, aPerson } from './people.js';

export const ABSENT = 999_999;
export type { Kind, Things } from './matrix-things.js';

export interface Actor {
  unit: string;
  roles: Role[];
  /** Whose roles hold in 海门 only; everybody else's hold everywhere. */
  isOfHaimen?: boolean;
}

export const ACTORS = {
  own: { unit: '市考核办', roles: ['reporter'] },
  other: { unit: '市财政局', roles: ['reporter'] },
  outside: { unit: '市委督查室', roles: ['reporter'] },
  'own+administrator': { unit: '市考核办', roles: ['reporter', 'administrator'] },
  'no-role': { unit: '市考核办', roles: [] },
  verifier: { unit: '市委督查室', roles: ['verifier'] },
  leader: { unit: '市委办', roles: ['leader'] },
  supervisor: { unit: '市委组织部', roles: ['supervisor'] },
  administrator: { unit: '市委组织部', roles: ['administrator'] },
  auditor: { unit: '市纪委监委', roles: ['auditor'] },
  'verifier-here': { unit: '市委督查室', roles: ['verifier'], isOfHaimen: true },
  'leader-here': { unit: '市委办', roles: ['leader'], isOfHaimen: true },
  'supervisor-here': { unit: '市委组织部', roles: ['supervisor'], isOfHaimen: true },
  'administrator-here': { unit: '市委组织部', roles: ['administrator'], isOfHaimen: true },
  'auditor-here': { unit: '市纪委监委', roles: ['auditor'], isOfHaimen: true },
} satisfies Record<string, Actor>;
export type ActorName = keyof typeof ACTORS;
export const ACTOR_NAMES = Object.keys(ACTORS) as ActorName[];

export interface MatrixWorld {
  things: Things;
  unitIds: Record<'own' | 'other' | 'elsewhere', number>;
  browsers: Map<ActorName, Browser>;
  tokens: Map<ActorName, string>;
  /** A token of that person that may do only this. */
  limited(actor: ActorName, scope: Scope): Promise<string>;
  /** The first part of an address that opens own's, or other's, without an account. */
  links: Record<'own' | 'other', string>;
}

const UNITS = { own: '市考核办', other: '市财政局', elsewhere: '启东市政府' };
const PLANS: Record<Exclude<Kind, 'absent'>, string> = {
  own: UNITS.own,
  other: UNITS.other,
  elsewhere: UNITS.elsewhere,
  draft: UNITS.own,
  'given-up': UNITS.own,
};

const HANDED_IN = { pendingSince: '2018-11-22' };

export async function matrixWorld(t: TestApp): Promise<MatrixWorld> {
  const places = await jurisdictions(t);
  const plans = await somePlans(t, places);
  const unitIds = {
    own: await unitNamed(t, UNITS.own),
    other: await unitNamed(t, UNITS.other),
    elsewhere: await unitNamed(t, UNITS.elsewhere),
  };
  const { browsers, tokens, limited } = await people(t, places);
  const departmentId = await unitNamed(t, '市委组织部');
  const blockerId = await unitNamed(t, '市人社局');
  const things = await thingsOf(t, { plans, unitIds, departmentId, blockerId, places });
  return { things, unitIds, browsers, tokens, limited, links: await linksOf(t, unitIds, places) };
}

async function jurisdictions(t: TestApp): Promise<Places> {
  return t.db.inTransaction(async (tx) => {
    const of = (name: string) => insert(tx, Jurisdiction, { name, nameKey: name, parentId: null });
    return { haimen: await of('海门市'), qidong: await of('启东市') };
  });
}

async function somePlans(t: TestApp, places: Places): Promise<Record<string, InsertedPlan>> {
  const plans: Record<string, InsertedPlan> = {};
  for (const [kind, unit] of Object.entries(PLANS)) {
    const verifier = kind === 'own' ? '市委督查室' : undefined;
    const deadlines = [{ dueOn: '2018-11-30', ...(kind === 'draft' ? { openedOn: null } : HANDED_IN) }];
    plans[kind] = await aPlan(t.db)
      .titled(`${kind}的方案`)
      .withTask({ leads: [unit], ...(verifier ? { verifier } : {}), deadlines })
      .insert();
  }
  await t.db.inTransaction(async (tx) => {
    for (const [kind, { planId }] of Object.entries(plans))
      await tx.update(Plan, planId, {
        jurisdictionId: kind === 'elsewhere' ? places.qidong : places.haimen,
        ...(kind === 'draft' ? { state: 'draft' as const } : {}),
        ...(kind === 'given-up' ? { state: 'withdrawn' as const } : {}),
      });
    await tx.update(Task, { planId: plans['given-up']!.planId }, { state: 'withdrawn' });
    await tx.update(Task, { planId: plans['draft']!.planId }, { state: 'draft' });
    await tx.update(Unit, { name: '市委组织部' }, { jurisdictionId: places.haimen });
    await tx.update(Unit, { name: UNITS.own }, { jurisdictionId: places.haimen });
    await tx.update(Unit, { name: UNITS.other }, { jurisdictionId: places.haimen });
    await tx.update(Unit, { name: UNITS.elsewhere }, { jurisdictionId: places.qidong });
  });
  return plans;
}

async function unitNamed(t: TestApp, name: string): Promise<number> {
  const known = await row<{ id: number }>(t.db.read, 'SELECT id FROM units WHERE name = :name', { name });
  if (known) return known.id;
  return (await aPlan(t.db).titled(name).supervisedBy(name).insert()).unitId(name);
}

async function people(
  t: TestApp,
  places: Places,
): Promise<Pick<MatrixWorld, 'browsers' | 'tokens' | 'limited'>> {
  const browsers = new Map<ActorName, Browser>();
  const tokens = new Map<ActorName, string>();
  const tokenFor = (loginName: string, scopes: Scope[] | null) =>
    t
      .get(TokensService)
      .create(ADMINISTRATOR, { loginName, name: 'a test', lastOn: null, scopes, perMinute: 1_000_000 });
  for (const [actor, { unit, roles, ...rest }] of Object.entries(ACTORS) as [ActorName, Actor][]) {
    const loginName = actor.replace('+', '-');
    const personId = await aPerson(t, { loginName, roles, unitIds: [await unitNamed(t, unit)] });
    const jurisdictionId = rest.isOfHaimen ? places.haimen : null;
    await t.db.inTransaction((tx) => tx.update(Person, personId, { jurisdictionId }));
    browsers.set(actor, await t.signIn(loginName));
    tokens.set(actor, await tokenFor(loginName, null));
  }
  const limited = (actor: ActorName, scope: Scope) => tokenFor(actor.replace('+', '-'), [scope]);
  return { browsers, tokens, limited };
}

async function linksOf(
  t: TestApp,
  unitIds: MatrixWorld['unitIds'],
  places: Places,
): Promise<MatrixWorld['links']> {
  const links = t.get(LinksService);
  const of = async (kind: 'own' | 'other') => {
    const unit = { unitId: unitIds[kind], jurisdictionId: places.haimen };
    const wanted = links.wantedForUnit(unit, { address: `${kind}@haimen.example`, personId: null }, null);
    return (await links.pathOf(await t.db.inTransaction((tx) => links.mint(tx, wanted))))!;
  };
  return { own: await of('own'), other: await of('other') };
}

/** Two units that owe something, and those who look after them: enough to try a door. */
import { rows } from '../../src/platform/sql.js';
import { aPlan, type InsertedPlan } from './a-plan.js';
import { testApp, type TestApp, type TestAppOptions } from './app.js';
import { aPerson } from './people.js';

export const OWN = '市考核办';
export const OTHER = '市委办';
const DEPARTMENT = '市委组织部';

export interface ThreatWorld {
  t: TestApp;
  plan: InsertedPlan;
  /** What each of the two owes next. */
  owed: { own: number; other: number };
}

/** ‘kaohe’ reports for the one, ‘weiban’ for the other, ‘ducha’ supervises, ‘guanli’ administers, ‘shenji’ audits. */
export async function threatWorld(options: TestAppOptions = {}): Promise<ThreatWorld> {
  const t = await testApp({ now: '2019-07-03T01:30:00Z', ...options });
  const plan = await aPlan(t.db)
    .supervisedBy(DEPARTMENT)
    .withTask({ title: '考核办法', leads: [OWN], deadlines: [{ dueOn: '2019-07-05' }] })
    .withTask({ title: '别家的事', leads: [OTHER], deadlines: [{ dueOn: '2019-07-05' }] })
    .insert();
  const people = [
    { loginName: 'kaohe', name: '联络员甲', unitIds: [plan.unitId(OWN)] },
    { loginName: 'weiban', name: '联络员乙', unitIds: [plan.unitId(OTHER)] },
    { loginName: 'ducha', roles: ['supervisor' as const], unitIds: [plan.unitId(DEPARTMENT)] },
    { loginName: 'guanli', roles: ['administrator' as const] },
    { loginName: 'shenji', roles: ['auditor' as const] },
  ];
  for (const person of people) await aPerson(t, person);
  const [own, other] = plan.deadlineIds as [number, number];
  return { t, plan, owed: { own, other } };
}

const WORK = [
  ...['submissions', 'deadlines', 'duties', 'receipts', 'tasks', 'plans', 'units', 'contacts', 'people'],
  ...['person_roles', 'links', 'audit_entries', 'messages'],
];

/** Everything that counts, as it stands; whether somebody looked is not among it. */
export async function everythingIn({ db }: TestApp): Promise<string> {
  const found: unknown[] = [];
  for (const table of WORK) found.push(await rows(db.read, `SELECT * FROM ${table} ORDER BY 1`));
  return JSON.stringify(found);
}

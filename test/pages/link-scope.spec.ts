/** Every address below a link × every row there is: a link reads and changes its own unit's in its own jurisdiction. */
import { rows } from '../../src/platform/sql.js';
import { Jurisdiction } from '../../src/units/jurisdiction.entity.js';
import { aPlan, type InsertedPlan } from '../support/a-plan.js';
import { testApp, type TestApp } from '../support/app.js';
import { linkOf } from '../support/links.js';
import { guardedRoutes, key, type Route } from '../support/matrix-routes.js';
import { aPerson } from '../support/people.js';

const DEPARTMENT = '市委组织部';
const [OWN, OTHER] = ['市考核办', '市委办'];

let t: TestApp;
let here: InsertedPlan;
let routes: Route[];
let link: string;
/** Collection → ids, the link's own and all others. */
const matters: Record<string, { own: number[]; others: number[] }> = {};

/** For each collection of an address: its rows, and whose they are. */
const OWNERS: Record<string, string> = {
  units: 'SELECT id, id AS "unitId", 0 AS place FROM units',
  deadlines: `SELECT x.id, x."unitId", p."jurisdictionId" AS place, p.state FROM deadlines x JOIN plans p ON p.id = x."planId"`,
  submissions: `SELECT x.id, x."unitId", p."jurisdictionId" AS place, p.state FROM submissions x JOIN deadlines d ON d.id = x."deadlineId" JOIN plans p ON p.id = d."planId"`,
  extensions: `SELECT x.id, x."unitId", p."jurisdictionId" AS place, p.state FROM extensions x JOIN deadlines d ON d.id = x."deadlineId" JOIN plans p ON p.id = d."planId"`,
  duties: `SELECT x.id, x."unitId", p."jurisdictionId" AS place, p.state FROM duties x JOIN tasks t ON t.id = x."taskId" JOIN plans p ON p.id = t."planId"`,
  filings: `SELECT x.id, x."unitId", p."jurisdictionId" AS place, p.state FROM filings x JOIN tasks t ON t.id = x."taskId" JOIN plans p ON p.id = t."planId"`,
  attachments: `SELECT x.id, s."unitId", p."jurisdictionId" AS place, p.state FROM attachments x JOIN submissions s ON s.id = x."submissionId" JOIN deadlines d ON d.id = s."deadlineId" JOIN plans p ON p.id = d."planId"`,
  'supervision-notices': `SELECT x.id, x."unitId", p."jurisdictionId" AS place, p.state FROM supervision_notices x JOIN plans p ON p.id = x."planId"`,
  tasks: `SELECT x.id, y."unitId", p."jurisdictionId" AS place, p.state FROM tasks x JOIN plans p ON p.id = x."planId" JOIN duties y ON y."taskId" = x.id`,
};

function planOf(given: { title: string }) {
  const said = { text: '已报送' };
  return aPlan(t.db)
    .titled(given.title)
    .supervisedBy(DEPARTMENT)
    .withRefinement({ unit: OWN, dueOn: '2019-07-09' })
    .withTask({
      title: '自己的事',
      leads: [OWN],
      deadlines: [{ dueOn: '2019-07-05', pendingSince: '2019-07-01', said }],
    })
    .withTask({
      title: '别家的事',
      leads: [OTHER],
      deadlines: [{ dueOn: '2019-07-05', pendingSince: '2019-07-01', said }],
    });
}

beforeAll(async () => {
  t = await testApp({ now: '2019-07-03T01:30:00Z' });
  here = await planOf({ title: '本级方案' }).insert();
  const elsewhere = await planOf({ title: '下级方案' }).insert();
  await t.db.inTransaction(async (tx) => {
    const made = await tx.insert(Jurisdiction, {
      name: '某镇',
      nameKey: '某镇',
      parentId: null,
      endedOn: null,
    });
    const { id } = made.identifiers[0] as { id: number };
    await tx.query(`UPDATE plans SET "jurisdictionId" = ${id} WHERE id = ${elsewhere.planId}`);
  });
  const draft = await planOf({ title: '草稿方案' }).insert();
  await t.db.inTransaction((tx) => tx.query(`UPDATE plans SET state = 'draft' WHERE id = ${draft.planId}`));
  await aPerson(t, { loginName: 'kaohe', unitIds: [here.unitId(OWN)] });
  await everyKind();
  link = await linkOf(t, { unitId: here.unitId(OWN) });
  routes = guardedRoutes(t).filter(({ path }) => path.startsWith('/l/:link/'));
  for (const [collection, sql] of Object.entries(OWNERS)) {
    const all = await rows<{ id: number; unitId: number; place: number | null; state?: string }>(
      t.db.read,
      sql,
    );
    const isOwn = (one: (typeof all)[number]) =>
      one.unitId === here.unitId(OWN) && !one.place && (one.state ?? 'issued') === 'issued';
    const own = all.filter(isOwn).map(({ id }) => id);
    const others = all.filter((one) => !isOwn(one) && !own.includes(one.id)).map(({ id }) => id);
    matters[collection] = { own: [...new Set(own)], others: [...new Set(others), 2147483647] };
  }
});
afterAll(() => t.close());

/** An extension, a filing, a file and a notice to each unit in each plan. */
async function everyKind(): Promise<void> {
  const deadlines = await rows<{ id: number; unitId: number; taskId: number | null; planId: number }>(
    t.db.read,
    'SELECT id, "unitId", "taskId", "planId" FROM deadlines',
  );
  const submissions = await rows<{ id: number }>(t.db.read, 'SELECT id FROM submissions');
  const [on, at] = [`'2019-07-01'`, `'2019-07-01T01:00:00.000Z'`];
  await t.db.inTransaction(async (tx) => {
    for (const { id, unitId, taskId, planId } of deadlines) {
      await tx.query(
        `INSERT INTO extensions ("deadlineId", "unitId", "fromDay", "askedDay", reason, "needsLeader", "askedOn", "askedAt", outcome)
         VALUES (${id}, ${unitId}, ${on}, '2019-08-01', '理由', false, ${on}, ${at}, 'pending')`,
      );
      if (taskId)
        await tx.query(
          `INSERT INTO filings ("taskId", "unitId", text, "askedOn", "askedAt", outcome) VALUES (${taskId}, ${unitId}, '风险', ${on}, ${at}, 'pending')`,
        );
      await tx.query(
        `INSERT INTO supervision_notices (year, number, "planId", "unitId", "supervisorUnitId", urgency, reason, requirement, "replyDueOn", "sentOn", "sentAt")
         VALUES (2019, ${id}, ${planId}, ${unitId}, ${here.unitId(DEPARTMENT)}, 'normal', '缘由', '要求', '2019-07-20', ${on}, ${at})`,
      );
    }
    for (const { id } of submissions)
      await tx.query(
        `INSERT INTO attachments ("submissionId", name, "mediaType", size, sha256, "createdAt") VALUES (${id}, '附件.pdf', 'application/pdf', 1, '${'0'.repeat(64)}', ${at})`,
      );
  });
}

const collectionOf = ({ path }: Route) => path.split('/')[3]!;
const addressOf = ({ path }: Route, id: number) => path.replace('/l/:link', link).replace(':id', String(id));

async function everything(): Promise<string> {
  const found: unknown[] = [];
  for (const table of [
    'submissions',
    'deadlines',
    'duties',
    'receipts',
    'extensions',
    'filings',
    'sent_back_duties',
    'audit_entries',
    'messages',
  ])
    found.push(await rows(t.db.read, `SELECT * FROM ${table} ORDER BY 1`));
  return JSON.stringify(found);
}

it('every address below a link is about something the guard can place', () => {
  expect(routes.length).toBeGreaterThan(15);
  expect([...new Set(routes.map(collectionOf))].sort()).toEqual(Object.keys(OWNERS).sort());
  for (const { path } of routes) expect(path).toMatch(/^\/l\/:link\/[a-z-]+\/:id(\/[a-z-]+)*$/);
  for (const [collection, { own, others }] of Object.entries(matters))
    expect([collection, own.length > 0, others.length > 2]).toEqual([collection, true, true]);
});

it('no address opens or changes what is another unit’s, another jurisdiction’s, or still a draft', async () => {
  const clerk = t.browser();
  await clerk.get(link);
  const before = await everything();
  const body = {
    text: '越权',
    standing: 'on-schedule',
    reason: '越权',
    askedDay: '2019-08-01',
    contactName: '某',
    leaderInCharge: '某',
  };
  let asked = 0;
  for (const route of routes) {
    for (const id of matters[collectionOf(route)]!.others) {
      const address = addressOf(route, id);
      const { statusCode } =
        route.method === 'GET' ? await clerk.get(address) : await clerk.post(address, body);
      expect([key(route), id, statusCode]).toEqual([key(route), id, 404]);
      asked += 1;
    }
  }
  expect(asked).toBeGreaterThan(100);
  expect(await everything()).toBe(before);
});

it('every address to look at opens what is its own', async () => {
  const clerk = t.browser();
  for (const route of routes.filter(({ method }) => method === 'GET')) {
    if (collectionOf(route) === 'attachments') continue;
    const kind = route.path.endsWith('/refinement') ? `AND kind = 'refinement'` : '';
    const [refined] = await rows<{ id: number }>(
      t.db.read,
      `SELECT id FROM deadlines WHERE "unitId" = ${here.unitId(OWN)} ${kind} AND "planId" = ${here.planId}`,
    );
    const id = collectionOf(route) === 'deadlines' ? refined!.id : matters[collectionOf(route)]!.own[0]!;
    expect([key(route), (await clerk.get(addressOf(route, id))).statusCode]).toEqual([key(route), 200]);
  }
});

it('the page shows nothing of another plan, and of no other unit what it owes', async () => {
  const { body } = await t.browser().get(link);
  expect(body).toContain('本级方案');
  for (const words of ['下级方案', '草稿方案', '别家的事']) expect(body).not.toContain(words);
});

it('a link of the other jurisdiction opens that one’s, and only that', async () => {
  const [{ id }] = (await rows<{ id: number }>(t.db.read, 'SELECT id FROM jurisdictions')) as [
    { id: number },
  ];
  const other = await linkOf(t, { unitId: here.unitId(OWN), jurisdictionId: id });
  const { body } = await t.browser().get(other);
  expect(body).toContain('下级方案');
  expect(body).not.toContain('本级方案');
});

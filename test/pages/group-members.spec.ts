/** A member of a group has no duty row of its own, but got the issue mail: it finds the task behind the link. */
import { Duty, type GroupMode } from '../../src/plans/duty.entity.js';
import { GroupMember } from '../../src/units/group-member.entity.js';
import { Unit } from '../../src/units/unit.entity.js';
import { unitKey } from '../../src/rules/unit-names.js';
import { aProgram } from '../support/api.js';
import { aPlan, type InsertedPlan } from '../support/a-plan.js';
import { testApp, type TestApp } from '../support/app.js';
import { aPerson } from '../support/people.js';
import { wordsOf } from '../support/words-of.js';

const TODAY = '2019-07-03';
const SPANS: Record<string, { fromOn: string; untilOn: string | null }> = {
  海门街道: { fromOn: '2018-01-01', untilOn: null },
  明天退出: { fromOn: '2018-01-01', untilOn: '2019-07-04' },
  今天退出: { fromOn: '2018-01-01', untilOn: TODAY },
  明天加入: { fromOn: '2019-07-04', untilOn: null },
};

describe("a group's member", () => {
  let t: TestApp;
  let plan: InsertedPlan;
  const ids = new Map<string, number>();

  beforeAll(async () => {
    t = await testApp({ now: `${TODAY}T01:30:00Z` });
    plan = await aPlan(t.db)
      .withTask({
        title: '命名优秀区镇',
        leads: ['市委办'],
        cooperating: ['各区镇'],
        deadlines: [{ dueOn: '2019-06-28' }],
      })
      .withTask({ title: '别家的事', leads: ['市委办'], cooperating: ['市财政局'] })
      .insert();
    await t.db.inTransaction(async (tx) => {
      await tx.update(Unit, plan.unitId('各区镇'), { kind: 'group' });
      const add = async (name: string, kind: 'unit' | 'group' = 'unit') => {
        const facts = {
          nameKey: unitKey(name),
          reachedBy: 'mail' as const,
          isSenior: false,
          isSupervisor: false,
        };
        const made = await tx.insert(Unit, { name, kind, ...facts });
        ids.set(name, made.identifiers[0]!['id'] as number);
      };
      for (const [name, span] of Object.entries(SPANS)) {
        await add(name);
        await tx.insert(GroupMember, { groupId: plan.unitId('各区镇'), unitId: ids.get(name)!, ...span });
      }
      await add('开发区各园区', 'group');
      await add('临江园区');
      const always = { fromOn: '2018-01-01', untilOn: null };
      await tx.insert(GroupMember, {
        groupId: plan.unitId('各区镇'),
        unitId: ids.get('开发区各园区')!,
        ...always,
      });
      await tx.insert(GroupMember, {
        groupId: ids.get('开发区各园区')!,
        unitId: ids.get('临江园区')!,
        ...always,
      });
      // It leads the task, and so is left out of its group.
      await tx.insert(GroupMember, {
        groupId: plan.unitId('各区镇'),
        unitId: plan.unitId('市委办'),
        ...always,
      });
    });
    ids.set('市委办', plan.unitId('市委办'));
    await mode('informed');
    for (const [name, unitId] of ids) await aPerson(t, { loginName: `p${unitId}`, name, unitIds: [unitId] });
  });
  afterAll(() => t.close());

  const mode = (groupMode: GroupMode, collector: string | null = null) =>
    t.db.inTransaction((tx) =>
      tx.update(
        Duty,
        { unitId: plan.unitId('各区镇') },
        { groupMode, collectorUnitId: collector === null ? null : ids.get(collector)! },
      ),
    );
  const loginOf = (name: string) => `p${ids.get(name)}`;
  const unitPage = async (name: string) =>
    wordsOf(await (await t.signIn(loginOf(name))).get(`/units/${ids.get(name)}`));
  const task = (index: number) => `/tasks/${plan.taskIds[index]}`;

  it.each(['海门街道', '明天退出', '临江园区'])(
    '%s sees on its page what it was told of, and opens it',
    async (name) => {
      expect(await unitPage(name)).toContain('第1项 命名优秀区镇 告知（属各区镇）');
      const browser = await t.signIn(loginOf(name));
      const program = await aProgram(t, loginOf(name));
      expect((await browser.get(task(0))).statusCode).toBe(200);
      expect((await program.get(task(0))).status).toBe(200);
      expect(wordsOf(await browser.get('/plans'))).toContain('任务分解方案');
      const ledger = wordsOf(await browser.get(`/plans/${plan.planId}`));
      expect(ledger).toContain('命名优秀区镇');
      expect(ledger).not.toContain('别家的事');
      expect(
        (await program.get<{ items: unknown[] }>(`/plans/${plan.planId}/tasks`)).body.items,
      ).toHaveLength(1);
      expect((await browser.get(task(1))).statusCode).toBe(404);
      expect((await program.get(task(1))).status).toBe(404);
    },
  );

  it.each(['今天退出', '明天加入'])('%s has no part in it today', async (name) => {
    expect(await unitPage(name)).not.toContain('命名优秀区镇');
    const browser = await t.signIn(loginOf(name));
    expect((await browser.get(task(0))).statusCode).toBe(404);
    expect((await browser.get(`/plans/${plan.planId}`)).statusCode).toBe(404);
    expect((await (await aProgram(t, loginOf(name))).get(task(0))).status).toBe(404);
  });

  it('is listed by its own part where it has one', async () => {
    const text = await unitPage('市委办');
    expect(text).toContain('第1项 命名优秀区镇 第一牵头');
    expect(text).not.toContain('告知');
  });

  it('reads who reports for the group, and that it is itself', async () => {
    await mode('collected', '海门街道');
    expect(await unitPage('海门街道')).toContain('第1项 命名优秀区镇 汇总报送（各区镇）');
    expect(await unitPage('临江园区')).toContain('第1项 命名优秀区镇 由海门街道汇总报送（属各区镇）');
    await mode('informed');
  });
});

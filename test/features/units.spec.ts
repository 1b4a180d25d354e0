import { UnitAlias } from '../../src/units/unit-alias.entity.js';
import { AuditEntry } from '../../src/audit/audit-entry.entity.js';
import { Unit } from '../../src/units/unit.entity.js';
import { day } from '../../src/rules/day.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { ContactsService } from '../../src/units/contacts.service.js';
import { GroupsService } from '../../src/units/groups.service.js';
import { UnitDirectory } from '../../src/units/unit-directory.queries.js';
import { UnitNamesService } from '../../src/units/unit-names.service.js';
import type { UnitDto } from '../../src/units/unit.dto.js';
import { UnitsService } from '../../src/units/units.service.js';
import { testApp, type TestApp } from '../support/app.js';

const supervisor: Viewer = {
  personId: null,
  name: '督查员',
  roles: ['supervisor'],
  unitIds: [],
  door: 'page',
};
const today = day('2018-11-02');

describe('units', () => {
  let app: TestApp;
  let units: UnitsService;
  let names: UnitNamesService;
  let groups: GroupsService;
  let directory: UnitDirectory;
  beforeAll(async () => {
    app = await testApp({ now: '2018-11-02T01:00:00Z' });
    units = app.get(UnitsService);
    names = app.get(UnitNamesService);
    groups = app.get(GroupsService);
    directory = app.get(UnitDirectory);
  });
  afterAll(() => app.close());

  const create = (name: string, more: Partial<UnitDto> = {}): Promise<number> =>
    units.create(supervisor, { name, isSenior: false, isSupervisor: false, ...more });
  const resolved = async (name: string, on = today): Promise<number | undefined> =>
    (await directory.resolve([name], on)).get(name)?.unitId;

  describe('names', () => {
    it('are met in any spelling: full width, other brackets, spaces', async () => {
      const id = await create('部门党〈工〉委〈组〉');
      expect(await resolved('部门党（工）委 (组)')).toBe(id);
      expect((await directory.byIds([id])).get(id)!.kind).toBe('group');
    });

    it('are met as alias and as former name, and say which it was', async () => {
      const id = await create('市人社局');
      await names.add(supervisor, id, '市人力资源和社会保障局');
      await names.add(supervisor, id, '市人事局', 'former');
      const met = await directory.resolve(['市人力资源和社会保障局', '市人事局', '市无此局'], today);
      expect(met.get('市人力资源和社会保障局')).toEqual({
        unitId: id,
        name: '市人社局',
        kind: 'unit',
        metBy: 'alias',
      });
      expect(met.get('市人事局')).toMatchObject({ unitId: id, metBy: 'former' });
      expect(met.get('市无此局')).toBeNull();
    });

    it('stay known after a change of name', async () => {
      const id = await create('市卫计委');
      await units.change(supervisor, id, { name: '市卫健委', isSenior: false, isSupervisor: false });
      expect([await resolved('市卫计委'), await resolved('市卫健委')]).toEqual([id, id]);
      const former = await app.db.read.findOneByOrFail(UnitAlias, { unitId: id });
      expect([former.name, former.kind]).toEqual(['市卫计委', 'former']);
      await units.change(supervisor, id, { name: '市卫计委', isSenior: false, isSupervisor: false });
      expect([await resolved('市卫计委'), await resolved('市卫健委')]).toEqual([id, id]);
    });

    it('belong to one unit only', async () => {
      await create('市财政局');
      const other = await create('市民政局');
      const taken = {
        code: 'unit-name-taken',
        params: { unit: '市财政局' },
        fields: { name: 'unit-name-taken' },
      };
      await expect(create('市 财政局')).rejects.toMatchObject(taken);
      await expect(names.add(supervisor, other, '市财政局')).rejects.toMatchObject({
        code: 'unit-name-taken',
      });
      await expect(names.add(supervisor, other, '市民政局')).rejects.toMatchObject({
        code: 'unit-alias-is-its-name',
      });
    });

    it.each([
      ['', 'field-required'],
      ['   ', 'field-required'],
      ['市\u202e审计局', 'name-odd-characters'],
      ['市\u200b审计局', 'name-odd-characters'],
      ['市\ufeff审计局', 'name-odd-characters'],
      ['市\n审计局', 'name-odd-characters'],
      ['市审计局\ufe0f', 'name-odd-characters'],
      ['局'.repeat(101), 'field-too-long'],
    ])('are refused where they cannot be what they look like: %j', async (name, code) => {
      await expect(create(name)).rejects.toMatchObject({ status: 422, fields: { name: code } });
    });

    it('are stored composed', async () => {
      const id = await create('Bu\u0308ro  市外办');
      expect((await directory.byIds([id])).get(id)!.name).toBe('B\u00fcro 市外办');
    });

    it('can be taken away again when they are aliases', async () => {
      const id = await create('市审计局');
      await names.add(supervisor, id, '审计局');
      const alias = await app.db.read.findOneByOrFail(UnitAlias, { unitId: id });
      await names.remove(supervisor, id, alias.id);
      expect(await resolved('审计局')).toBeUndefined();
      await expect(names.remove(supervisor, id, alias.id)).rejects.toThrow('no such unit-alias');
    });
  });

  describe('suggestions for a name nobody knows', () => {
    it.each([
      ['市人力资源社会保障局', '市人社局'],
      ['海门市公安局', '市公安局'],
      ['市总工会委员会', '市总工会'],
      ['组织部', '市委组织部'],
      ['部门党委（党组）', '部门党〈工〉委〈组〉'],
      ['各区、镇', '各区镇'],
      ['市政府办公室', '市政府办'],
    ])('%s may mean %s', async (unknown, meant) => {
      await app.db.inTransaction((tx) =>
        units.ensureUnits(tx, supervisor, [
          '市公安局',
          '市总工会',
          '市委组织部',
          '各区镇',
          '市政府办',
          '市政协办',
          '市委办',
        ]),
      );
      expect((await directory.suggest([unknown], today)).get(unknown)![0]!.name).toBe(meant);
    });

    it('are none where nothing is like it', async () => {
      expect((await directory.suggest(['县水利站'], today)).get('县水利站')).toEqual([]);
    });
  });

  describe('printed names of a confirmed plan', () => {
    it('become units and groups once, and known ones are kept', async () => {
      const printed = ['市委宣传部', '各相关医疗机构', '市委宣传部', '市“263”办'];
      const first = await app.db.inTransaction((tx) => units.ensureUnits(tx, supervisor, printed));
      const again = await app.db.inTransaction((tx) =>
        units.ensureUnits(tx, supervisor, ['市"263"办', ...printed]),
      );
      expect(again.get('市"263"办')).toBe(first.get('市“263”办'));
      const facts = await directory.byIds([...first.values()]);
      expect([...facts.values()].map(({ name, kind }) => [name, kind])).toEqual([
        ['市委宣传部', 'unit'],
        ['各相关医疗机构', 'group'],
        ['市“263”办', 'unit'],
      ]);
      expect(
        await app.db.read.countBy(AuditEntry, {
          noun: 'unit',
          verb: 'create',
          nounId: String(first.get('市委宣传部')),
        }),
      ).toBe(1);
    });

    it('leave nothing when the transaction fails', async () => {
      const failing = app.db.inTransaction(async (tx) => {
        await units.ensureUnits(tx, supervisor, ['市未成局']);
        throw new Error('later');
      });
      await expect(failing).rejects.toThrow('later');
      expect(await resolved('市未成局')).toBeUndefined();
    });
  });

  describe('groups', () => {
    it('have members from one day until another', async () => {
      const [group, first, second] = [await create('各试点区镇'), await create('甲镇'), await create('乙镇')];
      await groups.addMembers(supervisor, group, ['甲镇', '乙镇'], day('2018-11-01'));
      await groups.endMembership(supervisor, group, second, day('2018-12-01'));
      const ids = async (on: string) =>
        (await directory.membersOf(group, day(on))).map((member) => member.unitId);
      expect(await ids('2018-10-31')).toEqual([]);
      expect(await ids('2018-11-30')).toEqual([first, second]);
      expect(await ids('2018-12-01')).toEqual([first]);
    });

    it('may hold groups, but never themselves', async () => {
      const [outer, inner] = [await create('全体单位'), await create('各街道')];
      await create('丙街道');
      await groups.addMembers(supervisor, inner, ['丙街道']);
      await groups.addMembers(supervisor, outer, ['各街道', '丙街道']);
      expect((await directory.membersOf(outer, today)).map(({ name }) => name)).toEqual(['丙街道']);
      await expect(groups.addMembers(supervisor, inner, ['全体单位'])).rejects.toMatchObject({
        code: 'group-in-itself',
      });
      await expect(groups.addMembers(supervisor, inner, ['各街道'])).rejects.toMatchObject({
        code: 'group-in-itself',
      });
    });

    it('take all the names or none', async () => {
      const group = await create('各园区');
      await create('丁园区');
      await expect(groups.addMembers(supervisor, group, ['丁园区', '戊园区'])).rejects.toMatchObject({
        code: 'unit-unknown',
        params: { unit: '戊园区' },
      });
      expect(await directory.membersOf(group, today)).toEqual([]);
      const unit = await create('市编办');
      await expect(groups.addMembers(supervisor, unit, ['丁园区'])).rejects.toMatchObject({
        code: 'unit-is-not-a-group',
      });
    });

    it('take a member back on the day it left', async () => {
      const [group, member] = [await create('各农场'), await create('己农场')];
      await groups.addMembers(supervisor, group, ['己农场']);
      await groups.endMembership(supervisor, group, member);
      expect(await directory.membersOf(group, today)).toEqual([]);
      await groups.addMembers(supervisor, group, ['己农场']);
      expect(await directory.membersOf(group, today)).toHaveLength(1);
    });
  });

  describe('who stands near', () => {
    it('is every office above and below; beside one another offices may verify', async () => {
      const top = await create('上级部');
      const [left, right] = [
        await create('甲办', { parent: '上级部' }),
        await create('乙办', { parent: '上级部' }),
      ];
      const below = await create('甲办一科', { parent: '甲办' });
      const beside = await create('甲办二科', { parent: '甲办' });
      const lowest = await create('甲办一科一组', { parent: '甲办一科' });
      const apart = await create('别的局');
      const related = async (...of: number[]) => new Set(await directory.relatedUnits(of));
      expect(await related(left)).toEqual(new Set([top, below, beside, lowest]));
      expect(await related(right)).toEqual(new Set([top]));
      expect(await related(top)).toEqual(new Set([left, right, below, beside, lowest]));
      expect(await related(below)).toEqual(new Set([top, left, lowest]));
      expect(await related(lowest)).toEqual(new Set([top, left, below]));
      expect(await related(top, left)).toEqual(new Set([right, below, beside, lowest]));
      expect(await related(left, right)).toEqual(new Set([top, below, beside, lowest]));
      expect(await directory.relatedUnits([apart])).toEqual([]);
    });

    it('cannot be a circle', async () => {
      const facts = (await directory.resolve(['上级部', '甲办一科'], today)).get('上级部')!;
      const change = { name: '上级部', parent: '甲办一科', isSenior: false, isSupervisor: false };
      await expect(units.change(supervisor, facts.unitId, change)).rejects.toMatchObject({
        fields: { parent: 'unit-in-its-own-tree' },
      });
    });
  });

  it('keeps what a unit is: how it is reached, senior, supervising', async () => {
    const id = await create('市纪委监委', { reachedBy: 'offline', isSenior: true, isSupervisor: true });
    expect((await directory.byIds([id])).get(id)).toEqual({
      unitId: id,
      jurisdictionId: null,
      name: '市纪委监委',
      kind: 'unit',
      parentId: null,
      reachedBy: 'offline',
      isSenior: true,
      isSupervisor: true,
      endedOn: null,
    });
    expect((await directory.supervisors()).map(({ unitId }) => unitId)).toContain(id);
  });

  it('ends a unit: documents of later days no longer find it, those before do', async () => {
    const id = await create('市旧局');
    const group = await create('各旧局');
    await groups.addMembers(supervisor, group, ['市旧局']);
    await app.db.inTransaction((tx) =>
      app.get(ContactsService).add(tx, supervisor, {
        unitId: id,
        name: '张甲',
        address: 'zhang@jiu.example',
        phone: null,
        isHead: false,
      }),
    );
    await units.end(supervisor, id, day('2018-12-01'));
    expect(await directory.contactsOf([id], day('2018-11-30'))).toHaveLength(1);
    expect(await directory.contactsOf([id], day('2018-12-01'))).toEqual([]);
    expect(await directory.membersOf(group, day('2018-12-01'))).toEqual([]);
    expect(await app.db.read.countBy(AuditEntry, { verb: 'end', noun: 'contact' })).toBe(1);
    expect([
      await resolved('市旧局', day('2018-11-30')),
      await resolved('市旧局', day('2018-12-01')),
    ]).toEqual([id, undefined]);
    await expect(units.end(supervisor, id)).rejects.toMatchObject({ code: 'unit-ended' });
    await expect(units.end(supervisor, 999_999)).rejects.toThrow('no such unit');
  });

  it('writes down every change with before and after', async () => {
    const id = await create('市记录局');
    await units.change(supervisor, id, { name: '市记录局', isSenior: true, isSupervisor: false });
    const entries = await app.db.read.findBy(AuditEntry, { noun: 'unit', nounId: String(id) });
    expect(entries.map(({ verb, before, after }) => [verb, before, after]).at(-1)).toEqual([
      'change',
      { isSenior: false },
      { isSenior: true },
    ]);
    expect((await app.db.read.findOneByOrFail(Unit, { id })).isSenior).toBe(true);
  });
});

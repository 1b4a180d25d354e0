/** 辖区: keeping the tree of jurisdictions, and putting units into it. */
import { rows } from '../../src/platform/sql.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { areaOf } from '../../src/units/area.queries.js';
import { JurisdictionsService } from '../../src/units/jurisdictions.service.js';
import { testApp, type TestApp } from '../support/app.js';
import { haimenDraft } from '../support/haimen.js';

const EVERYWHERE: Viewer = {
  ...{ personId: null, name: '管理员', roles: ['administrator'], unitIds: [], door: 'cli' },
};

let t: TestApp;
let service: JurisdictionsService;
let city: number;
let district: number;
let beside: number;
beforeAll(async () => {
  t = await testApp();
  service = t.get(JurisdictionsService);
  city = await service.create(EVERYWHERE, { name: '甲市', parentId: null });
  district = await service.create(EVERYWHERE, { name: '甲市乙区', parentId: city });
  beside = await service.create(EVERYWHERE, { name: '丙市', parentId: null });
});
afterAll(() => t.close());

const limitedTo = async (homeId: number): Promise<Viewer> => ({
  ...EVERYWHERE,
  area: await areaOf(t.db.read, homeId),
});
const names = async (viewer: Viewer) => (await service.list(viewer)).map(({ name }) => name);

it('whoever is limited to one sees it and what lies below, and nothing beside or above', async () => {
  expect((await names(EVERYWHERE)).sort()).toEqual(['丙市', '甲市', '甲市乙区']);
  expect((await names(await limitedTo(city))).sort()).toEqual(['甲市', '甲市乙区']);
  const [own] = await service.list(await limitedTo(district));
  expect(own).toMatchObject({ name: '甲市乙区', parentId: null, parentName: null });
});

it('two spellings of one name are one name', async () => {
  const again = service.create(EVERYWHERE, { name: '甲市（乙区）', parentId: null });
  await again;
  await expect(service.create(EVERYWHERE, { name: '甲市(乙区)', parentId: null })).rejects.toMatchObject({
    code: 'jurisdiction-name-taken',
  });
  await expect(service.rename(EVERYWHERE, beside, '甲市')).rejects.toMatchObject({
    code: 'jurisdiction-name-taken',
  });
  await service.rename(EVERYWHERE, beside, '丙市');
});

it('none lies below itself', async () => {
  for (const parentId of [city, district])
    await expect(service.move(EVERYWHERE, city, parentId)).rejects.toMatchObject({
      code: 'jurisdiction-in-itself',
    });
});

it('what lies outside one’s own is as if it did not exist', async () => {
  const viewer = await limitedTo(city);
  await expect(service.rename(viewer, beside, '丁市')).rejects.toThrow('no such jurisdiction');
  await expect(service.end(viewer, beside)).rejects.toThrow('no such jurisdiction');
  await expect(service.move(viewer, district, beside)).rejects.toMatchObject({
    code: 'jurisdiction-unknown',
  });
  await expect(service.create(viewer, { name: '丁区', parentId: beside })).rejects.toMatchObject({
    code: 'jurisdiction-unknown',
  });
});

it('nobody widens or ends their own', async () => {
  const viewer = await limitedTo(city);
  await expect(service.move(viewer, city, null)).rejects.toMatchObject({ code: 'role-needed' });
  await expect(service.end(viewer, city)).rejects.toMatchObject({ code: 'role-needed' });
});

it('one made by a limited person lies below their own', async () => {
  const id = await service.create(await limitedTo(city), { name: '甲市戊县', parentId: null });
  expect((await service.list(EVERYWHERE)).find((one) => one.id === id)).toMatchObject({ parentId: city });
  await service.end(EVERYWHERE, id);
});

describe('with the units and the plan of a town', () => {
  let unitId: number;
  let departmentId: number;
  beforeAll(async () => {
    const h = await haimenDraft(t);
    unitId = h.unitId('市委办');
    departmentId = h.departmentId;
  });

  it('a unit is put into one and out again, and the trail tells it', async () => {
    await service.place(EVERYWHERE, unitId, district);
    const where = () =>
      rows<{ at: number | null }>(t.db.read, 'SELECT "jurisdictionId" AS at FROM units WHERE id = :unitId', {
        unitId,
      });
    expect(await where()).toEqual([{ at: district }]);
    await expect(service.end(EVERYWHERE, district)).rejects.toMatchObject({ code: 'jurisdiction-in-use' });
    await expect(service.place(await limitedTo(beside), unitId, beside)).rejects.toThrow('no such unit');
    await expect(service.place(await limitedTo(city), unitId, null)).rejects.toMatchObject({
      code: 'jurisdiction-unknown',
    });
    await service.place(EVERYWHERE, unitId, null);
    const told = await rows<{ verb: string }>(
      t.db.read,
      `SELECT verb FROM audit_entries WHERE noun = 'unit' AND verb = 'place' ORDER BY id`,
    );
    expect(told).toHaveLength(2);
  });

  it('a department stays where it is while its plans are open', async () => {
    await expect(service.place(EVERYWHERE, departmentId, beside)).rejects.toMatchObject({
      code: 'department-has-plans',
    });
  });
});

it('an ended one takes nothing in', async () => {
  await service.end(EVERYWHERE, beside);
  await expect(service.rename(EVERYWHERE, beside, '新名')).rejects.toMatchObject({
    code: 'jurisdiction-ended',
  });
  await expect(service.create(EVERYWHERE, { name: '丙市己区', parentId: beside })).rejects.toMatchObject({
    code: 'jurisdiction-ended',
  });
});

/** /people and /administration, as the administrators of the house and of a district use them. */
import { PeopleService } from '../../src/units/people.service.js';
import { Contact } from '../../src/units/contact.entity.js';
import { Link } from '../../src/access/link.entity.js';
import { TokensService } from '../../src/access/tokens.service.js';
import { Person } from '../../src/units/person.entity.js';
import { areaOf } from '../../src/units/area.queries.js';
import { ContactsService } from '../../src/units/contacts.service.js';
import { PersonKeeping } from '../../src/access/person-keeping.service.js';
import { NotFound } from '../../src/platform/refusal.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { JurisdictionsService } from '../../src/units/jurisdictions.service.js';
import { row, rows } from '../../src/platform/sql.js';
import { aProgram } from '../support/api.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { addUnit } from '../support/haimen.js';
import { ADMINISTRATOR, aPerson } from '../support/people.js';
import { wordsOf } from '../support/words-of.js';

let t: TestApp;
let browser: Browser;
let districtId: number;
let unitId: number;
let reporterId: number;
let administratorId: number;

beforeAll(async () => {
  t = await testApp({ now: '2018-11-02T02:00:00Z' });
  unitId = await t.db.inTransaction((tx) => addUnit(tx, '市财政局'));
  districtId = await t.get(JurisdictionsService).create(ADMINISTRATOR, { name: '滨海新区', parentId: null });
  administratorId = await aPerson(t, { loginName: 'guanli', name: '管理员甲', roles: ['administrator'] });
  reporterId = await aPerson(t, { loginName: 'lianluo', name: '联络员甲', unitIds: [unitId] });
  browser = await t.signIn('guanli');
  await browser.get('/people');
});
afterAll(() => t.close());

const idOf = async (name: string) =>
  (await row<{ id: number }>(t.db.read, 'SELECT id FROM people WHERE name = :name', { name }))!.id;
const rolesOf = async (personId: number) =>
  (
    await rows<{ role: string }>(
      t.db.read,
      'SELECT role FROM person_roles WHERE "personId" = :personId ORDER BY role',
      {
        personId,
      },
    )
  ).map(({ role }) => role);

it('leads an administrator from home to everything they keep', async () => {
  expect((await browser.get('/')).headers.location).toBe('/administration');
  const words = wordsOf(await browser.get('/administration'));
  for (const room of ['人员', '权限表', '单位与群组', '辖区', '工作日历', '提醒设置', '邮件设置', '开源许可'])
    expect(words).toContain(room);
});

it('finds people by name, unit, mailbox and role', async () => {
  const listed = async (query: string) => wordsOf(await browser.get(`/people?${query}`));
  expect(await listed('')).toMatch(/管理员甲[^]*联络员甲/);
  for (const query of ['q=联络员', 'q=财政', 'q=LIANLUO@duban', 'role=reporter']) {
    const words = await listed(query);
    expect(words).toContain('联络员甲');
    expect(words).not.toContain('管理员甲 guanli');
  }
  expect(await listed(`jurisdiction=${districtId}`)).toContain('没有符合条件的人员');
});

it('says of a contact that they act for their units, of an administrator that they do everywhere', async () => {
  const rowsOf = wordsOf(await browser.get('/people'));
  expect(rowsOf).toMatch(/联络员甲[^]*联络员 所联络的单位 lianluo/);
  expect(rowsOf).toMatch(/管理员甲[^]*管理员 全部辖区 guanli/);
  expect(wordsOf(await browser.get(`/people/${reporterId}`))).toContain('辖区 所联络的单位');
  expect(wordsOf(await browser.get(`/people/${administratorId}`))).toContain('辖区 全部辖区');
});

describe('somebody new', () => {
  it('is entered with a duty mailbox, which nobody else may have', async () => {
    const answer = await browser.post('/people', {
      name: '督查员乙',
      address: 'ducha@duban.example',
      phone: '0513-1',
    });
    expect(answer.statusCode).toBe(303);
    const again = await browser.post('/people', { name: '别人', address: 'DUCHA@duban.example' });
    expect(again.statusCode).toBe(422);
    expect(wordsOf(again)).toContain('该邮箱已登记在其他人名下');
  });

  it('gets an account whose first password is shown once and must be changed', async () => {
    const id = await idOf('督查员乙');
    const answer = await browser.post(`/people/${id}/account`, {
      loginName: 'ducha',
      roles: ['supervisor', 'verifier'],
    });
    expect(answer.statusCode).toBe(200);
    expect(wordsOf(answer)).toMatch(/用户名 ducha 密码 \S{19}/);
    expect(await rolesOf(id)).toEqual(['supervisor', 'verifier']);
    const person = await row<Person>(t.db.read, 'SELECT * FROM people WHERE id = :id', { id });
    expect(person!.passwordGivenAt).toBe(t.clock.now());
    expect(wordsOf(await browser.get(`/people/${id}`))).toContain('督查员、审核人');
  });

  it('is never administrator and auditor at once', async () => {
    const id = await idOf('督查员乙');
    const answer = await browser.post(`/people/${id}/roles`, { roles: ['administrator', 'auditor'] });
    expect(answer.statusCode).toBe(422);
    expect(wordsOf(answer)).toContain('管理员');
    expect(answer.body).toMatch(/id="role-auditor"[^>]*checked/);
    expect(await rolesOf(id)).toEqual(['supervisor', 'verifier']);
  });

  it('has roles that hold where the administrator says, told to both logs', async () => {
    const id = await idOf('督查员乙');
    await browser.post(`/people/${id}/roles`, { roles: 'supervisor', jurisdictionId: districtId });
    expect(wordsOf(await browser.get(`/people/${id}`))).toContain('辖区 滨海新区');
    const event = await row<{ kind: string; personId: number; details: string }>(
      t.db.read,
      `SELECT kind, "personId", details FROM security_events WHERE subject = :subject ORDER BY id DESC LIMIT 1`,
      { subject: `person:${id}` },
    );
    expect(event).toMatchObject({ kind: 'roles-changed', personId: administratorId });
    const told = await rows<{ verb: string }>(
      t.db.read,
      `SELECT verb FROM audit_entries WHERE noun = 'person' AND "nounId" = :id ORDER BY id`,
      { id: String(id) },
    );
    expect(told.map(({ verb }) => verb)).toEqual(['create', 'open-account', 'change-roles', 'change-roles']);
  });
});

it('the last administrator stays one, and nobody makes themselves auditor', async () => {
  const own = await browser.post(`/people/${administratorId}/roles`, { roles: 'supervisor' });
  expect([own.statusCode, wordsOf(own).includes('最后一名全局管理员')]).toEqual([409, true]);
  expect((await browser.post(`/people/${administratorId}/leaving`)).statusCode).toBe(409);
  const moved = await browser.post(`/people/${administratorId}/roles`, {
    roles: 'administrator',
    jurisdictionId: districtId,
  });
  expect(moved.statusCode).toBe(409);
  const auditor = await browser.post(`/people/${administratorId}/roles`, { roles: 'auditor' });
  expect([auditor.statusCode, wordsOf(auditor).includes('不得授予自己审计员角色')]).toEqual([422, true]);
});

it('leaving ends contacts, sessions, tokens and links at once; a return begins anew', async () => {
  const clerk = await t.signIn('lianluo');
  await t.get(TokensService).create(ADMINISTRATOR, { loginName: 'lianluo', name: '台账', lastOn: null });
  await t.db.inTransaction((tx) =>
    tx.insert(Link, {
      ...{ purpose: 'unit', unitId, jurisdictionId: null, personId: null, address: 'lianluo@duban.example' },
      ...{
        lastOn: '2018-12-01',
        createdAt: t.clock.now(),
        usedAt: null,
        revokedAt: null,
        revokedReason: null,
      },
    }),
  );
  expect((await clerk.get(`/units/${unitId}`)).statusCode).toBe(200);
  await browser.get(`/people/${reporterId}`);
  expect((await browser.post(`/people/${reporterId}/leaving`)).statusCode).toBe(303);
  expect((await clerk.get(`/units/${unitId}`)).statusCode).toBe(303);
  const open = await row<Record<string, number>>(
    t.db.read,
    `SELECT (SELECT count(*) FROM contacts WHERE "personId" = :id AND "untilOn" IS NULL) AS contacts,
       (SELECT count(*) FROM api_tokens WHERE "personId" = :id AND "revokedAt" IS NULL) AS tokens,
       (SELECT count(*) FROM links WHERE "revokedAt" IS NULL) AS links,
       (SELECT count(*) FROM sessions WHERE "personId" = :id) AS sessions`,
    { id: reporterId },
  );
  expect(open).toEqual({ contacts: 0, tokens: 0, links: 0, sessions: 0 });
  expect(wordsOf(await browser.get('/people?state=left'))).toContain('联络员甲');
  expect((await browser.post(`/people/${reporterId}/password`)).statusCode).toBe(409);
  await browser.post(`/people/${reporterId}/return`);
  const person = await row<Person>(t.db.read, 'SELECT * FROM people WHERE id = :id', { id: reporterId });
  expect([person!.leftOn, person!.passwordHash, await rolesOf(reporterId)]).toEqual([null, null, []]);
});

it('a mailbox taken away and given to another name by the table is not a door for the former', async () => {
  const id = await aPerson(t, { loginName: 'biaoge', name: '联络员丙', unitIds: [unitId] });
  const clerk = await t.signIn('biaoge');
  await t.db.inTransaction((tx) =>
    t
      .get(PeopleService)
      .ensure(tx, ADMINISTRATOR, { name: '联络员丁', address: 'biaoge@duban.example', phone: null }),
  );
  expect((await clerk.get('/account')).statusCode).toBe(303);
  expect(wordsOf(await browser.get(`/people/${id}`))).toContain('联络员丁');
});

it('a reset password is shown once and signs the person out everywhere', async () => {
  const clerk = await t.signIn('lianluo');
  const answer = await browser.post(`/people/${reporterId}/password`);
  expect([answer.statusCode, /密码 \S{19}/.test(wordsOf(answer))]).toEqual([200, true]);
  expect((await clerk.get('/')).headers.location).toContain('/sign-in');
});

describe('the administrator of a district', () => {
  let ofDistrict: Browser;
  let ownUnitId: number;
  beforeAll(async () => {
    const id = await aPerson(t, { loginName: 'quguanli', name: '区管理员', roles: ['administrator'] });
    ownUnitId = await t.db.inTransaction((tx) => addUnit(tx, '新区管委会'));
    await t.get(JurisdictionsService).place(ADMINISTRATOR, ownUnitId, districtId);
    await t.db.inTransaction((tx) => tx.update(Person, { id }, { jurisdictionId: districtId }));
    ofDistrict = await t.signIn('quguanli');
    await ofDistrict.get('/people');
  });

  it('keeps the people of the district, its units’ contacts among them, and nobody else', async () => {
    await t.db.inTransaction(async (tx) => {
      const made = await tx.insert(Person, {
        name: '新区联络员',
        email: 'x@duban.example',
        createdAt: t.clock.now(),
      });
      const { id } = made.identifiers[0] as { id: number };
      await tx.insert(Contact, {
        unitId: ownUnitId,
        personId: id,
        isHead: false,
        fromOn: '2018-11-01',
        untilOn: null,
      });
    });
    const words = wordsOf(await ofDistrict.get('/people'));
    expect(words).toMatch(/督查员乙[^]*区管理员[^]*新区联络员/);
    expect(words).not.toContain('管理员甲');
    expect((await ofDistrict.get(`/people/${administratorId}`)).statusCode).toBe(404);
    expect((await ofDistrict.post(`/people/${administratorId}/leaving`)).statusCode).toBe(404);
    expect((await ofDistrict.get(`/people/${await idOf('新区联络员')}`)).statusCode).toBe(200);
  });

  it('records the leaving of an own clerk, whose roles reach nowhere but the unit', async () => {
    const id = await aPerson(t, { loginName: 'xinquyi', name: '新区联络员乙', unitIds: [ownUnitId] });
    const clerk = await t.signIn('xinquyi');
    const answer = await ofDistrict.post(`/people/${id}/leaving`);
    expect(answer.statusCode).toBe(303);
    expect((await clerk.get(`/units/${ownUnitId}`)).statusCode).toBe(303);
    expect((await ofDistrict.get(String(answer.headers.location))).statusCode).toBe(200);
    expect((await ofDistrict.post(`/people/${id}/return`)).statusCode).toBe(303);
  });

  it('keeps nobody who also answers for a unit elsewhere, nor comes to by naming their mailbox', async () => {
    const victim = await aPerson(t, { loginName: 'caizheng', unitIds: [unitId] });
    const idle = await aPerson(t, { loginName: 'xianzhi' });
    const granted = { loginName: 'caizheng', name: '台账', lastOn: null };
    await t.get(TokensService).create(ADMINISTRATOR, granted);
    const named = (loginName: string) => ({
      ...{ unitId: ownUnitId, isHead: false, name: loginName },
      ...{ address: `${loginName}@duban.example`, phone: null },
    });
    const area = await areaOf(t.db.read, districtId);
    const viewer: Viewer = { ...ADMINISTRATOR, area };
    await t.get(ContactsService).enter(viewer, named('caizheng'));
    await expect(t.get(ContactsService).enter(viewer, named('xianzhi'))).rejects.toMatchObject({
      code: 'mailbox-taken',
    });
    for (const id of [victim, idle]) {
      await expect(t.get(PersonKeeping).resetPassword(viewer, id)).rejects.toThrow(NotFound);
      await expect(
        t.get(PersonKeeping).changeRoles(viewer, id, { roles: ['supervisor'], jurisdictionId: districtId }),
      ).rejects.toThrow(NotFound);
      expect((await ofDistrict.post(`/people/${id}/password`)).statusCode).toBe(404);
      expect((await ofDistrict.get(`/people/${id}`)).statusCode).toBe(404);
    }
    const held = await row<{ id: number }>(
      t.db.read,
      'SELECT id FROM api_tokens WHERE "personId" = :victim',
      {
        victim,
      },
    );
    await expect(t.get(TokensService).revoke(viewer, held!.id, null)).rejects.toThrow(NotFound);
    await t.db.inTransaction((tx) =>
      tx.update(Contact, { personId: victim, unitId }, { untilOn: t.clock.today() }),
    );
    expect((await ofDistrict.get(`/people/${victim}`)).statusCode).toBe(200);
  });

  it('renames by a mailbox nobody whose roles hold in the whole house, nor who once was an own contact', async () => {
    const area = await areaOf(t.db.read, districtId);
    const byArea: Viewer = { ...ADMINISTRATOR, area };
    const byUnit: Viewer = { ...ADMINISTRATOR, roles: ['reporter'], unitIds: [ownUnitId] };
    const verifier = await aPerson(t, { loginName: 'heshi', roles: ['verifier'], unitIds: [ownUnitId] });
    const former = await aPerson(t, { loginName: 'cengren', unitIds: [ownUnitId] });
    const own = await aPerson(t, { loginName: 'xinquding', unitIds: [ownUnitId] });
    const renamed = (viewer: Viewer, loginName: string) =>
      t.db.inTransaction((tx) =>
        t
          .get(PeopleService)
          .ensure(tx, viewer, { name: '张三', address: `${loginName}@duban.example`, phone: null }),
      );
    const ended = { untilOn: t.clock.today() };
    await t.db.inTransaction((tx) => tx.update(Contact, { personId: former }, ended));
    for (const viewer of [byArea, byUnit]) {
      for (const loginName of ['heshi', 'cengren'])
        await expect(renamed(viewer, loginName)).rejects.toMatchObject({ code: 'mailbox-taken' });
      expect(await renamed(viewer, 'xinquding')).toBe(own);
    }
    expect(await idOf('heshi')).toBe(verifier);
  });

  it('gives no role beyond the district', async () => {
    const id = await idOf('新区联络员');
    const wish = { loginName: 'xinqu', roles: 'supervisor' };
    const everywhere = await ofDistrict.post(`/people/${id}/account`, wish);
    expect([everywhere.statusCode, wordsOf(everywhere).includes('只能在自己管理的辖区内')]).toEqual([
      422,
      true,
    ]);
    const own = await ofDistrict.post(`/people/${id}/account`, { ...wish, jurisdictionId: districtId });
    expect(own.statusCode).toBe(200);
    expect(await rolesOf(id)).toEqual(['supervisor']);
  });

  it('enters people into the district', async () => {
    await ofDistrict.post('/people', { name: '新区新人' });
    const id = await idOf('新区新人');
    const person = await row<Person>(t.db.read, 'SELECT * FROM people WHERE id = :id', { id });
    expect(person!.jurisdictionId).toBe(districtId);
  });
});

it('programs keep people the same way', async () => {
  const program = await aProgram(t, 'guanli');
  const { status, body } = await program.post<{ id: number }>('/people', {
    name: '接口登记',
    phone: '0513-2',
  });
  expect(status).toBe(201);
  const given = await program.post<{ password: string }>(`/people/${body.id}/account`, {
    loginName: 'jiekou',
    roles: ['leader'],
  });
  expect(given.body.password).toMatch(/^\S{19}$/);
  expect((await program.get(`/people/${body.id}`)).body).toMatchObject({
    name: '接口登记',
    roles: ['leader'],
  });
  expect((await program.post(`/people/${body.id}/leaving`, {})).status).toBe(204);
  expect((await program.get<{ items: { name: string }[] }>('/people?state=left')).body.items).toMatchObject([
    { name: '接口登记' },
  ]);
  expect((await program.patch(`/people/${body.id}`, { name: '甲', role: 'administrator' })).status).toBe(400);
});

it('nobody else comes in', async () => {
  await aPerson(t, { loginName: 'zhangmin', roles: ['supervisor'] });
  const supervisor = await t.signIn('zhangmin');
  for (const path of ['/people', '/people/new', `/people/${reporterId}`, '/administration'])
    expect((await supervisor.get(path)).statusCode).toBe(403);
});

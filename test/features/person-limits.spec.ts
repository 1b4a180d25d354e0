/** `person add --jurisdiction`: the roles hold there, and an unknown one is refused before anybody is made. */
import { limitTo } from '../../src/access/person-limits.js';
import { row } from '../../src/platform/sql.js';
import { JurisdictionsService } from '../../src/units/jurisdictions.service.js';
import { testApp, type TestApp } from '../support/app.js';
import { ADMINISTRATOR, aPerson } from '../support/people.js';

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
});
afterAll(() => t.close());

it('roles hold in the jurisdiction of that name', async () => {
  const id = await t.get(JurisdictionsService).create(ADMINISTRATOR, { name: '滨海新区', parentId: null });
  const personId = await aPerson(t, { loginName: 'ducha', roles: ['supervisor'] });
  await (
    await limitTo(t.app, ADMINISTRATOR, ' 滨海新区 ')
  )(personId, ['supervisor']);
  const found = await row<{ jurisdictionId: number }>(
    t.db.read,
    'SELECT "jurisdictionId" FROM people WHERE id = :personId',
    { personId },
  );
  expect(found!.jurisdictionId).toBe(id);
});

it('one that nobody knows is refused at once', async () => {
  await expect(limitTo(t.app, ADMINISTRATOR, '某区')).rejects.toMatchObject({ code: 'jurisdiction-unknown' });
});

import { testApp, type TestApp } from '../support/app.js';
import { aPerson } from '../support/people.js';
import { wordsOf } from '../support/words-of.js';

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
  await aPerson(t, { loginName: 'guanli', roles: ['administrator'] });
  await aPerson(t, { loginName: 'ducha', roles: ['supervisor'] });
});
afterAll(() => t.close());

it('an administrator reads which packages the product is made of, and under which licences', async () => {
  const words = wordsOf(await (await t.signIn('guanli')).get('/administration/licences'));
  expect(words).toMatch(/@nestjs\/core \d+\.\d+\.\d+ MIT/);
  expect(words).toMatch(/typeorm \d+\.\d+\.\d+ MIT/);
  expect(words).not.toContain('UNKNOWN');
  expect((await (await t.signIn('ducha')).get('/administration/licences')).statusCode).toBe(403);
});

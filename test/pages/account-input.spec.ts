/** What is wrong, hostile or too long at the doors of signing in: a clear refusal, and nothing of it counts. */
import { rows } from '../../src/platform/sql.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { aPerson } from '../support/people.js';
import { PASSWORD, secretIn, signInAs } from '../support/sign-in.js';

const SETUP = '/account/second-factor/setup';

let t: TestApp;
let person: Browser;
let newcomer: Browser;
let coder: Browser;
let nobody: Browser;

beforeAll(async () => {
  t = await testApp({ now: '2018-11-02T01:00:00.000Z' });
  const id = await aPerson(t, { loginName: 'ducha', password: PASSWORD });
  await aPerson(t, { loginName: 'wang', password: PASSWORD, isGiven: true });
  await aPerson(t, { loginName: 'coder', password: PASSWORD });
  [person, newcomer, coder, nobody] = [await t.signIn('ducha'), t.browser(), t.browser(), t.browser()];
  await person.get(SETUP);
  await signInAs(newcomer, 'wang');
  await newcomer.get('/sign-in/new-password');
  const sealed = `UPDATE people SET "totpSecret" = 'x', "totpFromAt" = '2018-11-01T00:00:00.000Z'`;
  await t.db.inTransaction((tx) => tx.query(`${sealed} WHERE "loginName" = 'coder' AND id > ${id}`));
  await signInAs(coder, 'coder');
  await coder.get('/sign-in/second-factor');
  await nobody.get('/sign-in');
});
afterAll(() => t.close());

const NEW = { newPassword: 'Nantong-2019-1', newPasswordAgain: 'Nantong-2019-1' };
/** A door, who stands before it, and what would be right there. */
const DOORS: [string, () => Browser, Record<string, string>][] = [
  ['/sign-in', () => nobody, { loginName: 'ducha', password: PASSWORD }],
  ['/sign-in/second-factor', () => coder, { code: '000000' }],
  ['/sign-in/new-password', () => newcomer, NEW],
  ['/account/password', () => person, { password: PASSWORD, ...NEW }],
  [SETUP, () => person, { password: PASSWORD, offer: 'x', code: '000000' }],
  ['/account/second-factor/recovery-codes', () => person, { password: PASSWORD }],
  ['/account/second-factor/removal', () => person, { password: PASSWORD }],
  ['/account/sessions/ending', () => person, { session: 'x' }],
];

/** Whatever signing in is made of. */
const kept = async (): Promise<unknown> => ({
  people: await rows(t.db.read, 'SELECT * FROM people ORDER BY id'),
  sessions: await rows(t.db.read, 'SELECT "tokenHash", awaits FROM sessions ORDER BY "tokenHash"'),
  codes: await rows(t.db.read, 'SELECT id FROM recovery_codes'),
  used: await rows(t.db.read, 'SELECT id FROM used_passwords'),
});

describe.each(DOORS)('%s', (path, browserOf, right) => {
  it.each<[string, Record<string, string | string[]>, number]>([
    ['awaits', { awaits: 'null' }, 400],
    ['personId', { personId: '1' }, 400],
    ['roles', { roles: ['administrator'] }, 400],
    ['passwordHash', { passwordHash: 'x' }, 400],
    ['__proto__', { ['__proto__']: 'x' }, 400],
  ])('takes no %s', async (_field, extra, status) => {
    const before = await kept();
    const answer = await browserOf().post(path, { ...right, ...extra });
    expect(answer.statusCode).toBe(status);
    expect(await kept()).toEqual(before);
  });

  it.each<[string, string | string[]]>([
    ['twice the same field', ['a', 'b']],
    ['a novel', 'A1-'.repeat(2_000)],
    ['NUL', 'A1-haimen-2018\0'],
  ])('refuses %s in any field, and repeats no secret', async (_what, value) => {
    const before = await kept();
    for (const field of Object.keys(right)) {
      const answer = await browserOf().post(path, { ...right, [field]: value });
      expect([400, 422]).toContain(answer.statusCode);
      for (const typed of [PASSWORD, NEW.newPassword]) expect(answer.body).not.toContain(typed);
    }
    expect(await kept()).toEqual(before);
  });

  it('refuses a form of another page, and one without its token', async () => {
    const before = await kept();
    const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    expect((await browserOf().post(path, right, foreign)).statusCode).toBe(403);
    expect((await browserOf().post(path, { ...right, _csrf: 'x' })).statusCode).toBe(403);
    expect(await kept()).toEqual(before);
  });

  it('is no way for somebody who stands elsewhere', async () => {
    if (path === '/sign-in') return;
    for (const other of [nobody, newcomer, coder].filter((one) => one !== browserOf())) {
      const before = await kept();
      expect([401, 403]).toContain((await other.post(path, right)).statusCode);
      expect(await kept()).toEqual(before);
    }
  });
});

it.each([
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'; DROP TABLE sessions; --",
  '{{constructor.constructor}}',
])('what is typed comes back as text: %s', async (text) => {
  await nobody.get('/sign-in');
  const answers = [
    await nobody.post('/sign-in', { loginName: text, password: 'x', next: text }),
    await nobody.get(`/sign-in?next=${encodeURIComponent(text)}`),
    await person.post(SETUP, { offer: text, code: text, password: text }),
    await person.get(`/account?done=${encodeURIComponent(text)}`),
    await coder.get(`/sign-in/second-factor?next=${encodeURIComponent(text)}`),
  ];
  for (const { statusCode, body } of answers) {
    expect(statusCode).toBeLessThan(500);
    for (const live of ['<script>alert', '<img src=x']) expect(body).not.toContain(live);
  }
});

it('an offer somebody else sealed is not taken for ours', async () => {
  const page = (await person.get(SETUP)).body;
  const offer = /name="offer" value="([^"]+)"/.exec(page)![1]!;
  for (const forged of [offer.slice(0, -2), offer.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')), 'x', '']) {
    const answer = await person.post(SETUP, { offer: forged, code: '123456', password: PASSWORD });
    expect([409, 422]).toContain(answer.statusCode);
    expect(secretIn(answer.body)).not.toBe(secretIn(page));
  }
});

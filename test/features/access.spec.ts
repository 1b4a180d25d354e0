import { AccountsService } from '../../src/access/accounts.service.js';
import { isLocked } from '../../src/access/lock.js';
import { generatePassword, hashPassword, isPassword, isStrongPassword } from '../../src/access/password.js';
import { SessionsService } from '../../src/access/sessions.service.js';
import { secretHash } from '../../src/access/secrets.js';
import { TokensService } from '../../src/access/tokens.service.js';
import { row, rows } from '../../src/platform/sql.js';
import { Contact } from '../../src/units/contact.entity.js';
import { Unit } from '../../src/units/unit.entity.js';
import { unitKey } from '../../src/rules/unit-names.js';
import { testApp, type TestApp } from '../support/app.js';
import { ADMINISTRATOR, aPerson } from '../support/people.js';

const NOW = '2018-11-02T01:00:00.000Z';

describe('accounts', () => {
  let t: TestApp;
  let unitId: number;

  beforeAll(async () => {
    t = await testApp({ now: NOW });
    unitId = await aUnit('市考核办');
  });
  afterAll(() => t.close());

  const aUnit = async (name: string): Promise<number> =>
    t.db.inTransaction(async (tx) => {
      const unit = {
        name,
        nameKey: unitKey(name),
        kind: 'unit' as const,
        parentId: null,
        reachedBy: 'mail' as const,
      };
      const made = await tx.insert(Unit, { ...unit, isSenior: false, isSupervisor: false, endedOn: null });
      return made.identifiers[0]!['id'] as number;
    });
  const add = (wish: Partial<Parameters<AccountsService['add']>[1]>) =>
    t.get(AccountsService).add(ADMINISTRATOR, {
      name: '王联络',
      loginName: 'wang',
      roles: ['reporter'],
      units: [],
      address: null,
      phone: '0513-1',
      ...wish,
    });
  const viewerOf = async (personId: number) => {
    const { token } = await t.db.inTransaction((tx) => t.get(SessionsService).open(tx, personId));
    return (await t.get(SessionsService).find(secretHash(token)))!.viewer;
  };

  it('are made with the units a person answers for, and a password shown once', async () => {
    const { personId, password } = await add({ units: ['市考核办'], roles: ['reporter', 'verifier'] });
    expect(isStrongPassword(password)).toBe(true);
    const { passwordHash } = (await row<{ passwordHash: string }>(
      t.db.read,
      'SELECT "passwordHash" FROM people WHERE id = :personId',
      { personId },
    ))!;
    expect(await isPassword(passwordHash, password)).toBe(true);
    expect(await viewerOf(personId)).toEqual({
      personId,
      name: '王联络',
      roles: ['reporter', 'verifier'],
      unitIds: [unitId],
      door: 'page',
    });
    const trail = JSON.stringify(await rows(t.db.read, 'SELECT * FROM audit_entries'));
    expect(trail).toContain('open-account');
    expect(trail).not.toContain(passwordHash);
  });

  it('lose a unit on the day another takes it over', async () => {
    const { personId } = await add({ loginName: 'zhao', units: ['市考核办'] });
    await t.db.inTransaction((tx) => tx.update(Contact, { personId }, { untilOn: '2018-11-05' }));
    expect((await viewerOf(personId)).unitIds).toEqual([unitId]);
    t.clock.set('2018-11-04T16:00:00Z');
    expect((await viewerOf(personId)).unitIds).toEqual([]);
    t.clock.set(NOW);
  });

  it.each([
    ['a login name that is taken, in other letters', { loginName: 'ＷＡＮＧ' }, 'login-name-taken'],
    ['a login name with space', { loginName: 'wang li' }, 'login-name-wrong'],
    ['a unit nobody knows', { loginName: 'qian', units: ['市火星办'] }, 'unit-unknown'],
    [
      'administrator and auditor at once',
      { loginName: 'qian', roles: ['administrator' as const, 'auditor' as const] },
      'roles-exclude-each-other',
    ],
  ])('are refused for %s, and nothing remains', async (_what, wish, code) => {
    const before = await rows(t.db.read, 'SELECT id FROM people');
    await expect(add(wish)).rejects.toMatchObject({ code });
    expect(await rows(t.db.read, 'SELECT id FROM people')).toEqual(before);
  });

  it('are one to a person', async () => {
    const personId = await aPerson(t, { loginName: 'sun' });
    const again = { loginName: 'sun2', roles: [], passwordHash: 'x' };
    await expect(
      t.db.inTransaction((tx) => t.get(AccountsService).open(tx, ADMINISTRATOR, personId, again)),
    ).rejects.toMatchObject({ code: 'account-taken' });
  });

  it('sign out everywhere when the password is reset', async () => {
    await aPerson(t, { loginName: 'li', password: 'Old-password-1' });
    const browser = await t.signIn('li');
    const password = await t.get(AccountsService).resetPassword(ADMINISTRATOR, 'li');
    expect((await browser.get('/sign-in')).statusCode).toBe(200);
    const { passwordHash } = (await row<{ passwordHash: string }>(
      t.db.read,
      `SELECT "passwordHash" FROM people WHERE "loginName" = 'li'`,
    ))!;
    expect([
      await isPassword(passwordHash, password),
      await isPassword(passwordHash, 'Old-password-1'),
    ]).toEqual([true, false]);
    await expect(t.get(AccountsService).resetPassword(ADMINISTRATOR, 'nobody')).rejects.toMatchObject({
      code: 'account-unknown',
    });
  });

  it('give tokens that are kept as a hash', async () => {
    const token = await t
      .get(TokensService)
      .create(ADMINISTRATOR, { loginName: 'wang', name: '台账同步', lastOn: null });
    expect(token).toMatch(/^duban_[\w-]{43}$/);
    expect(JSON.stringify(await rows(t.db.read, 'SELECT * FROM api_tokens'))).not.toContain(token);
    const wrong = (wish: object) =>
      t.get(TokensService).create(ADMINISTRATOR, { loginName: 'wang', name: 'x', lastOn: null, ...wish });
    await expect(wrong({ loginName: 'nobody' })).rejects.toMatchObject({ code: 'account-unknown' });
    await expect(wrong({ lastOn: '2018-11-01' })).rejects.toMatchObject({ code: 'token-day-wrong' });
    await expect(wrong({ lastOn: 'never' })).rejects.toMatchObject({ code: 'field-not-a-day' });
    await expect(wrong({ name: ' ' })).rejects.toMatchObject({ status: 422 });
  });
});

describe('passwords', () => {
  it.each([
    ['Haimen-2018', true],
    ['海门考核2018abcd', true],
    ['Short-1', false],
    ['onlylowercase', false],
    ['lower-and-sign', false],
    ['', false],
  ])('%s is strong enough: %s', (password, isStrong) => {
    expect(isStrongPassword(password)).toBe(isStrong);
  });

  it('are generated strong and never twice', () => {
    const made = Array.from({ length: 200 }, generatePassword);
    expect(made.every(isStrongPassword)).toBe(true);
    expect(new Set(made).size).toBe(200);
  });

  it('are refused before they are stored when they are weak', async () => {
    await expect(hashPassword('weak')).rejects.toMatchObject({ code: 'password-too-weak' });
  });

  it('take as long to refuse for nobody as for somebody', async () => {
    const stored = await hashPassword('Haimen-2018-122');
    const timed = async (hash: string | null) => {
      const began = performance.now();
      expect(await isPassword(hash, 'wrong')).toBe(false);
      return performance.now() - began;
    };
    // In turns, and the shortest of each: a busy machine must not decide.
    const times: { nobody: number[]; somebody: number[] } = { nobody: [], somebody: [] };
    for (let i = 0; i < 8; i += 1) {
      times.nobody.push(await timed(null));
      times.somebody.push(await timed(stored));
    }
    const ratio = Math.min(...times.nobody) / Math.min(...times.somebody);
    expect(ratio).toBeGreaterThan(0.3);
    expect(ratio).toBeLessThan(3);
  });
});

describe('the lock of an account', () => {
  const at = (...times: string[]) => times.map((time) => `2018-11-02T${time}:00.000Z`);

  it.each([
    ['five in a row', at('01:04', '01:03', '01:02', '01:01', '01:00'), '01:05', true],
    ['four in a row', at('01:03', '01:02', '01:01', '01:00'), '01:05', false],
    [
      'five spread over more than 15 minutes',
      at('01:16', '01:12', '01:08', '01:04', '01:00'),
      '01:17',
      false,
    ],
    ['five in just 15 minutes', at('01:15', '01:12', '01:08', '01:04', '01:00'), '01:16', true],
    ['the last minute of it', at('01:04', '01:03', '01:02', '01:01', '01:00'), '01:18', true],
    ['its end', at('01:04', '01:03', '01:02', '01:01', '01:00'), '01:19', false],
  ])('stands after %s', (_what, failures, now, locked) => {
    expect(isLocked(failures, at(now)[0]!)).toBe(locked);
  });
});

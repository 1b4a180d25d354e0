/** People who can sign in, made as an administrator makes them. */
import { AccountsService } from '../../src/access/accounts.service.js';
import { hashPassword } from '../../src/access/password.js';
import { PeopleService } from '../../src/units/people.service.js';
import { Contact } from '../../src/units/contact.entity.js';
import type { Role, Viewer } from '../../src/rules/permissions.js';
import type { TestApp } from './app.js';

export const ADMINISTRATOR: Viewer = {
  personId: null,
  name: '管理员',
  roles: ['supervisor', 'administrator'],
  unitIds: [],
  door: 'cli',
};

/** A password takes a tenth of a second to hash: only tests that type one pay for it. */
const NO_PASSWORD = 'nobody can type this';

export interface PersonWish {
  loginName: string;
  name?: string;
  roles?: Role[];
  unitIds?: number[];
  password?: string;
  /** Somebody else made the password: it is changed at the first sign-in. */
  isGiven?: boolean;
}

/** @returns the person's id; `t.signIn(loginName)` opens a browser for them */
export async function aPerson(t: TestApp, wish: PersonWish): Promise<number> {
  const { loginName, name = loginName, roles = ['reporter'], unitIds = [], password, isGiven = false } = wish;
  const passwordHash = password === undefined ? NO_PASSWORD : await hashPassword(password);
  return t.db.inTransaction(async (tx) => {
    const given = { name, address: `${loginName}@duban.example`, phone: null };
    const personId = await t.get(PeopleService).ensure(tx, ADMINISTRATOR, given);
    const account = { loginName, roles, passwordHash, keepsPassword: !isGiven };
    await t.get(AccountsService).open(tx, ADMINISTRATOR, personId, account);
    for (const unitId of unitIds) {
      await tx.insert(Contact, { unitId, personId, isHead: false, fromOn: t.clock.today(), untilOn: null });
    }
    return personId;
  });
}

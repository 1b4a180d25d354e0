/** Accounts: the name somebody signs in with, a password, the roles. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { noteSecurity } from '../audit/security-log.js';
import { Clock } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import { NotFound, Refusal, wrongInput } from '../platform/refusal.js';
import type { Role, Viewer } from '../rules/permissions.js';
import { ContactsService } from '../units/contacts.service.js';
import { PeopleService } from '../units/people.service.js';
import { Contact } from '../units/contact.entity.js';
import { Person } from '../units/person.entity.js';
import { UnitDirectory } from '../units/unit-directory.queries.js';
import { isLoginName, loginNameKey } from './login-name.js';
import { generatePassword, hashPassword } from './password.js';
import { remember } from './passwords.service.js';
import { PersonRole } from './person-role.entity.js';
import { revokePasswordLinks } from './revoked-links.js';
import { Session } from './session.entity.js';

export interface NewAccount {
  loginName: string;
  roles: Role[];
  /** from `hashPassword`, made before the transaction: it takes a while */
  passwordHash: string;
  /** Need not be changed at the first sign-in: that of an account which only exists to be tried. */
  keepsPassword?: boolean;
}

export interface NewPerson {
  name: string;
  loginName: string;
  roles: Role[];
  /** Printed names of the units this person answers for. */
  units: string[];
  address: string | null;
  phone: string | null;
}

@Injectable()
export class AccountsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly people: PeopleService,
    private readonly contacts: ContactsService,
    private readonly directory: UnitDirectory,
  ) {}

  /** A person with an account. @returns the password, which stands nowhere else. @throws Refusal */
  async add(
    viewer: Viewer,
    { loginName, roles, ...person }: NewPerson,
  ): Promise<{ personId: number; password: string }> {
    const password = generatePassword();
    const passwordHash = await hashPassword(password);
    const personId = await this.db.inTransaction(async (tx) => {
      const id = await this.personIn(tx, viewer, person);
      await this.open(tx, viewer, id, { loginName, roles, passwordHash });
      return id;
    });
    return { personId, password };
  }

  /** Gives a known person an account. @throws Refusal when the login name, or the person's account, stands already */
  async open(
    tx: Tx,
    viewer: Viewer,
    personId: number,
    { loginName, roles, passwordHash, keepsPassword = false }: NewAccount,
  ): Promise<void> {
    const login = loginNameKey(loginName);
    if (!isLoginName(login)) throw wrongInput('login-name-wrong', { loginName: 'login-name-wrong' });
    if (roles.includes('administrator') && roles.includes('auditor'))
      throw wrongInput('roles-exclude-each-other', { roles: 'roles-exclude-each-other' });
    if (await tx.findOneBy(Person, { loginName: login })) throw new Refusal('login-name-taken', { login });
    const person = await tx.findOneBy(Person, { id: personId });
    if (!person) throw new NotFound('person');
    if (person.loginName !== null) throw new Refusal('account-taken', { login: person.loginName });
    const passwordGivenAt = keepsPassword ? null : this.clock.now();
    await tx.update(Person, { id: personId }, { loginName: login, passwordHash, passwordGivenAt });
    for (const role of roles) await tx.insert(PersonRole, { personId, role });
    await record(tx, this.clock, viewer, {
      verb: 'open-account',
      noun: 'person',
      id: personId,
      after: { loginName: login, roles },
    });
  }

  /**
   * Signs the person out everywhere; they change the new password when they sign in with it.
   * @returns the new password. @throws Refusal for an unknown login name
   */
  async resetPassword(viewer: Viewer, loginName: string): Promise<string> {
    const login = loginNameKey(loginName);
    const password = generatePassword();
    const passwordHash = await hashPassword(password);
    // Given back by the transaction: a retry under the same key then tells the one that was stored.
    return this.db.inTransaction(async (tx) => {
      const person = await tx.findOneBy(Person, { loginName: login });
      if (!person) throw new Refusal('account-unknown', { login });
      const { id } = person;
      const passwordGivenAt = this.clock.now();
      if (person.passwordHash !== null) await remember(tx, id, person.passwordHash, passwordGivenAt);
      await tx.update(Person, { id }, { passwordHash, passwordGivenAt });
      await tx.delete(Session, { personId: id });
      await revokePasswordLinks(tx, { clock: this.clock, viewer }, id, 'password-reset');
      await record(tx, this.clock, viewer, { verb: 'reset-password', noun: 'person', id });
      const { personId } = viewer;
      await noteSecurity(tx, this.clock, { kind: 'password-reset', personId, subject: `person:${id}` });
      return password;
    });
  }

  private async personIn(
    tx: Tx,
    viewer: Viewer,
    { units, ...given }: Omit<NewPerson, 'loginName' | 'roles'>,
  ): Promise<number> {
    const known = await this.directory.resolve(units, this.clock.today(), { from: tx, viewer });
    let personId: number | null = null;
    for (const name of units) {
      const unit = known.get(name);
      if (!unit) throw new Refusal('unit-unknown', { name, unit: name });
      const contactId = await this.contacts.add(tx, viewer, { ...given, unitId: unit.unitId, isHead: false });
      personId = (await tx.findOneByOrFail(Contact, { id: contactId })).personId;
    }
    return personId ?? this.people.ensure(tx, viewer, given);
  }
}

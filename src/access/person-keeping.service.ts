/** People as administrators keep them: facts, roles and where they hold, leaving and coming back. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { noteSecurity } from '../audit/security-log.js';
import { Clock } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import { Refusal, wrongInput } from '../platform/refusal.js';
import { rolesFault, type RolesStanding } from '../rules/administering.js';
import { homeOf, ROLES, type Role, type Viewer } from '../rules/permissions.js';
import { parentFor } from '../units/jurisdictions.service.js';
import { PeopleService } from '../units/people.service.js';
import { Person } from '../units/person.entity.js';
import { generatePassword, hashPassword } from './password.js';
import { AccountsService } from './accounts.service.js';
import { PersonDoors } from './person-doors.js';
import { PersonRole } from './person-role.entity.js';
import { otherAdministrators, personWithin } from './people.queries.js';

export interface PersonFacts {
  name: string;
  /** Duty mailbox, and office phone; null: none. */
  address: string | null;
  phone: string | null;
}

export interface RolesGiven {
  roles: Role[];
  /** null: everywhere */
  jurisdictionId: number | null;
}

@Injectable()
export class PersonKeeping {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly people: PeopleService,
    private readonly accounts: AccountsService,
    private readonly doors: PersonDoors,
  ) {}

  /** Somebody new, who holds no role and cannot sign in yet. @throws Refusal where the mailbox is somebody's already */
  async enter(viewer: Viewer, facts: PersonFacts & { jurisdictionId: number | null }): Promise<number> {
    return this.db.inTransaction(async (tx) => {
      const jurisdictionId = await parentFor(
        tx,
        viewer,
        facts.jurisdictionId ?? viewer.area?.homeId ?? null,
        'jurisdictionId',
      );
      const personId = await this.people.enter(tx, viewer, facts);
      await tx.update(Person, { id: personId }, { jurisdictionId });
      return personId;
    });
  }

  async change(viewer: Viewer, personId: number, facts: PersonFacts): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const before = await personWithin(tx, viewer, personId, this.clock.today());
      await this.people.correct(tx, viewer, personId, facts);
      const { email } = await tx.findOneByOrFail(Person, { id: personId });
      if (before.email !== null && email !== before.email) await this.doors.leaveMailbox(tx, viewer, before);
    });
  }

  /** @returns the first password, which stands nowhere else and must be changed. @throws Refusal */
  async openAccount(viewer: Viewer, personId: number, loginName: string, given: RolesGiven): Promise<string> {
    const password = generatePassword();
    const passwordHash = await hashPassword(password);
    return this.db.inTransaction(async (tx) => {
      const person = await personWithin(tx, viewer, personId, this.clock.today());
      refuseLeft(person, this.clock.today());
      await this.accounts.open(tx, viewer, personId, { loginName, roles: [], passwordHash });
      await this.give(tx, viewer, person, given);
      return password;
    });
  }

  /** @throws Refusal roles-exclude-each-other, auditor-by-oneself, person-beyond-area, last-administrator */
  async changeRoles(viewer: Viewer, personId: number, given: RolesGiven): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const person = await personWithin(tx, viewer, personId, this.clock.today());
      refuseLeft(person, this.clock.today());
      await this.give(tx, viewer, person, given);
    });
  }

  /** From today on: no unit is written to this person any more, and nothing they hold opens anything. */
  async leave(viewer: Viewer, personId: number): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const person = await personWithin(tx, viewer, personId, this.clock.today());
      refuseLeft(person, this.clock.today());
      const before = await standingOf(tx, person);
      // Nothing is given: whoever has no roles reaches no further than whoever takes them.
      const without = { roles: [], jurisdictionId: homeOf(viewer) };
      await this.refuse(tx, viewer, person, before, without);
      await this.doors.closeAll(tx, viewer, person);
      const leftOn = this.clock.today();
      // Whoever has the mailbox next must not come into the roles, nor in by the password, of the one before.
      await tx.delete(PersonRole, { personId });
      await tx.update(Person, { id: personId }, { leftOn, passwordHash: null, signsInAs: null });
      const change = {
        before: { roles: before.roles, leftOn: person.leftOn },
        after: { roles: [], leftOn },
      };
      await this.tell(tx, viewer, personId, { verb: 'leave', ...change });
    });
  }

  /** Without roles and without a password: both are given anew. */
  async comeBack(viewer: Viewer, personId: number): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const { erasedOn, leftOn } = await personWithin(tx, viewer, personId, this.clock.today());
      if (erasedOn) throw new Refusal('person-erased');
      if (leftOn === null) return;
      await tx.update(Person, { id: personId }, { leftOn: null });
      const change = { before: { leftOn }, after: { leftOn: null } };
      await this.tell(tx, viewer, personId, { verb: 'come-back', ...change });
    });
  }

  /** Signs them out of every browser. */
  async endSessions(viewer: Viewer, personId: number): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      await personWithin(tx, viewer, personId, this.clock.today());
      await this.doors.endSessions(tx, viewer, personId);
    });
  }

  /** @returns the new password, shown once; they must change it. @throws Refusal for somebody without an account */
  async resetPassword(viewer: Viewer, personId: number): Promise<{ loginName: string; password: string }> {
    const { loginName, leftOn } = await personWithin(this.db.read, viewer, personId, this.clock.today());
    if (loginName === null || (leftOn !== null && leftOn <= this.clock.today()))
      throw new Refusal('person-without-account');
    return { loginName, password: await this.accounts.resetPassword(viewer, loginName) };
  }

  private async give(tx: Tx, viewer: Viewer, person: Person, given: RolesGiven): Promise<void> {
    const roles = ROLES.filter((role) => given.roles.includes(role));
    const before = await standingOf(tx, person);
    const after = { roles, jurisdictionId: given.jurisdictionId };
    await this.refuse(tx, viewer, person, before, after);
    await parentFor(tx, viewer, after.jurisdictionId, 'jurisdictionId');
    const { id: personId } = person;
    for (const role of before.roles)
      if (!roles.includes(role)) await tx.delete(PersonRole, { personId, role });
    for (const role of roles)
      if (!before.roles.includes(role)) await tx.insert(PersonRole, { personId, role });
    await tx.update(Person, { id: personId }, { jurisdictionId: after.jurisdictionId });
    await this.doors.demandSecondFactor(tx, viewer, person, { before: before.roles, after: roles });
    await this.tell(tx, viewer, personId, { verb: 'change-roles', before: { ...before }, after });
  }

  private async refuse(
    tx: Tx,
    viewer: Viewer,
    { id: personId }: Person,
    before: RolesStanding,
    after: RolesStanding,
  ): Promise<void> {
    const others = await otherAdministrators(tx, personId, this.clock.today());
    const fault = rolesFault(viewer, { personId, before, after, otherAdministrators: others });
    if (fault === 'person-beyond-area') throw wrongInput(fault, { jurisdictionId: fault });
    if (fault === 'last-administrator') throw new Refusal(fault, {}, { roles: fault });
    if (fault) throw wrongInput(fault, { roles: fault });
  }

  private async tell(
    tx: Tx,
    viewer: Viewer,
    personId: number,
    change: { verb: string; before: Record<string, unknown>; after: Record<string, unknown> },
  ): Promise<void> {
    await record(tx, this.clock, viewer, { noun: 'person', id: personId, ...change });
    const roles = change.after['roles'] as Role[] | undefined;
    await noteSecurity(tx, this.clock, {
      kind: 'roles-changed',
      personId: viewer.personId,
      subject: `person:${personId}`,
      details: { change: change.verb, ...(roles && { roles: roles.join(' ') }) },
    });
  }
}

async function standingOf(tx: Tx, { id, jurisdictionId }: Person): Promise<RolesStanding> {
  const held = await tx.findBy(PersonRole, { personId: id });
  return { roles: ROLES.filter((role) => held.some((one) => one.role === role)), jurisdictionId };
}

function refuseLeft({ leftOn }: Person, today: string): void {
  if (leftOn !== null && leftOn <= today) throw new Refusal('person-has-left');
}

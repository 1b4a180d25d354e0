/** Systems 系统: a program with a name, roles and a jurisdiction, which nobody signs in as; it comes in by its tokens. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { noteSecurity } from '../audit/security-log.js';
import { Clock } from '../platform/clock.js';
import { Database, insertRow, type Tx } from '../platform/database.js';
import { Refusal, wrongInput } from '../platform/refusal.js';
import type { Role, Viewer } from '../rules/permissions.js';
import { parentFor } from '../units/jurisdictions.service.js';
import { checkedName } from '../units/names.js';
import { Person } from '../units/person.entity.js';
import { PersonDoors } from './person-doors.js';
import { PersonRole } from './person-role.entity.js';
import { systemsList, systemWithin, type ListedSystem } from './systems.queries.js';

/**
 * An auditor is a person: whoever keeps the systems would otherwise read the trail of what they did.
 * A unit reports by its people, whose own tokens a unit's program uses.
 */
export const SYSTEM_ROLES: Role[] = ['supervisor', 'verifier', 'leader', 'administrator'];

export interface SystemGiven {
  name: string;
  roles: Role[];
  /** null: everywhere */
  jurisdictionId: number | null;
}

@Injectable()
export class SystemsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly doors: PersonDoors,
  ) {}

  list(viewer: Viewer): Promise<ListedSystem[]> {
    return systemsList(this.db.read, viewer, this.clock.today());
  }

  /** @throws NotFound, also for a person */
  one(viewer: Viewer, id: number): Promise<ListedSystem> {
    return systemWithin(this.db.read, viewer, id, this.clock.today());
  }

  /** @returns its id. @throws Refusal */
  async enter(viewer: Viewer, given: SystemGiven): Promise<number> {
    const name = checkedName(given.name);
    if (!given.roles.length || !given.roles.every((role) => SYSTEM_ROLES.includes(role)))
      throw wrongInput('input-wrong', {
        roles: given.roles.length ? 'field-not-a-choice' : 'field-required',
      });
    return this.db.inTransaction(async (tx) => {
      const wished = given.jurisdictionId ?? viewer.area?.homeId ?? null;
      const jurisdictionId = await parentFor(tx, viewer, wished, 'jurisdictionId');
      const id = await this.insert(tx, { name, jurisdictionId });
      const roles = [...new Set(given.roles)].sort();
      for (const role of roles) await tx.insert(PersonRole, { personId: id, role });
      const after = { name, kind: 'system', jurisdictionId, roles };
      await record(tx, this.clock, viewer, { verb: 'create', noun: 'person', id, after });
      await noteSecurity(tx, this.clock, {
        kind: 'roles-changed',
        personId: viewer.personId,
        subject: `person:${id}`,
        details: { roles: roles.join(' ') },
      });
      return id;
    });
  }

  /** From now on none of its tokens opens anything; history keeps its name. @throws Refusal */
  end(viewer: Viewer, id: number): Promise<void> {
    return this.db.inTransaction(async (tx) => {
      const system = await systemWithin(tx, viewer, id);
      if (system.leftOn !== null) throw new Refusal('system-ended');
      await this.doors.closeAll(tx, viewer, { id, email: null }, 'system-ended');
      const after = { leftOn: this.clock.today() };
      await tx.update(Person, { id }, after);
      await record(tx, this.clock, viewer, {
        verb: 'leave',
        noun: 'person',
        id,
        before: { leftOn: null },
        after,
      });
    });
  }

  private insert(tx: Tx, given: Pick<Person, 'name' | 'jurisdictionId'>): Promise<number> {
    return insertRow(tx, Person, {
      ...given,
      kind: 'system',
      ...{ loginName: null, email: null, phone: null, passwordHash: null, lockedUntil: null, leftOn: null },
      createdAt: this.clock.now(),
    });
  }
}

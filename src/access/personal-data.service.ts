/** Personal data: handed out to whom it is about, and taken out for good of somebody who has left. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { noteSecurity } from '../audit/security-log.js';
import { Clock } from '../platform/clock.js';
import { Database, type Reader } from '../platform/database.js';
import { NotFound, Refusal } from '../platform/refusal.js';
import type { Day } from '../rules/day.js';
import type { Viewer } from '../rules/permissions.js';
import type { Person } from '../units/person.entity.js';
import { Attempts } from './attempts.js';
import { personWithin } from './people.queries.js';
import { personalDataOf, type PersonalData } from './personal-data.queries.js';
import { eraseIn } from './personal-erasure.js';
import { sweepCopies } from './personal-sweep.js';

@Injectable()
export class PersonalDataService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly attempts: Attempts,
  ) {}

  /** Everything about the viewer themself. */
  async exportOwn(viewer: Viewer): Promise<PersonalData> {
    return this.handOut(viewer, viewer.personId!);
  }

  /** Everything about somebody the viewer keeps. @throws NotFound */
  async exportOf(viewer: Viewer, personId: number): Promise<PersonalData> {
    await personWithin(this.db.read, viewer, personId, this.clock.today());
    return this.handOut(viewer, personId);
  }

  /** For good. @throws Refusal for somebody who has not left, or was erased already */
  async erase(viewer: Viewer, personId: number): Promise<void> {
    const today = this.clock.today();
    await sweepCopies(this.db, await erasable(this.db.read, viewer, personId, today));
    await this.db.inTransaction(async (tx) => {
      const person = await erasable(tx, viewer, personId, today);
      const { secret: tries } = this.attempts.atAccount(person.loginName ?? '', '');
      await eraseIn(tx, person, { today, now: this.clock.now(), tries });
      const after = { erasedOn: today };
      await record(tx, this.clock, viewer, { verb: 'erase', noun: 'person', id: personId, after });
      await this.note(tx, viewer, 'person-erased', personId);
    });
  }

  private async handOut(viewer: Viewer, personId: number): Promise<PersonalData> {
    const data = await personalDataOf(this.db.read, personId);
    if (!data) throw new NotFound('person');
    await this.db.inTransaction(async (tx) => {
      await record(tx, this.clock, viewer, { verb: 'export', noun: 'person', id: personId });
      await this.note(tx, viewer, 'person-exported', personId);
    });
    return data;
  }

  private note(
    tx: Parameters<typeof noteSecurity>[0],
    viewer: Viewer,
    kind: 'person-exported' | 'person-erased',
    personId: number,
  ): Promise<void> {
    return noteSecurity(tx, this.clock, { kind, personId: viewer.personId, subject: `person:${personId}` });
  }
}

async function erasable(from: Reader, viewer: Viewer, personId: number, today: Day): Promise<Person> {
  const person = await personWithin(from, viewer, personId, today);
  if (person.erasedOn) throw new Refusal('person-erased');
  if (person.leftOn === null || person.leftOn > today) throw new Refusal('person-still-here');
  return person;
}

/**
 * The trail checks itself every day: what came since the last check, and on the first day of a month all of it. What
 * it found is kept, with the head: an end cut off since then is missed, and `/health/ready` says so.
 */
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database, type Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import { trailFaults } from '../platform/trail-guard.js';
import { dateOf, type Day } from '../rules/day.js';
import type { Head } from './chain.js';
import { verifyTrail, type TrailFault } from './verify.js';

const NAME = 'auditCheck';

export interface CheckResult {
  checkedOn: Day;
  checkedAt: string;
  /** The last entry known to be sound. */
  head: Head;
  fault: TrailFault | null;
}

@Injectable()
export class AuditCheck {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** A fault does not go away by itself: after one, all of it is read again. */
  async run(forDay: Day): Promise<{ checked: number; faults: number }> {
    const last = await this.last();
    const isWhole = !last || last.fault !== null || dateOf(forDay) === 1;
    const found = await verifyTrail(
      this.db.read,
      isWhole ? { noted: last ? [last.head] : [] } : { after: last.head },
    );
    const head = found.fault && last ? last.head : found.head;
    await this.keep({ checkedOn: forDay, checkedAt: this.clock.now(), head, fault: found.fault });
    return { checked: found.rows, faults: found.fault ? 1 : 0 };
  }

  /** The newest result; null before the first check. */
  last(): Promise<CheckResult | null> {
    return lastCheck(this.db.read);
  }

  /** For `/health/ready`. @returns what is wrong, or null */
  async fault(): Promise<string | null> {
    const fault = (await this.last())?.fault;
    if (fault) return `the trail is broken at entry ${fault.id} (${fault.kind})`;
    const unguarded = await trailFaults(this.db.read.connection);
    return unguarded.length ? unguarded.join(', ') : null;
  }

  private keep(result: CheckResult): Promise<unknown> {
    return this.db.inTransaction((tx) =>
      rows(
        tx,
        `INSERT INTO "settings" ("name", "value") VALUES (:name, :value)
         ON CONFLICT ("name") DO UPDATE SET "value" = excluded."value"`,
        { name: NAME, value: JSON.stringify(result) },
      ),
    );
  }
}

export async function lastCheck(read: Reader): Promise<CheckResult | null> {
  const found = await row<{ value: string }>(read, `SELECT "value" FROM "settings" WHERE "name" = :name`, {
    name: NAME,
  });
  return found && (JSON.parse(found.value) as CheckResult);
}

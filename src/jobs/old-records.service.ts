/**
 * What has been kept long enough is deleted at night: lines of the security log after 400 days, sessions that ended,
 * failures to sign in, answers kept for requests sent twice. The audit trail is never cut, nor what the work left.
 */
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { changedRows } from '../platform/sql.js';
import { addDays, instantAt, type Day } from '../rules/day.js';

export const SECURITY_LOG_DAYS = 400;
const FAILURE_DAYS = 1;
const ANSWER_DAYS = 2;
/** Rows of one transaction: whoever writes meanwhile waits for no more than that. */
const BATCH = 2000;

@Injectable()
export class OldRecords {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Everything reckoned back from the beginning of that day. */
  async purge(forDay: Day): Promise<Record<string, number>> {
    return {
      securityEvents: await this.delete('security_events', 'at', this.before(forDay, SECURITY_LOG_DAYS)),
      sessions: await this.delete('sessions', 'endsAt', this.before(forDay, 0), 'tokenHash'),
      signInFailures: await this.delete('sign_in_failures', 'failedAt', this.before(forDay, FAILURE_DAYS)),
      idempotentAnswers: await this.delete(
        'idempotent_answers',
        'createdAt',
        this.before(forDay, ANSWER_DAYS),
      ),
    };
  }

  private before(day: Day, days: number): string {
    return instantAt(addDays(day, -days), '00:00', this.clock.timeZone);
  }

  private async delete(table: string, column: string, before: string, key = 'id'): Promise<number> {
    for (let count = 0; ;) {
      const gone = await this.db.inTransaction((tx) =>
        changedRows(
          tx,
          `DELETE FROM ${table} WHERE "${key}" IN (SELECT x."${key}" FROM ${table} x WHERE x."${column}" < :before
             ORDER BY x."${column}" LIMIT ${BATCH}) RETURNING "${key}"`,
          { before },
        ),
      );
      count += gone.length;
      if (gone.length < BATCH) return count;
    }
  }
}

/** Silence raises an alarm: mail that should have left and has not (promise R13). */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { row } from '../platform/sql.js';
import { HealthChecks } from '../web/health.js';
import { plusMinutes } from './retries.js';

const LONGEST_WAIT = 15;
/** A recipient's own server that asks to come again is not our fault before it has gone on for this long. */
const LONGEST_BUSY = 6 * 60;

@Injectable()
export class MailHealth implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly checks: HealthChecks,
  ) {}

  onModuleInit(): void {
    this.checks.add('mail', () => this.fault());
  }

  /** @returns what is wrong, or null */
  async fault(): Promise<string | null> {
    const now = this.clock.now();
    const found = await row<{ count: number; oldest: string }>(
      this.db.read,
      `SELECT COUNT(*) AS "count", MIN("createdAt") AS "oldest" FROM "messages"
       WHERE "state" IN ('pending', 'sending')
         AND "createdAt" < CASE WHEN "reason" = 'server-busy' THEN :busySince ELSE :waitingSince END`,
      { busySince: plusMinutes(now, -LONGEST_BUSY), waitingSince: plusMinutes(now, -LONGEST_WAIT) },
    );
    return found?.count ? `${found.count} mails wait since ${found.oldest}` : null;
  }
}

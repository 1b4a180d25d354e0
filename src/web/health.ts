/** Is it alive, and may it be sent requests? Features add what they know would go unnoticed otherwise. */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database.js';
import { row } from '../platform/sql.js';

/** @returns what is wrong, in a short English sentence for the operator, or null */
export type HealthCheck = () => Promise<string | null>;

@Injectable()
export class HealthChecks {
  private readonly checks = new Map<string, HealthCheck>();

  constructor(db: Database) {
    this.add('database', async () => ((await row(db.read, 'SELECT 1 AS ok')) ? null : 'no answer'));
  }

  /** For `onModuleInit` of a feature: `checks.add('mail', …)`. */
  add(name: string, check: HealthCheck): void {
    this.checks.set(name, check);
  }

  /** One entry per check: `ok` or what is wrong. */
  async run(): Promise<{ isReady: boolean; checks: Record<string, string> }> {
    const checks: Record<string, string> = {};
    for (const [name, check] of this.checks) checks[name] = (await attempt(check)) ?? 'ok';
    return { isReady: Object.values(checks).every((state) => state === 'ok'), checks };
  }
}

async function attempt(check: HealthCheck): Promise<string | null> {
  try {
    return await check();
  } catch (error) {
    return error instanceof Error ? error.name : 'failed';
  }
}

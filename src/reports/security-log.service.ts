/** Reads the security log for the auditor: by the page, and all of it as a file. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { addDays, instantAt } from '../rules/day.js';
import type { SecurityLogQueryDto } from './security-log.dto.js';
import { securityLines, type SecurityFilter, type SecurityLine } from './security-log.queries.js';

const USUAL_LIMIT = 50;
/** Lines of a file fetched at once: a log of 400 days never stands in memory as a whole. */
const BATCH = 1000;

@Injectable()
export class SecurityLogService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async page(query: SecurityLogQueryDto): Promise<{ items: SecurityLine[]; next: string | null }> {
    const { limit = USUAL_LIMIT, after } = query;
    const found = await securityLines(this.db.read, { ...this.filterOf(query), after, limit: limit + 1 });
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? String(items.at(-1)!.id) : null };
  }

  /** Everything the filter lets through, in parts. */
  async *all(query: SecurityLogQueryDto): AsyncGenerator<SecurityLine[]> {
    for (let after: number | undefined; ;) {
      const lines = await securityLines(this.db.read, { ...this.filterOf(query), after, limit: BATCH });
      if (lines.length) yield lines;
      if (lines.length < BATCH) return;
      after = lines.at(-1)!.id;
    }
  }

  /** A day is one of the office's clock. */
  private filterOf({ kind, person, from, until }: SecurityLogQueryDto): Omit<SecurityFilter, 'limit'> {
    const { timeZone } = this.clock;
    return {
      ...{ kind, person },
      fromAt: from && instantAt(from, '00:00', timeZone),
      untilAt: until && instantAt(addDays(until, 1), '00:00', timeZone),
    };
  }
}

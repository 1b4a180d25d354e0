/**
 * Who was turned away, in the security log. The answer does not wait for it, and whoever knocks a thousand times
 * gets a few lines and one that counts the rest: the log can be read after a flood, and the writer is not kept busy.
 */
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { noteSecurity, type SecurityEventGiven } from '../audit/security-log.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { NotAllowed, NotFound } from '../platform/refusal.js';
import type { WebRequest } from './request.js';

/** Lines within one minute: of one address, and of all together. */
export const LINES_OF_ONE = 20;
export const LINES_OF_ALL = 300;
const MINUTE = 'YYYY-MM-DDTHH:MM'.length;
const MINUTE_LENGTH = 60_000;
/** The line that counts what came from more addresses than there are lines for. */
const EVERYWHERE = '*';

/** @returns what the refusal is called; null where nobody was turned away: not signed in, no such thing */
function refusedAs(error: unknown): string | null {
  if (error instanceof NotAllowed) return error.code === 'not-signed-in' ? null : error.code;
  return error instanceof NotFound && error.isHidden ? 'not-found' : null;
}

interface Counted {
  lines: number;
  more: number;
}

@Injectable()
export class RefusalLog implements BeforeApplicationShutdown {
  private readonly log = new Logger(RefusalLog.name);
  private minute = '';
  private lines = 0;
  private readonly byAddress = new Map<string, Counted>();
  private waiting: SecurityEventGiven[] = [];
  private writing: Promise<void> | null = null;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Returns at once. */
  note(request: WebRequest, error: unknown): void {
    const code = refusedAs(error);
    if (code === null) return;
    const now = this.clock.now().slice(0, MINUTE);
    if (now !== this.minute) this.settle();
    this.minute = now;
    if (this.mayWrite(request.ip)) this.put(lineOf(request, code));
  }

  /** What has been noted so far stands in the database. */
  async written(): Promise<void> {
    while (this.writing) await this.writing;
  }

  /** Ends the minute: one line for each address that had more than its own. */
  settle(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const [address, { more }] of this.byAddress)
      if (more) this.put({ kind: 'refused', address, details: { more, minute: this.minute } });
    this.byAddress.clear();
    this.lines = 0;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.settle();
    await this.written();
  }

  private mayWrite(address: string): boolean {
    const isFull = !this.byAddress.has(address) && this.byAddress.size >= LINES_OF_ALL;
    const counted = this.of(isFull ? EVERYWHERE : address);
    if (!isFull && counted.lines < LINES_OF_ONE && this.lines < LINES_OF_ALL) {
      counted.lines += 1;
      this.lines += 1;
      return true;
    }
    counted.more += 1;
    this.timer ??= setTimeout(() => this.settle(), MINUTE_LENGTH).unref();
    return false;
  }

  private of(address: string): Counted {
    const counted = this.byAddress.get(address) ?? { lines: 0, more: 0 };
    this.byAddress.set(address, counted);
    return counted;
  }

  private put(line: SecurityEventGiven): void {
    this.waiting.push(line);
    this.writing ??= this.write().finally(() => (this.writing = null));
  }

  /** One transaction for all that came while the one before was under way. */
  private async write(): Promise<void> {
    while (this.waiting.length) {
      const lines = this.waiting.splice(0);
      try {
        await this.db.inTransaction(async (tx) => {
          for (const line of lines) await noteSecurity(tx, this.clock, line);
        });
      } catch (error) {
        this.log.error(error);
      }
    }
  }
}

/** Where by its pattern: what stands in an address may itself open something. */
function lineOf(request: WebRequest, code: string): SecurityEventGiven {
  const { id } = (request.params ?? {}) as { id?: string };
  return {
    kind: 'refused',
    personId: request.viewer?.personId ?? null,
    subject: `${request.method} ${request.routeOptions.url ?? ''}`,
    address: request.ip,
    details: { code, ...(id !== undefined && /^\d{1,10}$/.test(id) && { id: Number(id) }) },
  };
}

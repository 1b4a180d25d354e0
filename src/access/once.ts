/**
 * A form sent twice is taken once: a double click, a mail scanner's second thought or a nervous reload gets the same
 * answer as the first. What was typed anew is another form, also where the page is the same.
 */
import { createHash } from 'node:crypto';
import {
  Injectable,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { firstValueFrom, from, type Observable } from 'rxjs';
import { Clock } from '../platform/clock.js';
import { Database, insertOnce } from '../platform/database.js';
import { Refusal } from '../platform/refusal.js';
import { row, rows } from '../platform/sql.js';
import type { Viewer } from '../rules/permissions.js';
import { Answer } from '../web/answer.js';
import { pathOf, type WebRequest } from '../web/request.js';
import type { UploadedFile } from '../web/uploads.js';
import { IdempotentAnswer } from './idempotent-answer.entity.js';
import { later } from './instants.js';

/** On a handler with `@Uploads` it stands above it: the files must have been read. */
export const Once = () => UseInterceptors(OnceInterceptor);

const SEE_OTHER = 303;
/** Whoever took it and never answered was killed; longer than any hand-in takes. */
const ABANDONED_AFTER_MINUTES = 2;
/** ms; a sibling waits that long for the first one's answer in all. */
const PAUSE = 40;
const LOOKS = 500;

interface Taken {
  caller: string;
  key: string;
}

@Injectable()
export class OnceInterceptor implements NestInterceptor {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<WebRequest & { uploaded?: UploadedFile[] }>();
    if (!request.once || !request.viewer) return next.handle();
    const taken = { caller: callerOf(request.viewer), key: keyOf(request) };
    return from(this.once(taken, () => firstValueFrom(next.handle())));
  }

  private async once(taken: Taken, work: () => Promise<unknown>): Promise<unknown> {
    for (let look = 0; look < LOOKS; look += 1) {
      if (await this.take(taken)) return this.first(taken, work);
      const answer = await this.answerTo(taken);
      if (answer) return answer;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    throw new Refusal('form-being-sent');
  }

  /** Only the way on is kept: a page that came back is drawn anew, and a refused form may be sent again. */
  private async first(taken: Taken, work: () => Promise<unknown>): Promise<unknown> {
    try {
      const answer = await work();
      if (answer instanceof Answer && answer.status === SEE_OTHER) await this.keep(taken, answer);
      else await this.forget(taken);
      return answer;
    } catch (error) {
      await this.forget(taken);
      throw error;
    }
  }

  private async take({ caller, key }: Taken): Promise<boolean> {
    if (await this.isTaken({ caller, key })) return false;
    const now = this.clock.now();
    return this.db.inTransaction(async (tx) => {
      await rows(
        tx,
        'DELETE FROM idempotent_answers WHERE caller = :caller AND key = :key AND status IS NULL AND "createdAt" < :before',
        { caller, key, before: later(now, -ABANDONED_AFTER_MINUTES) },
      );
      const blank = { request: key, status: null, body: null, headers: null, createdAt: now };
      return (await insertOnce(tx, IdempotentAnswer, { caller, key, ...blank }, 'caller, key')) !== null;
    });
  }

  private async isTaken({ caller, key }: Taken): Promise<boolean> {
    const since = later(this.clock.now(), -ABANDONED_AFTER_MINUTES);
    const found = await row(
      this.db.read,
      `SELECT id FROM idempotent_answers
       WHERE caller = :caller AND key = :key AND (status IS NOT NULL OR "createdAt" >= :since)`,
      { caller, key, since },
    );
    return found !== null;
  }

  private async answerTo({ caller, key }: Taken): Promise<Answer | null> {
    const found = await row<{ status: number; headers: string }>(
      this.db.read,
      'SELECT status, headers FROM idempotent_answers WHERE caller = :caller AND key = :key AND status IS NOT NULL',
      { caller, key },
    );
    return found && new Answer(found.status, JSON.parse(found.headers) as Answer['headers'], null);
  }

  private async keep(taken: Taken, { status, headers }: Answer): Promise<void> {
    await this.db.inTransaction((tx) =>
      tx.update(IdempotentAnswer, { ...taken }, { status, headers: JSON.stringify(headers) }),
    );
  }

  private async forget(taken: Taken): Promise<void> {
    await this.db.inTransaction((tx) => tx.delete(IdempotentAnswer, { ...taken }));
  }
}

function callerOf({ link, personId }: Viewer): string {
  return link ? `link:${link.id}` : `person:${personId}`;
}

/** The same drawing of the page, the same form of it, the same words and files. */
function keyOf(request: WebRequest & { uploaded?: UploadedFile[] }): string {
  const hash = createHash('sha256').update(
    JSON.stringify([request.once, pathOf(request), request.body ?? null]),
  );
  for (const { field, name, bytes } of request.uploaded ?? [])
    hash.update(JSON.stringify([field, name, bytes.length])).update(bytes);
  return `form:${hash.digest('hex')}`;
}

/**
 * The same request sent again is answered the same again, and done once: a program that got no answer may simply send
 * it once more with the same `Idempotency-Key`, to whichever instance.
 *
 * What is promised: of all attempts with one key, together, the database sees the work of one. A row claims the key
 * before anything is done. Every transaction of the work writes into that row, in the same commit, what it gave back
 * and that the claim still stands. So whoever is killed before the commit leaves nothing, and whoever is killed after
 * it, before the answer was kept, leaves what a later attempt answers from without doing it again; and an attempt that
 * was only slow finds its claim gone and commits nothing. Examples: killed while reading the body: the retry does the
 * work; killed after the submission was committed: the retry answers with that submission.
 */
import { deserialize, serialize } from 'node:v8';
import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { Clock } from '../platform/clock.js';
import { Database, insertOnce, journal, type Journal, type Tx } from '../platform/database.js';
import { Keys } from '../platform/keys.js';
import { Refusal, wrongInput } from '../platform/refusal.js';
import { changedRows } from '../platform/sql.js';
import { later } from './instants.js';
import { IdempotentAnswer } from './idempotent-answer.entity.js';
import { newSecret } from './secrets.js';

/** Whoever has not answered by then is taken for dead. */
const ABANDONED_MINUTES = 1;
export const KEPT_HOURS = 48;
const RETRY_SECONDS = 1;
/** In place of what cannot be written down. */
const LOST = '-';
const LONGEST = 256 * 1024;

export interface IdempotentRequest {
  /** Keys of two callers never meet. */
  caller: string;
  key: string;
  /** Hash of everything that makes it this request. */
  request: string;
}

export interface KeptAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

@Injectable()
export class Idempotency {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly keys: Keys,
  ) {}

  /**
   * @returns the answer given before, or the claim under which the work may be done
   * @throws Refusal where the key came with another request, or the first is still being answered
   */
  begin(asked: IdempotentRequest): Promise<KeptAnswer | Claim> {
    const { caller, key, request } = asked;
    return this.db.inTransaction(async (tx) => {
      const now = this.clock.now();
      await tx.delete(IdempotentAnswer, { caller, key, createdAt: LessThan(this.oldest(now)) });
      const claim = newSecret();
      const blank = { status: null, body: null, headers: null, gave: null, createdAt: now };
      const row = { caller, key, request, claim, claimedAt: now, ...blank };
      const id = await insertOnce(tx, IdempotentAnswer, row, 'caller, key');
      if (id !== null) return new Claim(id, claim, [], this.keys);
      return this.again(tx, await tx.findOneByOrFail(IdempotentAnswer, { caller, key }), request);
    });
  }

  /** Does the work under its claim. */
  async run<T>(claim: Claim, work: () => Promise<T>): Promise<T> {
    return journal.run(claim, work);
  }

  async keep(claim: Claim, { status, headers, body }: KeptAnswer): Promise<void> {
    claim.isOver = true;
    await this.db.inTransaction((tx) =>
      tx.update(
        IdempotentAnswer,
        { id: claim.id, claim: claim.secret },
        { status, body: sealed(this.keys, claim.id, body), headers: JSON.stringify(headers), gave: null },
      ),
    );
  }

  /** It may be tried again at once. What was committed stays known. */
  async release(claim: Claim): Promise<void> {
    claim.isOver = true;
    const own = { id: claim.id, claim: claim.secret };
    await this.db.inTransaction((tx) =>
      claim.gave.length
        ? tx.update(IdempotentAnswer, own, { claimedAt: null })
        : tx.delete(IdempotentAnswer, own),
    );
  }

  /** @param before answers to requests of before this instant. @returns how many went */
  async purge(before: string): Promise<number> {
    return this.db.inTransaction(async (tx) => {
      const gone = await changedRows(
        tx,
        'DELETE FROM idempotent_answers WHERE "createdAt" < :before RETURNING id',
        { before },
      );
      return gone.length;
    });
  }

  private async again(tx: Tx, known: IdempotentAnswer, request: string): Promise<KeptAnswer | Claim> {
    const { id, status, body, headers, gave, claimedAt } = known;
    if (known.request !== request) throw wrongInput('idempotency-key-reused');
    if (status !== null) {
      const told = body === null ? '' : opened(this.keys, id, body);
      return { status, body: told, headers: JSON.parse(headers ?? '{}') as KeptAnswer['headers'] };
    }
    const now = this.clock.now();
    if (claimedAt !== null && claimedAt > later(now, -ABANDONED_MINUTES)) throw isBusy();
    if (gave === LOST) throw new Refusal('idempotency-answer-lost');
    const before = gave === null ? [] : read(opened(this.keys, id, gave));
    const claim = newSecret();
    await tx.update(IdempotentAnswer, { id }, { claim, claimedAt: now });
    return new Claim(id, claim, before, this.keys);
  }

  private oldest(now: string): string {
    return later(now, -KEPT_HOURS * 60);
  }
}

/** The right to do the work of one key; until another attempt takes it over. */
export class Claim implements Journal {
  /** Whatever goes on behind the answer does so on its own account. */
  isOver = false;
  private next = 0;

  constructor(
    readonly id: number,
    readonly secret: string,
    /** What the transactions of this work gave back. */
    public gave: unknown[],
    private readonly keys: Keys,
  ) {}

  recall(): { value: unknown } | null {
    if (this.isOver || this.next >= this.gave.length) return null;
    return { value: this.gave[this.next++] };
  }

  /** @throws Refusal where somebody else has taken the claim over: nothing of this attempt remains */
  async keep(tx: Tx, value: unknown): Promise<void> {
    if (this.isOver) return;
    const gave = [...this.gave, value];
    const own = await changedRows(
      tx,
      'UPDATE idempotent_answers SET gave = :gave WHERE id = :id AND claim = :secret RETURNING id',
      { gave: this.written(gave), id: this.id, secret: this.secret },
    );
    if (!own.length) throw isBusy();
    this.gave = gave;
    this.next = gave.length;
  }

  private written(gave: unknown[]): string {
    try {
      const text = serialize(gave).toString('base64');
      return text.length <= LONGEST ? sealed(this.keys, this.id, text) : LOST;
    } catch {
      return LOST;
    }
  }
}

/** An answer may hold what was to be told once, a password or a token: neither database nor backup opens anything. */
function sealed(keys: Keys, id: number, text: string): string {
  return keys.seal('answers', String(id), text);
}

/** @throws Refusal where another secret sealed it */
function opened(keys: Keys, id: number, text: string): string {
  const told = keys.unseal('answers', String(id), text);
  if (told === null) throw new Refusal('idempotency-answer-lost');
  return told;
}

function read(gave: string): unknown[] {
  return deserialize(Buffer.from(gave, 'base64')) as unknown[];
}

function isBusy(): Refusal {
  return new Refusal('idempotency-key-busy', { seconds: RETRY_SECONDS });
}

/**
 * Each use of a token: counted against its limit, and told once an hour. Wrong tokens are counted by where they come
 * from; only they are turned away then, so that nobody's wrong ones stop another's right ones behind one address.
 */
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { noteSecurity } from '../audit/security-log.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { NotAllowed, tooMuch } from '../platform/refusal.js';
import { changedRows } from '../platform/sql.js';
import { USUAL_PER_MINUTE } from '../rules/token-terms.js';
import { tokenIdentity, type TokenIdentity } from './identity.queries.js';
import { networkOf } from './lock.js';
import { MinuteCounts } from './minute-counts.js';
import { secretHash } from './secrets.js';

const WRONG_PER_MINUTE = 30;
const HOUR = 'YYYY-MM-DDTHH'.length;

@Injectable()
export class TokenUses {
  private readonly uses: MinuteCounts;
  private readonly wrong: MinuteCounts;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {
    this.uses = new MinuteCounts(clock);
    this.wrong = new MinuteCounts(clock);
  }

  /** Whose token it is. @throws NotAllowed, Refusal 429 */
  async identify(token: string, address: string, reply: FastifyReply): Promise<TokenIdentity> {
    const question = { hash: secretHash(token), today: this.clock.today() };
    const found = await tokenIdentity(this.db.read, question);
    if (!found) return this.refuse(address);
    await this.admit(found, address, reply);
    return found;
  }

  /** Puts what is left of the minute on the answer. @throws Refusal 429 */
  private async admit(
    { token, viewer, lastUsedAt }: TokenIdentity,
    address: string,
    reply: FastifyReply,
  ): Promise<void> {
    const limit = token.perMinute ?? USUAL_PER_MINUTE;
    const { count, seconds } = this.uses.add(token.id);
    void reply.headers({
      'ratelimit-limit': String(limit),
      'ratelimit-remaining': String(Math.max(0, limit - count)),
      'ratelimit-reset': String(seconds),
    });
    if (count > limit) throw tooMuch('token-too-often', seconds);
    const hour = `${this.clock.now().slice(0, HOUR)}:00:00.000Z`;
    if (lastUsedAt !== hour) await this.note(token.id, viewer.personId!, hour, address);
  }

  /** What a wrong token is answered. @throws NotAllowed, Refusal 429 */
  private async refuse(address: string): Promise<never> {
    const { count, seconds } = this.wrong.add(networkOf(address));
    if (count > WRONG_PER_MINUTE) throw tooMuch('token-too-often', seconds);
    await this.db.inTransaction((tx) => noteSecurity(tx, this.clock, { kind: 'token-refused', address }));
    throw new NotAllowed('not-signed-in');
  }

  /** The first use of an hour, on whichever instance. */
  private async note(id: number, personId: number, hour: string, address: string): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const first = await changedRows<{ id: number }>(
        tx,
        `UPDATE api_tokens SET "lastUsedAt" = :hour
         WHERE id = :id AND ("lastUsedAt" IS NULL OR "lastUsedAt" <> :hour) RETURNING id`,
        { id, hour },
      );
      if (!first.length) return;
      await noteSecurity(tx, this.clock, { kind: 'token-used', personId, subject: `token:${id}`, address });
    });
  }
}

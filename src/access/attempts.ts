/**
 * Tries at a secret, counted in the database so that every instance counts the same. A try counts as failed before
 * it is checked and is forgiven when it was right: of fifty at once, however many instances they reach, only the
 * first five are checked at all.
 */
import { Injectable } from '@nestjs/common';
import { In, LessThan, LessThanOrEqual } from 'typeorm';
import { Clock } from '../platform/clock.js';
import type { Reader, Tx } from '../platform/database.js';
import { Keys } from '../platform/keys.js';
import { wrongInput } from '../platform/refusal.js';
import { rows } from '../platform/sql.js';
import { later } from './instants.js';
import { ACCOUNT_FAILURES, ADDRESS_FAILURES, isLocked, LOCK_MINUTES, networkOf } from './lock.js';
import { SignInFailure } from './sign-in-failure.entity.js';

/** Failures are kept for a day, for whoever asks what happened last night. */
const KEPT_MINUTES = 24 * 60;

/** Whose tries are counted: what is guessed at, and where the guesses come from. */
export interface Aim {
  secret: string;
  address: string;
}

export interface Attempt {
  aim: Aim;
  secretRow: number;
  addressRow: number;
  /** The fifth: with it the account is closed. */
  isLast: boolean;
}

@Injectable()
export class Attempts {
  constructor(
    private readonly clock: Clock,
    private readonly keys: Keys,
  ) {}

  /** Not the name typed, which now and then is a password in the wrong field. */
  atAccount(login: string, address: string): Aim {
    return {
      secret: `account:${this.keys.sign('attempts', login)}`,
      address: `address:${networkOf(address)}`,
    };
  }

  /** @param what a person's password or second factor, guessed at from within a session */
  atPerson(what: 'password' | 'second-factor', personId: number, address: string): Aim {
    return { secret: `${what}:${personId}`, address: `address:${networkOf(address)}` };
  }

  /** @throws Refusal, the same whether what is tried would be right or not */
  async refuseLocked(from: Reader, aim: Aim): Promise<void> {
    await this.openFailures(from, aim);
  }

  /** Before the check. @throws Refusal */
  async begin(tx: Tx, aim: Aim): Promise<Attempt> {
    const earlier = await this.openFailures(tx, aim);
    const failedAt = this.clock.now();
    await tx.delete(SignInFailure, { failedAt: LessThan(later(failedAt, -KEPT_MINUTES)) });
    return {
      aim,
      secretRow: await inserted(tx, aim.secret, failedAt),
      addressRow: await inserted(tx, aim.address, failedAt),
      isLast: isLocked([failedAt, ...earlier], failedAt),
    };
  }

  /** It was right: what was mistyped before it is forgotten, what another tries meanwhile is not. */
  async forgive(tx: Tx, { aim, secretRow, addressRow }: Attempt): Promise<void> {
    await tx.delete(SignInFailure, { subject: aim.secret, id: LessThanOrEqual(secretRow) });
    await tx.delete(SignInFailure, { id: addressRow });
  }

  /** It was never checked. */
  async takeBack(tx: Tx, { secretRow, addressRow }: Attempt): Promise<void> {
    await tx.delete(SignInFailure, { id: In([secretRow, addressRow]) });
  }

  private async openFailures(from: Reader, aim: Aim): Promise<string[]> {
    const now = this.clock.now();
    const failures = await rows<{ subject: string; failedAt: string }>(
      from,
      `SELECT subject, "failedAt" FROM sign_in_failures
       WHERE subject IN (:secret, :address) AND "failedAt" > :since ORDER BY "failedAt" DESC`,
      { ...aim, since: later(now, -2 * LOCK_MINUTES) },
    );
    const of = (subject: string): string[] =>
      failures.filter((failure) => failure.subject === subject).map((failure) => failure.failedAt);
    const atSecret = of(aim.secret);
    if (isLocked(atSecret, now, ACCOUNT_FAILURES) || isLocked(of(aim.address), now, ADDRESS_FAILURES))
      throw wrongInput('too-many-attempts');
    return atSecret;
  }
}

async function inserted(tx: Tx, subject: string, failedAt: string): Promise<number> {
  const made = await tx.insert(SignInFailure, { subject, failedAt });
  return (made.identifiers[0] as { id: number }).id;
}

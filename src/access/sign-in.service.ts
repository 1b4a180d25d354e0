/** Coming in by name and password, and going out. */
import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { record } from '../audit/audit.js';
import { Clock } from '../platform/clock.js';
import { Database, type Reader, type Tx } from '../platform/database.js';
import { wrongInput } from '../platform/refusal.js';
import { row, rows } from '../platform/sql.js';
import type { Viewer } from '../rules/permissions.js';
import { later } from './instants.js';
import { ADDRESS_FAILURES, isLocked, LOCK_MINUTES } from './lock.js';
import { loginNameKey } from './login-name.js';
import { isPassword } from './password.js';
import { SessionsService, type OpenedSession } from './sessions.service.js';
import { SignInFailure } from './sign-in-failure.entity.js';

/** Failures are kept for a day, for whoever asks what happened last night. */
const KEPT_MINUTES = 24 * 60;

interface Account {
  id: number;
  name: string;
  passwordHash: string;
}
/** Whose failures count: the account's and the address's. */
interface Subjects {
  account: string;
  address: string;
}

@Injectable()
export class SignInService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly sessions: SessionsService,
  ) {}

  /**
   * The password is checked outside the transaction (it takes a while), the failures once more inside.
   * @param address where the request came from
   * @throws Refusal, the same for a wrong password and for a name nobody has
   */
  async signIn(loginName: string, password: string, address: string): Promise<OpenedSession> {
    const login = loginNameKey(loginName);
    const subjects = { account: `account:${login}`, address: `address:${address}` };
    await this.refuseLocked(subjects, this.db.read);
    const account = await this.accountOf(login);
    const isRight = await isPassword(account?.passwordHash ?? null, password);
    const opened = await this.db.inTransaction(async (tx) => {
      await this.refuseLocked(subjects, tx);
      await this.sessions.forgetEnded(tx);
      return account && isRight ? this.open(tx, account, subjects) : this.fail(tx, account, subjects);
    });
    if (!opened) throw wrongInput('wrong-credentials');
    return opened;
  }

  async signOut(viewer: Viewer, tokenHash: string): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      await this.sessions.close(tx, tokenHash);
      await record(tx, this.clock, viewer, { verb: 'sign-out', noun: 'person', id: viewer.personId! });
    });
  }

  private accountOf(loginName: string): Promise<Account | null> {
    return row<Account>(
      this.db.read,
      `SELECT id, name, "passwordHash" FROM people
       WHERE "loginName" = :loginName AND "passwordHash" IS NOT NULL AND ("leftOn" IS NULL OR "leftOn" > :today)`,
      { loginName, today: this.clock.today() },
    );
  }

  private async refuseLocked(subjects: Subjects, from: Reader): Promise<void> {
    const now = this.clock.now();
    const failures = await rows<{ subject: string; failedAt: string }>(
      from,
      `SELECT subject, "failedAt" FROM sign_in_failures
       WHERE subject IN (:account, :address) AND "failedAt" > :since ORDER BY "failedAt" DESC`,
      { ...subjects, since: later(now, -2 * LOCK_MINUTES) },
    );
    const of = (subject: string) =>
      failures.filter((failure) => failure.subject === subject).map((failure) => failure.failedAt);
    if (isLocked(of(subjects.account), now) || isLocked(of(subjects.address), now, ADDRESS_FAILURES))
      throw wrongInput('too-many-attempts');
  }

  private async open(tx: Tx, account: Account, { account: subject }: Subjects): Promise<OpenedSession> {
    await tx.delete(SignInFailure, { subject });
    await this.note(tx, account, 'sign-in');
    return this.sessions.open(tx, account.id);
  }

  private async fail(tx: Tx, account: Account | null, subjects: Subjects): Promise<null> {
    const failedAt = this.clock.now();
    await tx.delete(SignInFailure, { failedAt: LessThan(later(failedAt, -KEPT_MINUTES)) });
    for (const subject of Object.values(subjects) as string[])
      await tx.insert(SignInFailure, { subject, failedAt });
    if (account) await this.note(tx, account, 'fail-to-sign-in');
    return null;
  }

  private async note(tx: Tx, { id, name }: Account, verb: string): Promise<void> {
    const viewer: Viewer = { personId: id, name, roles: [], unitIds: [], door: 'page' };
    await record(tx, this.clock, viewer, { verb, noun: 'person', id });
  }
}

/** Coming in by name and password, and going out. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { noteSecurity } from '../audit/security-log.js';
import { Clock } from '../platform/clock.js';
import { Database, type Reader, type Tx } from '../platform/database.js';
import { wrongInput } from '../platform/refusal.js';
import { row } from '../platform/sql.js';
import type { Viewer } from '../rules/permissions.js';
import type { RequestSession } from '../web/request.js';
import { Attempts, type Aim, type Attempt } from './attempts.js';
import { noteFailure } from './failures.js';
import { later } from './instants.js';
import { loginNameKey } from './login-name.js';
import type { Visitor } from './visitor.js';
import { isPassword } from './password.js';
import { SessionsService } from './sessions.service.js';
import { SignInSteps, type SignedIn } from './steps.js';
import { Turns, TurnsByKey } from './turns.js';

/** A password somebody else made opens only so long: it lies in a mail or on a note. */
const GIVEN_MINUTES = 7 * 24 * 60;
/** Sign-ins at once, and how many more wait; of one account they come one after the other. */
const SEATS = 4;
const PLACES = 40;
const PLACES_OF_ONE = 20;

interface Account {
  id: number;
  name: string;
  passwordHash: string;
  passwordGivenAt: string | null;
}

@Injectable()
export class SignInService {
  private readonly seats = new Turns(SEATS, PLACES);
  private readonly turns = new TurnsByKey(PLACES_OF_ONE);

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly sessions: SessionsService,
    private readonly attempts: Attempts,
    private readonly steps: SignInSteps,
  ) {}

  /**
   * The password is checked between two transactions: it takes a while, and what it was checked against may be over.
   * @throws Refusal, the same for a wrong password and for a name nobody has, checked or not
   */
  async signIn(loginName: string, password: string, visitor: Visitor): Promise<SignedIn> {
    const login = loginNameKey(loginName);
    const aim = this.attempts.atAccount(login, visitor.address);
    await this.attempts.refuseLocked(this.db.read, aim);
    return this.turns.take(aim.secret, () =>
      this.seats.take(() => this.attempt(login, password, aim, visitor)),
    );
  }

  async signOut({ holder, tokenHash }: RequestSession, address: string): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      await this.sessions.close(tx, tokenHash);
      await record(tx, this.clock, holder, { verb: 'sign-out', noun: 'person', id: holder.personId! });
      await noteSecurity(tx, this.clock, { kind: 'signed-out', personId: holder.personId, address });
    });
  }

  private async attempt(login: string, password: string, aim: Aim, visitor: Visitor): Promise<SignedIn> {
    const account = await this.accountOf(this.db.read, login);
    const attempt = await this.db.inTransaction((tx) => this.attempts.begin(tx, aim));
    const isRight = await isPassword(account?.passwordHash ?? null, password).catch(
      async (error: unknown) => {
        await this.db.inTransaction((tx) => this.attempts.takeBack(tx, attempt));
        throw error;
      },
    );
    const isStale = account !== null && this.isStale(account);
    const opened = await this.db.inTransaction(async (tx) => {
      if (!account || !isRight || !(await this.isStill(tx, login, account)))
        return this.fail(tx, account, attempt, visitor);
      await this.attempts.forgive(tx, attempt);
      return isStale ? this.refuseStale(tx, account, visitor) : this.steps.begin(tx, account, visitor);
    });
    if (opened) return opened;
    throw wrongInput(isRight && isStale ? 'given-password-expired' : 'wrong-credentials');
  }

  /** The password was neither changed nor reset meanwhile, and the person has not left. */
  private async isStill(tx: Tx, login: string, { id, passwordHash }: Account): Promise<boolean> {
    const now = await this.accountOf(tx, login);
    return now?.id === id && now.passwordHash === passwordHash;
  }

  private accountOf(from: Reader, loginName: string): Promise<Account | null> {
    return row<Account>(
      from,
      `SELECT id, name, "passwordHash", "passwordGivenAt" FROM people
       WHERE "loginName" = :loginName AND "passwordHash" IS NOT NULL AND ("leftOn" IS NULL OR "leftOn" > :today)`,
      { loginName, today: this.clock.today() },
    );
  }

  private isStale({ passwordGivenAt }: Account): boolean {
    return passwordGivenAt !== null && later(passwordGivenAt, GIVEN_MINUTES) <= this.clock.now();
  }

  private async fail(tx: Tx, account: Account | null, attempt: Attempt, visitor: Visitor): Promise<null> {
    if (account) {
      const { id, name } = account;
      await record(tx, this.clock, asViewer(id, name), { verb: 'fail-to-sign-in', noun: 'person', id });
    }
    const { address } = visitor;
    const failure = { personId: account?.id ?? null, address, reason: 'wrong-credentials' };
    await noteFailure(tx, this.clock, { ...failure, isLast: attempt.isLast });
    return null;
  }

  private async refuseStale(tx: Tx, { id: personId }: Account, { address }: Visitor): Promise<null> {
    await noteFailure(tx, this.clock, { personId, address, reason: 'given-password-expired' });
    return null;
  }
}

function asViewer(personId: number, name: string): Viewer {
  return { personId, name, roles: [], unitIds: [], door: 'page' };
}

/** A person's password: asked once more before something grave, changed, and never one of the last five again. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { noteSecurity } from '../audit/security-log.js';
import { Clock } from '../platform/clock.js';
import { Database, type Reader, type Tx } from '../platform/database.js';
import { NotAllowed, wrongInput } from '../platform/refusal.js';
import { row } from '../platform/sql.js';
import type { Viewer } from '../rules/permissions.js';
import type { RequestSession } from '../web/request.js';
import { Person } from '../units/person.entity.js';
import { Attempts } from './attempts.js';
import { noteFailure } from './failures.js';
import { hashPassword, holdsName, isPassword, isStrongPassword } from './password.js';
import { revokePasswordLinks } from './revoked-links.js';
import { SessionsService } from './sessions.service.js';
import { SignInSteps, type SignedIn } from './steps.js';
import { TurnsByKey } from './turns.js';
import { UsedPassword } from './used-password.entity.js';

/** With the present one: the last five. */
const KEPT = 4;
/** How many may wait for the same person's password to be checked. */
const PLACES = 5;

export interface PasswordWish {
  newPassword: string;
  newPasswordAgain: string;
}

interface Owner {
  id: number;
  name: string;
  loginName: string | null;
  passwordHash: string | null;
}

/** A password that passed every rule, and what it replaces. */
export interface CheckedPassword {
  hash: string;
  replaced: string | null;
}

@Injectable()
export class PasswordsService {
  private readonly turns = new TurnsByKey(PLACES);

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly attempts: Attempts,
    private readonly sessions: SessionsService,
    private readonly steps: SignInSteps,
  ) {}

  /**
   * The person at the keyboard shows that they are who signed in. Somebody who has no password here (an identity
   * provider signs them in) has nothing to show.
   * @throws Refusal password-wrong, or too-many-attempts after five
   */
  async confirm(personId: number, password: string | undefined, address: string): Promise<void> {
    const aim = this.attempts.atPerson('password', personId, address);
    await this.turns.take(aim.secret, async () => {
      const { passwordHash } = await ownerOf(this.db.read, personId);
      if (passwordHash === null) return;
      if (password === undefined) throw wrongInput('password-wrong', { password: 'field-required' });
      const attempt = await this.db.inTransaction((tx) => this.attempts.begin(tx, aim));
      const isRight = await isPassword(passwordHash, password).catch(async (error: unknown) => {
        await this.db.inTransaction((tx) => this.attempts.takeBack(tx, attempt));
        throw error;
      });
      const { isLast } = attempt;
      await this.db.inTransaction((tx) =>
        isRight
          ? this.attempts.forgive(tx, attempt)
          : noteFailure(tx, this.clock, { personId, address, isLast, reason: 'password-wrong' }),
      );
      if (!isRight) throw wrongInput('password-wrong', { password: 'password-wrong' });
    });
  }

  /** Reckoned before the transaction that stores it: it takes a while. @throws Refusal */
  async checked(personId: number, { newPassword, newPasswordAgain }: PasswordWish): Promise<CheckedPassword> {
    if (newPassword !== newPasswordAgain) throw refused('passwords-differ', 'newPasswordAgain');
    if (!isStrongPassword(newPassword)) throw refused('password-too-weak');
    const owner = await ownerOf(this.db.read, personId);
    if (holdsName(newPassword, owner)) throw refused('password-holds-name');
    return this.turns.take(`new:${personId}`, () => this.reckoned(owner, newPassword));
  }

  /**
   * The person's own choice from now on; the one before stands among those used.
   * @throws NotAllowed where the password changed meanwhile
   */
  async store(tx: Tx, viewer: Viewer, personId: number, { hash, replaced }: CheckedPassword): Promise<void> {
    const { passwordHash } = await ownerOf(tx, personId);
    if (passwordHash !== replaced) throw new NotAllowed('form-expired');
    await tx.update(Person, { id: personId }, { passwordHash: hash, passwordGivenAt: null });
    if (replaced !== null) await remember(tx, personId, replaced, this.clock.now());
    await revokePasswordLinks(tx, { clock: this.clock, viewer }, personId, 'password-changed');
    await record(tx, this.clock, viewer, { verb: 'change-password', noun: 'person', id: personId });
  }

  /** In place of one that somebody else made: the step of signing in. @throws Refusal */
  async choose(session: RequestSession, wish: PasswordWish, address: string): Promise<SignedIn> {
    const { holder, tokenHash } = session;
    const personId = holder.personId!;
    const checked = await this.checked(personId, wish);
    return this.db.inTransaction(async (tx) => {
      await this.store(tx, holder, personId, checked);
      await this.sessions.closeAll(tx, personId, tokenHash);
      await noteSecurity(tx, this.clock, { kind: 'password-changed', personId, address });
      return this.steps.pass(tx, session, 'new-password', address);
    });
  }

  /** Ends all other sessions of the person; this one goes on under a new token. @throws Refusal */
  async change(
    session: RequestSession,
    { password, ...wish }: PasswordWish & { password?: string },
    address: string,
  ): Promise<SignedIn> {
    const { holder } = session;
    const personId = holder.personId!;
    await this.confirm(personId, password, address);
    const checked = await this.checked(personId, wish);
    return this.db.inTransaction(async (tx) => {
      await this.store(tx, holder, personId, checked);
      await noteSecurity(tx, this.clock, { kind: 'password-changed', personId, address });
      return this.steps.goOn(tx, session);
    });
  }

  /** Up to six passwords' worth of work: of one person never twice at once. */
  private async reckoned(
    { id: personId, passwordHash }: Owner,
    newPassword: string,
  ): Promise<CheckedPassword> {
    const used = await this.db.read.find(UsedPassword, {
      where: { personId },
      order: { id: 'DESC' },
      take: KEPT,
    });
    const earlier = [passwordHash, ...used.map((one) => one.passwordHash)].filter((hash) => hash !== null);
    for (const hash of earlier)
      if (await isPassword(hash, newPassword)) throw refused('password-used-before');
    return { hash: await hashPassword(newPassword), replaced: passwordHash };
  }
}

/** Kept so that it is not chosen again; older ones are forgotten. */
export async function remember(tx: Tx, personId: number, passwordHash: string, setAt: string): Promise<void> {
  await tx.insert(UsedPassword, { personId, passwordHash, setAt });
  const older = await tx.find(UsedPassword, { where: { personId }, order: { id: 'DESC' }, skip: KEPT });
  if (older.length) await tx.remove(older);
}

async function ownerOf(from: Reader, personId: number): Promise<Owner> {
  const owner = await row<Owner>(
    from,
    'SELECT id, name, "loginName", "passwordHash" FROM people WHERE id = :personId',
    { personId },
  );
  if (!owner) throw new NotAllowed('not-signed-in');
  return owner;
}

type PasswordFault =
  'passwords-differ' | 'password-too-weak' | 'password-holds-name' | 'password-used-before';

function refused(code: PasswordFault, field: keyof PasswordWish = 'newPassword') {
  return wrongInput(code, { [field]: code });
}

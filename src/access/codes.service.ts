/** The second factor at the keyboard: its code at sign-in, and setting it up, then or later. */
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../platform/database.js';
import { Clock } from '../platform/clock.js';
import { NotAllowed, wrongInput } from '../platform/refusal.js';
import { Person } from '../units/person.entity.js';
import type { RequestSession } from '../web/request.js';
import { Attempts } from './attempts.js';
import { noteFailure } from './failures.js';
import { SecondFactorService, type SecondFactorGiven } from './second-factor.service.js';
import { SignInSteps, type SignedIn } from './steps.js';

/** A session under a new token, and the codes to be printed: shown once. */
export interface SetSecondFactor extends SignedIn {
  codes: string[];
}

@Injectable()
export class CodesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly attempts: Attempts,
    private readonly secondFactor: SecondFactorService,
    private readonly steps: SignInSteps,
  ) {}

  /** The step of signing in. @param typed a code, or a recovery code. @throws Refusal */
  async enter(session: RequestSession, typed: string, address: string): Promise<SignedIn> {
    const personId = session.holder.personId!;
    const aim = this.attempts.atPerson('second-factor', personId, address);
    const opened = await this.db.inTransaction(async (tx) => {
      const attempt = await this.attempts.begin(tx, aim);
      if (await this.secondFactor.take(tx, personId, typed, address)) {
        await this.attempts.forgive(tx, attempt);
        return this.steps.pass(tx, session, 'second-factor', address);
      }
      const kind = 'second-factor-failed';
      const { isLast } = attempt;
      await noteFailure(tx, this.clock, { kind, personId, address, reason: 'code-wrong', isLast });
      return null;
    });
    if (!opened) throw wrongInput('code-wrong', { code: 'code-wrong' });
    return opened;
  }

  /**
   * As a step of signing in, or by one's own wish; every other session ends.
   * @throws Refusal. @throws NotAllowed at the step, where the person has a factor by now: only a password is proven
   */
  async setUp(session: RequestSession, given: SecondFactorGiven, address: string): Promise<SetSecondFactor> {
    const { holder: viewer, tokenHash } = session;
    const isStep = session.awaits === 'second-factor-setup';
    return this.db.inTransaction(async (tx) => {
      if (isStep) await requireNone(tx, viewer.personId!);
      const codes = await this.secondFactor.set(tx, { viewer, tokenHash, address }, given);
      const signedIn = isStep
        ? await this.steps.pass(tx, session, 'second-factor-setup', address)
        : await this.steps.goOn(tx, session);
      return { ...signedIn, codes };
    });
  }
}

/** @throws NotAllowed where there is one */
async function requireNone(tx: Tx, personId: number): Promise<void> {
  const { totpFromAt } = await tx.findOneByOrFail(Person, { id: personId });
  if (totpFromAt !== null) throw new NotAllowed('not-signed-in');
}

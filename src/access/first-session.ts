/** A session for somebody who has just chosen a password: every other one ends, and what is still awaited comes next. */
import { Injectable } from '@nestjs/common';
import { noteSecurity } from '../audit/security-log.js';
import { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/database.js';
import { SessionsService } from './sessions.service.js';
import { SignInSteps, type SignedIn } from './steps.js';
import type { Visitor } from './visitor.js';

@Injectable()
export class FirstSession {
  constructor(
    private readonly clock: Clock,
    private readonly sessions: SessionsService,
    private readonly steps: SignInSteps,
  ) {}

  async open(tx: Tx, personId: number, { address, browser }: Visitor): Promise<SignedIn> {
    await this.sessions.closeAll(tx, personId, null);
    const awaits = await this.steps.after(tx, personId, null);
    const opened = await this.sessions.open(tx, personId, { address, browser, awaits });
    await noteSecurity(tx, this.clock, {
      kind: 'signed-in',
      personId,
      address,
      ...(awaits && { details: { awaits } }),
    });
    return { ...opened, awaits };
  }
}

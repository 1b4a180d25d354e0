/** The second factor 双因子: an authenticator's codes, ten recovery codes, and what an administrator does when both are lost. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { noteSecurity } from '../audit/security-log.js';
import type { SecurityEventKind } from '../audit/security-event-kinds.js';
import { Clock } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import { Keys } from '../platform/keys.js';
import { NotAllowed, NotFound, Refusal, wrongInput } from '../platform/refusal.js';
import { row } from '../platform/sql.js';
import type { Viewer } from '../rules/permissions.js';
import { Person } from '../units/person.entity.js';
import { loginNameKey } from './login-name.js';
import { personWithin } from './people.queries.js';
import { RecoveryCode } from './recovery-code.entity.js';
import { makeRecoveryCodes, takeRecoveryCode } from './recovery-codes.js';
import { SessionsService } from './sessions.service.js';
import { SignInSteps } from './steps.js';
import { newTotpSecret, stepOf, totpAddress } from './totp.js';

/** Shown by the authenticator above the code. */
const ISSUER = '督办';

/** A secret that is shown and not yet anybody's: nothing of it is stored before its first code was typed. */
export interface SecondFactorOffer {
  secret: string;
  /** `otpauth://…` */
  address: string;
  /** The secret sealed for this session; the form brings it back. */
  sealed: string;
}

export interface SecondFactorState {
  /** null: there is none */
  since: string | null;
  recoveryCodesLeft: number;
  isDemanded: boolean;
}

/** A code and the offer it belongs to. */
export interface SecondFactorGiven {
  offer: string;
  code: string;
}

@Injectable()
export class SecondFactorService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly keys: Keys,
    private readonly steps: SignInSteps,
    private readonly sessions: SessionsService,
  ) {}

  async stateOf(viewer: Viewer): Promise<SecondFactorState> {
    const found = await row<{ since: string | null; left: number }>(
      this.db.read,
      `SELECT p."totpFromAt" AS since,
         (SELECT count(*) FROM recovery_codes c WHERE c."personId" = p.id AND c."usedAt" IS NULL) AS "left"
       FROM people p WHERE p.id = :personId`,
      { personId: viewer.personId! },
    );
    if (!found) throw new NotFound('person');
    const isDemanded = this.steps.isDemandedOf(viewer.roles);
    return { since: found.since, recoveryCodesLeft: Number(found.left), isDemanded };
  }

  /** @param known an offer shown before, so that a form that comes back shows the same square */
  async offer(viewer: Viewer, tokenHash: string, known?: string): Promise<SecondFactorOffer> {
    const bound = boundTo(viewer, tokenHash);
    const secret =
      (known !== undefined && this.keys.unseal('second-factor', bound, known)) || (await newTotpSecret());
    const { loginName } = await this.db.read.findOneByOrFail(Person, { id: viewer.personId! });
    const address = await totpAddress(secret, ISSUER, loginName ?? viewer.name);
    return { secret, address, sealed: this.keys.seal('second-factor', bound, secret) };
  }

  /** Proves that the authenticator took the secret. @returns recovery codes, shown once. @throws Refusal */
  async set(
    tx: Tx,
    { viewer, tokenHash, address }: { viewer: Viewer; tokenHash: string; address: string },
    { offer, code }: SecondFactorGiven,
  ): Promise<string[]> {
    const personId = viewer.personId!;
    const secret = this.keys.unseal('second-factor', boundTo(viewer, tokenHash), offer);
    if (secret === null) throw new Refusal('second-factor-offer-expired');
    const step = await stepOf(secret, digitsOf(code), { now: this.clock.now(), after: null });
    if (step === null) throw wrongInput('code-wrong', { code: 'code-wrong' });
    const totpSecret = this.keys.seal('second-factor', `person:${personId}`, secret);
    const totpFromAt = this.clock.now();
    await tx.update(Person, { id: personId }, { totpSecret, totpFromAt, totpLastStep: step });
    await this.tell(tx, viewer, personId, { verb: 'set-second-factor', kind: 'second-factor-set', address });
    return makeRecoveryCodes(tx, this.keys, personId, totpFromAt);
  }

  /** Takes a code, or a recovery code, which then is used up. @returns whether it was right */
  async take(tx: Tx, personId: number, typed: string, address: string): Promise<boolean> {
    const now = this.clock.now();
    const { totpSecret, totpLastStep } = await tx.findOneByOrFail(Person, { id: personId });
    const secret = totpSecret && this.keys.unseal('second-factor', `person:${personId}`, totpSecret);
    const step = secret ? await stepOf(secret, digitsOf(typed), { now, after: totpLastStep }) : null;
    if (step !== null) {
      await tx.update(Person, { id: personId }, { totpLastStep: step });
      return true;
    }
    const left = await takeRecoveryCode(tx, this.keys, { personId, typed, now });
    if (left === null) return false;
    await noteSecurity(tx, this.clock, { kind: 'recovery-code-used', personId, address, details: { left } });
    return true;
  }

  /** New codes; those on the old paper open nothing any more. */
  async renewRecoveryCodes(viewer: Viewer, address: string): Promise<string[]> {
    const personId = viewer.personId!;
    return this.db.inTransaction(async (tx) => {
      const person = await tx.findOneByOrFail(Person, { id: personId });
      if (person.totpFromAt === null) throw new NotFound('page');
      const deed = { verb: 'renew-recovery-codes', kind: 'recovery-codes-made', address } as const;
      await this.tell(tx, viewer, personId, deed);
      return makeRecoveryCodes(tx, this.keys, personId, this.clock.now());
    });
  }

  /** @throws Refusal where the rules of this house demand one */
  async remove(viewer: Viewer, address: string): Promise<void> {
    if (this.steps.isDemandedOf(viewer.roles)) throw new Refusal('second-factor-required');
    const personId = viewer.personId!;
    await this.db.inTransaction(async (tx) => {
      await forgetSecondFactor(tx, personId);
      const deed = { verb: 'remove-second-factor', kind: 'second-factor-removed', address } as const;
      await this.tell(tx, viewer, personId, deed);
    });
  }

  /**
   * For somebody who lost both the telephone and the paper. Signs them out everywhere; where a second factor is demanded
   * they set up a new one at the next sign-in.
   * @throws Refusal for oneself. @throws NotFound for a person of another jurisdiction
   */
  async reset(viewer: Viewer, personId: number): Promise<void> {
    if (viewer.personId === personId) throw new Refusal('not-oneself');
    await this.db.inTransaction(async (tx) => {
      await personWithin(tx, viewer, personId, this.clock.today());
      await forgetSecondFactor(tx, personId);
      await this.sessions.closeAll(tx, personId, null);
      const deed = { verb: 'reset-second-factor', kind: 'second-factor-reset', address: null } as const;
      await this.tell(tx, viewer, personId, deed);
    });
  }

  /** The same at the command line. @throws Refusal for an unknown login name */
  async resetOf(viewer: Viewer, loginName: string): Promise<void> {
    const login = loginNameKey(loginName);
    const person = await this.db.read.findOneBy(Person, { loginName: login });
    if (!person) throw new Refusal('account-unknown', { login });
    await this.reset(viewer, person.id);
  }

  private async tell(
    tx: Tx,
    viewer: Viewer,
    personId: number,
    { verb, kind, address }: { verb: string; kind: SecurityEventKind; address: string | null },
  ): Promise<void> {
    await record(tx, this.clock, viewer, { verb, noun: 'person', id: personId });
    const about = { personId: viewer.personId, subject: `person:${personId}`, address };
    await noteSecurity(tx, this.clock, { kind, ...about });
  }
}

/** With the codes on paper. */
export async function forgetSecondFactor(tx: Tx, personId: number): Promise<void> {
  await tx.update(Person, { id: personId }, { totpSecret: null, totpFromAt: null, totpLastStep: null });
  await tx.delete(RecoveryCode, { personId });
}

/** An offer is worth something to the person it was shown to, in that session, and to nobody else. */
function boundTo(viewer: Viewer, tokenHash: string): string {
  if (viewer.personId === null) throw new NotAllowed('person-needed');
  return `offer:${viewer.personId}:${tokenHash}`;
}

function digitsOf(typed: string): string {
  return typed.normalize('NFKC').replace(/\s/g, '');
}

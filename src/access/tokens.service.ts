/**
 * API tokens: a key for a program, of a person or of a system. Only the hash is kept. People make their own, and
 * administrators those of systems: nobody makes a key to a colleague's rights but whoever is at the server itself.
 */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { noteSecurity } from '../audit/security-log.js';
import { Clock } from '../platform/clock.js';
import { Database, insertRow, type Tx } from '../platform/database.js';
import { NotAllowed, NotFound, Refusal, wrongInput } from '../platform/refusal.js';
import { isDay, type Day } from '../rules/day.js';
import { SCOPES, type Scope, type Viewer } from '../rules/permissions.js';
import { longestDay, scopesFor } from '../rules/token-terms.js';
import { checkedName } from '../units/names.js';
import { Person } from '../units/person.entity.js';
import type { RequestToken } from '../web/request.js';
import { ApiToken } from './api-token.entity.js';
import { loginNameKey } from './login-name.js';
import { newSecret, secretHash } from './secrets.js';
import { systemWithin } from './systems.queries.js';
import { tokensOf, tokensWithin, tokenWithin, type ListedToken } from './tokens.queries.js';

export interface TokenTerms {
  /** What the token is for, for the person who revokes it. */
  name: string;
  /** The last day it opens anything; null: the longest that is possible */
  lastOn: string | null;
  /** Left away: whatever its person may. */
  scopes?: Scope[] | null;
  /** Left away: as usual. */
  perMinute?: number | null;
}

export interface NewToken extends TokenTerms {
  /** Whose rights the program has. */
  loginName: string;
}

/** Tells a leaked one apart, for whoever searches a repository or a log. */
const PREFIX = 'duban_';

@Injectable()
export class TokensService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** For anybody, from the command line only. @returns the token, which stands nowhere else. @throws Refusal */
  async create(viewer: Viewer, { loginName, ...terms }: NewToken): Promise<string> {
    if (viewer.door !== 'cli') throw new NotAllowed('not-allowed');
    return this.db.inTransaction(async (tx) => {
      const login = loginNameKey(loginName);
      const person = await tx.findOneBy(Person, { loginName: login });
      if (!person) throw new Refusal('account-unknown', { login });
      return this.make(tx, viewer, person.id, terms, null);
    });
  }

  /** One's own. @param address where the request came from. @returns the token. @throws Refusal */
  async makeOwn(viewer: Viewer, terms: TokenTerms, address: string): Promise<string> {
    refuseBeyond(terms.scopes, scopesFor(viewer));
    return this.db.inTransaction((tx) => this.make(tx, viewer, viewer.personId!, terms, address));
  }

  /** @returns the token. @throws NotFound for whatever is no system of the viewer's jurisdiction */
  makeForSystem(viewer: Viewer, systemId: number, terms: TokenTerms, address: string): Promise<string> {
    return this.db.inTransaction(async (tx) => {
      const system = await systemWithin(tx, viewer, systemId);
      if (system.leftOn !== null) throw new Refusal('system-ended');
      refuseBeyond(terms.scopes, scopesFor({ ...viewer, roles: system.roles }));
      return this.make(tx, viewer, systemId, terms, address);
    });
  }

  /** One's own, those that open something first. */
  own(viewer: Viewer): Promise<ListedToken[]> {
    return tokensOf(this.db.read, viewer.personId!, this.clock.today());
  }

  /** @throws NotFound for whatever is no system of the viewer's jurisdiction */
  async ofSystem(viewer: Viewer, systemId: number): Promise<ListedToken[]> {
    await systemWithin(this.db.read, viewer, systemId);
    return tokensOf(this.db.read, systemId, this.clock.today());
  }

  /** Everybody's in the viewer's jurisdiction. */
  all(viewer: Viewer): Promise<ListedToken[]> {
    return tokensWithin(this.db.read, viewer, this.clock.today());
  }

  /**
   * At once. Doing it again changes nothing.
   * @param by the token that asks: one limited to a scope ends itself and no other
   * @throws NotFound for another person's
   */
  revokeOwn(viewer: Viewer, id: number, address: string, by: RequestToken | null = null): Promise<void> {
    return this.db.inTransaction(async (tx) => {
      const token = await tx.findOneBy(ApiToken, { id, personId: viewer.personId! });
      if (!token || (by?.scopes && by.id !== id)) throw new NotFound('token');
      await this.end(tx, viewer, token, address);
    });
  }

  /** Anybody's in the viewer's jurisdiction. @throws NotFound */
  revoke(viewer: Viewer, id: number, address: string | null): Promise<void> {
    return this.db.inTransaction(async (tx) => {
      const token = await tokenWithin(tx, viewer, { id, on: this.clock.today() });
      if (!token) throw new NotFound('token');
      await this.end(tx, viewer, token, address);
    });
  }

  private async make(
    tx: Tx,
    viewer: Viewer,
    personId: number,
    terms: TokenTerms,
    address: string | null,
  ): Promise<string> {
    const token = PREFIX + newSecret();
    const name = checkedName(terms.name);
    const lastOn = this.checkedDay(terms.lastOn);
    const scopes = terms.scopes ? SCOPES.filter((scope) => terms.scopes!.includes(scope)) : null;
    const id = await insertRow(tx, ApiToken, {
      ...{ personId, name, lastOn, tokenHash: secretHash(token), createdAt: this.clock.now() },
      ...{ scopes: scopes && scopes.join(' '), perMinute: terms.perMinute ?? null },
      ...{ revokedAt: null, lastUsedAt: null, createdById: viewer.personId },
    });
    const after = { personId, name, lastOn, scopes };
    await record(tx, this.clock, viewer, { verb: 'create', noun: 'token', id, after });
    await this.note(tx, 'token-made', { id, viewer, address });
    return token;
  }

  private async end(
    tx: Tx,
    viewer: Viewer,
    { id, revokedAt }: Pick<ApiToken, 'id' | 'revokedAt'>,
    address: string | null,
  ): Promise<void> {
    if (revokedAt !== null) return;
    const after = { revokedAt: this.clock.now() };
    await tx.update(ApiToken, { id }, after);
    await record(tx, this.clock, viewer, { verb: 'revoke', noun: 'token', id, before: { revokedAt }, after });
    await this.note(tx, 'token-revoked', { id, viewer, address });
  }

  private note(
    tx: Tx,
    kind: 'token-made' | 'token-revoked',
    { id, viewer, address }: { id: number; viewer: Viewer; address: string | null },
  ): Promise<void> {
    return noteSecurity(tx, this.clock, { kind, personId: viewer.personId, subject: `token:${id}`, address });
  }

  private checkedDay(text: string | null): Day {
    const today = this.clock.today();
    const longest = longestDay(today);
    if (text === null) return longest;
    if (!isDay(text)) throw wrongInput('field-not-a-day', { lastOn: 'field-not-a-day' });
    if (text < today || text > longest)
      throw wrongInput('token-day-wrong', { lastOn: 'token-day-wrong' }, { longest });
    return text;
  }
}

/** A box nobody was shown. */
function refuseBeyond(asked: Scope[] | null | undefined, possible: Scope[]): void {
  if (asked && !asked.every((scope) => possible.includes(scope)))
    throw wrongInput('input-wrong', { scopes: 'field-not-a-choice' });
}

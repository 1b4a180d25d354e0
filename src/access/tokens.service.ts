/** API tokens: a person's key for a program. Only the hash is kept. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Refusal, wrongInput } from '../platform/refusal.js';
import { isDay, type Day } from '../rules/day.js';
import type { Viewer } from '../rules/permissions.js';
import { Person } from '../units/person.entity.js';
import { ApiToken } from './api-token.entity.js';
import { loginNameKey } from './login-name.js';
import { newSecret, secretHash } from './secrets.js';

export interface NewToken {
  /** Whose rights the program has. */
  loginName: string;
  /** What the token is for, for the person who revokes it. */
  name: string;
  /** The last day it opens anything; null: until it is revoked */
  lastOn: string | null;
}

/** Tells a leaked one apart, for whoever searches a repository or a log. */
const PREFIX = 'duban_';
const LONGEST_NAME = 100;

@Injectable()
export class TokensService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** @returns the token, which stands nowhere else. @throws Refusal */
  async create(viewer: Viewer, { loginName, name, lastOn }: NewToken): Promise<string> {
    const label = name.trim();
    if (!label || label.length > LONGEST_NAME) throw wrongInput('field-too-long', { name: 'field-too-long' });
    const until = this.checkedDay(lastOn);
    const token = PREFIX + newSecret();
    await this.db.inTransaction(async (tx) => {
      const login = loginNameKey(loginName);
      const person = await tx.findOneBy(Person, { loginName: login });
      if (!person) throw new Refusal('account-unknown', { login });
      const made = await tx.insert(ApiToken, {
        personId: person.id,
        name: label,
        tokenHash: secretHash(token),
        createdAt: this.clock.now(),
        lastOn: until,
        revokedAt: null,
      });
      const { id } = made.identifiers[0] as { id: number };
      const after = { personId: person.id, name: label, lastOn: until };
      await record(tx, this.clock, viewer, { verb: 'create', noun: 'token', id, after });
    });
    return token;
  }

  private checkedDay(text: string | null): Day | null {
    if (text === null) return null;
    if (!isDay(text) || text < this.clock.today())
      throw wrongInput('field-not-a-day', { until: 'field-not-a-day' });
    return text;
  }
}

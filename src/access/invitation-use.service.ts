/** The other end of an invitation: whoever holds the link chooses a login name and a password, once, and is signed in. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { noteSecurity } from '../audit/security-log.js';
import { Clock } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import { NotFound, Refusal, wrongInput } from '../platform/refusal.js';
import { changedRows } from '../platform/sql.js';
import type { Viewer } from '../rules/permissions.js';
import { Person } from '../units/person.entity.js';
import { FirstSession } from './first-session.js';
import type { Link } from './link.entity.js';
import { LinksService } from './links.service.js';
import { isLoginName, loginNameKey } from './login-name.js';
import { PasswordsService } from './passwords.service.js';
import type { SignedIn } from './steps.js';
import type { Visitor } from './visitor.js';

/** Whom a link is for, as its page shows them. */
export type Invited = Pick<Person, 'name' | 'email' | 'loginName'>;

export interface InvitationWish {
  loginName?: string | undefined;
  newPassword: string;
  newPasswordAgain: string;
}

@Injectable()
export class InvitationUse {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly links: LinksService,
    private readonly passwords: PasswordsService,
    private readonly first: FirstSession,
  ) {}

  /** @returns null where it is over: used, revoked, or past its day. @throws NotFound for what was never sent */
  async holderOf(segment: string): Promise<{ link: Link; person: Person } | null> {
    const found = await this.links.read(segment);
    if (!found || found.link.purpose === 'unit' || found.link.personId === null) throw new NotFound('page');
    const { link } = found;
    const person = await this.db.read.findOneBy(Person, { id: found.link.personId });
    const isOver = link.usedAt !== null || !this.links.isStanding(link);
    return isOver || !person || person.leftOn !== null ? null : { link, person };
  }

  /** Once, however many ask at the same time. @throws Refusal */
  async use(segment: string, wish: InvitationWish, visitor: Visitor): Promise<SignedIn> {
    const held = await this.holderOf(segment);
    if (!held) throw new Refusal('invitation-over');
    const { link, person } = held;
    const login = person.loginName ?? checkedLogin(wish.loginName);
    const checked = await this.passwords.checked(person.id, wish);
    return this.db.inTransaction(async (tx) => {
      await this.takeUp(tx, link);
      const self = { ...NOBODY_YET, personId: person.id, name: person.name };
      if (person.loginName === null) await this.name(tx, self, login);
      await this.links.revoke(tx, self, { personId: person.id, purpose: link.purpose }, 'used');
      await this.passwords.store(tx, self, person.id, checked);
      const { address } = visitor;
      const subject = `link:${link.id}`;
      await noteSecurity(tx, this.clock, { kind: 'invitation-used', personId: person.id, subject, address });
      return this.first.open(tx, person.id, visitor);
    });
  }

  private async takeUp(tx: Tx, { id }: Link): Promise<void> {
    const taken = await changedRows(
      tx,
      `UPDATE links SET "usedAt" = :now WHERE id = :id AND "usedAt" IS NULL AND "revokedAt" IS NULL RETURNING id`,
      { id, now: this.clock.now() },
    );
    if (!taken.length) throw new Refusal('invitation-over');
  }

  private async name(tx: Tx, self: Viewer, login: string): Promise<void> {
    if (await tx.findOneBy(Person, { loginName: login }))
      throw wrongInput('login-name-taken', { loginName: 'login-name-taken' }, { login });
    const id = self.personId!;
    await tx.update(Person, { id }, { loginName: login });
    await record(tx, this.clock, self, {
      verb: 'open-account',
      noun: 'person',
      id,
      after: { loginName: login },
    });
  }
}

const NOBODY_YET = { roles: [], unitIds: [], door: 'link' as const };

function checkedLogin(text: string | undefined): string {
  const login = loginNameKey(text ?? '');
  if (!isLoginName(login)) throw wrongInput('login-name-wrong', { loginName: 'login-name-wrong' });
  return login;
}

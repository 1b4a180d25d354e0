/** The only way out: a message is written in the transaction of its cause and leaves later. */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config.js';
import { insertOnce, type Tx } from '../platform/database.js';
import { laterOf, type Day } from '../rules/day.js';
import { linkTo } from '../web/links.js';
import {
  headerTextShown,
  isAddress,
  isAllowed,
  isHeaderText,
  subjectLine,
  type MailAddress,
} from './addresses.js';
import { onlyOwnLinks } from './mail-links.js';
import { Message } from './message.entity.js';
import type { CalendarEntry, MessageReason, MessageState } from './messages.js';
import { filledMarks, marksIn, type UnitMark } from './unit-marks.js';

export interface OutgoingMail {
  /** `reminders:<day>:<address>`: a second message with the same key is not made. */
  dedupeKey: string;
  /** issue, reminders, overdue-digest, leader-digest …; also the X-Duban-Reason */
  kind: string;
  onDay: Day;
  to: MailAddress;
  subject: string;
  /** `⟦link:ID⟧` in text and HTML is filled when the mail leaves, for the ids of `links`. */
  text: string;
  html: string;
  links?: string[];
  headers?: Record<string, string>;
  calendar?: CalendarEntry;
  /** Unsent after this day, it is not sent any more. A mail made by hand for a day gone by lives for today. */
  expiresOn?: Day;
  /** Mails with the same thread stand together in the reader's mailbox: `task:12`. */
  threadId?: string;
}

/** The same mails, the address of every unit's page in them filled. */
export type FillUnits = (tx: Tx, mails: OutgoingMail[]) => Promise<OutgoingMail[]>;

const ID_LENGTH = 32;

@Injectable()
export class Outbox {
  /** Put here by the access room, which makes links; without it a unit's page is opened by signing in. */
  fillUnits: FillUnits = (_tx, mails) => Promise.resolve(mails.map((mail) => this.withPages(mail)));

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /**
   * Never throws for a bad recipient: one wrong address must not stop the morning of all others. Such a
   * mail is kept with its reason, as failed (address-wrong, header-wrong) or skipped (not-allowed).
   * @returns the message's id, or null when one with this key stood already
   */
  async enqueue(tx: Tx, mail: OutgoingMail): Promise<number | null> {
    return (await this.enqueueAll(tx, [mail]))[0]!;
  }

  /** A morning's mails: their links are made together. @returns an id, or null, for each */
  async enqueueAll(tx: Tx, mails: OutgoingMail[]): Promise<(number | null)[]> {
    const marked = mails.some(({ text, html }) => marksIn(text, html).length > 0);
    const ids: (number | null)[] = [];
    for (const mail of marked ? await this.fillUnits(tx, mails) : mails) ids.push(await this.put(tx, mail));
    return ids;
  }

  private put(tx: Tx, mail: OutgoingMail): Promise<number | null> {
    const fate = fateOf(mail, this.config.mailAllow);
    return insertOnce(
      tx,
      Message,
      { ...this.contents(mail), ...this.firstState(mail), ...fate },
      'dedupeKey',
    );
  }

  private withPages(mail: OutgoingMail): OutgoingMail {
    const page = ({ unitId }: UnitMark) => linkTo(this.config, { kind: 'unit', id: unitId });
    return { ...mail, text: filledMarks(mail.text, page), html: filledMarks(mail.html, page) };
  }

  private contents(mail: OutgoingMail): Partial<Message> {
    const from = this.config.mailFrom;
    const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
    const id = hashOf(`${mail.dedupeKey}\n${this.clock.now()}`);
    return {
      dedupeKey: mail.dedupeKey,
      kind: mail.kind,
      onDay: mail.onDay,
      fromName: headerTextShown(from.name),
      fromAddress: from.address,
      toName: headerTextShown(mail.to.name),
      toAddress: headerTextShown(mail.to.address),
      subject: subjectLine(mail.subject),
      text: onlyOwnLinks(mail.text, mail.links ?? []),
      html: onlyOwnLinks(mail.html, mail.links ?? []),
      calendar: mail.calendar ?? null,
      headers: headersOf(mail, domain),
      messageId: `<${id}@${domain}>`,
      boundary: id,
    };
  }

  private firstState(mail: OutgoingMail): Partial<Message> {
    const now = this.clock.now();
    return {
      datedAt: now,
      createdAt: now,
      nextAttemptAt: now,
      attempts: 0,
      leaseUntil: null,
      leaseEpoch: 0,
      serverAnswer: null,
      sentAt: null,
      expiresOn: mail.expiresOn ? laterOf(mail.expiresOn, this.clock.today()) : null,
    };
  }
}

function fateOf(
  mail: OutgoingMail,
  allow: string[] | null,
): { state: MessageState; reason: MessageReason | null } {
  const shown = [mail.to.name, mail.dedupeKey, mail.calendar?.fileName ?? ''];
  const own = Object.entries(mail.headers ?? {});
  if (!isAddress(mail.to.address)) return { state: 'failed', reason: 'address-wrong' };
  if (![...shown, ...own.flat()].every(isHeaderText) || !own.every(([name]) => isHeaderName(name)))
    return { state: 'failed', reason: 'header-wrong' };
  if (!isAllowed(mail.to.address, allow)) return { state: 'skipped', reason: 'not-allowed' };
  return { state: 'pending', reason: null };
}

/** A duty mail carries no List-Unsubscribe: nobody can sign off from their own duties. */
function headersOf(mail: OutgoingMail, domain: string): Record<string, string> {
  const thread = mail.threadId === undefined ? null : `<${hashOf(`thread\n${mail.threadId}`)}@${domain}>`;
  return {
    'Auto-Submitted': 'auto-generated',
    'X-Auto-Response-Suppress': 'All',
    'List-Id': `<duban.${domain}>`,
    'X-Duban-Reason': headerTextShown(mail.kind),
    ...(thread ? { 'In-Reply-To': thread, References: thread } : {}),
    ...mail.headers,
  };
}

function isHeaderName(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9-]*$/.test(name);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, ID_LENGTH);
}

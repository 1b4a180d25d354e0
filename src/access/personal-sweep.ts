/**
 * What mails, and the ledger of what was told, say of a person who is erased: mailbox and phone wherever they stand,
 * and the name beside them. Both tables grow by thousands, so they are gone through in rounds, each changing what it
 * found in a transaction of its own, before the person themself is erased: nobody waits, and an erasure that broke off
 * is begun again.
 */
import { setImmediate as others } from 'node:timers/promises';
import type { Database, Reader, Tx } from '../platform/database.js';
import { containing, row, rows } from '../platform/sql.js';
import { Message } from '../outbox/message.entity.js';
import { Notice } from '../outbox/notice.entity.js';
import type { Person } from '../units/person.entity.js';
import { FORMER } from './personal-columns.js';

interface Traces {
  id: number;
  name: string;
  /** Somebody else is called the same: the name alone does not say who is meant. */
  hasNamesake: boolean;
  /** Mailboxes and phones, former ones too, that are nobody else's. */
  own: string[];
  /** One of these by itself, not as a part of a longer one. */
  ownIn: RegExp;
  /** Every mailbox they ever had: a duty mailbox may be the successor's by now. */
  boxes: string[];
}

const PER_ROUND = 500;
const IS_PHONE = /^[+\d][\d ()-]{4,}$/;

export async function sweepCopies(db: Database, person: Person): Promise<void> {
  const traces = await tracesOf(db.read, person);
  const patterns = Object.fromEntries(
    [...new Set([...traces.own, ...traces.boxes])].map((word, at) => [`word${at}`, containing(word)]),
  );
  for (const table of ['messages', 'notices'] as const) await sweep(db, { table, traces, patterns });
}

async function sweep(
  db: Database,
  { table, traces, patterns }: { table: 'messages' | 'notices'; traces: Traces; patterns: object },
): Promise<void> {
  const columns = table === 'messages' ? ['"toAddress"', 'text', 'html'] : ['"noticeKey"', 'recipient'];
  const fits = Object.keys(patterns).flatMap((word) =>
    columns.map((column) => `${column} LIKE :${word} ESCAPE '\\'`),
  );
  if (fits.length === 0) return;
  for (let after = 0; ;) {
    const next = `SELECT id FROM ${table} WHERE id > :after ORDER BY id LIMIT ${PER_ROUND}`;
    const last = await row<{ id: number | null }>(db.read, `SELECT max(id) AS id FROM (${next}) n`, {
      after,
    });
    if (!last?.id) return;
    const found = await rows<{ id: number }>(
      db.read,
      `SELECT id FROM ${table} WHERE id > :after AND id <= :last AND (${fits.join(' OR ')})`,
      { after, last: last.id, ...patterns },
    );
    const ids = found.map(({ id }) => id);
    if (ids.length)
      await db.inTransaction((tx) =>
        table === 'messages' ? inMails(tx, ids, traces) : inNotices(tx, ids, traces),
      );
    after = last.id;
    await others();
  }
}

type Mail = Pick<Message, 'id' | 'dedupeKey' | 'toName' | 'toAddress' | 'text' | 'html' | 'state'>;

async function inMails(tx: Tx, ids: number[], traces: Traces): Promise<void> {
  const mails = await rows<Mail>(
    tx,
    'SELECT id, "dedupeKey", "toName", "toAddress", text, html, state FROM messages WHERE id IN (:...ids)',
    { ids },
  );
  for (const mail of mails) {
    const { id, text, html, toAddress, toName } = mail;
    const isOwn = traces.own.includes(toAddress);
    const isTheirs = isOwn || (traces.boxes.includes(toAddress) && toName === traces.name);
    if (!isTheirs && `${text}\n${html}`.search(traces.ownIn) < 0) continue;
    const cleaned = (told: string) => without(told, traces, isTheirs || !traces.hasNamesake);
    const told = { text: cleaned(text), html: cleaned(html), ...(isTheirs && { toName: FORMER }) };
    await tx.update(Message, { id }, { ...told, ...(isOwn && unaddressed(mail, traces)) });
  }
}

/** What waits for them is not sent any more. */
function unaddressed({ id, dedupeKey, toAddress, state }: Mail, traces: Traces): Partial<Message> {
  const isWaiting = state === 'pending' || state === 'sending';
  return {
    ...{ toAddress: '', dedupeKey: dedupeKey.replaceAll(toAddress, keyOf(traces, id)) },
    ...(isWaiting && { state: 'skipped', reason: 'recipient-erased' }),
  };
}

async function inNotices(tx: Tx, ids: number[], traces: Traces): Promise<void> {
  const found = await rows<Pick<Notice, 'id' | 'noticeKey' | 'recipient'>>(
    tx,
    'SELECT id, "noticeKey", recipient FROM notices WHERE id IN (:...ids)',
    { ids },
  );
  for (const { id, noticeKey, recipient } of found) {
    const named = traces.boxes.reduce(
      (told, box) => told.replaceAll(`${traces.name} <${box}>`, `${FORMER} <${box}>`),
      recipient,
    );
    const told = { noticeKey: noticeKey.replace(traces.ownIn, keyOf(traces, id)) };
    await tx.update(Notice, { id }, { ...told, recipient: without(named, traces, false) });
  }
}

/** Stands in a key that has to stay nobody else's. */
function keyOf({ id }: Traces, rowId: number): string {
  return `person:${id}:${rowId}`;
}

function without(told: string, { ownIn, name }: Traces, isNamed: boolean): string {
  const rest = told.replace(ownIn, '');
  return isNamed ? rest.replaceAll(name, FORMER) : rest;
}

async function tracesOf(read: Reader, { id, name, email, phone }: Person): Promise<Traces> {
  const known = await rows<{ value: string }>(
    read,
    `SELECT value FROM personal_values WHERE "personId" = :id AND value IS NOT NULL
     UNION SELECT address FROM links WHERE "personId" = :id AND address <> ''`,
    { id },
  );
  const words = [email, phone, ...known.map(({ value }) => value)].filter((word) => word !== null);
  const boxes = [...new Set(words.filter((word) => word.includes('@')))];
  const phones = [...new Set(words.filter((word) => IS_PHONE.test(word)))];
  const taken = await rows<{ name: string; email: string | null; phone: string | null }>(
    read,
    `SELECT name, email, phone FROM people WHERE id <> :id
     AND (name = :name OR email IN (:...boxes) OR phone IN (:...phones))`,
    { id, name, boxes: ['', ...boxes], phones: ['', ...phones] },
  );
  const own = [...boxes, ...phones].filter(
    (word) => !taken.some((one) => [one.email, one.phone].includes(word)),
  );
  const hasNamesake = taken.some((one) => one.name === name);
  return { ...{ id, name, boxes, own, hasNamesake }, ownIn: byItself(own) };
}

/** `li@cz.example` does not stand in `wangli@cz.example`. */
function byItself(words: string[]): RegExp {
  const each = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|') || '(?!)';
  return new RegExp(`(?<![A-Za-z0-9._%+-])(?:${each})(?![A-Za-z0-9_%+-]|\\.[A-Za-z0-9])`, 'g');
}

/** Mails to put in, and mails as a reader finds them. */
import { simpleParser, type ParsedMail } from 'mailparser';
import type { OutgoingMail } from '../../src/outbox/enqueue.js';
import type { Day } from '../../src/rules/day.js';

/** A plain duty mail; only what matters to the test is named there. */
export function aMail(given: Partial<OutgoingMail> = {}): OutgoingMail {
  return {
    dedupeKey: 'reminders:2018-11-09:a@haimen.example',
    kind: 'reminders',
    onDay: '2018-11-09' as Day,
    to: { name: '市委办', address: 'a@haimen.example' },
    subject: '【督办提醒】11月9日 临期1',
    text: '细化方案应于11月20日前报送。',
    html: '<p>细化方案应于<b>11月20日</b>前报送。</p>',
    ...given,
  };
}

/** `count` different mails, to `u1@haimen.example`, `u2@…` */
export function mails(count: number, given: Partial<OutgoingMail> = {}): OutgoingMail[] {
  return Array.from({ length: count }, (_, i) =>
    aMail({
      dedupeKey: `reminders:2018-11-09:${i + 1}`,
      to: { name: `单位${i + 1}`, address: `u${i + 1}@haimen.example` },
      ...given,
    }),
  );
}

/** Subject, parts and headers as a mail program shows them. */
export function asRead(bytes: Buffer): Promise<ParsedMail> {
  return simpleParser(bytes);
}

/** What a message can be, and why; words under `state.message.<state>` and `mailbox.reason.<reason>`. */

/** pending: due or waiting for its next attempt. skipped: kept here on purpose, never sent. */
export const MESSAGE_STATES = ['pending', 'sending', 'sent', 'failed', 'expired', 'skipped'] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

export const MESSAGE_REASONS = [
  // not sent yet, tried again
  'server-busy',
  'unreachable',
  'tls',
  'sign-in-refused',
  'sender-refused',
  // the server may have taken it: sent again under the same Message-ID
  'connection-lost',
  'no-answer',
  // not sent any more
  'server-refused',
  'address-wrong',
  'header-wrong',
  'link-unknown',
  'gave-up',
  'day-passed',
  'not-allowed',
  // whom it was for has left, and their data were erased
  'recipient-erased',
  // the mailbox was corrected
  'recipient-changed',
  // sent, but nothing left this machine
  'kept-here',
] as const;
export type MessageReason = (typeof MESSAGE_REASONS)[number];

/** An entry for the recipient's calendar, as a plain attachment. */
export interface CalendarEntry {
  /** as `提交时限.ics` */
  fileName: string;
  /** a whole VCALENDAR with METHOD:PUBLISH */
  content: string;
}

/** A row of `messages` as a mailer needs it: everything its bytes are made of. */
export interface StoredMail {
  id: number;
  fromName: string;
  fromAddress: string;
  toName: string;
  toAddress: string;
  subject: string;
  text: string;
  html: string;
  calendar: CalendarEntry | null;
  headers: Record<string, string>;
  messageId: string;
  boundary: string;
  datedAt: string;
}

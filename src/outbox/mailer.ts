/** Whatever carries a finished mail away: a mail server, or the mailbox page of this machine. */
import type { MessageReason } from './messages.js';

export interface ReadyMail {
  from: string;
  to: string;
  bytes: Buffer;
}

/**
 * sent · later: this mail again after a while · in-doubt: the server may have taken it, again under the same
 * Message-ID · failed: never again · unreachable: no fault of this mail, the server is not there; later, and
 * let the others wait · stopped: the server refuses us altogether; nothing was tried, a person must look.
 */
export type OutcomeKind = 'sent' | 'later' | 'in-doubt' | 'failed' | 'unreachable' | 'stopped';

export interface SendOutcome {
  kind: OutcomeKind;
  reason: MessageReason | null;
  /** What the server said, word for word. */
  answer: string;
}

export abstract class Mailer {
  /** How many mails may be on their way at once. */
  abstract readonly parallel: number;
  /** Milliseconds after which one attempt is given up; a lease must be longer. */
  abstract readonly limit: number;
  /** Never rejects: whatever happened is an outcome. */
  abstract send(mail: ReadyMail): Promise<SendOutcome>;
  abstract close(): void;
}

/** Without SMTP_URL: nothing leaves this machine, the mailbox page shows what would have left. */
export class DevMailboxMailer extends Mailer {
  readonly parallel = 5;
  readonly limit = 1_000;

  send(): Promise<SendOutcome> {
    return Promise.resolve({ kind: 'sent', reason: 'kept-here', answer: '' });
  }

  close(): void {}
}

/** One claimed batch on its way: a few mails at a time, each marked before the next is begun. */
import { isAllowed } from './addresses.js';
import type { Clock } from '../platform/clock.js';
import {
  markOf,
  notAllowed,
  untried,
  type DeliveryCounts,
  type MarkWriter,
  type noCounts,
} from './delivery-marks.js';
import { filledLinks, linksIn, type MailLinks } from './mail-links.js';
import type { Mailer, SendOutcome } from './mailer.js';
import type { ClaimedMail, Mark } from './message-claims.js';
import { bytesOf } from './mime.js';

export interface RoundParts {
  clock: Clock;
  mailer: Mailer;
  links: MailLinks;
  marks: MarkWriter;
  allow: string[] | null;
  /** Until when the batch is ours. */
  leaseUntil: string;
  counts: ReturnType<typeof noCounts>;
}

export class DeliveryRound {
  /** Why the rest of the batch was not tried: the server is not there, or refuses us. */
  broken: SendOutcome | null = null;
  private readonly queue: ClaimedMail[] = [];
  private readonly underWay = new Map<number, ClaimedMail>();
  private halted = false;
  private urls: ReadonlyMap<string, string> = new Map();

  constructor(private readonly parts: RoundParts) {}

  async run(batch: ClaimedMail[]): Promise<void> {
    const asked = batch.flatMap(({ text, html }) => linksIn(text, html));
    if (asked.length > 0) this.urls = await this.parts.links.urlsOf(asked);
    this.queue.push(...batch);
    await Promise.all(Array.from({ length: this.parts.mailer.parallel }, () => this.work()));
    await this.giveBack();
  }

  /** Begins no further mail; what is under way ends, and the rest goes back. */
  halt(): void {
    this.halted = true;
  }

  /** For a server that does not answer while we must go: what is under way counts as in doubt. */
  async giveUp(): Promise<void> {
    this.halted = true;
    const silence: SendOutcome = { kind: 'in-doubt', reason: 'no-answer', answer: '' };
    const left = [...this.underWay.values()];
    await Promise.all([this.giveBack(), ...left.map((mail) => this.conclude(mail, silence))]);
  }

  private async giveBack(): Promise<void> {
    await Promise.all(this.queue.splice(0).map((mail) => this.put(untried(mail))));
  }

  private async work(): Promise<void> {
    while (this.queue.length && this.mayBegin()) {
      const mail = this.queue.shift()!;
      this.underWay.set(mail.id, mail);
      if (!isAllowed(mail.toAddress, this.parts.allow)) await this.put(notAllowed(mail));
      else await this.conclude(mail, await this.attempt(mail));
      this.underWay.delete(mail.id);
    }
  }

  /** An attempt must end before the lease does, or another worker could send the same mail meanwhile. */
  private mayBegin(): boolean {
    const { clock, mailer, leaseUntil } = this.parts;
    const left = Date.parse(leaseUntil) - Date.parse(clock.now());
    return !this.halted && this.broken === null && left > mailer.limit;
  }

  private async attempt(mail: ClaimedMail): Promise<SendOutcome> {
    const { mailer } = this.parts;
    const text = filledLinks(mail.text, this.urls);
    const html = filledLinks(mail.html, this.urls);
    if (text === null || html === null) return { kind: 'failed', reason: 'link-unknown', answer: '' };
    const bytes = bytesOf({ ...mail, text, html });
    return mailer.send({ from: mail.fromAddress, to: mail.toAddress, bytes });
  }

  private async conclude(mail: ClaimedMail, outcome: SendOutcome): Promise<void> {
    if (outcome.kind === 'unreachable' || outcome.kind === 'stopped') this.broken ??= outcome;
    await this.put(markOf(mail, outcome, this.parts.clock.now()), outcome.kind !== 'stopped');
  }

  private async put(mark: Mark, tried = false): Promise<void> {
    const kept = await this.parts.marks.put(mark);
    if (kept && (tried || mark.state === 'skipped')) this.parts.counts[counted(mark)] += 1;
  }
}

function counted(mark: Mark): keyof DeliveryCounts {
  if (mark.state === 'sent' || mark.state === 'failed' || mark.state === 'skipped') return mark.state;
  return 'later';
}

/**
 * Carries the outbox away: claims what is due by lease, sends outside any transaction, marks. Any number
 * of processes may do so at once; one that dies loses nothing, its claims run out.
 */
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config.js';
import { Database } from '../platform/database.js';
import { hold, isHeld, readHold, release, type DeliveryHold } from './delivery-hold.js';
import { MarkWriter, noCounts, type DeliveryCounts } from './delivery-marks.js';
import { DeliveryRound } from './delivery-round.js';
import { MailLinks } from './mail-links.js';
import { Mailer } from './mailer.js';
import {
  claim,
  expire,
  isAnythingDue,
  leasesOver,
  takeBack,
  type ClaimedMail,
  type Lease,
} from './message-claims.js';
import { plusMinutes } from './retries.js';

const BATCH = 100;
const LEASE_MINUTES = 10;
/** Clocks of two servers may differ by so much before a lease looks impossible. */
const SKEW_MINUTES = 5;
/** While the mail server cannot be reached. */
const REST_MINUTES = 1;

@Injectable()
export class Delivery {
  private readonly log = new Logger(Delivery.name);
  private readonly marks: MarkWriter;
  private running: Promise<DeliveryCounts> | null = null;
  private round: DeliveryRound | null = null;
  private stopping = false;
  private restingUntil: string | null = null;
  private suspected = new Map<number, number>();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly mailer: Mailer,
    private readonly links: MailLinks,
  ) {
    this.marks = new MarkWriter(db);
    if (LEASE_MINUTES <= minutesOf(mailer.limit)) throw new Error('A lease must outlast one attempt.');
  }

  /** Sends everything due. While one call is at it, a second one waits for the same result. */
  tick(): Promise<DeliveryCounts> {
    return this.once(async () => {
      const now = this.clock.now();
      const resting = this.restingUntil;
      if (resting && resting > now && resting <= plusMinutes(now, REST_MINUTES)) return noCounts();
      if (isHeld(await readHold(this.db.read), now)) return noCounts();
      return this.deliver(false);
    });
  }

  /** The same because a person asks: no pause is kept, and leases that are over are taken at first sight. */
  deliverNow(): Promise<DeliveryCounts> {
    return this.once(() => this.deliver(true));
  }

  /** Why nothing leaves, while the mail server refuses us; null when mail may leave. */
  held(): Promise<DeliveryHold | null> {
    return readHold(this.db.read);
  }

  /** After a start a hold is not kept: whoever corrected SMTP_URL wants to see it work. */
  async lift(): Promise<void> {
    if (await readHold(this.db.read)) await this.db.inTransaction(release);
  }

  /** Ends what is on its way and leaves nothing "sending". @param patience milliseconds for a silent server */
  async stop(patience: number): Promise<void> {
    this.stopping = true;
    this.round?.halt();
    if (this.running) await this.settle(this.running, patience);
    this.mailer.close();
  }

  private async settle(running: Promise<DeliveryCounts>, patience: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => (timer = setTimeout(resolve, patience, 'late')));
    const first = await Promise.race([running.catch(() => null), late]);
    clearTimeout(timer);
    if (first === 'late') await this.round?.giveUp();
  }

  private once(work: () => Promise<DeliveryCounts>): Promise<DeliveryCounts> {
    this.running ??= work().finally(() => (this.running = null));
    return this.running;
  }

  private async deliver(byHand: boolean): Promise<DeliveryCounts> {
    const counts = noCounts();
    while (!this.stopping) {
      const leaseUntil = plusMinutes(this.clock.now(), LEASE_MINUTES);
      const batch = await this.claimBatch(leaseUntil, byHand, counts);
      if (!batch.length) break;
      if (!(await this.deliverBatch(batch, leaseUntil, counts))) break;
    }
    return counts;
  }

  private async claimBatch(
    leaseUntil: string,
    byHand: boolean,
    counts: DeliveryCounts,
  ): Promise<ClaimedMail[]> {
    const [now, today] = [this.clock.now(), this.clock.today()];
    const abandoned = await this.abandoned(now, byHand);
    if (!abandoned.length && !(await isAnythingDue(this.db.read, now, today))) return [];
    return this.db.inTransaction(async (tx) => {
      await takeBack(tx, abandoned);
      counts.expired += await expire(tx, today);
      return claim(tx, { now, today, leaseUntil }, BATCH);
    });
  }

  /**
   * Leases seen over twice, at two ticks: when the clock jumps ahead every lease looks over at once, and
   * the next tick shows which mails were merely on their way.
   */
  private async abandoned(now: string, byHand: boolean): Promise<Lease[]> {
    const over = await leasesOver(this.db.read, now, plusMinutes(now, LEASE_MINUTES + SKEW_MINUTES));
    const sure = over.filter(({ id, leaseEpoch }) => byHand || this.suspected.get(id) === leaseEpoch);
    this.suspected = new Map(over.map(({ id, leaseEpoch }) => [id, leaseEpoch]));
    return sure;
  }

  /** @returns whether it makes sense to go on */
  private async deliverBatch(
    batch: ClaimedMail[],
    leaseUntil: string,
    counts: DeliveryCounts,
  ): Promise<boolean> {
    const { clock, mailer, links, marks } = this;
    const round = new DeliveryRound({
      clock,
      mailer,
      links,
      marks,
      allow: this.config.mailAllow,
      leaseUntil,
      counts,
    });
    this.round = round;
    if (this.stopping) round.halt();
    await round.run(batch).finally(() => (this.round = null));
    if (round.broken) await this.pause(round.broken);
    else if (counts.sent) await this.lift();
    return round.broken === null;
  }

  private async pause(why: NonNullable<DeliveryRound['broken']>): Promise<void> {
    const now = this.clock.now();
    this.log.warn(`Mail is not leaving (${why.reason}): ${why.answer}`);
    this.restingUntil = plusMinutes(now, REST_MINUTES);
    if (why.kind !== 'stopped') return;
    await this.db.inTransaction((tx) => hold(tx, now, { reason: why.reason!, answer: why.answer }));
  }
}

function minutesOf(milliseconds: number): number {
  return milliseconds / 60_000;
}

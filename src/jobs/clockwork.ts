/** What ticks: every minute the timetable, every few seconds the outbox. Nothing here decides anything. */
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { Delivery } from '../outbox/delivery.js';
import { Config } from '../platform/config.js';
import { Runner } from './runner.js';

const TIMETABLE_EVERY = 60_000;
const OUTBOX_EVERY = 5_000;
/** Milliseconds for a job and a silent mail server together; a process is given half a minute to end. */
const PATIENCE = 18_000;

@Injectable()
export class Clockwork implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(Clockwork.name);

  constructor(
    private readonly scheduler: SchedulerRegistry,
    private readonly config: Config,
    private readonly runner: Runner,
    private readonly delivery: Delivery,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.config.jobs) return;
    await this.delivery.lift();
    this.every(TIMETABLE_EVERY, 'timetable', () => this.runner.tick());
    this.every(OUTBOX_EVERY, 'outbox', () => this.delivery.tick());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop(PATIENCE);
  }

  /** Both are told at once: one after the other, they could take longer than the process has. */
  async stop(patience: number): Promise<void> {
    for (const name of this.scheduler.getIntervals()) this.scheduler.deleteInterval(name);
    await Promise.all([this.runner.stop(patience), this.delivery.stop(patience)]);
  }

  /** At once, and then again and again; a tick that is still at it is not begun a second time. */
  private every(milliseconds: number, name: string, work: () => Promise<unknown>): void {
    const attempt = () => {
      work().catch((error: unknown) => this.log.error(`${name}: ${String(error)}`));
    };
    this.scheduler.addInterval(name, setInterval(attempt, milliseconds));
    setImmediate(attempt);
  }
}

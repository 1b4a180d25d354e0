/**
 * A desk with few seats and a short queue: so much work at once, so much more waiting, and whoever comes then is
 * told when to come again. A flood of sign-ins takes its turns and leaves processor and memory to everybody else.
 */
import { tooMuch } from '../platform/refusal.js';

export const RETRY_SECONDS = 2;

export class Turns {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  /**
   * @param seats how much runs at once
   * @param places how much may wait
   */
  constructor(
    private readonly seats: number,
    private readonly places: number,
  ) {}

  /** First come, first served. @throws Refusal 429 where even the queue is full */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < this.seats) this.running += 1;
    else await this.wait();
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      // The seat goes to whoever waits longest; nobody can slip in between.
      if (next) next();
      else this.running -= 1;
    }
  }

  get isIdle(): boolean {
    return this.running === 0;
  }

  private wait(): Promise<void> {
    if (this.waiting.length >= this.places) throw tooMuch('too-busy', RETRY_SECONDS);
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}

/** A desk to each key, kept as long as anybody stands at it. */
export class TurnsByKey {
  private readonly desks = new Map<string, Turns>();

  constructor(private readonly places: number) {}

  /** One after the other of the same key. @throws Refusal 429 */
  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const desk = this.desks.get(key) ?? new Turns(1, this.places);
    this.desks.set(key, desk);
    try {
      return await desk.take(work);
    } finally {
      if (desk.isIdle) this.desks.delete(key);
    }
  }
}

/** How often each of several keys came in this minute; kept in memory, by each instance for itself. */
import type { Clock } from '../platform/clock.js';

const MINUTE = 'YYYY-MM-DDTHH:MM'.length;
const SECONDS = 60;

export interface Count {
  /** with this one */
  count: number;
  /** seconds until it begins anew, 1 to 60 */
  seconds: number;
}

export class MinuteCounts {
  private minute = '';
  private readonly counts = new Map<string | number, number>();

  /** @param most keys told apart; whoever comes after them is counted together */
  constructor(
    private readonly clock: Clock,
    private readonly most = 20_000,
  ) {}

  add(key: string | number): Count {
    const now = this.clock.now();
    const minute = now.slice(0, MINUTE);
    if (minute !== this.minute) {
      this.minute = minute;
      this.counts.clear();
    }
    const own = this.counts.size < this.most || this.counts.has(key) ? key : '';
    const count = (this.counts.get(own) ?? 0) + 1;
    this.counts.set(own, count);
    return { count, seconds: SECONDS - Number(now.slice(MINUTE + 1, MINUTE + 3)) };
  }
}

/** Time enters here and nowhere else; it is handed on as `today` or `now`. */
import { dayInZone, type Day } from '../rules/day.js';

const MINUTE = 'YYYY-MM-DDTHH:MM'.length;

export abstract class Clock {
  abstract readonly timeZone: string;
  /** ISO 8601 in UTC with milliseconds: 24 characters. */
  abstract now(): string;

  private asked: { minute: string; day: Day } | null = null;

  /** Asked several times in every request, so it is looked up once a minute: in no zone does a day begin between two. */
  today(): Day {
    const now = this.now();
    const minute = now.slice(0, MINUTE);
    if (this.asked?.minute !== minute) this.asked = { minute, day: dayInZone(now, this.timeZone) };
    return this.asked.day;
  }
}

export class SystemClock extends Clock {
  constructor(readonly timeZone: string) {
    super();
  }
  now(): string {
    return new Date().toISOString();
  }
}

/** Stands where it is put: tests travel with it, and the demo is played with it. */
export class SettableClock extends Clock {
  constructor(
    private instant: string,
    readonly timeZone = 'Asia/Shanghai',
  ) {
    super();
  }
  now(): string {
    return this.instant;
  }
  /** @param instant ISO UTC, any precision */
  set(instant: string): void {
    this.instant = new Date(instant).toISOString();
  }
}

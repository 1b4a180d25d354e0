/** When a mail is tried again, in minutes after each attempt; the last one repeats until it is given up. */
const DELAYS = [1, 5, 15, 60, 180, 360, 720];
/** After three days an office knows better than a mail that it has not heard; the ledger says it failed. */
const GIVE_UP_AFTER = 3 * 24 * 60;
const MS_PER_MINUTE = 60_000;

/** @param attempts how many were made, the one just ended included */
export function nextAttemptAt(now: string, attempts: number): string {
  return plusMinutes(now, DELAYS[Math.min(attempts, DELAYS.length) - 1] ?? DELAYS[0]!);
}

/** Only an attempt that failed may be the last one: downtime alone gives nothing up. */
export function isLastAttempt(now: string, createdAt: string): boolean {
  return plusMinutes(createdAt, GIVE_UP_AFTER) <= now;
}

/** No attempt can be planned for later than this. */
export function latestPossibleAttempt(now: string): string {
  return plusMinutes(now, DELAYS.at(-1)!);
}

export function plusMinutes(instant: string, minutes: number): string {
  return new Date(Date.parse(instant) + minutes * MS_PER_MINUTE).toISOString();
}

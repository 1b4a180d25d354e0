/** @returns the instant that many minutes after (before, where negative) another */
export function later(instant: string, minutes: number): string {
  return new Date(Date.parse(instant) + minutes * 60_000).toISOString();
}

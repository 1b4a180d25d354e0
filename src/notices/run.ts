/** What a morning's job is given besides its day, and what it says it did. */
import type { Day } from '../rules/day.js';

/** The run before this one that composed; nulls where there was none. */
export interface PreviousRun {
  day: Day | null;
  /** the instant it composed at */
  at: string | null;
}

/** What this run wrote: a second run of the same day writes nothing. */
export type RunCounts = Record<'composed' | 'skipped' | 'messages', number>;

export function noCounts(): RunCounts {
  return { composed: 0, skipped: 0, messages: 0 };
}

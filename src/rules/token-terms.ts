/**
 * What a program's key may be given. Rule: a token does never more than its person, holds until a day that is named,
 * at most 400 days ahead, and is limited to what it is for.
 *
 * Example: made on 2 November 2018, a token holds until 7 December 2019 at the longest; of a reporter it can be
 * limited to reading and reporting, never widened to verifying.
 */
import { addDays, type Day } from './day.js';
import { admits, PERMISSIONS, SCOPES, VERBS, type Scope, type Viewer } from './permissions.js';

export const LONGEST_DAYS = 400;
/** Requests a minute, where nothing else was said. */
export const USUAL_PER_MINUTE = 600;
export const MOST_PER_MINUTE = 6000;

export function longestDay(today: Day): Day {
  return addDays(today, LONGEST_DAYS);
}

/** @returns the scopes that open anything at all to somebody with these roles */
export function scopesFor(viewer: Viewer): Scope[] {
  const open = new Set(
    VERBS.filter((verb) => admits(verb, viewer)).map((verb): Scope => PERMISSIONS[verb].scope),
  );
  return SCOPES.filter((scope) => open.has(scope));
}

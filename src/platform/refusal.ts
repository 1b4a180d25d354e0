/**
 * The three kinds of failure a service expects. Anything else is a bug. The wording of every code
 * stands in the words files under `refusal.<code>`, so page, API and mail say the same.
 */
import type { RefusalCode } from './refusal-codes.js';

export type { RefusalCode };
/** Field name → refusal code of that field. */
export type FieldFaults = Record<string, RefusalCode>;
export type RefusalParams = Record<string, string | number>;

export class Refusal extends Error {
  constructor(
    readonly code: RefusalCode,
    readonly params: RefusalParams = {},
    readonly fields: FieldFaults = {},
    /** 409: the state of things forbids it. 422: what was sent is wrong. 400: it cannot even be read. 429: too much at once. */
    readonly status: 400 | 404 | 409 | 410 | 413 | 422 | 429 = 409,
    /** Where the sentences of several fields differ in more than their code. */
    readonly fieldParams: Record<string, RefusalParams> = {},
  ) {
    super(code);
  }
}

export class NotFound extends Error {
  constructor(
    readonly noun: string,
    /** It is there, but not for this viewer. */
    readonly isHidden = false,
  ) {
    super(`no such ${noun}`);
  }
}

/** Shown as not found where the existence of the thing is itself not the viewer's business. */
export class NotAllowed extends Error {
  constructor(readonly code: RefusalCode = 'not-allowed') {
    super(code);
  }
}

/** @param seconds after which it may be tried again: `Retry-After`, and `{seconds}` of the sentence */
export function tooMuch(code: RefusalCode, seconds: number): Refusal {
  return new Refusal(code, { seconds }, {}, 429);
}

/** Of a refusal because of too much at once, or because of what is still under way. */
export function retryAfter(error: unknown): string | null {
  const seconds =
    error instanceof Refusal && [409, 429].includes(error.status) ? error.params['seconds'] : undefined;
  return seconds === undefined ? null : String(seconds);
}

/** For input that is wrong by itself: answers 422 and names the fields. */
export function wrongInput(code: RefusalCode, fields: FieldFaults = {}, params: RefusalParams = {}): Refusal {
  return new Refusal(code, params, fields, 422);
}

/** What went wrong, in the shape both the error page and the API's problem document are made of. */
import { HttpException } from '@nestjs/common';
import type { RefusalCode } from '../platform/refusal-codes.js';
import { NotAllowed, NotFound, Refusal, type RefusalParams } from '../platform/refusal.js';
import type { Language, Words } from '../platform/words.js';

export interface Fault {
  /** null: it concerns the whole request */
  field: string | null;
  code: RefusalCode;
  message: string;
  /** What the field is called on screen, where the words file knows it under `field.<name>`. */
  label: string | null;
}

export interface Failure {
  status: number;
  /** A refusal code, or `not-found`, `bug`, … where no service spoke. */
  code: string;
  title: string;
  detail: string;
  faults: Fault[];
}

/** Fastify's own refusals, before any handler. */
const BY_STATUS: Record<number, string> = {
  400: 'unreadable',
  404: 'not-found',
  408: 'too-slow',
  413: 'body-too-large',
  414: 'unreadable',
  415: 'media-type',
  431: 'unreadable',
};

export function failureOf(error: unknown, words: Words, language: Language): Failure {
  const say = (key: string, values = {}) => words.say(language, key, values);
  if (error instanceof Refusal) {
    return {
      ...titled(error.status, error.code, say),
      detail: sentence(error, say),
      faults: faultsIn(error, words, language),
    };
  }
  if (error instanceof NotAllowed) {
    const status = error.code === 'not-signed-in' ? 401 : 403;
    return { ...titled(status, error.code, say), detail: say(`refusal.${error.code}`), faults: [] };
  }
  const status = statusOf(error);
  const code = BY_STATUS[status] ?? (status < 500 ? 'unreadable' : 'bug');
  return { ...titled(status, code, say), detail: say(`error.${code}`), faults: [] };
}

type Say = (key: string, values?: Record<string, string | number>) => string;

function titled(status: number, code: string, say: Say) {
  const known = [400, 401, 403, 404, 409, 410, 413, 415, 422, 429].includes(status);
  const kind = known ? status : status < 500 ? 400 : 500;
  return { status, code, title: say(`error.title.${kind}`) };
}

function sentence(refusal: Refusal, say: Say): string {
  return say(`refusal.${refusal.code}`, refusal.params);
}

/** @returns the faults of a refusal; one about the whole where it names no field */
export function faultsIn(refusal: Refusal, words: Words, language: Language): Fault[] {
  const say = (key: string, params: RefusalParams = refusal.params) => words.say(language, key, params);
  const fields = Object.entries(refusal.fields);
  if (!fields.length) {
    return [{ field: null, code: refusal.code, message: say(`refusal.${refusal.code}`), label: null }];
  }
  return fields.map(([field, code]) => {
    const key = `field.${field.split('.').pop()}`;
    return {
      field,
      code,
      message: say(`refusal.${code}`, refusal.fieldParams[field]),
      label: words.has(language, key) ? say(key) : null,
    };
  });
}

/** 500 for whatever nobody expected. */
function statusOf(error: unknown): number {
  if (error instanceof NotFound) return 404;
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

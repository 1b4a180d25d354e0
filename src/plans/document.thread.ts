/** The thread in which documents are read; see `Threads`. */
import { answerInThread } from '../platform/thread.js';
import { Refusal, type FieldFaults, type RefusalCode, type RefusalParams } from '../platform/refusal.js';
import type { Reading } from '../rules/plan-reader.js';
import { readDocument, textOf } from './document.js';

/** A file's bytes, or text as it was pasted. */
export type DocumentToRead = { bytes: Uint8Array } | { text: string };

export type DocumentRead =
  | { text: string; reading: Reading }
  | { refused: { code: RefusalCode; params: RefusalParams; fields: FieldFaults } };

answerInThread((given: DocumentToRead): DocumentRead => {
  try {
    const text = 'bytes' in given ? textOf(given.bytes) : given.text;
    return { text, reading: readDocument(text) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, params, fields } = error;
    return { refused: { code, params, fields } };
  }
});

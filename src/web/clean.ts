/** Text as it may be stored: NFC, one kind of line end, no NUL (PostgreSQL cannot hold it). */
import { Refusal, wrongInput } from '../platform/refusal.js';

const DEEPEST = 8;
/** Names that reach into every object's inside. */
const POISON = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * @param field where the value stands, for the message
 * @returns a copy; fields holding nothing but space are left out
 * @throws Refusal
 */
export function cleaned(value: unknown, field: string | undefined, depth = 0): unknown {
  if (typeof value === 'string') return cleanText(value, field);
  if (value === null || typeof value !== 'object') return value;
  if (depth > DEEPEST) throw wrongInput('input-wrong');
  if (Array.isArray(value)) return value.map((item) => cleaned(item, field, depth + 1));
  return cleanFields(value, field, depth);
}

function cleanFields(value: object, field: string | undefined, depth: number): Record<string, unknown> {
  const clean: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    if (POISON.has(name)) throw new Refusal('input-wrong', {}, { [name]: 'input-wrong' }, 400);
    const kept = cleaned(inner, field ? `${field}.${name}` : name, depth + 1);
    if (kept !== undefined) clean[name] = kept;
  }
  return clean;
}

function cleanText(text: string, field: string | undefined): string | undefined {
  if (text.includes('\0')) throw wrongInput('nul-character', field ? { [field]: 'nul-character' } : {});
  if (text.trim() === '') return undefined;
  return wellFormed(text).replace(/\r\n?/g, '\n').normalize('NFC');
}

/** Half a character can be neither stored nor sent. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, '\uFFFD');
}

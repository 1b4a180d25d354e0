/** The body of a plain form. */
import { Refusal } from '../platform/refusal.js';

/** No form of ours comes near; a body of a million fields would only keep the processor busy. */
const MOST_FIELDS = 2000;

/** A field that comes more than once becomes a list. @throws Refusal */
export function parseForm(body: string): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {};
  let count = 0;
  for (const [name, value] of new URLSearchParams(body)) {
    count += 1;
    if (count > MOST_FIELDS || name === '__proto__') throw new Refusal('input-wrong', {}, {}, 400);
    const before = Object.hasOwn(fields, name) ? fields[name] : undefined;
    fields[name] = before === undefined ? value : [before, value].flat();
  }
  return fields;
}

/**
 * A guess for a printed name nobody has entered yet; a person decides. Offices are known by short forms that
 * pick characters of the full name in order: 市人力资源和社会保障局 is 市人社局, 市卫生和计划生育委员会 is 市卫计委.
 *
 * Example: of 市人社局, 市财政局 and 市公安局 only the first is like 市人力资源和社会保障局.
 */
import { unitKey } from '../rules/unit-names.js';

/** What stands in brackets may be left out: 部门党〈工〉委〈组〉 is 部门党委. */
const BRACKETED = /\([^()]*\)/g;
const PUNCTUATION = /[\p{P}\p{S}]/gu;
/** The short form's last character stands in the full name's ending: 委 in 委员会, 办 in 办公室. */
const ENDING = 3;
const ENOUGH_SHARED = 0.6;

/** 0 (nothing in common) to 1 (the same but for brackets and punctuation). */
export function likeness(a: string, b: string): number {
  let best = 0;
  for (const one of readings(a)) for (const other of readings(b)) best = Math.max(best, compare(one, other));
  return best;
}

function readings(name: string): string[] {
  const key = unitKey(name);
  const all = [key, key.replace(BRACKETED, '')].map((text) => text.replace(PUNCTUATION, ''));
  return [...new Set(all)].filter((text) => text.length > 1);
}

function compare(one: string, other: string): number {
  if (one === other) return 1;
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  const share = short.length / long.length;
  if (long.endsWith(short)) return 0.8 + share / 10;
  if (isShortForm(short, long)) return 0.7 + share / 10;
  const shared = sharedPairs(one, other);
  return shared >= ENOUGH_SHARED ? shared * 0.7 : 0;
}

function isShortForm(short: string, long: string): boolean {
  if (short.length < 3 || short[0] !== long[0]) return false;
  if (!long.slice(-ENDING).includes(short.at(-1)!)) return false;
  let place = 0;
  for (const character of short) {
    place = long.indexOf(character, place) + 1;
    if (place === 0) return false;
  }
  return true;
}

/** Dice's coefficient over pairs of neighbouring characters. */
function sharedPairs(one: string, other: string): number {
  const [ours, theirs] = [pairs(one), pairs(other)];
  const common = ours.filter((pair) => theirs.includes(pair)).length;
  return ours.length && theirs.length ? (2 * common) / (ours.length + theirs.length) : 0;
}

function pairs(text: string): string[] {
  return Array.from({ length: Math.max(text.length - 1, 0) }, (_, i) => text.slice(i, i + 2));
}

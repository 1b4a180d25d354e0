/**
 * Names of units and people: “NFC stored; bidi and zero-width characters refused in names”. Such a character
 * makes two names that look the same differ, or shows a name other than the one stored.
 */
import { wrongInput } from '../platform/refusal.js';

/** Controls, format characters (bidi and zero-width among them), private use, separators, fillers, variation selectors. */
const ODD =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u3164\uffa0\ufffc\ufffd]|[\u115f-\u1160]|\p{Variation_Selector}/u;
const LONGEST_NAME = 100;

/** As it is stored: NFC, no spaces around, one space within. */
export function tidyName(text: string): string {
  return text
    .normalize('NFC')
    .trim()
    .replace(/[ \u3000\u00a0]+/g, ' ');
}

export function isOddName(text: string): boolean {
  return ODD.test(text);
}

/** @returns the name as stored. @throws Refusal at `field` for an empty, too long or odd one */
export function checkedName(text: string, field = 'name'): string {
  const name = tidyName(text);
  if (!name) throw wrongInput('input-wrong', { [field]: 'field-required' });
  if (name.length > LONGEST_NAME) throw wrongInput('input-wrong', { [field]: 'field-too-long' });
  if (isOddName(name)) throw wrongInput('input-wrong', { [field]: 'name-odd-characters' });
  return name;
}

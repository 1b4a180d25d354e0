/**
 * Rule: a title or a subject is one line of visible text: no line breaks, no tabs, no characters that nobody sees
 * (zero-width, direction marks, soft hyphens, controls), one blank at most between two words.
 *
 * Example: '关于印发\n实施方案的\u200b通知' becomes '关于印发实施方案的通知': a line broken between Chinese characters
 * is no blank, between two Latin words it is one.
 */

/** Controls that are white space are left to WHITE; lone surrogates are no characters. */
const INVISIBLE = /(?:(?![\t-\r\u0085])[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}])+/gu;
const WHITE = /[\s\u0085]+/gu;
const BREAK = /[\n-\r\u0085\u2028\u2029]/u;
const LATIN = /[\w,.;:!?]/u;

/** The places (UTF-16) of what nobody sees, in order. */
export function invisibleIn(text: string): { start: number; end: number }[] {
  return Array.from(text.matchAll(INVISIBLE), ({ 0: run, index }) => ({
    start: index,
    end: index + run.length,
  }));
}

/** One line of visible text; '' for text that has none. Idempotent. */
export function cleanLine(text: string): string {
  return text.replace(INVISIBLE, '').replace(WHITE, (run, at: number, whole: string) => {
    const before = whole.charAt(at - 1);
    const after = whole.charAt(at + run.length);
    if (before === '' || after === '') return '';
    return !BREAK.test(run) || (LATIN.test(before) && LATIN.test(after)) ? ' ' : '';
  });
}

/** Header lines as RFC 5322 and RFC 2047 want them: at most 76 characters, everything beyond ASCII encoded. */

const LINE = 76;
/** 45 bytes are 60 characters of base64; with `=?UTF-8?B?` and `?=` 72, below the 75 an encoded word may have. */
const WORD_BYTES = 45;
const FOLD = '\r\n ';

/** @param value free text, as of Subject */
export function textHeader(name: string, value: string): string {
  return isPlain(value) ? folded(name, value) : `${name}: ${encodedWords(value, name.length + 2)}`;
}

/** One address with its name: `市委办 <a@haimen.example>`. */
export function addressHeader(name: string, shownName: string, address: string): string {
  if (shownName === '') return `${name}: <${address}>`;
  const phrase = isPlain(shownName) ? quoted(shownName) : encodedWords(shownName, name.length + 2);
  return `${name}: ${phrase}${FOLD}<${address}>`;
}

/** Bytes as lines of base64. */
export function base64Lines(text: string): string {
  return Buffer.from(text, 'utf8')
    .toString('base64')
    .replace(/.{76}(?=.)/g, '$&\r\n');
}

/** For a parameter that readers of any age understand: the old form and the one of RFC 2231. */
export function fileNameParameters(fileName: string): { name: string; filename: string } {
  if (isPlain(fileName))
    return { name: `name=${quoted(fileName)}`, filename: `filename=${quoted(fileName)}` };
  const percent = [...Buffer.from(fileName, 'utf8')].map(percentEncoded).join('');
  return { name: `name="${encodedWords(fileName, LINE)}"`, filename: `filename*=UTF-8''${percent}` };
}

/** `=?` would be read as the beginning of an encoded word. */
function isPlain(value: string): boolean {
  return /^[\x20-\x7e]*$/.test(value) && !value.includes('=?');
}

function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

function percentEncoded(byte: number): string {
  const sign = String.fromCharCode(byte);
  return /[A-Za-z0-9._-]/.test(sign) ? sign : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Breaks at spaces; one word longer than a line stays whole. */
function folded(name: string, value: string): string {
  const lines = [`${name}:`];
  for (const word of value.split(' ')) {
    const line = lines.at(-1)!;
    if (line.length + 1 + word.length > LINE && line.trim() !== '' && word !== '') lines.push('');
    lines[lines.length - 1] += ` ${word}`;
  }
  return lines.join('\r\n');
}

/** Never cuts a character in two. @param taken characters already on the first line */
function encodedWords(value: string, taken: number): string {
  const first =
    taken + 72 > LINE ? Math.max(12, WORD_BYTES - 3 * Math.ceil((taken + 72 - LINE) / 4)) : WORD_BYTES;
  const words: string[] = [''];
  for (const sign of value) {
    const room = words.length === 1 ? first : WORD_BYTES;
    if (Buffer.byteLength(words.at(-1)! + sign) > room) words.push('');
    words[words.length - 1] += sign;
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word, 'utf8').toString('base64')}?=`).join(FOLD);
}

/**
 * The bytes of an uploaded text file as text: UTF-8, UTF-16 with byte order mark, else GB18030 (which holds GBK and
 * GB2312, what older office machines save). Word, PDF, pictures and archives are refused with a code, not guessed at.
 *
 * Example: bytes C8 CE CE F1 are no UTF-8, as GB18030 they are 「任务」.
 */
import type { Doubt, DoubtCode } from './plan-types.js';

export const LARGEST_DOCUMENT = 5 * 1024 * 1024;

export type Decoded = { text: string; doubt?: Doubt } | { doubt: Doubt };

const KINDS: [string, number[]][] = [
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['pdf', [0x25, 0x50, 0x44, 0x46]],
  ['doc', [0xd0, 0xcf, 0x11, 0xe0]],
  ['rtf', [0x7b, 0x5c, 0x72, 0x74]],
  ['png', [0x89, 0x50, 0x4e, 0x47]],
  ['jpeg', [0xff, 0xd8, 0xff]],
  ['gif', [0x47, 0x49, 0x46, 0x38]],
  ['tiff', [0x49, 0x49, 0x2a, 0x00]],
  ['rar', [0x52, 0x61, 0x72, 0x21]],
  ['7z', [0x37, 0x7a, 0xbc, 0xaf]],
  ['gzip', [0x1f, 0x8b]],
];

function doubt(code: DoubtCode, params?: Record<string, string>): Doubt {
  const base = { code, taskNo: null, start: 0, end: 0 };
  return params === undefined ? base : { ...base, params };
}

/** null when the bytes are not in that encoding. */
function tryDecode(encoding: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** A file cut off in the middle of a character is still a file: up to three bytes may be missing at the end. */
function tryCutOff(encoding: string, bytes: Uint8Array): { text: string; cut: boolean } | null {
  for (let cut = 0; cut <= 3 && cut < bytes.length; cut += 1) {
    const text = tryDecode(encoding, bytes.subarray(0, bytes.length - cut));
    if (text !== null) return { text, cut: cut > 0 };
  }
  return null;
}

function marked(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return null;
}

/** Control and private-use characters do not occur in documents; a few stray ones do. */
function readsLikeText(text: string): boolean {
  const odd =
    text.match(/[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\ue000-\uf8ff\ufffd]/g)?.length ?? 0;
  return !text.includes('\u0000') && odd * 50 <= text.length;
}

/** Never throws. With `text` and `doubt` together the text was read but is cut off at its end. */
export function decodeDocument(bytes: Uint8Array): Decoded {
  if (bytes.length === 0) return { doubt: doubt('empty') };
  if (bytes.length > LARGEST_DOCUMENT)
    return { doubt: doubt('too-large', { limit: String(LARGEST_DOCUMENT) }) };
  const kind = KINDS.find(([, magic]) => magic.every((byte, index) => bytes[index] === byte))?.[0];
  if (kind !== undefined) return { doubt: doubt('not-text', { kind }) };
  const encodings = marked(bytes) === null ? ['utf-8', 'gb18030'] : [marked(bytes)!];
  for (const encoding of encodings) {
    const read = tryCutOff(encoding, bytes);
    if (read === null || !readsLikeText(read.text)) continue;
    if (read.text.trim() === '') return { doubt: doubt('empty') };
    return read.cut ? { text: read.text, doubt: doubt('truncated') } : { text: read.text };
  }
  return { doubt: doubt('not-text', { kind: 'binary' }) };
}

/**
 * A PDF is never rendered here, only handed on as an attachment. One that runs scripts, starts programmes or carries
 * a programme is refused as far as a look at its objects shows, those packed in object streams among them; an
 * encrypted one cannot be looked into and is taken as it is.
 */
import { inflateSync } from 'node:zlib';
import { refuse } from './file-faults.js';
import { isProgramName, isProgramStart } from './file-programs.js';

const ACTIVE = /\/(JavaScript|JS|Launch)(?![A-Za-z0-9])/;
/** What one packed stream, and all together, may inflate to. */
const LARGEST_STREAM = 8 * 1024 * 1024;
const MOST_INFLATED = 64 * 1024 * 1024;
/** A dictionary before its stream is short. */
const DICTIONARY = 4096;

/** @throws FileRefused */
export function checkPdf(bytes: Buffer): void {
  const text = bytes.toString('latin1');
  let outside = '';
  let inflated = 0;
  let at = 0;
  for (const { from, to } of streamsOf(text)) {
    const between = text.slice(at, from);
    outside += between;
    at = to;
    const dictionary = between.slice(-DICTIONARY);
    const kind = /\/(ObjStm|EmbeddedFile)\b/.exec(lastObject(dictionary))?.[1];
    if (!kind) continue;
    const content = contentOf(bytes.subarray(from, to), dictionary);
    inflated += content.length;
    if (inflated > MOST_INFLATED) refuse('attachment-inflates');
    if (kind === 'ObjStm') outside += ` ${content.toString('latin1')} `;
    else if (isProgramStart(content)) refuse('attachment-programs');
  }
  judge(outside + text.slice(at));
}

function judge(objects: string): void {
  // A name may be written with its letters as #xx.
  const plain = objects.replace(/#([0-9a-f]{2})/gi, (_, code: string) =>
    String.fromCharCode(parseInt(code, 16)),
  );
  if (ACTIVE.test(plain)) refuse('attachment-active');
  const named = /\/U?F\s*\(((?:[^()\\]|\\.){1,300})\)/g;
  for (const [, name] of plain.matchAll(named)) if (isProgramName(name!)) refuse('attachment-programs', name);
}

function lastObject(before: string): string {
  return before.slice(before.lastIndexOf(' obj') + 1);
}

function* streamsOf(text: string): Generator<{ from: number; to: number }> {
  const begins = />>\s{0,20}stream\r?\n/g;
  for (let begin = begins.exec(text); begin; begin = begins.exec(text)) {
    const from = begin.index + begin[0].length;
    const to = text.indexOf('endstream', from);
    if (to < 0) return;
    yield { from, to };
    begins.lastIndex = to + 'endstream'.length;
  }
}

function contentOf(packed: Buffer, dictionary: string): Buffer {
  if (!/\/(FlateDecode|Fl)\b/.test(dictionary)) return packed.subarray(0, LARGEST_STREAM);
  try {
    return inflateSync(packed, { maxOutputLength: LARGEST_STREAM });
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') refuse('attachment-inflates');
    // Encrypted, or not what it says: nothing to be read in it.
    return Buffer.alloc(0);
  }
}

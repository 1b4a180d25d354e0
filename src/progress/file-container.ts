/**
 * Files that hold files: documents of the newer kinds, and zip. A document must hold what its kind says, and neither
 * macros nor entities; a zip may hold documents, each looked into in its turn, but neither programmes nor archives.
 */
import type { ZipPart } from './file-zip.js';
import { Budget, inflated, zipParts } from './file-zip.js';
import { refuse } from './file-faults.js';
import {
  extensionOf,
  isArchiveName,
  isArchiveStart,
  isMacroName,
  isProgramName,
  isProgramStart,
} from './file-programs.js';

/** A table in a document in a zip. */
const DEEPEST = 2;
/** What is kept whole to be looked into. */
const LARGEST_INNER = 32 * 1024 * 1024;
const HEAD = 300;

const OPEN_XML = '[Content_Types].xml';
const HOLDS: Record<string, RegExp[]> = {
  docx: [/^\[Content_Types\]\.xml$/, /^word\//],
  xlsx: [/^\[Content_Types\]\.xml$/, /^xl\//],
  pptx: [/^\[Content_Types\]\.xml$/, /^ppt\//],
  wps: [/^\[Content_Types\]\.xml$/, /^word\//],
  et: [/^\[Content_Types\]\.xml$/, /^xl\//],
  ofd: [/^OFD\.xml$/],
  zip: [],
};
/** Pictures of older drawings, packed by themselves. */
const PACKED_PICTURE = /\.(emz|wmz)$/i;

export interface Place {
  depth: number;
  budget: Budget;
  /** Looks into a part of a known kind. */
  look: (name: string, bytes: Buffer, place: Place) => Promise<void>;
}

/** @throws FileRefused */
export async function checkContainer(extension: string, bytes: Buffer, place: Place): Promise<void> {
  if (place.depth > DEEPEST) refuse('attachment-nested');
  const parts = zipParts(bytes, place.budget);
  const isWanted = (wanted: RegExp) => parts.some(({ name }) => wanted.test(name));
  if (!HOLDS[extension]!.every(isWanted)) refuse('attachment-kind');
  for (const part of parts) {
    refuseName(part, extension);
    if (!part.isFolder) await checkPart(part, extension, place);
  }
}

function refuseName({ name }: ZipPart, container: string): void {
  if (isMacroName(name)) refuse('attachment-macros', name);
  if (isProgramName(name)) refuse('attachment-programs', name);
  if (isArchiveName(name) && container === 'zip') refuse('attachment-nested', name);
}

async function checkPart(part: ZipPart, container: string, place: Place): Promise<void> {
  const isXml = container !== 'zip' && /\.(xml|rels|vml)$/i.test(part.name);
  const isKnown = extensionOf(part.name) !== 'txt' && isLookedInto(part.name);
  const read = await readPart(part, { isXml, isWhole: isKnown || part.name === OPEN_XML, place });
  if (isProgramStart(read.head)) refuse('attachment-programs', part.name);
  if (part.name === OPEN_XML && /macroEnabled|vbaProject/i.test(plainOf(read.whole!)))
    refuse('attachment-macros', part.name);
  if (isKnown) await place.look(part.name, read.whole!, { ...place, depth: place.depth + 1 });
  else if (isArchiveStart(read.head) && !PACKED_PICTURE.test(part.name))
    refuse('attachment-nested', part.name);
}

const LOOKED_INTO = /\.(docx|xlsx|pptx|ofd|doc|xls|ppt|wps|et|pdf|jpe?g|png|bin)$/i;

function isLookedInto(name: string): boolean {
  return LOOKED_INTO.test(name);
}

async function readPart(
  part: ZipPart,
  { isXml, isWhole, place }: { isXml: boolean; isWhole: boolean; place: Place },
): Promise<{ head: Buffer; whole: Buffer | null }> {
  const kept: Buffer[] = [];
  let head: Buffer = Buffer.alloc(0);
  let size = 0;
  let before = '';
  for await (const chunk of inflated(part, place.budget)) {
    if (head.length < HEAD) head = Buffer.concat([head, chunk.subarray(0, HEAD - head.length)]);
    if (isXml) before = refuseDeclaration(before, chunk, part.name);
    if (!isWhole) continue;
    size += chunk.length;
    if (size > LARGEST_INNER) refuse('attachment-inflates', part.name);
    kept.push(Buffer.from(chunk));
  }
  return { head, whole: isWhole ? Buffer.concat(kept) : null };
}

/** @returns the end of this chunk, which the next one may complete */
function refuseDeclaration(before: string, chunk: Buffer, name: string): string {
  const text = before + plainOf(chunk);
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) refuse('attachment-dtd', name);
  return text.slice(-10);
}

/** Text of XML in any of its encodings, as far as its marks are looked for. */
function plainOf(bytes: Buffer): string {
  return bytes.toString('latin1').replaceAll('\0', '');
}

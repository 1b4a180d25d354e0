/**
 * What lies in a zip container, read as a sceptic does: the directory says where the parts are and nothing else is
 * believed of it. Names that leave the container, parts that overlap (the bomb that needs no nesting), encrypted
 * ones and ways of packing nobody uses are refused; what a part inflates to is counted while it inflates.
 */
import { createInflateRaw } from 'node:zlib';
import { refuse } from './file-faults.js';

export interface ZipPart {
  /** With forward slashes. */
  name: string;
  isFolder: boolean;
  isDeflated: boolean;
  packed: Buffer;
  /** As the directory claims. */
  size: number;
}

/** What all parts of one upload together may cost, however deep they lie. */
export class Budget {
  private parts = 0;
  private bytes = 0;

  spendPart(): void {
    this.parts += 1;
    if (this.parts > MOST_PARTS) refuse('attachment-inflates');
  }

  spendBytes(count: number): void {
    this.bytes += count;
    if (this.bytes > MOST_BYTES) refuse('attachment-inflates');
  }
}

const MOST_PARTS = 5000;
const MOST_BYTES = 300 * 1024 * 1024;
const LARGEST_PART = 150 * 1024 * 1024;
/** Beyond the first megabytes; a sheet of empty cells stays below. */
const STEEPEST_RATIO = 200;
const RATIO_FROM = 4 * 1024 * 1024;

const END = 0x06054b50;
const END_LENGTH = 22;
const ENTRY = 0x02014b50;
const ENTRY_LENGTH = 46;
const LOCAL = 0x04034b50;
const LOCAL_LENGTH = 30;
const ENCRYPTED = 0x0001 | 0x0040 | 0x2000;
const UTF_8 = 0x0800;
const STORED = 0;
const DEFLATED = 8;
const SYMBOLIC_LINK = 0xa000;

/** @throws FileRefused */
export function zipParts(bytes: Buffer, budget: Budget): ZipPart[] {
  const { count, start, end } = directoryOf(bytes);
  const places: { from: number; to: number }[] = [];
  const parts: ZipPart[] = [];
  const names = new Set<string>();
  let at = start;
  for (let index = 0; index < count; index += 1) {
    budget.spendPart();
    const { part, place, next } = partAt(bytes, at, end);
    if (names.has(part.name.toLowerCase())) refuse('attachment-broken');
    names.add(part.name.toLowerCase());
    places.push(place);
    parts.push(part);
    at = next;
  }
  refuseOverlap(places, start);
  return parts;
}

function directoryOf(bytes: Buffer): { count: number; start: number; end: number } {
  const lowest = Math.max(0, bytes.length - END_LENGTH - 0xffff);
  for (let at = bytes.length - END_LENGTH; at >= lowest; at -= 1) {
    if (bytes.readUInt32LE(at) !== END) continue;
    if (at + END_LENGTH + bytes.readUInt16LE(at + 20) !== bytes.length) continue;
    const [count, onDisk] = [bytes.readUInt16LE(at + 10), bytes.readUInt16LE(at + 8)];
    const [size, start] = [bytes.readUInt32LE(at + 12), bytes.readUInt32LE(at + 16)];
    if (count === 0xffff) refuse('attachment-inflates');
    if (count !== onDisk || start + size > at) refuse('attachment-broken');
    return { count, start, end: start + size };
  }
  return refuse('attachment-broken');
}

function partAt(bytes: Buffer, at: number, end: number) {
  if (at + ENTRY_LENGTH > end || bytes.readUInt32LE(at) !== ENTRY) refuse('attachment-broken');
  const flags = bytes.readUInt16LE(at + 8);
  const method = bytes.readUInt16LE(at + 10);
  const [packedSize, size] = [bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 24)];
  const nameLength = bytes.readUInt16LE(at + 28);
  const rawName = bytes.subarray(at + ENTRY_LENGTH, at + ENTRY_LENGTH + nameLength);
  const name = nameOf(rawName, Boolean(flags & UTF_8));
  if (flags & ENCRYPTED) refuse('attachment-encrypted');
  if (method !== STORED && method !== DEFLATED) refuse('attachment-broken', name);
  if (bytes.readUInt32LE(at + 38) >>> 16 >= SYMBOLIC_LINK && isLink(bytes.readUInt32LE(at + 38)))
    refuse('attachment-path', name);
  const place = placeOf(bytes, bytes.readUInt32LE(at + 42), rawName, packedSize);
  const part: ZipPart = {
    name,
    isFolder: name.endsWith('/'),
    isDeflated: method === DEFLATED,
    packed: bytes.subarray(place.dataFrom, place.to),
    size,
  };
  const next = at + ENTRY_LENGTH + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  return { part, place, next };
}

function isLink(attributes: number): boolean {
  return ((attributes >>> 16) & 0xf000) === SYMBOLIC_LINK;
}

/** Where a part lies; what stands before it must say the same of it. */
function placeOf(bytes: Buffer, from: number, rawName: Buffer, packedSize: number) {
  if (from + LOCAL_LENGTH > bytes.length || bytes.readUInt32LE(from) !== LOCAL) refuse('attachment-broken');
  if (bytes.readUInt16LE(from + 6) & ENCRYPTED) refuse('attachment-encrypted');
  const nameFrom = from + LOCAL_LENGTH;
  const nameTo = nameFrom + bytes.readUInt16LE(from + 26);
  const dataFrom = nameTo + bytes.readUInt16LE(from + 28);
  const to = dataFrom + packedSize;
  if (to > bytes.length || !bytes.subarray(nameFrom, nameTo).equals(rawName)) refuse('attachment-broken');
  return { from, dataFrom, to };
}

function refuseOverlap(places: { from: number; to: number }[], directory: number): void {
  const inOrder = [...places].sort((a, b) => a.from - b.from);
  inOrder.forEach(({ to }, index) => {
    if (to > (inOrder[index + 1]?.from ?? directory)) refuse('attachment-inflates');
  });
}

function nameOf(raw: Buffer, isUtf8: boolean): string {
  const name = decoded(raw, isUtf8).replaceAll('\\', '/');
  const isOdd = /[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/.test(name);
  const leaves = /^\/|^[a-z]:/i.test(name) || name.split('/').some((piece) => piece === '..');
  if (!name || name.length > 500 || isOdd || leaves) refuse('attachment-path', name.slice(0, 100));
  return name;
}

/** Office machines here pack names in GB18030 without saying so. */
function decoded(raw: Buffer, isUtf8: boolean): string {
  for (const encoding of ['utf-8', ...(isUtf8 ? [] : ['gb18030'])]) {
    try {
      return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(raw);
    } catch {
      continue;
    }
  }
  return refuse('attachment-path');
}

/**
 * A part's bytes as they come out, counted on the way.
 * @throws FileRefused also when it is not as long as claimed
 */
export async function* inflated(part: ZipPart, budget: Budget): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of unpacked(part)) {
    size += chunk.length;
    budget.spendBytes(chunk.length);
    const isSteep = size > RATIO_FROM && size > part.packed.length * STEEPEST_RATIO;
    if (size > LARGEST_PART || isSteep) refuse('attachment-inflates', part.name);
    yield chunk;
  }
  if (size !== part.size) refuse('attachment-broken', part.name);
}

async function* unpacked({ isDeflated, packed, name }: ZipPart): AsyncGenerator<Buffer> {
  if (!isDeflated) {
    if (packed.length) yield packed;
    return;
  }
  const inflate = createInflateRaw();
  inflate.end(packed);
  try {
    for await (const chunk of inflate) yield chunk as Buffer;
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('Z_')) refuse('attachment-broken', name);
    throw error;
  } finally {
    inflate.destroy();
  }
}

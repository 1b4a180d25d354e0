/**
 * The older Office files (doc, xls, ppt, wps, et): a small file system in one file. Its directory alone is read,
 * sector by sector along the chain, and names in it tell what the file is and whether it carries macros.
 */
import { refuse } from './file-faults.js';

const HEADER_LENGTH = 512;
const IN_HEADER = 109;
const LAST_SECTOR = 0xfffffffa;
const ENTRY_LENGTH = 128;
const MOST_SECTORS = 4096;
const MACROS = /^(_VBA_PROJECT(_CUR)?|VBA|Macros|_VBA_PROJECT_DIR)$/i;
const ENCRYPTION = /^(EncryptedPackage|EncryptionInfo)$/;

/** What each kind must hold. */
const STREAMS: Record<string, RegExp> = {
  doc: /^WordDocument$/,
  xls: /^(Workbook|Book)$/,
  ppt: /^PowerPoint Document$/,
  wps: /^(WordDocument|CONTENTS)$/,
  et: /^(Workbook|Book)$/,
};

/** @param extension null: whatever it is, only what it may not carry is looked for @throws FileRefused */
export function checkOle(bytes: Buffer, extension: string | null): void {
  const names = namesIn(bytes);
  if (names.some((name) => MACROS.test(name))) refuse('attachment-macros');
  if (names.some((name) => ENCRYPTION.test(name))) refuse('attachment-encrypted');
  const wanted = extension === null ? undefined : STREAMS[extension];
  if (wanted && !names.some((name) => wanted.test(name))) refuse('attachment-kind');
}

function namesIn(bytes: Buffer): string[] {
  if (bytes.length < HEADER_LENGTH) refuse('attachment-broken');
  const shift = bytes.readUInt16LE(30);
  if (shift !== 9 && shift !== 12) refuse('attachment-broken');
  const disk = new Sectors(bytes, 1 << shift);
  const names: string[] = [];
  for (let sector = bytes.readUInt32LE(48), seen = 0; sector < LAST_SECTOR; sector = disk.after(sector)) {
    seen += 1;
    if (seen > MOST_SECTORS) refuse('attachment-broken');
    names.push(...entriesOf(disk.read(sector)));
  }
  return names;
}

class Sectors {
  private readonly table: number[];

  constructor(
    private readonly bytes: Buffer,
    private readonly size: number,
  ) {
    this.table = this.tableSectors();
  }

  read(sector: number): Buffer {
    const from = (sector + 1) * this.size;
    if (from >= this.bytes.length) refuse('attachment-broken');
    return this.bytes.subarray(from, from + this.size);
  }

  /** The sector that follows in its chain. */
  after(sector: number): number {
    const perSector = this.size / 4;
    const holder = this.table[Math.floor(sector / perSector)];
    if (holder === undefined) return refuse('attachment-broken');
    return numberAt(this.read(holder), sector % perSector);
  }

  /** Where the table of chains lies: the first 109 places stand in the header, more in a chain of their own. */
  private tableSectors(): number[] {
    const found = Array.from({ length: IN_HEADER }, (_, index) => this.bytes.readUInt32LE(76 + index * 4));
    const perSector = this.size / 4 - 1;
    for (let more = this.bytes.readUInt32LE(68), seen = 0; more < LAST_SECTOR; seen += 1) {
      if (seen > MOST_SECTORS) refuse('attachment-broken');
      const holder = this.read(more);
      for (let index = 0; index < perSector; index += 1) found.push(numberAt(holder, index));
      more = numberAt(holder, perSector);
    }
    return found.filter((sector) => sector < LAST_SECTOR);
  }
}

function numberAt(sector: Buffer, index: number): number {
  return index * 4 + 4 <= sector.length ? sector.readUInt32LE(index * 4) : refuse('attachment-broken');
}

function entriesOf(sector: Buffer): string[] {
  const names: string[] = [];
  for (let at = 0; at + ENTRY_LENGTH <= sector.length; at += ENTRY_LENGTH) {
    const length = Math.min(sector.readUInt16LE(at + 64), 64);
    if (length > 2 && sector[at + 66] !== 0) names.push(sector.toString('utf16le', at, at + length - 2));
  }
  return names;
}

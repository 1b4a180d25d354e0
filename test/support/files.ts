/** Files as offices send them, and as somebody would who means harm: made here byte by byte. */
import { crc32 } from './crc32.js';
import { deflateRawSync, deflateSync } from 'node:zlib';

export interface PartWish {
  name: string | Buffer;
  content?: string | Buffer;
  /** Packed bytes and the length they claim, where they are not `content`. */
  packed?: Buffer;
  size?: number;
  flags?: number;
  method?: number;
  attributes?: number;
  /** The place in the file that the directory claims. */
  from?: number;
}

/** A zip whose directory says what it is told to say. */
export function zipOf(parts: (PartWish | [string, string | Buffer])[], comment = ''): Buffer {
  const pieces: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const wish of parts) {
    const part = Array.isArray(wish) ? { name: wish[0], content: wish[1] } : wish;
    const { local, entry } = partOf(part, at);
    pieces.push(local);
    directory.push(entry);
    at += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length & 0xffff, 8);
  end.writeUInt16LE(parts.length & 0xffff, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(at, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...pieces, listed, end, Buffer.from(comment)]);
}

function partOf(part: PartWish, at: number): { local: Buffer; entry: Buffer } {
  const name = Buffer.isBuffer(part.name) ? part.name : Buffer.from(part.name);
  const content = Buffer.from(part.content ?? '');
  const packed = part.packed ?? deflateRawSync(content);
  const flags = part.flags ?? 0x0800;
  const numbers = Buffer.alloc(20);
  numbers.writeUInt16LE(flags, 0);
  numbers.writeUInt16LE(part.method ?? 8, 2);
  numbers.writeUInt32LE(crc32(content), 8);
  numbers.writeUInt32LE(packed.length, 12);
  numbers.writeUInt32LE(part.size ?? content.length, 16);
  const length = Buffer.alloc(4);
  length.writeUInt16LE(name.length);
  const local = Buffer.concat([Buffer.from('504b03041400', 'hex'), numbers, length, name, packed]);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(part.attributes ?? 0, 6);
  rest.writeUInt32LE(part.from ?? at, 10);
  const entry = Buffer.concat([Buffer.from('504b010214031400', 'hex'), numbers, length, rest, name]);
  return { local, entry };
}

const TYPES =
  '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>';
const MAIN = { docx: 'word/document.xml', xlsx: 'xl/workbook.xml', pptx: 'ppt/presentation.xml' };

/** @param more parts besides what every such file holds */
export function officeFile(
  kind: keyof typeof MAIN,
  more: (PartWish | [string, string | Buffer])[] = [],
  main = '<?xml version="1.0"?><w:document/>',
): Buffer {
  return zipOf([['[Content_Types].xml', TYPES], [MAIN[kind], main], ...more]);
}

/** An older Office file with a directory of these names and nothing else. */
export function oleFile(names: string[]): Buffer {
  const SECTOR = 512;
  const header = Buffer.alloc(SECTOR, 0xff);
  header.fill(0, 0, 76);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(header);
  header.writeUInt16LE(9, 30);
  header.writeUInt32LE(1, 44);
  header.writeUInt32LE(1, 48);
  header.writeUInt32LE(0xfffffffe, 68);
  header.writeUInt32LE(0, 76);
  const sectors = Math.ceil(names.length / 4);
  const table = Buffer.alloc(SECTOR, 0xff);
  table.writeUInt32LE(0xfffffffd, 0);
  for (let index = 1; index <= sectors; index += 1)
    table.writeUInt32LE(index === sectors ? 0xfffffffe : index + 1, index * 4);
  const directory = Buffer.alloc(sectors * SECTOR);
  names.forEach((name, index) => {
    directory.write(name, index * 128, 'utf16le');
    directory.writeUInt16LE(name.length * 2 + 2, index * 128 + 64);
    directory[index * 128 + 66] = 2;
  });
  return Buffer.concat([header, table, directory]);
}

export function pngOf(width: number, height: number): Buffer {
  const head = Buffer.alloc(33);
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(head);
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  return head;
}

/** With camera data before the picture, longer than a look at the first bytes. */
export function jpegOf(width: number, height: number): Buffer {
  const camera = Buffer.alloc(4000);
  Buffer.from('ffe10f9e', 'hex').copy(camera);
  const picture = Buffer.from('ffc00011080000000003012200021101031101', 'hex');
  picture.writeUInt16BE(height, 5);
  picture.writeUInt16BE(width, 7);
  return Buffer.concat([Buffer.from('ffd8', 'hex'), camera, picture, Buffer.from('ffd9', 'hex')]);
}

export function pdfOf(objects: string): Buffer {
  return Buffer.from(`%PDF-1.7\n1 0 obj\n${objects}\nendobj\ntrailer <</Root 1 0 R>>\n%%EOF`, 'latin1');
}

/** Objects packed into a stream, where only a reader finds them. */
export function packedPdf(objects: string, dictionary = '/Type /ObjStm /N 1 /First 4'): Buffer {
  const packed = deflateSync(Buffer.from(objects, 'latin1'));
  const head = `%PDF-1.7\n5 0 obj\n<</Filter /FlateDecode ${dictionary} /Length ${packed.length}>>\nstream\n`;
  return Buffer.concat([Buffer.from(head), packed, Buffer.from('\nendstream\nendobj\n%%EOF')]);
}

/** How large a picture says it is. It is never decoded here; a browser that opens it would have to. */
import { refuse } from './file-faults.js';

const MOST_PIXELS = 50_000_000;

/** @throws FileRefused */
export function checkImage(bytes: Buffer, extension: string): void {
  const { width, height } = extension === 'png' ? sizeOfPng(bytes) : sizeOfJpeg(bytes);
  if (!width || !height) refuse('attachment-broken');
  if (width * height > MOST_PIXELS) refuse('attachment-pixels');
}

function sizeOfPng(bytes: Buffer): { width: number; height: number } {
  if (bytes.length < 33 || bytes.toString('latin1', 12, 16) !== 'IHDR') refuse('attachment-broken');
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** Along the segments to the one that begins the picture, however much camera data stands before it. */
function sizeOfJpeg(bytes: Buffer): { width: number; height: number } {
  for (let at = 2; at + 9 < bytes.length;) {
    if (bytes[at] !== 0xff) return refuse('attachment-broken');
    const marker = bytes[at + 1]!;
    if (marker === 0xff) at += 1;
    else if (beginsPicture(marker))
      return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    else at += 2 + Math.max(2, bytes.readUInt16BE(at + 2));
  }
  return refuse('attachment-broken');
}

function beginsPicture(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

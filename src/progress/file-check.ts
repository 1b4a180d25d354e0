/**
 * Looks into a file of a known kind: whether it holds what it says, and nothing that runs, hides or swells. It may
 * be made to cost as much as somebody likes, so it runs in a thread of its own (`file-check.thread`).
 */
import { checkContainer, type Place } from './file-container.js';
import { FileRefused, refuse, type FileFault } from './file-faults.js';
import { checkImage } from './file-image.js';
import { checkOle } from './file-ole.js';
import { checkPdf } from './file-pdf.js';
import { extensionOf, isArchiveStart, isProgramStart } from './file-programs.js';
import { Budget } from './file-zip.js';

const CONTAINERS = ['docx', 'xlsx', 'pptx', 'ofd', 'zip', 'wps', 'et'];
const OLE = 'd0cf11e0a1b11ae1';
const ZIP = '504b0304';

/** @returns what is wrong with it, null where nothing is */
export async function faultIn(name: string, bytes: Buffer): Promise<FileFault | null> {
  try {
    await checkKind(extensionOf(name), bytes, { depth: 0, budget: new Budget(), look: lookInside });
    return null;
  } catch (error) {
    if (error instanceof FileRefused) return error.fault;
    // Bytes that lead a reader astray are no file of their kind.
    if (error instanceof RangeError) return { code: 'attachment-broken' };
    throw error;
  }
}

async function checkKind(extension: string, bytes: Buffer, place: Place): Promise<void> {
  const start = bytes.subarray(0, 8).toString('hex');
  if (start.startsWith(ZIP) && CONTAINERS.includes(extension)) return checkContainer(extension, bytes, place);
  if (start === OLE) return checkOle(bytes, extension);
  if (extension === 'pdf') return checkPdf(bytes);
  if (['jpg', 'jpeg', 'png'].includes(extension)) return checkImage(bytes, extension);
}

/** A part of a container: named wrongly is no fault there, hiding something is. */
async function lookInside(name: string, bytes: Buffer, place: Place): Promise<void> {
  try {
    await checkContent(name, bytes, place);
  } catch (error) {
    if (error instanceof FileRefused && error.fault.inner === undefined) refuse(error.fault.code, name);
    throw error;
  }
}

async function checkContent(name: string, bytes: Buffer, place: Place): Promise<void> {
  const extension = extensionOf(name);
  const start = bytes.subarray(0, 8).toString('hex');
  if (start.startsWith(ZIP) && CONTAINERS.includes(extension)) return checkContainer(extension, bytes, place);
  if (isProgramStart(bytes)) refuse('attachment-programs', name);
  if (isArchiveStart(bytes)) refuse('attachment-nested', name);
  BY_START.find(([magic]) => start.startsWith(magic))?.[1](bytes);
}

const BY_START: [string, (bytes: Buffer) => void][] = [
  [OLE, (bytes) => checkOle(bytes, null)],
  ['25504446', checkPdf],
  ['89504e47', (bytes) => checkImage(bytes, 'png')],
  ['ffd8ff', (bytes) => checkImage(bytes, 'jpg')],
];

/** The thread in which files are looked into; see `Threads`. */
import { answerInThread } from '../platform/thread.js';
import { faultIn } from './file-check.js';
import type { FileFault } from './file-faults.js';

export interface FileToCheck {
  name: string;
  bytes: Uint8Array;
}

/** @returns for each file what is wrong with it, in their order */
export async function checkFiles(files: FileToCheck[]): Promise<(FileFault | null)[]> {
  const faults: (FileFault | null)[] = [];
  for (const { name, bytes } of files) {
    faults.push(await faultIn(name, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)));
  }
  return faults;
}

answerInThread(checkFiles);

/**
 * The bytes of attachments, under the data folder by their hash. They are on the disk, synced, before
 * the row that names them is committed: an acknowledged submission never lacks its file. A file without
 * a row (the commit failed) is harmless and is found again by its hash.
 */
import { Injectable } from '@nestjs/common';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Config } from '../platform/config.js';
import { Refusal, wrongInput } from '../platform/refusal.js';
import type { RefusalCode } from '../platform/refusal-codes.js';
import { threadEntry, Threads, TooCostly } from '../platform/threads.js';
import type { UploadedFile } from '../web/uploads.js';
import type { FileFault } from './file-faults.js';
import { fileKindOf } from './file-kinds.js';

export const LARGEST_FILE = 20 * 1024 * 1024;
export const MOST_FILES = 5;

export interface KeptFile {
  name: string;
  mediaType: string;
  size: number;
  sha256: string;
}

const LOOKING = threadEntry(import.meta.url, 'file-check');

@Injectable()
export class AttachmentStore {
  constructor(
    private readonly config: Config,
    private readonly threads: Threads,
  ) {}

  /** Checks and keeps the files. @throws Refusal naming the first file that may not be taken in, and why */
  async keep(files: UploadedFile[]): Promise<KeptFile[]> {
    if (files.length > MOST_FILES)
      throw wrongInput('too-many-attachments', { files: 'too-many-attachments' });
    const kept = files
      .filter((file) => file.bytes.length > 0)
      .map((file) => ({ file, mediaType: checked(file) }));
    if (kept.length) await this.lookInto(kept.map(({ file }) => file));
    const results: KeptFile[] = [];
    for (const { file, mediaType } of kept) results.push(await this.write(file, mediaType));
    return results;
  }

  pathOf(sha256: string): string {
    return join(this.config.dataDir, 'attachments', sha256.slice(0, 2), sha256);
  }

  read(sha256: string): ReadStream {
    return createReadStream(this.pathOf(sha256));
  }

  /** In a thread of its own: what is in there may be made to cost anything. */
  private async lookInto(files: UploadedFile[]): Promise<void> {
    const given = files.map(({ name, bytes }) => ({ name, bytes }));
    const faults = await this.threads.run<(FileFault | null)[]>(LOOKING, given).catch((error: unknown) => {
      throw error instanceof TooCostly ? refusedAsCostly(error) : error;
    });
    faults.forEach((fault, place) => {
      if (fault) throw refusedAttachment(fault.code, files[place]!.name, fault.inner);
    });
  }

  private async write(file: UploadedFile, mediaType: string): Promise<KeptFile> {
    const sha256 = createHash('sha256').update(file.bytes).digest('hex');
    const path = this.pathOf(sha256);
    const kept = { name: safeName(file.name), mediaType, size: file.bytes.length, sha256 };
    if (await exists(path, kept.size)) return kept;
    await mkdir(dirname(path), { recursive: true });
    const draft = `${path}.${randomBytes(6).toString('hex')}`;
    const handle = await open(draft, 'wx');
    try {
      await handle.writeFile(file.bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, path);
    await syncFolder(dirname(path));
    return kept;
  }
}

function checked(file: UploadedFile): string {
  if (file.bytes.length > LARGEST_FILE) throw refusedAttachment('attachment-too-large', file.name);
  const kind = fileKindOf(file.name, file.bytes, file.mediaType);
  if (!kind) throw refusedAttachment('attachment-kind', file.name);
  return kind;
}

/** @param inner what lies in it and is at fault */
function refusedAttachment(code: RefusalCode, name: string, inner?: string): Refusal {
  const shown = inner === undefined ? safeName(name) : `${safeName(name)} → ${safeName(inner)}`;
  const params = { name: shown, megabytes: LARGEST_FILE / 1024 / 1024 };
  return wrongInput(code, { files: code }, params);
}

function refusedAsCostly({ reason }: TooCostly): Refusal {
  if (reason === 'crowd') return new Refusal('files-busy', {}, { files: 'files-busy' }, 429);
  return wrongInput('attachment-costly', { files: 'attachment-costly' });
}

/** The name as the unit gave it, without folders, control and direction characters. */
function safeName(name: string): string {
  const base = name.normalize('NFC').split(/[\\/]/).pop()!;
  const clean = base.replace(/[\u0000-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2069]/g, '').trim();
  return clean.slice(-120) || 'file';
}

async function exists(path: string, size: number): Promise<boolean> {
  return stat(path).then(
    (found) => found.size === size,
    () => false,
  );
}

/** The rename itself must survive a power cut. Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  if (!handle) return;
  await handle.sync().catch(() => undefined);
  await handle.close();
}

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
import { wrongInput } from '../platform/refusal.js';
import type { UploadedFile } from '../web/uploads.js';
import { fileKindOf } from './file-kinds.js';

export const LARGEST_FILE = 20 * 1024 * 1024;
export const MOST_FILES = 5;

export interface KeptFile {
  name: string;
  mediaType: string;
  size: number;
  sha256: string;
}

@Injectable()
export class AttachmentStore {
  constructor(private readonly config: Config) {}

  /** Checks and keeps the files. @throws Refusal naming the file that is too large or of no accepted kind */
  async keep(files: UploadedFile[]): Promise<KeptFile[]> {
    if (files.length > MOST_FILES)
      throw wrongInput('too-many-attachments', { files: 'too-many-attachments' });
    const kept = files
      .filter((file) => file.bytes.length > 0)
      .map((file) => ({ file, mediaType: checked(file) }));
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
  const params = { name: safeName(file.name), megabytes: LARGEST_FILE / 1024 / 1024 };
  if (file.bytes.length > LARGEST_FILE) {
    throw wrongInput('attachment-too-large', { files: 'attachment-too-large' }, params);
  }
  const kind = fileKindOf(file.name, file.bytes);
  if (!kind) throw wrongInput('attachment-kind', { files: 'attachment-kind' }, params);
  return kind;
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

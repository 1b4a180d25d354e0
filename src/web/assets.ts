/** Style sheets, scripts and icons: few and small, so they are held in memory and named by their content. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { Injectable } from '@nestjs/common';

export interface Asset {
  bytes: Buffer;
  mediaType: string;
  hash: string;
}

const MEDIA_TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
};

@Injectable()
export class Assets {
  /** File name → address with the hash of its content, for templates. */
  readonly addresses: Record<string, string> = {};
  private readonly files = new Map<string, Asset>();

  /** @param folder `templates/assets` */
  constructor(folder: string) {
    for (const name of filesIn(folder)) {
      const asset = readAsset(join(folder, name));
      this.files.set(name, asset);
      this.addresses[name] = `/assets/${name}?v=${asset.hash}`;
    }
  }

  find(name: string): Asset | null {
    return this.files.get(name) ?? null;
  }
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && MEDIA_TYPES[extname(entry.name)])
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

export function readAsset(path: string): Asset {
  const bytes = readFileSync(path);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  return { bytes, hash, mediaType: MEDIA_TYPES[extname(path)] ?? 'application/octet-stream' };
}

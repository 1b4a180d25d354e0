/**
 * What this product is made of besides itself: every package of its production, with the licence it stands under.
 * The lock file names them; what is not installed here (another system's binary) is left away.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

export interface Licence {
  name: string;
  version: string;
  /** As the package says it, an SPDX expression: `MIT`, `Apache-2.0`, `(MIT OR WTFPL)` */
  licence: string;
}

interface LockedPackage {
  version?: string;
  license?: string;
  dev?: boolean;
}

let read: Licence[] | undefined;

/** By name, then version; read once. Empty where the lock file is not beside the product. */
export function licences(root = ROOT): Licence[] {
  return root === ROOT ? (read ??= readLicences(root)) : readLicences(root);
}

function readLicences(root: string): Licence[] {
  if (!existsSync(join(root, 'package-lock.json'))) return [];
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  const found = new Map<string, Licence>();
  for (const [path, { version, license, dev }] of Object.entries(lock.packages)) {
    if (path === '' || dev || !version || !existsSync(join(root, path, 'package.json'))) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    found.set(`${name}@${version}`, { name, version, licence: license ?? declared(join(root, path)) });
  }
  return [...found.values()].sort((a, b) => order(a.name, b.name) || order(a.version, b.version));
}

/** Old packages name it otherwise, and a lock file then leaves it away. */
function declared(folder: string): string {
  const { license, licenses } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    license?: string | { type?: string };
    licenses?: { type?: string }[];
  };
  const named = typeof license === 'string' ? license : (license?.type ?? licenses?.[0]?.type);
  return named ?? 'UNKNOWN';
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

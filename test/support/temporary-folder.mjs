/** Folders for one run. A run that was killed could not remove its own: the next one does. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The name carries the owner's process id, so whether it is a leftover can be told without reading it. */
export function temporaryFolder(prefix, base = tmpdir()) {
  removeLeftovers(prefix, base);
  return mkdtempSync(path.join(base, `${prefix}-${process.pid}-`));
}

export function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/** A PostgreSQL still running in one of them notices within a minute and stops by itself. */
function removeLeftovers(prefix, base) {
  for (const name of readdirSync(base)) {
    const owner = new RegExp(`^${prefix}-(\\d+)-`).exec(name)?.[1];
    if (owner && !isRunning(Number(owner))) tryToRemove(path.join(base, name));
  }
}

/** Another user's leftovers are theirs to remove. */
function tryToRemove(folder) {
  try {
    removeFolder(folder);
  } catch {
    return;
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

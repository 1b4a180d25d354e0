/**
 * The files of one deadline over all its submissions. A file that comes again under its name is the newer version of
 * the one before; the older stays where it was, readable to whoever could read it.
 */
import type { Clock } from '../platform/clock.js';
import { insertRow, type Reader, type Tx } from '../platform/database.js';
import { wrongInput } from '../platform/refusal.js';
import { row, rows } from '../platform/sql.js';
import type { KeptFile } from './attachment-store.js';
import { Attachment } from './attachment.entity.js';

/** Of one deadline, earlier versions included. */
const MOST_FILES = 50;
const MOST_BYTES = 200 * 1024 * 1024;

const OF_DEADLINE = `attachments a JOIN submissions s ON s.id = a."submissionId" WHERE s."deadlineId" = :deadlineId`;

export interface FileOwner {
  deadlineId: number;
  submissionId: number;
}

/** @throws Refusal where the deadline has as much already as it may hold */
export async function keepFiles(tx: Tx, clock: Clock, owner: FileOwner, kept: KeptFile[]): Promise<void> {
  if (!kept.length) return;
  await refuseTooMuch(tx, owner.deadlineId, kept);
  const createdAt = clock.now();
  for (const file of kept) {
    const { submissionId, deadlineId } = owner;
    const newer = await insertRow(tx, Attachment, { ...file, submissionId, createdAt });
    await rows(
      tx,
      `UPDATE attachments SET "replacedById" = :newer, "replacedAt" = :createdAt
       WHERE name = :name AND "replacedById" IS NULL AND "submissionId" IN (
         SELECT id FROM submissions WHERE "deadlineId" = :deadlineId AND id <> :submissionId)`,
      { newer, createdAt, name: file.name, deadlineId, submissionId },
    );
  }
}

async function refuseTooMuch(tx: Tx, deadlineId: number, kept: KeptFile[]): Promise<void> {
  const stored = await row<{ count: number; bytes: number | null }>(
    tx,
    `SELECT count(*) AS count, sum(a.size) AS bytes FROM ${OF_DEADLINE}`,
    { deadlineId },
  );
  const count = Number(stored!.count) + kept.length;
  const bytes = Number(stored!.bytes ?? 0) + kept.reduce((sum, { size }) => sum + size, 0);
  if (count <= MOST_FILES && bytes <= MOST_BYTES) return;
  const params = { files: MOST_FILES, megabytes: MOST_BYTES / 1024 / 1024 };
  throw wrongInput('deadline-files-full', { files: 'deadline-files-full' }, params);
}

export interface EarlierVersion {
  id: number;
  /** Counted from 1, the first one handed in. */
  version: number;
  size: number;
  submissionId: number;
  receivedOn: string;
}

export interface Versions {
  /** Its own place among them. */
  version: number;
  /** The newest of them first. */
  earlier: EarlierVersion[];
  /** Where a newer one was handed in: the submission it belongs to. */
  newerIn: number | null;
}

interface VersionRow {
  id: number;
  replacedById: number | null;
  size: number;
  submissionId: number;
  receivedOn: string;
}

/** By file of the deadline; a file that is the only one of its name is left out. */
export async function versionsOf(read: Reader, deadlineId: number): Promise<Map<number, Versions>> {
  const found = await rows<VersionRow>(
    read,
    `SELECT a.id, a."replacedById", a.size, a."submissionId", s."receivedOn" FROM ${OF_DEADLINE} ORDER BY a.id`,
    { deadlineId },
  );
  const submissionOf = new Map(found.map((file) => [file.id, file.submissionId]));
  const olderOf = new Map(found.map((file) => [file.replacedById, file]));
  const versions = new Map<number, Versions>();
  for (const file of found) {
    const older = olderOf.get(file.id);
    if (!older && file.replacedById === null) continue;
    const earlier = older ? [earlierOne(older, versions), ...versions.get(older.id)!.earlier] : [];
    const newerIn = file.replacedById === null ? null : (submissionOf.get(file.replacedById) ?? null);
    versions.set(file.id, { version: earlier.length + 1, earlier, newerIn });
  }
  return versions;
}

function earlierOne({ id, size, submissionId, receivedOn }: VersionRow, versions: Map<number, Versions>) {
  return { version: versions.get(id)!.version, id, size, submissionId, receivedOn };
}

/** Reads of the runs page and the API: newest day first, a page at a time. */
import type { Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { RunState } from './job-run.entity.js';

export interface RunFilter {
  job: string | null;
  state: RunState | null;
  /** The last one of the page before. */
  after: { day: Day; id: number } | null;
  limit: number;
}

export interface ListedRun {
  id: number;
  job: string;
  day: Day;
  state: RunState;
  foldedInto: Day | null;
  startedAt: string;
  finishedAt: string | null;
  /** Of a failed one: when it is tried again. */
  leaseUntil: string | null;
  attempts: number;
  counts: Record<string, number>;
  error: string | null;
}

const LISTED = `"id", "job", "day", "state", "foldedInto", "startedAt", "finishedAt", "leaseUntil", "attempts",
  "counts", "error"`;

export async function listRuns(
  reader: Reader,
  { job, state, after, limit }: RunFilter,
): Promise<ListedRun[]> {
  const conditions = [
    '1 = 1',
    ...(job === null ? [] : ['"job" = :job']),
    ...(state === null ? [] : ['"state" = :state']),
    ...(after === null ? [] : ['("day" < :day OR ("day" = :day AND "id" < :id))']),
  ];
  const found = await rows<Omit<ListedRun, 'counts'> & { counts: string }>(
    reader,
    `SELECT ${LISTED} FROM "job_runs" WHERE ${conditions.join(' AND ')} ORDER BY "day" DESC, "id" DESC LIMIT :limit`,
    { limit, ...(job === null ? {} : { job }), ...(state === null ? {} : { state }), ...after },
  );
  return found.map((run) => ({ ...run, counts: JSON.parse(run.counts) as Record<string, number> }));
}

export function runById(
  reader: Reader,
  id: number,
): Promise<{ job: string; day: Day; state: RunState } | null> {
  return row(reader, `SELECT "job", "day", "state" FROM "job_runs" WHERE "id" = :id`, { id });
}

/** `2018-11-09-17` */
export function cursorOf({ day, id }: Pick<ListedRun, 'day' | 'id'>): string {
  return `${day}-${id}`;
}

export const RUN_CURSOR = /^(\d{4}-\d{2}-\d{2})-(\d{1,9})$/;

export function readCursor(text: string | undefined): RunFilter['after'] {
  const match = RUN_CURSOR.exec(text ?? '');
  return match && { day: match[1] as Day, id: Number(match[2]) };
}

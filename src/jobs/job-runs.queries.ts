/** The rows of runs: claimed by lease and epoch like messages, so that any number of processes may try. */
import { insertOnce, type Reader, type Tx } from '../platform/database.js';
import { changedRows, row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import { latestPossibleAttempt, plusMinutes } from '../outbox/retries.js';
import { JobRun, type RunState } from './job-run.entity.js';
import type { PreviousRun } from './job-registry.js';

/** A run that takes longer is taken over; what both make is made once, by the keys of the messages. */
const LEASE_MINUTES = 15;
const SKEW_MINUTES = 5;

export interface RunKey {
  job: string;
  day: Day;
}
export interface ClaimedRun extends RunKey {
  id: number;
  leaseEpoch: number;
  attempts: number;
}
export interface RecordedRun extends RunKey {
  id: number;
  state: RunState;
  foldedInto: Day | null;
  counts: Record<string, number>;
  error: string | null;
}

export function finishedRuns(reader: Reader, from: Day, until: Day): Promise<RunKey[]> {
  return rows(
    reader,
    `SELECT "job", "day" FROM "job_runs"
     WHERE "state" IN ('done', 'folded') AND "day" >= :from AND "day" <= :until`,
    { from, until },
  );
}

export async function runOf(reader: Reader, { job, day }: RunKey): Promise<RecordedRun | null> {
  const found = await row<Omit<RecordedRun, 'counts'> & { counts: string }>(
    reader,
    `SELECT "id", "job", "day", "state", "foldedInto", "counts", "error" FROM "job_runs"
     WHERE "job" = :job AND "day" = :day`,
    { job, day },
  );
  return found && { ...found, counts: JSON.parse(found.counts) as Record<string, number> };
}

/** The newest run before `day` that composed. Its first attempt counts: whom that reached knows no more. */
export async function previousRun(reader: Reader, { job, day }: RunKey): Promise<PreviousRun> {
  const found = await row<{ day: Day; startedAt: string }>(
    reader,
    `SELECT "day", "startedAt" FROM "job_runs"
     WHERE "job" = :job AND "day" < :day AND "state" = 'done' ORDER BY "day" DESC LIMIT 1`,
    { job, day },
  );
  return { day: found?.day ?? null, at: found?.startedAt ?? null };
}

export async function newestDone(reader: Reader, job: string, until: Day): Promise<Day | null> {
  const found = await row<{ day: Day }>(
    reader,
    `SELECT "day" FROM "job_runs" WHERE "job" = :job AND "state" = 'done' AND "day" <= :until
     ORDER BY "day" DESC LIMIT 1`,
    { job, until },
  );
  return found?.day ?? null;
}

/** @param byHand a failed run is not waited for. @returns null when it is done, folded or in other hands */
export async function claimRun(
  tx: Tx,
  key: RunKey,
  now: string,
  byHand: boolean,
): Promise<ClaimedRun | null> {
  const leaseUntil = plusMinutes(now, LEASE_MINUTES);
  const fresh = { ...key, state: 'running' as const, startedAt: now, leaseUntil, leaseEpoch: 1, attempts: 1 };
  const blank = { foldedInto: null, finishedAt: null, counts: {}, error: null };
  const id = await insertOnce(tx, JobRun, { ...fresh, ...blank }, 'job, day');
  if (id !== null) return { ...key, id, leaseEpoch: 1, attempts: 1 };
  const [taken] = await changedRows<ClaimedRun>(
    tx,
    `UPDATE "job_runs" SET "state" = 'running', "leaseUntil" = :leaseUntil,
       "leaseEpoch" = "leaseEpoch" + 1, "attempts" = "attempts" + 1
     WHERE "job" = :job AND "day" = :day AND (${takeable(byHand)})
     RETURNING "id", "job", "day", "leaseEpoch", "attempts"`,
    { ...key, leaseUntil, ...takeableTimes(now, byHand) },
  );
  return taken ?? null;
}

/** A lease or a wait that reaches further than any can was given by a clock that has since jumped back. */
function takeable(byHand: boolean): string {
  const abandoned = `"state" = 'running' AND ("leaseUntil" <= :now OR "leaseUntil" > :latestLease)`;
  const failed = `"state" = 'failed'`;
  const waited = `("leaseUntil" <= :now OR "leaseUntil" > :latestAttempt)`;
  return `(${abandoned}) OR (${byHand ? failed : `${failed} AND ${waited}`})`;
}

function takeableTimes(now: string, byHand: boolean): Record<string, string> {
  const latestLease = plusMinutes(now, LEASE_MINUTES + SKEW_MINUTES);
  return byHand ? { now, latestLease } : { now, latestLease, latestAttempt: latestPossibleAttempt(now) };
}

export interface RunEnd {
  state: 'done' | 'failed';
  at: string;
  counts: Record<string, number>;
  error: string | null;
  /** Of a failed one: not before. */
  retryAt: string | null;
}

/** @returns false when another process took the run over */
export async function finishRun(tx: Tx, run: ClaimedRun, end: RunEnd): Promise<boolean> {
  const changed = await changedRows(
    tx,
    `UPDATE "job_runs" SET "state" = :state, "finishedAt" = :at, "counts" = :counts, "error" = :error,
       "leaseUntil" = :retryAt
     WHERE "id" = :id AND "leaseEpoch" = :leaseEpoch AND "state" = 'running' RETURNING "id"`,
    { ...end, counts: JSON.stringify(end.counts), id: run.id, leaseEpoch: run.leaseEpoch },
  );
  return changed.length === 1;
}

/** Records that a newer day spoke for this one. What is done or under way stays as it is. */
export async function foldRun(tx: Tx, key: RunKey, into: Day, now: string): Promise<void> {
  const folded = { ...key, state: 'folded' as const, foldedInto: into, startedAt: now, finishedAt: now };
  const blank = { leaseUntil: null, leaseEpoch: 0, attempts: 0, counts: {}, error: null };
  if ((await insertOnce(tx, JobRun, { ...folded, ...blank }, 'job, day')) !== null) return;
  await changedRows(
    tx,
    `UPDATE "job_runs" SET "state" = 'folded', "foldedInto" = :into, "finishedAt" = :now, "leaseUntil" = NULL
     WHERE "job" = :job AND "day" = :day AND (${takeable(true)}) RETURNING "id"`,
    { ...key, into, ...takeableTimes(now, true) },
  );
}

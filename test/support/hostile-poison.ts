/**
 * Writes a text into every place of the database that holds a person's words: whatever column, and whatever lies in
 * JSON, that holds Chinese. Past every door, as what reaches a page must not depend on a door having been shut.
 */
import { ENTITIES } from '../../src/entities.js';
import type { Tx } from '../../src/platform/database.js';
import { rows } from '../../src/platform/sql.js';
import type { TestApp } from './app.js';

/** Composed mails are what the product itself wrote. */
const LEFT_ALONE = ['messages'];
const CHINESE = /[\u4e00-\u9fff\u25a3]/;
/** Names by which things are found again. */
const KEYS = /Key$|^key$/;
/** Written whatever stands there, or nothing: what only people write, and only sometimes. */
const FREE = [
  ...['api_tokens.name', 'attachments.name', 'day_changes.personName', 'extensions.remark', 'filings.remark'],
  ...[
    'instructions.leaderName',
    'job_runs.error',
    'measures.measure',
    'measures.targetName',
    'measures.targetMeasuredIn',
  ],
  ...[
    'measures.responsibleName',
    'measures.leaderInCharge',
    'measures.remark',
    'people.phone',
    'plans.documentNumber',
  ],
  ...[
    'plans.refinementPhrase',
    'plans.sourceName',
    'plans.sourceText',
    'receipts.contactName',
    'receipts.leaderInCharge',
  ],
  ...[
    'sessions.browser',
    'submissions.difficulty',
    'submissions.nextStep',
    'submissions.givenBy',
    'tasks.section',
  ],
  ...[
    'tasks.leaderInCharge',
    'task_moves.personName',
    'targets.name',
    'targets.measuredIn',
    'unit_aliases.name',
  ],
  ...['unit_changes.reason', 'unit_names.name', 'urgings.note', 'verifications.reason', 'objections.remark'],
  ...['security_events.subject', 'coordinations.matter', 'supervision_notices.withdrawnReason'],
];
/** Between the row's number and the text; nowhere else. */
export const MARK = '\u25a3';

/** Text that only the product writes: codes, days, hashes, keys. Anything else must have held a text of this kind. */
const TECHNICAL =
  /On$|At$|Day$|\.day$|Hash$|\.hash$|state$|State$|kind$|period$|outcome$|source$|ddress$|mediaType$|grade$|part$|sha256$|^audit_entries\.(at|door|verb|noun|nounId)$|^(idempotent_answers|sessions|settings|sign_in_failures|light_snapshots|person_roles|security_events|job_runs)\.|^people\.(loginName|email|lockedUntil|totpSecret|signsInAs)$|^tasks\.(no|kinds|standingRhythm|printed|reporting)$|^plans\.(reporting|scoreRules)$|^notices\.|^links\.|^deadlines\.|^units\.reachedBy$|^submissions\.|move$|cause$|cadence$|groupMode$|scopes$|successors$|mount$|urgency$|pendingSince$|^messages\./;

/** Columns that nobody wrote anything into. */
export function unwritten({ columns }: Poisoned): string[] {
  return [...columns]
    .filter(([name, isWritten]) => !isWritten && !TECHNICAL.test(name))
    .map(([name]) => name);
}

export interface Poisoned {
  /** `table.column` of every text column, and whether anything was written there. */
  columns: Map<string, boolean>;
}

/** @param textFor another text for each turn */
export async function poison(
  t: TestApp,
  textFor: (turn: number) => string,
  { isBare = false } = {},
): Promise<Poisoned> {
  const columns = new Map<string, boolean>();
  await t.db.inTransaction(async (tx) => {
    await unguard(t, tx);
    for (const entity of ENTITIES) {
      const { tableName, columns: all, primaryColumns } = tx.connection.getMetadata(entity);
      if (LEFT_ALONE.includes(tableName)) continue;
      const texts = all.filter(({ type }) => type === 'text' || type === 'simple-json');
      const keys = primaryColumns.map(({ databaseName }) => databaseName);
      const found = await rows<Record<string, unknown>>(
        tx,
        `SELECT * FROM "${tableName}" ORDER BY ${quoted(keys)}`,
      );
      for (const [place, { databaseName, type }] of texts.entries()) {
        if (KEYS.test(databaseName)) continue;
        const written = await poisonColumn(
          tx,
          { tableName, databaseName, isJson: type === 'simple-json', keys, found, isBare },
          (row) => textFor(row * 7 + place),
        );
        columns.set(`${tableName}.${databaseName}`, written);
      }
    }
  });
  return { columns };
}

interface Target {
  tableName: string;
  databaseName: string;
  isJson: boolean;
  keys: string[];
  found: Record<string, unknown>[];
  /** Without the row's number before it. */
  isBare: boolean;
}

async function poisonColumn(tx: Tx, target: Target, textFor: (row: number) => string): Promise<boolean> {
  const { tableName, databaseName, isJson, keys, found, isBare } = target;
  let isWritten = false;
  for (const [place, one] of found.entries()) {
    const value = one[databaseName];
    const isFree = FREE.includes(`${tableName}.${databaseName}`);
    if (!isFree && (typeof value !== 'string' || !CHINESE.test(value))) continue;
    const number = `${String(place).padStart(4, '0')}${MARK}`;
    const text = isBare ? `${textFor(place)}${number}` : `${number}${textFor(place)}`;
    const stored = isJson ? JSON.stringify(inside(JSON.parse(value as string), text)) : text;
    const where = keys.map((key) => `"${key}" = :${key}`).join(' AND ');
    const params = Object.fromEntries(keys.map((key) => [key, one[key]]));
    await rows(tx, `UPDATE "${tableName}" SET "${databaseName}" = :stored WHERE ${where}`, {
      stored,
      ...params,
    });
    isWritten = true;
  }
  return isWritten;
}

function inside(value: unknown, text: string): unknown {
  if (typeof value === 'string') return CHINESE.test(value) ? text : value;
  if (Array.isArray(value)) return value.map((one) => inside(one, text));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inside(one, text)]));
}

/** The trail refuses to be changed, even by a test. */
async function unguard(t: TestApp, tx: Tx): Promise<void> {
  if (t.db.kind === 'postgres')
    return void (await tx.query('ALTER TABLE audit_entries DISABLE TRIGGER USER'));
  const triggers = await tx.query<{ name: string }[]>(
    `SELECT name FROM sqlite_master WHERE type = 'trigger'`,
  );
  for (const { name } of triggers) await tx.query(`DROP TRIGGER "${name}"`);
}

function quoted(names: string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

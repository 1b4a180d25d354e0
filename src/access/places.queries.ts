/**
 * Where the thing an address names lies: the jurisdiction of its plan or unit. The guard asks it for a person whose
 * roles hold in one jurisdiction only. An address whose collection does not stand here is refused to such a person.
 */
import type { Reader } from '../platform/database.js';
import { row } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import { isWithin, type Viewer } from '../rules/permissions.js';
import { wholeWithin } from './people.queries.js';

const OF_PLAN = (table: string, join: string): string =>
  `SELECT p."jurisdictionId" FROM ${table} x ${join} JOIN plans p ON p.id = t."planId" WHERE x.id = :id`;
const BY_TASK = (table: string): string => OF_PLAN(table, 'JOIN tasks t ON t.id = x."taskId"');
const BY_DEADLINE = (table: string): string => OF_PLAN(table, 'JOIN deadlines t ON t.id = x."deadlineId"');
const BY_PLAN = (table: string): string =>
  `SELECT p."jurisdictionId" FROM ${table} x JOIN plans p ON p.id = x."planId" WHERE x.id = :id`;
const BY_UNIT = (table: string): string =>
  `SELECT u."jurisdictionId" FROM ${table} x JOIN units u ON u.id = x."unitId" WHERE x.id = :id`;

/** By the first word of the path. */
const PLACES: Record<string, string> = {
  plans: 'SELECT "jurisdictionId" FROM plans WHERE id = :id',
  tasks: 'SELECT p."jurisdictionId" FROM tasks t JOIN plans p ON p.id = t."planId" WHERE t.id = :id',
  deadlines: 'SELECT p."jurisdictionId" FROM deadlines d JOIN plans p ON p.id = d."planId" WHERE d.id = :id',
  duties: BY_TASK('duties'),
  targets: BY_TASK('targets'),
  coordinations: BY_TASK('coordinations'),
  filings: BY_TASK('filings'),
  submissions: BY_DEADLINE('submissions'),
  extensions: BY_DEADLINE('extensions'),
  attachments: OF_PLAN(
    'attachments',
    'JOIN submissions s ON s.id = x."submissionId" JOIN deadlines t ON t.id = s."deadlineId"',
  ),
  objections: BY_PLAN('objections'),
  'supervision-notices': BY_PLAN('supervision_notices'),
  units: 'SELECT "jurisdictionId" FROM units WHERE id = :id',
  contacts: BY_UNIT('contacts'),
  recipients: BY_UNIT('digest_recipients'),
  'digest-recipients': BY_UNIT('digest_recipients'),
  systems: `SELECT p."jurisdictionId" FROM people p WHERE p.id = :id AND p.kind = 'system'`,
  jurisdictions: 'SELECT id AS "jurisdictionId" FROM jurisdictions WHERE id = :id',
};

/** A person lies where all they answer for does, and so do their tokens. */
const OF_PEOPLE: Record<string, string> = {
  people: 'SELECT 1 AS found FROM people p WHERE p.id = :id',
  tokens: 'SELECT 1 AS found FROM api_tokens t JOIN people p ON p.id = t."personId" WHERE t.id = :id',
};

export function isPlaced(collection: string): boolean {
  return Object.hasOwn(PLACES, collection) || Object.hasOwn(OF_PEOPLE, collection);
}

export interface Matter {
  /** The first word of the path. */
  collection: string;
  id: number;
  on: Day;
}

/** @returns whether the viewer's roles reach it; never where there is no such thing */
export async function liesWithin(
  from: Reader,
  viewer: Viewer,
  { collection, id, on }: Matter,
): Promise<boolean> {
  if (Object.hasOwn(OF_PEOPLE, collection))
    return (await row(from, `${OF_PEOPLE[collection]!} AND ${wholeWithin(viewer)}`, { id, on })) !== null;
  if (!isPlaced(collection)) return false;
  const found = await row<{ jurisdictionId: number | null }>(from, PLACES[collection]!, { id });
  return found !== null && isWithin(viewer, found.jurisdictionId);
}

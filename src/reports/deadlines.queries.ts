/** Deadlines of issued plans as plain rows, in the order of their ids: a page stays where it is when days move. */
import { OPEN, OPEN_WORK, OWED } from '../desk/open-work.queries.js';
import type { TaskDeadlineRow } from '../desk/task.queries.js';
import { OWED_COLUMNS } from '../desk/unit-work.queries.js';
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import type { Cutoffs, DeadlineState } from '../rules/deadline-state.js';

export interface DeadlineFilter {
  /** null: of every unit */
  seenUnitIds: number[] | null;
  /** A condition of `inSight`. */
  sight: string;
  unit?: number | undefined;
  plan?: number | undefined;
  state?: DeadlineState | undefined;
}

/** Each is `deadlineStateBy` as a condition; a test holds the two against each other. */
const STATE: Record<DeadlineState, string> = {
  waived: `d."waivedOn" IS NOT NULL`,
  met: `d."waivedOn" IS NULL AND d."metOn" <= ${OWED}`,
  'made-up-late': `d."waivedOn" IS NULL AND d."metOn" > ${OWED}`,
  'not-open': `d."waivedOn" IS NULL AND d."metOn" IS NULL AND (d."openedOn" IS NULL OR d."openedOn" > :today)`,
  pending: `${OPEN} AND ${OPEN_WORK.pending}`,
  overdue: `${OPEN} AND ${OPEN_WORK.overdue}`,
  'due-today': `${OPEN} AND ${OPEN_WORK['due-soon']} AND ${OWED} = :today`,
  'due-soon': `${OPEN} AND ${OPEN_WORK['due-soon']} AND ${OWED} <> :today`,
  'not-due': `${OPEN} AND ${OPEN_WORK['not-due']}`,
};

export function deadlines(
  read: Reader,
  by: Cutoffs,
  filter: DeadlineFilter,
  { after, limit }: { after: number; limit: number },
): Promise<TaskDeadlineRow[]> {
  const conditions = [
    `p.state = 'issued'`,
    'd.id > :after',
    filter.sight,
    filter.seenUnitIds && 'd."unitId" IN (:...seen)',
    filter.unit !== undefined && 'd."unitId" = :unit',
    filter.plan !== undefined && 'd."planId" = :plan',
    filter.state && STATE[filter.state],
  ].filter(Boolean);
  return rows(
    read,
    `SELECT ${OWED_COLUMNS}, u.name AS "unitName"
     FROM deadlines d JOIN plans p ON p.id = d."planId" JOIN units u ON u.id = d."unitId"
       LEFT JOIN tasks t ON t.id = d."taskId"
     WHERE ${conditions.join(' AND ')} ORDER BY d.id LIMIT :limit`,
    {
      ...by,
      after,
      limit,
      // An empty list is no SQL; no unit has the number 0.
      seen: [0, ...(filter.seenUnitIds ?? [])],
      unit: filter.unit ?? 0,
      plan: filter.plan ?? 0,
    },
  );
}

/** Supervision notices as plain rows; what became of one is told by the deadline of its reply. */
import type { Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { DeadlineKind } from '../rules/deadline-state.js';
import type { Urgency } from './supervision-notice.dto.js';

export type NoticeState = 'open' | 'pending' | 'answered' | 'late' | 'withdrawn';

export interface NoticeRow {
  id: number;
  year: number;
  number: number;
  planId: number;
  planTitle: string;
  documentNumber: string | null;
  supervisorUnitId: number;
  supervisorName: string;
  unitId: number;
  unitName: string;
  urgency: Urgency;
  reason: string;
  requirement: string;
  sentOn: Day;
  sentBy: string | null;
  /** As it stands now: a reply sent back is owed by its rework day. */
  replyDueOn: Day;
  replyDeadlineId: number | null;
  withdrawnOn: Day | null;
  withdrawnReason: string | null;
  state: NoticeState;
}

const STATE = `CASE WHEN n."withdrawnOn" IS NOT NULL THEN 'withdrawn' WHEN d."metOn" IS NOT NULL THEN 'answered'
  WHEN d."pendingSince" IS NOT NULL THEN 'pending'
  WHEN coalesce(d."reworkOn", d."dueOn") < :today THEN 'late' ELSE 'open' END`;
const NOTICES = `SELECT n.id, n.year, n.number, n."planId", p.title AS "planTitle", p."documentNumber", n."supervisorUnitId",
    s.name AS "supervisorName", n."unitId", u.name AS "unitName", n.urgency, n.reason, n.requirement, n."sentOn",
    w.name AS "sentBy", coalesce(d."reworkOn", d."dueOn", n."replyDueOn") AS "replyDueOn", n."replyDeadlineId",
    n."withdrawnOn", n."withdrawnReason", ${STATE} AS state
  FROM supervision_notices n JOIN plans p ON p.id = n."planId" JOIN units u ON u.id = n."unitId"
    JOIN units s ON s.id = n."supervisorUnitId" LEFT JOIN deadlines d ON d.id = n."replyDeadlineId"
    LEFT JOIN people w ON w.id = n."sentById"`;

export function noticeById(read: Reader, id: number, today: Day): Promise<NoticeRow | null> {
  return row(read, `${NOTICES} WHERE n.id = :id`, { id, today });
}

export interface NoticeFilter {
  /** null: to every unit */
  seenUnitIds: number[] | null;
  unitId?: number | undefined;
  planId?: number | undefined;
  /** The id of the last one of the page before. */
  before?: number | undefined;
  isOpen?: boolean;
  /** A condition on the plan `p`. */
  within?: string;
  limit: number;
}

/** The newest first. */
export function noticeRows(read: Reader, filter: NoticeFilter, today: Day): Promise<NoticeRow[]> {
  const { seenUnitIds, unitId = 0, planId = 0, before = 0, limit } = filter;
  const where = conditionsOf(filter).join(' AND ');
  return rows(read, `${NOTICES} WHERE ${where} ORDER BY n.id DESC LIMIT :limit`, {
    ...{ today, limit, unitId, planId, before },
    // An empty list is no SQL; no unit has the number 0.
    seen: [0, ...(seenUnitIds ?? [])],
  });
}

function conditionsOf({ within, seenUnitIds, unitId, planId, before, isOpen }: NoticeFilter) {
  return [
    within ?? '1 = 1',
    seenUnitIds && 'n."unitId" IN (:...seen)',
    unitId !== undefined && 'n."unitId" = :unitId',
    planId !== undefined && 'n."planId" = :planId',
    before !== undefined && 'n.id < :before',
    isOpen && `${STATE} IN ('open', 'pending', 'late')`,
  ].filter(Boolean);
}

export interface NoticeItemRow {
  deadlineId: number;
  taskId: number | null;
  taskNo: string | null;
  title: string;
  kind: DeadlineKind;
  period: string;
  isSensitive?: Day | null;
  owedOn: Day;
}

export function itemsOfNotice(read: Reader, noticeId: number): Promise<NoticeItemRow[]> {
  return rows(
    read,
    `SELECT d.id AS "deadlineId", d."taskId", t.no AS "taskNo", coalesce(t.title, '') AS title, t."sensitiveFromOn" AS "isSensitive", d.kind, d.period,
       coalesce(d."reworkOn", d."dueOn") AS "owedOn"
     FROM supervision_notice_items i JOIN deadlines d ON d.id = i."deadlineId" LEFT JOIN tasks t ON t.id = d."taskId"
     WHERE i."noticeId" = :noticeId ORDER BY t.position, d.id`,
    { noticeId },
  );
}

/** What the paper says besides: who co-operates, and what the unit last replied. */
export async function cooperatingOf(read: Reader, taskIds: number[]): Promise<string[]> {
  if (taskIds.length === 0) return [];
  const found = await rows<{ name: string }>(
    read,
    `SELECT u.name, min(t.position * 1000 + y.position) AS place FROM duties y JOIN units u ON u.id = y."unitId"
       JOIN tasks t ON t.id = y."taskId"
     WHERE y."taskId" IN (:...taskIds) AND y.part = 'cooperating' AND y."viaGroupId" IS NULL
     GROUP BY u.id, u.name ORDER BY place`,
    { taskIds },
  );
  return found.map(({ name }) => name);
}

export interface NoticeReply {
  text: string;
  receivedOn: Day;
  state: 'pending' | 'accepted' | 'returned';
  verifiedBy: string | null;
  verifiedOn: Day | null;
}

export function replyOf(read: Reader, deadlineId: number | null): Promise<NoticeReply | null> {
  return row(
    read,
    `SELECT s.text, s."receivedOn", s.state, x.name AS "verifiedBy", v."verifiedOn" FROM submissions s
       LEFT JOIN verifications v ON v."submissionId" = s.id LEFT JOIN people x ON x.id = v."verifiedById"
     WHERE s."deadlineId" = :deadlineId AND s.state <> 'replaced' ORDER BY s.id DESC LIMIT 1`,
    { deadlineId: deadlineId ?? 0 },
  );
}

/** 3 of 督办〔2026〕3号: one more than the last of that department and year. Right only under the one writer. */
export async function nextNoticeNumber(tx: Reader, supervisorUnitId: number, year: number): Promise<number> {
  const last = await row<{ number: number | null }>(
    tx,
    'SELECT max(number) AS number FROM supervision_notices WHERE "supervisorUnitId" = :supervisorUnitId AND year = :year',
    { supervisorUnitId, year },
  );
  return (last?.number ?? 0) + 1;
}

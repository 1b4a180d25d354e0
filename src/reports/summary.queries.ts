/** What of a plan is neither a deadline nor a task: requests that wait, duties nobody holds, clocks that stand. */
import { IS_OPEN_TASK } from '../notices/instructions.queries.js';
import type { Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { LedgerDeadlineRow } from './ledger.queries.js';
import type { SummaryInstructionDto, SummaryTaskDto } from './summary.dto.js';

export interface Requests {
  extensions: number;
  sentBack: number;
  unsigned: number;
}

export async function requestsOf(read: Reader, planId: number, unsignedBy: Day): Promise<Requests> {
  const found = await row<Requests>(
    read,
    `SELECT
       (SELECT count(*) FROM extensions x JOIN deadlines d ON d.id = x."deadlineId"
         WHERE d."planId" = :planId AND x.outcome = 'pending') AS extensions,
       (SELECT count(*) FROM sent_back_duties b JOIN duties y ON y.id = b."dutyId" JOIN tasks t ON t.id = y."taskId"
         WHERE t."planId" = :planId AND b.outcome = 'pending') AS "sentBack",
       (SELECT count(DISTINCT y."unitId") FROM duties y JOIN tasks t ON t.id = y."taskId"
         JOIN units u ON u.id = y."unitId"
         WHERE t."planId" = :planId AND u.kind = 'unit' AND y."receiptId" IS NULL AND y."unclaimedFromOn" IS NULL
           AND y."issuedOn" <= :unsignedBy) AS unsigned`,
    { planId, unsignedBy },
  );
  return {
    extensions: Number(found!.extensions),
    sentBack: Number(found!.sentBack),
    unsigned: Number(found!.unsigned),
  };
}

/** 待认领: its unit is no more, and no successor is named. */
export function unclaimedOf(read: Reader, planId: number): Promise<SummaryTaskDto[]> {
  return rows(
    read,
    `SELECT t.id AS "taskId", t.no AS "taskNo", t.title, u.name AS detail, y."unclaimedFromOn" AS day
     FROM duties y JOIN tasks t ON t.id = y."taskId" JOIN units u ON u.id = y."unitId"
     WHERE t."planId" = :planId AND y."unclaimedFromOn" IS NOT NULL ORDER BY t.position, y.position`,
    { planId },
  );
}

export function suspendedOf(read: Reader, planId: number): Promise<SummaryTaskDto[]> {
  return rows(
    read,
    `SELECT t.id AS "taskId", t.no AS "taskNo", t.title, coalesce(s.reason, '') AS detail, s."reviewOn" AS day
     FROM tasks t LEFT JOIN suspensions s ON s.id = (SELECT max(z.id) FROM suspensions z
       WHERE z."taskId" = t.id AND z."endedOn" IS NULL)
     WHERE t."planId" = :planId AND t.state = 'suspended' ORDER BY t.position`,
    { planId },
  );
}

export function openInstructionsOf(read: Reader, planId: number): Promise<SummaryInstructionDto[]> {
  return rows(
    read,
    `SELECT i."taskId", t.no AS "taskNo", t.title, i."leaderName", i."instructedOn", i.text
     FROM instructions i JOIN tasks t ON t.id = i."taskId"
     WHERE i."planId" = :planId AND ${IS_OPEN_TASK} ORDER BY i."instructedOn" DESC, i.id DESC`,
    { planId },
  );
}

/** What is owed besides: answers to calls for coordination, replies to notices. No light comes from them. */
export function answersOwedOf(read: Reader, planId: number): Promise<LedgerDeadlineRow[]> {
  return rows(
    read,
    `SELECT d.id, d."taskId", d."unitId", u.name AS "unitName", d.kind, d.period, d."originalDueOn", d."dueOn",
       d.source, d."reworkOn", d."openedOn", d."pendingSince", d."metOn", d."waivedOn", d.returns
     FROM deadlines d JOIN units u ON u.id = d."unitId"
     WHERE d."planId" = :planId AND d.kind IN ('answer', 'reply') ORDER BY d."dueOn", d.id`,
    { planId },
  );
}

/** By deadline. */
export async function urgingsOf(read: Reader, planId: number): Promise<Map<number, number>> {
  const found = await rows<{ deadlineId: number; n: number }>(
    read,
    'SELECT "deadlineId", count(*) AS n FROM urgings WHERE "planId" = :planId GROUP BY "deadlineId"',
    { planId },
  );
  return new Map(found.map(({ deadlineId, n }) => [deadlineId, Number(n)]));
}

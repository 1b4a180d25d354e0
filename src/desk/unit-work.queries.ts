/** Everything one unit owes, across plans, as plain rows. */
import type { Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { DeadlineKind } from '../rules/deadline-state.js';

export interface OwedRow {
  id: number;
  planId: number;
  planTitle: string;
  taskId: number | null;
  taskNo: string | null;
  title: string | null;
  text: string | null;
  unitId: number;
  kind: DeadlineKind;
  period: string;
  originalDueOn: Day;
  dueOn: Day;
  source: string;
  reworkOn: Day | null;
  openedOn: Day | null;
  pendingSince: Day | null;
  metOn: Day | null;
  waivedOn: Day | null;
  returns: number;
  /** Its clock stands: the task is suspended, or nobody holds the duty. */
  heldOn: Day | null;
  isUnclaimed: boolean | number;
}

export const OWED_COLUMNS = `d.id, d."planId", p.title AS "planTitle", d."taskId", t.no AS "taskNo", t.title, t.text,
  d."unitId", d.kind, d.period, d."originalDueOn", d."dueOn", d.source, d."reworkOn", d."openedOn",
  d."pendingSince", d."metOn", d."waivedOn", d.returns, d."heldOn", (d."heldOn" IS NOT NULL AND EXISTS (
    SELECT 1 FROM duties y WHERE y."taskId" = d."taskId" AND y."unitId" = d."unitId"
      AND y."unclaimedFromOn" IS NOT NULL)) AS "isUnclaimed"`;
const OWED_TABLES = `deadlines d JOIN plans p ON p.id = d."planId" LEFT JOIN tasks t ON t.id = d."taskId"`;

/** A condition on the plan `p`. */
const EVERYWHERE = '1 = 1';

/** What is open, the longest owed first. @param within of `planSight` */
export function owedByUnit(
  read: Reader,
  unitId: number,
  today: Day,
  within = EVERYWHERE,
): Promise<OwedRow[]> {
  return rows(
    read,
    `SELECT ${OWED_COLUMNS} FROM ${OWED_TABLES}
     WHERE d."unitId" = :unitId AND d."openedOn" <= :today AND d."metOn" IS NULL AND d."waivedOn" IS NULL
       AND p.state = 'issued' AND ${within}
     ORDER BY coalesce(d."reworkOn", d."dueOn"), t.position, d.id`,
    { unitId, today },
  );
}

/** What was accepted, the newest first. */
export function metByUnit(
  read: Reader,
  unitId: number,
  limit: number,
  within = EVERYWHERE,
): Promise<OwedRow[]> {
  return rows(
    read,
    `SELECT ${OWED_COLUMNS} FROM ${OWED_TABLES}
     WHERE d."unitId" = :unitId AND d."metOn" IS NOT NULL AND p.state = 'issued' AND ${within}
     ORDER BY d."metOn" DESC, d.id DESC LIMIT ${limit}`,
    { unitId },
  );
}

export interface SaidRow {
  id: number;
  deadlineId: number;
  receiptNumber: string;
  text: string;
  standing: string;
  percentage: number | null;
  difficulty: string | null;
  nextStep: string | null;
  channel: string;
  receivedOn: Day;
  submittedAt: string;
  givenBy: string | null;
  selfRating: string | null;
  grade: string | null;
  state: 'pending' | 'accepted' | 'returned' | 'replaced';
  submittedBy: string | null;
  /** Of one that came by a mail's link: the contact the link was sent to. */
  sentTo: string | null;
  outcome: 'accepted' | 'returned' | null;
  reason: string | null;
  reworkOn: Day | null;
  verifiedOn: Day | null;
  verifiedBy: string | null;
}

export const SAID_COLUMNS = `s.id, s."deadlineId", s."receiptNumber", s.text, s.standing, s.percentage, s.difficulty,
  s."nextStep", s.channel, s."receivedOn", s."submittedAt", s."givenBy", s."selfRating", v.grade, s.state, w.name AS "submittedBy", h.name AS "sentTo",
  v.outcome, v.reason, v."reworkOn", v."verifiedOn", x.name AS "verifiedBy"`;
export const SAID_TABLES = `submissions s LEFT JOIN verifications v ON v."submissionId" = s.id
  LEFT JOIN people w ON w.id = s."submittedById" LEFT JOIN people x ON x.id = v."verifiedById"
  LEFT JOIN links k ON k.id = s."linkId" LEFT JOIN people h ON h.id = k."personId"`;

/** The newest submission of each of the unit's deadlines. */
export async function lastSaid(read: Reader, unitId: number): Promise<Map<number, SaidRow>> {
  const found = await rows<SaidRow>(
    read,
    `SELECT ${SAID_COLUMNS} FROM ${SAID_TABLES} WHERE s.id IN (
       SELECT max(id) FROM submissions WHERE "unitId" = :unitId AND state <> 'replaced' GROUP BY "deadlineId")`,
    { unitId },
  );
  return new Map(found.map((said) => [said.deadlineId, said]));
}

export interface FileRow {
  id: number;
  submissionId: number;
  name: string;
  size: number;
}

export async function filesOf(read: Reader, submissionIds: number[]): Promise<Map<number, FileRow[]>> {
  if (!submissionIds.length) return new Map();
  const found = await rows<FileRow>(
    read,
    `SELECT id, "submissionId", name, size FROM attachments WHERE "submissionId" IN (:...submissionIds) ORDER BY id`,
    { submissionIds },
  );
  const files = new Map<number, FileRow[]>();
  for (const file of found) files.set(file.submissionId, [...(files.get(file.submissionId) ?? []), file]);
  return files;
}

/**
 * `:...unitIds` and the groups they are members of on `:today`, also by way of a group within a group;
 * `untilOn` is the first day that no longer counts.
 */
export const UNITS_AND_GROUPS = `(WITH RECURSIVE belongs(id) AS (
    SELECT u.id FROM units u WHERE u.id IN (:...unitIds)
    UNION SELECT m."groupId" FROM group_members m JOIN belongs b ON m."unitId" = b.id
      WHERE m."fromOn" <= :today AND (m."untilOn" IS NULL OR m."untilOn" > :today))
  SELECT id FROM belongs)`;

export interface PartRow {
  taskId: number;
  taskNo: string;
  title: string;
  planId: number;
  planTitle: string;
  part: 'lead' | 'cooperating';
  isFirst: boolean;
  /** The group by which the unit came to it; null where it is named itself. */
  groupName: string | null;
  /** The unit that reports for the group. */
  collectorUnitId: number | null;
  collectorName: string | null;
}

/** Which tasks it leads or co-operates in, or only has to know of as a group's member. */
export async function partsOfUnit(
  read: Reader,
  unitId: number,
  { today, limit, within = EVERYWHERE }: { today: Day; limit: number; within?: string },
): Promise<PartRow[]> {
  const found = await rows<PartRow>(
    read,
    `SELECT t.id AS "taskId", t.no AS "taskNo", t.title, p.id AS "planId", p.title AS "planTitle", y.part, y."isFirst",
       CASE WHEN y."unitId" <> :unitId THEN g.name END AS "groupName", y."collectorUnitId", c.name AS "collectorName"
     FROM duties y JOIN tasks t ON t.id = y."taskId" JOIN plans p ON p.id = t."planId" JOIN units g ON g.id = y."unitId"
       LEFT JOIN units c ON c.id = y."collectorUnitId"
     WHERE (y."unitId" IN ${UNITS_AND_GROUPS} OR y."collectorUnitId" = :unitId) AND p.state = 'issued' AND ${within}
     ORDER BY p.id DESC, t.position, t.id, CASE WHEN y."unitId" = :unitId THEN 0 ELSE 1 END,
       CASE WHEN y."collectorUnitId" = :unitId THEN 0 ELSE 1 END, y.part DESC, y.id LIMIT ${limit}`,
    { unitId, unitIds: [unitId], today },
  );
  // A member that has a part of its own, or came by two groups, is listed once.
  const isNews = (part: PartRow, i: number) =>
    part.groupName === null || found[i - 1]?.taskId !== part.taskId;
  return found.filter(isNews).map((part) => ({ ...part, isFirst: Boolean(part.isFirst) }));
}

export interface DeadlineSubject {
  id: number;
  unitId: number;
  taskId: number | null;
  planId: number;
  dueOn: Day;
  kind: DeadlineKind;
}

export function deadlineSubject(read: Reader, deadlineId: number): Promise<DeadlineSubject | null> {
  return row(
    read,
    `SELECT id, "unitId", "taskId", "planId", "dueOn", kind FROM deadlines WHERE id = :deadlineId`,
    { deadlineId },
  );
}

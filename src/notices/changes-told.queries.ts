/**
 * What the department changes of itself, for the next mail of the units it concerns: each source is one SELECT of the
 * same columns as an answer's, in the same order. What a unit asked for has its own line (`answers.queries`).
 */
import { MAILED_TITLE } from '../plans/mailed-title.js';

const NO_DEADLINE = `CAST(NULL AS text) AS "deadlineKind", '' AS period`;

/** The last two columns. No mail repeats what was said of a sensitive task. @param from the day before */
export const said = (words: string, from = 'CAST(NULL AS text)'): string =>
  `CASE WHEN t."sensitiveFromOn" IS NULL THEN ${words} END AS remark, ${from} AS "fromDay"`;

/** The trail knows the instant and the reason of what bears only a day in its own row. */
const trailOf = (noun: string, id: string, verb: string): string =>
  `a.noun = '${noun}' AND a."nounId" = CAST(${id} AS text) AND a.verb = '${verb}'`;

/** The day of what was added again is told with that. */
const CORRECTED = `SELECT d."unitId", d."planId", 'day-corrected' AS kind, c."changedAt" AS at, t.no AS "taskNo",
    ${MAILED_TITLE}, d.kind AS "deadlineKind", d.period, c."toDay" AS day, ${said('c.reason', 'c."fromDay"')}
  FROM day_changes c JOIN deadlines d ON d.id = c."deadlineId" LEFT JOIN tasks t ON t.id = d."taskId"
  WHERE c.source = 'correction' AND d."waivedOn" IS NULL AND NOT EXISTS (SELECT 1 FROM audit_entries a
    WHERE ${trailOf('deadline', 'd.id', 'reinstate')} AND a."onDay" = c."changedOn")`;

/** Waived or added, whichever came last; the reason stands in what the trail says of it. */
const ADDED_OR_WAIVED = `SELECT d."unitId", d."planId",
    CASE WHEN d."waivedOn" IS NULL THEN 'deadline-added' ELSE 'deadline-waived' END AS kind, a.at, t.no AS "taskNo",
    ${MAILED_TITLE}, d.kind AS "deadlineKind", d.period, CASE WHEN d."waivedOn" IS NULL THEN d."dueOn" END AS day,
    ${said('a."after"')}
  FROM deadlines d JOIN audit_entries a ON ${trailOf('deadline', 'd.id', 'correct')}
    LEFT JOIN tasks t ON t.id = d."taskId"
  WHERE (d."waivedReason" = 'corrected' OR (d.source = 'correction' AND d."waivedOn" IS NULL))
    AND a.id = (SELECT max(a.id) FROM audit_entries a WHERE ${trailOf('deadline', 'd.id', 'correct')})`;

/** Whoever leads the task, or owes something for it: each unit once. */
const CONCERNED = `JOIN tasks t ON t.id = m."taskId" JOIN duties y ON y."taskId" = t.id
    JOIN units u ON u.id = y."unitId" AND u.kind = 'unit'
  WHERE (y.part = 'lead' OR EXISTS (SELECT 1 FROM deadlines d WHERE d."taskId" = t.id AND d."unitId" = y."unitId"
      AND d."metOn" IS NULL AND d."waivedOn" IS NULL))
    AND NOT EXISTS (SELECT 1 FROM duties o WHERE o."taskId" = y."taskId" AND o."unitId" = y."unitId" AND o.id < y.id)`;

/** With the task its sub-tasks stand still and go on: who has a part in it is told once, of the topmost. */
const STOOD_STILL = `SELECT y."unitId", t."planId",
    CASE WHEN m.move = 'suspend' THEN 'task-suspended' ELSE 'task-resumed' END AS kind, m."movedAt" AS at,
    t.no AS "taskNo", ${MAILED_TITLE}, ${NO_DEADLINE}, CASE WHEN m.move = 'resume' THEN (
      SELECT min(coalesce(d."reworkOn", d."dueOn")) FROM deadlines d WHERE d."taskId" = t.id
        AND d."unitId" = y."unitId" AND d."openedOn" IS NOT NULL AND d."metOn" IS NULL AND d."waivedOn" IS NULL) END
      AS day, ${said('m.reason')}
  FROM task_moves m ${CONCERNED} AND m.move IN ('suspend', 'resume') AND NOT EXISTS (
    SELECT 1 FROM task_moves n JOIN duties o ON o."taskId" = n."taskId" AND o."unitId" = y."unitId"
    WHERE n."taskId" = t."parentId" AND n.move = m.move AND n."movedOn" = m."movedOn" AND n.reason = m.reason)`;

const newDay = (column: string): string => `(SELECT c."${column}" FROM day_changes c
    JOIN deadlines d ON d.id = c."deadlineId" WHERE d."taskId" = t.id AND d."unitId" = y."unitId"
      AND c.source = 'reopening' AND c."changedOn" = m."movedOn" ORDER BY c.id DESC LIMIT 1)`;

const REOPENED = `SELECT y."unitId", t."planId", 'task-reopened' AS kind, m."movedAt" AS at, t.no AS "taskNo",
    ${MAILED_TITLE}, ${NO_DEADLINE}, ${newDay('toDay')} AS day, ${said('m.reason', newDay('fromDay'))}
  FROM task_moves m ${CONCERNED} AND m.move = 'reopen'`;

/** To whom it was made; what was withdrawn on its own day was never told. */
const WITHDRAWN_CALLS = `SELECT c."blockerUnitId" AS "unitId", t."planId", 'coordination-withdrawn' AS kind, a.at,
    t.no AS "taskNo", ${MAILED_TITLE}, ${NO_DEADLINE}, CAST(NULL AS text) AS day, ${said('c.matter')}
  FROM coordinations c JOIN audit_entries a ON ${trailOf('coordination', 'c.id', 'withdraw')}
    JOIN tasks t ON t.id = c."taskId" WHERE c."withdrawnOn" > c."askedOn"`;

export const DEPARTMENT_CHANGES = [CORRECTED, ADDED_OR_WAIVED, STOOD_STILL, REOPENED, WITHDRAWN_CALLS];

/**
 * Answers to what units asked for, and what the department changed of itself, for their next mail. Each source is one SELECT of the columns of `COLUMNS`; a
 * feature that decides requests adds its own, and words under `mail.reminder.answer.<kind>`.
 */
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import { MAILED_TITLE } from '../plans/mailed-title.js';
import type { ReminderAnswer } from '../rules/reminders.js';
import { DEPARTMENT_CHANGES, said } from './changes-told.queries.js';

const ofTask = (table: string) => `JOIN tasks t ON t.id = ${table}."taskId"`;
const NO_DEADLINE = `NULL AS "deadlineKind", '' AS period`;

const EXTENSIONS = `SELECT e."unitId", d."planId", 'extension-' || e.outcome AS kind, e."decidedAt" AS at,
    t.no AS "taskNo", ${MAILED_TITLE}, d.kind AS "deadlineKind", d.period, e."grantedDay" AS day, ${said('e.remark')}
  FROM extensions e JOIN deadlines d ON d.id = e."deadlineId" LEFT JOIN tasks t ON t.id = d."taskId"
  WHERE e.outcome IN ('approved', 'refused')`;

const FILINGS = `SELECT f."unitId", t."planId", 'filing-' || f.outcome AS kind, f."decidedAt" AS at, t.no AS "taskNo",
    ${MAILED_TITLE}, ${NO_DEADLINE}, NULL AS day, ${said('f.remark')}
  FROM filings f ${ofTask('f')} WHERE f.outcome IN ('approved', 'refused')`;

const SENT_BACK = `SELECT b."unitId", t."planId", 'sent-back-' || b.outcome AS kind, b."decidedAt" AS at,
    t.no AS "taskNo", ${MAILED_TITLE}, ${NO_DEADLINE}, NULL AS day, ${said('b.remark')}
  FROM sent_back_duties b JOIN duties y ON y.id = b."dutyId" ${ofTask('y')} WHERE b.outcome = 'refused'`;

/** To the unit that has it no more, sent back by it or not: the next mail says so, with the reason. */
const MOVED = `SELECT f."unitId", t."planId", 'duty-' || f.cause AS kind, f."endedAt" AS at, t.no AS "taskNo", ${MAILED_TITLE},
    ${NO_DEADLINE}, NULL AS day, ${said('f.reason')}
  FROM former_duties f ${ofTask('f')} WHERE f.cause IN ('reassigned', 'correction') AND f."successorUnitId" <> f."unitId"`;

/** To the lead that called: what the blocker handed in, once for each version that still stands. */
const COORDINATIONS = `SELECT c."unitId", t."planId", 'coordination-answered' AS kind, s."submittedAt" AS at,
    t.no AS "taskNo", ${MAILED_TITLE}, ${NO_DEADLINE}, NULL AS day, ${said('s.text')}
  FROM coordinations c JOIN submissions s ON s."deadlineId" = c."deadlineId" AND s.state IN ('pending', 'accepted')
    ${ofTask('c')} WHERE c."withdrawnOn" IS NULL`;

/** To whom it was made: it would else hear of it only as the day comes near. */
const CALLS = `SELECT c."blockerUnitId" AS "unitId", t."planId", 'coordination-asked' AS kind, c."askedAt" AS at,
    t.no AS "taskNo", ${MAILED_TITLE}, ${NO_DEADLINE}, c."answerDueOn" AS day, ${said('c.matter')}
  FROM coordinations c ${ofTask('c')} WHERE c."withdrawnOn" IS NULL`;

/** By what the contested point was about; a key names one row: `late:deadline:12`. */
const OBJECTIONS = `SELECT o."unitId", o."planId", 'objection-' || o.outcome AS kind, o."decidedAt" AS at, t.no AS "taskNo",
    ${MAILED_TITLE}, d.kind AS "deadlineKind", coalesce(d.period, '') AS period, NULL AS day, ${said('o.remark')}
  FROM objections o LEFT JOIN deadlines d ON d."planId" = o."planId" AND d."unitId" = o."unitId" AND (
      o."eventKey" = 'late:deadline:' || d.id
      OR EXISTS (SELECT 1 FROM extensions e WHERE e."deadlineId" = d.id AND o."eventKey" = 'extended:extension:' || e.id)
      OR EXISTS (SELECT 1 FROM submissions s JOIN verifications v ON v."submissionId" = s.id
        WHERE s."deadlineId" = d.id AND o."eventKey" LIKE '%:verification:' || v.id))
    LEFT JOIN tasks t ON t.id = d."taskId" WHERE o.outcome IN ('approved', 'refused')`;

/** To a lead that is told the first lead is about to claim close-out; it answers by handing in. */
const CLAIMS = `SELECT c."unitId", t."planId", 'claim-told' AS kind, c."toldAt" AS at, t.no AS "taskNo", ${MAILED_TITLE},
    ${NO_DEADLINE}, NULL AS day, ${said('NULL')} FROM claim_tellings c ${ofTask('c')}`;

const ASKED_FOR = [EXTENSIONS, FILINGS, SENT_BACK, MOVED, COORDINATIONS, CALLS, OBJECTIONS, CLAIMS];
const ANSWERS = `SELECT q.* FROM (${[...ASKED_FOR, ...DEPARTMENT_CHANGES].join(' UNION ALL ')}) q
  JOIN plans p ON p.id = q."planId" WHERE p.state = 'issued'`;

/** Units that were answered since, with the number of answers. @param since an instant, or the beginning of one */
export function unitsAnswered(read: Reader, since: string): Promise<{ unitId: number; rows: number }[]> {
  return rows(
    read,
    `SELECT "unitId", count(*) AS rows FROM (${ANSWERS} AND q.at > :since) a GROUP BY "unitId" ORDER BY "unitId"`,
    { since },
  );
}

export async function answersTo(
  read: Reader,
  unitIds: number[],
  since: string,
): Promise<Map<number, ReminderAnswer[]>> {
  const found = await rows<ReminderAnswer>(
    read,
    `${ANSWERS} AND q."unitId" IN (:...unitIds) AND q.at > :since ORDER BY q.at`,
    { unitIds: [0, ...unitIds], since },
  );
  const byUnit = new Map<number, ReminderAnswer[]>();
  for (const answer of found)
    byUnit.set(answer.unitId, [...(byUnit.get(answer.unitId) ?? []), withReason(answer)]);
  return byUnit;
}

const OF_TRAIL = ['deadline-added', 'deadline-waived'];

function withReason(answer: ReminderAnswer): ReminderAnswer {
  if (answer.remark === null || !OF_TRAIL.includes(answer.kind)) return answer;
  const { reason = null } = JSON.parse(answer.remark) as { reason?: string | null };
  return { ...answer, remark: reason };
}

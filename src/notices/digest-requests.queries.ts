/**
 * What waits for a department besides submissions to verify. Each source is one SELECT of the columns of
 * `DigestRequest` without the unit's name; a feature whose requests wait adds its own to the list, a kind to
 * `rules/digest-types`, and words under `mail.digest.request` and `mail.digest.waiting`.
 */
import { MAILED_TITLE } from '../plans/mailed-title.js';
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import { UNSIGNED } from '../progress/unsigned.queries.js';
import type { Day } from '../rules/day.js';
import type { DigestRequest } from '../rules/digest.js';

const EXTENSIONS = `SELECT 'extension' AS kind, e."unitId", d."planId", d."taskId", t.no AS "taskNo",
    ${MAILED_TITLE}, e."deadlineId", e."askedOn" AS "waitingSince", e."askedAt" AS "waitingAt"
  FROM extensions e JOIN deadlines d ON d.id = e."deadlineId" LEFT JOIN tasks t ON t.id = d."taskId"
  WHERE e.outcome = 'pending' AND d."metOn" IS NULL AND d."waivedOn" IS NULL`;

const FILINGS = `SELECT 'filing' AS kind, f."unitId", t."planId", t.id AS "taskId", t.no AS "taskNo", ${MAILED_TITLE},
    NULL AS "deadlineId", f."askedOn" AS "waitingSince", f."askedAt" AS "waitingAt"
  FROM filings f JOIN tasks t ON t.id = f."taskId"
  WHERE f.outcome = 'pending' AND t.state NOT IN ('closed', 'withdrawn')`;

/** Of the first lead; the day is what counts, not the instant. */
const REVIEWS = `SELECT 'review' AS kind, y."unitId", t."planId", t.id AS "taskId", t.no AS "taskNo", ${MAILED_TITLE},
    NULL AS "deadlineId", r."reviewOn" AS "waitingSince", r."startedAt" AS "waitingAt"
  FROM suspensions r JOIN tasks t ON t.id = r."taskId" AND t.state = 'suspended'
    JOIN duties y ON y.id = (SELECT min(f.id) FROM duties f WHERE f."taskId" = t.id AND f.part = 'lead'
      AND (f."isFirst" OR NOT EXISTS (SELECT 1 FROM duties o WHERE o."taskId" = t.id AND o."isFirst")))
  WHERE r."endedOn" IS NULL AND r."reviewOn" <= :today`;

const SENT_BACK = `SELECT 'sent-back' AS kind, b."unitId", t."planId", t.id AS "taskId", t.no AS "taskNo", ${MAILED_TITLE},
    NULL AS "deadlineId", b."askedOn" AS "waitingSince", b."askedAt" AS "waitingAt"
  FROM sent_back_duties b JOIN duties y ON y.id = b."dutyId" JOIN tasks t ON t.id = y."taskId"
  WHERE b.outcome = 'pending' AND t.state NOT IN ('closed', 'withdrawn')`;

/** One for each unit and plan, its title the number of duties; whether three working days have passed the rule says. */
const UNSIGNED_DUTIES = `SELECT 'unsigned' AS kind, y."unitId", t."planId", NULL AS "taskId", NULL AS "taskNo",
    CAST(count(*) AS text) AS title, NULL AS "deadlineId", min(y."issuedOn") AS "waitingSince",
    min(y."issuedOn") AS "waitingAt"
  FROM duties y JOIN tasks t ON t.id = y."taskId" JOIN plans p ON p.id = t."planId" JOIN units u ON u.id = y."unitId"
  WHERE ${UNSIGNED} GROUP BY y."unitId", t."planId"`;

const SOURCES = [EXTENSIONS, FILINGS, REVIEWS, SENT_BACK, UNSIGNED_DUTIES];

export interface StoredRequest extends DigestRequest {
  planId: number;
  taskId: number | null;
}

/** Of one department, the oldest first. @param today for what waits from a day on */
export function digestRequests(
  read: Reader,
  { departmentId, today }: { departmentId: number; today: Day },
): Promise<StoredRequest[]> {
  return rows<StoredRequest>(
    read,
    `SELECT q.*, p.title AS "planTitle", u.name AS "unitName" FROM (${SOURCES.join(' UNION ALL ')}) q
     JOIN plans p ON p.id = q."planId" JOIN units u ON u.id = q."unitId"
     WHERE p.state = 'issued' AND p."supervisorUnitId" = :departmentId ORDER BY q."waitingAt", q."unitId"`,
    { departmentId, today },
  );
}

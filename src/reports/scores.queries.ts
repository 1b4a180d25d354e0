/**
 * The facts scores are reckoned from, for every unit of a plan at once: ten reads whatever the number of units, put
 * together in one pass. With a unit given, of that unit alone.
 */
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import {
  noFacts,
  type ScoredCall,
  type ScoredDayChange,
  type ScoredDeadline,
  type ScoredExtension,
  type ScoredFiling,
  type ScoredGrade,
  type ScoredReturn,
  type ScoredUrging,
  type ScoreFacts,
} from '../rules/score-facts.js';

/** Everything the rule of scores and the rule of standing ask of one unit. */
export interface UnitFacts extends ScoreFacts {
  deadlines: UnitDeadline[];
}
export interface UnitDeadline extends ScoredDeadline {
  reworkOn: Day | null;
  returns: number;
  period: string;
}

/** null: of every unit */
export interface Asked {
  planId: number;
  unitId: number | null;
}

type OfUnit<R> = R & { unitId: number };

export async function factsOfPlan(read: Reader, asked: Asked): Promise<Map<number, UnitFacts>> {
  const units = new Map<number, UnitFacts>();
  const put = <R>(found: OfUnit<R>[], add: (facts: UnitFacts, one: R) => void) => {
    for (const one of found) {
      let facts = units.get(one.unitId);
      if (!facts) units.set(one.unitId, (facts = { ...noFacts(), deadlines: [] }));
      add(facts, one);
    }
  };
  put(await deadlines(read, asked), (facts, one) => facts.deadlines.push(one));
  put(await dayChanges(read, asked), (facts, one) => facts.changes.push(one));
  put(await returns(read, asked), (facts, one) => facts.returns.push(one));
  put(await urgings(read, asked), (facts, one) => facts.urgings.push(one));
  put(await extensions(read, asked), (facts, one) => facts.extensions.push(one));
  put(await filings(read, asked), (facts, one) => facts.filings.push(one));
  put(await calls(read, asked), (facts, one) => facts.calls.push(one));
  put(await grades(read, asked), (facts, one) => facts.grades.push(one));
  put(await upheld(read, asked), (facts, { eventKey }) => facts.upheld.push(eventKey));
  return units;
}

/** `:unitId` of a row, where one unit was asked about. */
function ask<R>(
  read: Reader,
  sql: (ofUnit: (column: string) => string) => string,
  asked: Asked,
  more: Record<string, string> = {},
) {
  const ofUnit = (column: string) => (asked.unitId === null ? '' : `AND ${column} = :unitId`);
  const { planId, unitId } = asked;
  return rows<OfUnit<R>>(
    read,
    sql(ofUnit),
    unitId === null ? { planId, ...more } : { planId, unitId, ...more },
  );
}

/** A sub-task of a task the same unit leads rolls up into that one. */
const OWN_SUB_TASK = `CASE WHEN t."parentId" IS NULL THEN 0 WHEN EXISTS (SELECT 1 FROM duties y
  WHERE y."taskId" = t."parentId" AND y."unitId" = d."unitId" AND y.part = 'lead') THEN 1 ELSE 0 END`;

async function deadlines(read: Reader, asked: Asked): Promise<OfUnit<UnitDeadline>[]> {
  const found = await ask<UnitDeadline>(
    read,
    (
      ofUnit,
    ) => `SELECT d."unitId", d.id, d."taskId", d.kind, d.period, d."dueOn", d."reworkOn", d."openedOn", d."heldOn",
       d."heldOpenedOn", d."pendingSince", d."metOn", d."waivedOn", d."waivedReason", d.returns,
       ${OWN_SUB_TASK} AS "isOwnSubTask"
     FROM deadlines d LEFT JOIN tasks t ON t.id = d."taskId" WHERE d."planId" = :planId ${ofUnit('d."unitId"')}`,
    asked,
  );
  for (const one of found) one.isOwnSubTask = Boolean(one.isOwnSubTask);
  return found;
}

/** What a reopening undid. */
const CLOSING = `CASE WHEN c.source = 'reopening' THEN (SELECT max(a.id) FROM verifications a
  JOIN submissions m ON m.id = a."submissionId" WHERE m."deadlineId" = c."deadlineId" AND a.outcome = 'accepted'
    AND a."verifiedAt" <= c."changedAt") END`;

function dayChanges(read: Reader, asked: Asked) {
  return ask<ScoredDayChange>(
    read,
    (
      ofUnit,
    ) => `SELECT d."unitId", c.id, c."deadlineId", c."fromDay", c."toDay", c.source, c."changedOn", v.id AS "closingId",
       s."receivedOn" AS "handedInOn"
     FROM day_changes c JOIN deadlines d ON d.id = c."deadlineId"
       LEFT JOIN verifications v ON v.id = ${CLOSING} LEFT JOIN submissions s ON s.id = v."submissionId"
     WHERE d."planId" = :planId ${ofUnit('d."unitId"')}`,
    asked,
  );
}

function returns(read: Reader, asked: Asked) {
  return ask<ScoredReturn>(
    read,
    (ofUnit) => `SELECT d."unitId", v.id, s."deadlineId", v."submissionId", s."receivedOn" AS "handedInOn",
       v."verifiedOn" AS "returnedOn", v."reworkOn"
     FROM verifications v JOIN submissions s ON s.id = v."submissionId" JOIN deadlines d ON d.id = s."deadlineId"
     WHERE d."planId" = :planId AND v.outcome = 'returned' ${ofUnit('d."unitId"')}`,
    asked,
  );
}

function urgings(read: Reader, asked: Asked) {
  return ask<ScoredUrging>(
    read,
    (ofUnit) => `SELECT u."unitId", u.id, u."deadlineId", u."urgedOn" FROM urgings u
     WHERE u."planId" = :planId ${ofUnit('u."unitId"')}`,
    asked,
  );
}

function extensions(read: Reader, asked: Asked) {
  return ask<ScoredExtension>(
    read,
    (ofUnit) => `SELECT e."unitId", e.id, e."deadlineId", e."fromDay", e."decidedOn"
     FROM extensions e JOIN deadlines d ON d.id = e."deadlineId"
     WHERE d."planId" = :planId AND e.outcome = 'approved' ${ofUnit('e."unitId"')}`,
    asked,
  );
}

function filings(read: Reader, asked: Asked) {
  return ask<ScoredFiling>(
    read,
    (ofUnit) => `SELECT f."unitId", f.id, f."taskId", f."askedOn" AS "filedOn", f."decidedOn"
     FROM filings f JOIN tasks t ON t.id = f."taskId"
     WHERE t."planId" = :planId AND f.outcome = 'approved' ${ofUnit('f."unitId"')}`,
    asked,
  );
}

/** A blocker is silent until it hands its answer in; what was returned to it counts as silence again. */
async function calls(read: Reader, asked: Asked): Promise<OfUnit<ScoredCall>[]> {
  interface CallRow extends Omit<ScoredCall, 'untilOn'> {
    answeredOn: Day | null;
    withdrawnOn: Day | null;
  }
  const found = await ask<CallRow>(
    read,
    (ofUnit) => `SELECT c."unitId", c.id, c."taskId", c."askedOn", c."withdrawnOn",
       coalesce(d."metOn", d."pendingSince") AS "answeredOn"
     FROM coordinations c JOIN tasks t ON t.id = c."taskId" LEFT JOIN deadlines d ON d.id = c."deadlineId"
     WHERE t."planId" = :planId ${ofUnit('c."unitId"')}`,
    asked,
  );
  return found.map(({ answeredOn, withdrawnOn, ...call }) => ({
    ...call,
    untilOn: [answeredOn, withdrawnOn].filter((day) => day !== null).sort()[0] ?? null,
  }));
}

function grades(read: Reader, asked: Asked) {
  return ask<ScoredGrade>(
    read,
    (
      ofUnit,
    ) => `SELECT s."unitId", v.id, s."deadlineId", d."taskId", v."submissionId", v."verifiedOn" AS "gradedOn", v.grade
     FROM verifications v JOIN submissions s ON s.id = v."submissionId" JOIN deadlines d ON d.id = s."deadlineId"
     WHERE d."planId" = :planId AND v.outcome = 'accepted' AND v.grade IS NOT NULL ${ofUnit('s."unitId"')}`,
    asked,
  );
}

function upheld(read: Reader, asked: Asked) {
  return ask<{ eventKey: string }>(
    read,
    (ofUnit) => `SELECT o."unitId", o."eventKey" FROM objections o
     WHERE o."planId" = :planId AND o.outcome = 'approved' ${ofUnit('o."unitId"')}`,
    asked,
  );
}

/** How often each unit said “nothing new”, which is counted but never charged. */
export async function nothingNewOf(
  read: Reader,
  asked: Asked,
  { fromOn, toOn }: { fromOn: Day; toOn: Day },
): Promise<Map<number, number>> {
  const found = await ask<{ count: number | string }>(
    read,
    (
      ofUnit,
    ) => `SELECT s."unitId", count(*) AS count FROM submissions s JOIN deadlines d ON d.id = s."deadlineId"
     WHERE d."planId" = :planId AND s.standing = 'nothing-new' AND s.state <> 'replaced'
       AND s."receivedOn" BETWEEN :fromOn AND :toOn ${ofUnit('s."unitId"')}
     GROUP BY s."unitId"`,
    asked,
    { fromOn, toOn },
  );
  return new Map(found.map(({ unitId, count }) => [unitId, Number(count)]));
}

export interface DutyCounts {
  unitId: number;
  name: string;
  leads: number;
  cooperates: number;
}

/** Every unit that holds a duty of the plan or owes, or owed, something in it. */
export async function unitsOfPlan(read: Reader, asked: Asked): Promise<DutyCounts[]> {
  const found = await ask<DutyCounts>(
    read,
    (
      ofUnit,
    ) => `SELECT u.id AS "unitId", u.name, coalesce(h.leads, 0) AS leads, coalesce(h.cooperates, 0) AS cooperates
     FROM units u LEFT JOIN (SELECT y."unitId", sum(CASE WHEN y.part = 'lead' THEN 1 ELSE 0 END) AS leads,
         sum(CASE WHEN y.part = 'lead' THEN 0 ELSE 1 END) AS cooperates
       FROM duties y JOIN tasks t ON t.id = y."taskId" WHERE t."planId" = :planId AND t.state <> 'withdrawn'
       GROUP BY y."unitId") h ON h."unitId" = u.id
     WHERE u.kind = 'unit' ${ofUnit('u.id')} AND (h."unitId" IS NOT NULL
       OR u.id IN (SELECT d."unitId" FROM deadlines d WHERE d."planId" = :planId)) ORDER BY u.id`,
    asked,
  );
  return found.map((one) => ({ ...one, leads: Number(one.leads), cooperates: Number(one.cooperates) }));
}

/** What a unit was called and what became of it, in words, and the duties it held before. */
import { reformsOf } from '../changes/reform.queries.js';
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import { formerNames, namesThen } from '../units/names-in-time.js';
import type { Say } from '../web/deadline-words.js';

const SHOWN = 50;

interface FormerDutyRow {
  taskId: number;
  taskNo: string;
  title: string;
  endedOn: Day;
  cause: string;
  successorId: number | null;
  successorName: string | null;
}

/** The newest first. */
function formerDuties(read: Reader, unitId: number, within: string): Promise<FormerDutyRow[]> {
  return rows<FormerDutyRow>(
    read,
    `SELECT f."taskId", t.no AS "taskNo", t.title, f."endedOn", f.cause, f."successorUnitId" AS "successorId",
       s.name AS "successorName"
     FROM former_duties f JOIN tasks t ON t.id = f."taskId" JOIN plans p ON p.id = t."planId"
       LEFT JOIN units s ON s.id = f."successorUnitId"
     WHERE f."unitId" = :unitId AND ${within} ORDER BY f.id DESC LIMIT ${SHOWN}`,
    { unitId },
  );
}

/** null: it always bore this name, nothing became of it, and it gave no duty away. @param within a condition on the plan `p` */
export async function unitPast(read: Reader, unitId: number, within: string, say: Say) {
  const names = await formerNames(read, [unitId]);
  const reforms = await reformsOf(read, unitId);
  const duties = await formerDuties(read, unitId, within);
  if (names.length + reforms.length + duties.length === 0) return null;
  const successors = duties.flatMap((duty) => duty.successorId ?? []);
  const then = await namesThen(read, successors);
  return {
    lines: [
      ...reforms.map((one) => reformLine(say, one)),
      ...names.map(({ name, fromOn, untilOn }) =>
        say(fromOn === null ? 'past.calledUntil' : 'past.called', {
          name,
          from: fromOn ?? '',
          until: untilOn,
        }),
      ),
    ],
    duties: duties.map((duty) => ({
      ...duty,
      heading: say('desk.item', { no: duty.taskNo, title: duty.title }),
      causeWord: say(`past.cause.${duty.cause}`),
      successor:
        duty.successorId === null
          ? say('reform.unclaimed')
          : (then(duty.successorId, duty.endedOn) ?? duty.successorName),
    })),
  };
}

function reformLine(
  say: Say,
  { kind, onDay, reason, successors }: Awaited<ReturnType<typeof reformsOf>>[number],
) {
  const names = successors.map((one) => one.name).join('、');
  const key = kind === 'dissolve' && !names ? 'end' : kind;
  return say(`past.reform.${key}`, { day: onDay, successors: names, reason });
}

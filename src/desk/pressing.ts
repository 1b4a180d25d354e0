/** What presses on a task or a unit, for their pages: instructions, open supervision notices, urgings. */
import {
  instructionsForUnit,
  instructionsOnTask,
  type InstructionRow,
} from '../notices/instructions.queries.js';
import { noticeRows } from '../notices/supervision-notices.queries.js';
import { summaryView } from '../notices/supervision-notice.view.js';
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import type { Viewer } from '../rules/permissions.js';
import type { Say } from '../web/deadline-words.js';
import type { DayContext } from './deadline-view.js';

const NOTICES_SHOWN = 10;
const INSTRUCTIONS_SHOWN = 10;

interface Urged {
  deadlineId: number;
  n: number;
  last: string;
}

/** “已催办2次，最近2018-11-26” by deadline. */
async function urgedWords(read: Reader, say: Say, deadlineIds: number[]): Promise<Map<number, string>> {
  const found = await rows<Urged>(
    read,
    `SELECT "deadlineId", count(*) AS n, max("urgedOn") AS last FROM urgings WHERE "deadlineId" IN (:...ids)
     GROUP BY "deadlineId"`,
    { ids: [0, ...deadlineIds] },
  );
  return new Map(
    found.map(({ deadlineId, n, last }) => [deadlineId, say('escalation.urged', { n, day: last })]),
  );
}

export interface PressingOnTask {
  instructions: InstructionRow[];
  mayInstruct: boolean;
  urged: Map<number, string>;
}

export async function pressingOnTask(
  read: Reader,
  { taskId, deadlineIds }: { taskId: number; deadlineIds: number[] },
  viewer: Viewer,
  say: Say,
): Promise<PressingOnTask> {
  return {
    instructions: await instructionsOnTask(read, taskId),
    mayInstruct: viewer.roles.some((role) => role === 'leader' || role === 'supervisor'),
    urged: await urgedWords(read, say, deadlineIds),
  };
}

/** null where nothing presses on it. */
export async function pressingOnUnit(read: Reader, unitId: number, { say, by }: DayContext, within: string) {
  const filter = { seenUnitIds: null, unitId, isOpen: true, limit: NOTICES_SHOWN, within };
  const notices = (await noticeRows(read, filter, by.today)).map((notice) => summaryView(say, notice));
  const instructions = await instructionsForUnit(read, unitId, INSTRUCTIONS_SHOWN, within);
  const urged = await urgedOpen(read, unitId, by.today, within);
  if (notices.length + instructions.length + urged === 0) return null;
  return {
    notices,
    instructions: instructions.map((one) => ({
      ...one,
      heading: say('desk.item', { no: one.taskNo, title: one.title }),
    })),
    urged,
  };
}

/** How often it was urged about what is still open. */
async function urgedOpen(read: Reader, unitId: number, today: string, within: string): Promise<number> {
  const found = await rows<{ n: number }>(
    read,
    `SELECT count(*) AS n FROM urgings g JOIN deadlines d ON d.id = g."deadlineId" JOIN plans p ON p.id = d."planId"
     WHERE ${within} AND d."unitId" = :unitId AND d."openedOn" <= :today AND d."metOn" IS NULL AND d."waivedOn" IS NULL
       AND d."pendingSince" IS NULL`,
    { unitId, today },
  );
  return Number(found[0]?.n ?? 0);
}

/** The lights at the ends of the last months, of a task by lead unit or of all that a unit leads. */
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import { lightSigns, type Light } from '../rules/lights.js';
import type { Say } from '../web/deadline-words.js';

const MONTHS_SHOWN = 12;
const LAST_MONTHS = (of: string) =>
  `s.month IN (SELECT DISTINCT m.month FROM light_snapshots m WHERE m.${of} ORDER BY m.month DESC LIMIT ${MONTHS_SHOWN})`;

export interface LightHistory {
  months: string[];
  rows: { unitName: string; lights: { month: string; sign: string; colour: Light | ''; word: string }[] }[];
}

/** null where no month has ended yet. */
export async function lightsOfTask(read: Reader, taskId: number, say: Say): Promise<LightHistory | null> {
  const found = await rows<{ month: string; unitId: number; unitName: string; light: Light }>(
    read,
    `SELECT s.month, s."unitId", u.name AS "unitName", s.light FROM light_snapshots s JOIN units u ON u.id = s."unitId"
     WHERE s."taskId" = :taskId AND ${LAST_MONTHS('"taskId" = :taskId')} ORDER BY s."unitId", s.month`,
    { taskId },
  );
  const months = [...new Set(found.map((one) => one.month))].sort();
  const units = new Map(found.map((one) => [one.unitId, one.unitName]));
  const shown = [...units].map(([unitId, unitName]) => ({
    unitName,
    lights: months.map((month) => {
      const one = found.find((each) => each.month === month && each.unitId === unitId);
      return one ? { month, ...lookOf(one.light, say) } : { month, sign: '', colour: '' as const, word: '' };
    }),
  }));
  return months.length ? { months, rows: shown } : null;
}

export interface MonthOfUnit {
  month: string;
  lights: { sign: string; colour: Light; word: string; count: number }[];
}

/** How many of its tasks bore which light. @param within a condition on the plan `p` */
export async function lightsOfUnit(
  read: Reader,
  { unitId, within }: { unitId: number; within: string },
  say: Say,
): Promise<MonthOfUnit[]> {
  const found = await rows<{ month: string; light: Light; count: number | string }>(
    read,
    `SELECT s.month, s.light, count(*) AS count FROM light_snapshots s JOIN plans p ON p.id = s."planId"
     WHERE s."unitId" = :unitId AND ${within} AND ${LAST_MONTHS('"unitId" = :unitId')} GROUP BY s.month, s.light ORDER BY s.month`,
    { unitId },
  );
  const months = [...new Set(found.map((one) => one.month))];
  return months.map((month) => ({
    month,
    lights: (Object.keys(lightSigns) as Light[]).flatMap((light) => {
      const one = found.find((each) => each.month === month && each.light === light);
      return one ? [{ ...lookOf(light, say), count: Number(one.count) }] : [];
    }),
  }));
}

function lookOf(light: Light, say: Say) {
  return { sign: lightSigns[light], colour: light, word: say(`state.${light}`) };
}

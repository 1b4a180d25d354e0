/** Reforms of Haimen's units, and what must hold of every matter that was owed before one. */
import { rows } from '../../src/platform/sql.js';
import type { Reformed } from '../../src/changes/reforms.service.js';
import { ReformsService } from '../../src/changes/reforms.service.js';
import type { ReformDto } from '../../src/changes/reform.dto.js';
import type { Viewer } from '../../src/rules/permissions.js';
import type { TestApp } from './app.js';

export const PAPER = '机构改革方案（海发〔2019〕5号）';

export function reform(
  t: TestApp,
  viewer: Viewer,
  unitId: number,
  dto: Omit<ReformDto, 'reason'> & { reason?: string },
): Promise<Reformed> {
  return t.get(ReformsService).reform(viewer, unitId, { reason: PAPER, ...dto });
}

export interface OwedMatter {
  id: number;
  subject: string;
  kind: string;
  period: string;
  unitId: number;
  taskId: number | null;
  planId: number;
  originalDueOn: string;
  dueOn: string;
  openedOn: string | null;
  pendingSince: string | null;
  metOn: string | null;
  waivedOn: string | null;
  waivedReason: string | null;
  heldOn: string | null;
}

export function matters({ db }: TestApp): Promise<OwedMatter[]> {
  return rows<OwedMatter>(
    db.read,
    `SELECT d.* FROM deadlines d JOIN plans p ON p.id = d."planId" WHERE p.state = 'issued' ORDER BY d.id`,
  );
}

/**
 * Of every row that was unsettled before: it still stands unsettled (open, held or for a period to come), or it was
 * waived as moved and its matter stands unsettled, met or pending with another unit.
 * @returns those that were lost
 */
export function lost(before: OwedMatter[], after: OwedMatter[]): OwedMatter[] {
  const unsettled = (row: OwedMatter) => row.metOn === null && row.waivedOn === null;
  const keyOf = (row: OwedMatter) => `${row.subject} ${row.kind} ${row.period}`;
  return before.filter(unsettled).filter((row) => {
    const now = after.find((one) => one.id === row.id)!;
    if (unsettled(now)) return false;
    const others = after.filter((one) => keyOf(one) === keyOf(row) && one.id !== row.id);
    return now.waivedReason !== 'moved' || !others.some((one) => unsettled(one) || one.metOn !== null);
  });
}

/** Plans as lists and heads, newest first. */
import type { Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { PlanState, Reporting, StoredDoubt } from './plan.entity.js';
import type { Viewer } from '../rules/permissions.js';
import { inArea } from '../units/area.queries.js';

export interface PlanSummary {
  id: number;
  title: string;
  documentNumber: string | null;
  issuedBy: string | null;
  issuedOn: string | null;
  state: PlanState;
  clockStartedOn: string | null;
  tasks: number;
}

export interface PlanHead extends PlanSummary {
  refinementDueOn: string | null;
  reporting: Reporting;
  supervisorUnitId: number;
  openDoubts: number;
}

const SUMMARY = `p.id, p.title, p."documentNumber", p."issuedBy", p."issuedOn", p.state, p."clockStartedOn",
  (SELECT count(*) FROM tasks t WHERE t."planId" = p.id AND t."parentId" IS NULL) AS tasks`;

/** @param before the smallest id of the page before; 0 begins. One row more than `limit` says there is a next page. */
export function planSummaries(
  read: Reader,
  viewer: Viewer,
  { before, limit }: { before: number; limit: number },
): Promise<PlanSummary[]> {
  return rows<PlanSummary>(
    read,
    `SELECT ${SUMMARY} FROM plans p WHERE p.state <> 'withdrawn' AND ${inArea(viewer, 'p."jurisdictionId"')} AND (:before = 0 OR p.id < :before)
     ORDER BY p.id DESC LIMIT :limit`,
    { before, limit },
  );
}

export async function planHead(read: Reader, planId: number): Promise<PlanHead | null> {
  const found = await row<PlanHead & { doubts: string }>(
    read,
    `SELECT ${SUMMARY}, p."refinementDueOn", p.reporting, p."supervisorUnitId", p.doubts
     FROM plans p WHERE p.id = :planId`,
    { planId },
  );
  if (!found) return null;
  const { doubts, ...head } = found;
  const openDoubts = (JSON.parse(doubts) as StoredDoubt[]).filter((doubt) => !doubt.settled).length;
  return { ...head, openDoubts };
}

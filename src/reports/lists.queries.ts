/** What the three lists 三单 of one unit print, as plain rows. */
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { DeadlineFacts, DeadlineKind } from '../rules/deadline-state.js';
import type { Span } from './span.js';

/** A unit as far as the viewer sees it: in the plans `p` of a condition. */
export interface OfUnit {
  unitId: number;
  within: string;
}

export interface ListedDutyRow {
  planId: number;
  planTitle: string;
  documentNumber: string | null;
  taskId: number;
  no: string;
  title: string;
  text: string;
  part: string;
  isFirst: boolean;
  issuedOn: Day | null;
  signedOn: Day | null;
  contactName: string | null;
  leaderInCharge: string | null;
}

/** The duties a unit holds that were still to be done in that time. */
export async function dutiesWithin(
  read: Reader,
  { unitId, within }: OfUnit,
  span: Span,
): Promise<ListedDutyRow[]> {
  const found = await rows<ListedDutyRow>(
    read,
    `SELECT p.id AS "planId", p.title AS "planTitle", p."documentNumber", t.id AS "taskId", t.no, t.title, t.text, y.part,
       y."isFirst", coalesce(y."issuedOn", p."clockStartedOn") AS "issuedOn", r."signedOn", r."contactName", r."leaderInCharge"
     FROM duties y JOIN tasks t ON t.id = y."taskId" JOIN plans p ON p.id = t."planId"
       LEFT JOIN receipts r ON r.id = y."receiptId"
     WHERE y."unitId" = :unitId AND ${within} AND p.state = 'issued' AND t.state <> 'withdrawn'
       AND coalesce(y."issuedOn", p."clockStartedOn") <= :toOn AND (t."closedOn" IS NULL OR t."closedOn" >= :fromOn)
       AND (p."endedOn" IS NULL OR p."endedOn" >= :fromOn)
     ORDER BY p.id, t.position, CASE y.part WHEN 'lead' THEN 0 ELSE 1 END, y.id`,
    { unitId, ...span },
  );
  return found.map((duty) => ({ ...duty, isFirst: Boolean(duty.isFirst) }));
}

export interface PartnerRow {
  taskId: number;
  unitId: number;
  unitName: string;
  part: string;
  isFirst: boolean;
  contactName: string | null;
}

/** Everybody in these tasks, with the contact each named when it signed. */
export async function partnersIn(read: Reader, taskIds: number[]): Promise<PartnerRow[]> {
  const found = await rows<PartnerRow>(
    read,
    `SELECT y."taskId", y."unitId", u.name AS "unitName", y.part, y."isFirst", r."contactName"
     FROM duties y JOIN units u ON u.id = y."unitId" LEFT JOIN receipts r ON r.id = y."receiptId"
     WHERE y."taskId" IN (:...taskIds) AND y."viaGroupId" IS NULL ORDER BY y."taskId", y.position, y.id`,
    { taskIds: [0, ...taskIds] },
  );
  return found.map((partner) => ({ ...partner, isFirst: Boolean(partner.isFirst) }));
}

export interface ListedDeadlineRow extends DeadlineFacts {
  id: number;
  planId: number;
  planTitle: string;
  taskId: number | null;
  no: string | null;
  title: string | null;
  kind: DeadlineKind;
  period: string;
  originalDueOn: Day;
  source: string;
  heldOpenedOn: Day | null;
}

/** All that a unit owes or owed, by day. */
export function deadlinesOfUnit(read: Reader, { unitId, within }: OfUnit): Promise<ListedDeadlineRow[]> {
  return rows(
    read,
    `SELECT d.id, d."planId", p.title AS "planTitle", d."taskId", t.no, t.title, d.kind, d.period, d."originalDueOn",
       d."dueOn", d.source, d."reworkOn", d."openedOn", d."heldOpenedOn", d."pendingSince", d."metOn", d."waivedOn"
     FROM deadlines d JOIN plans p ON p.id = d."planId" LEFT JOIN tasks t ON t.id = d."taskId"
     WHERE d."unitId" = :unitId AND ${within} AND p.state = 'issued' ORDER BY d."planId", t.position, d."dueOn", d.id`,
    { unitId },
  );
}

export interface SpokenRow {
  submissionId: number;
  planId: number;
  taskId: number | null;
  receivedOn: Day;
  standing: string;
  text: string;
  state: string;
}

/** Everything it handed in up to a day that was not replaced, oldest first. */
export function spokenBy(read: Reader, { unitId, within }: OfUnit, toOn: Day): Promise<SpokenRow[]> {
  return rows(
    read,
    `SELECT s.id AS "submissionId", d."planId", d."taskId", s."receivedOn", s.standing, s.text, s.state
     FROM submissions s JOIN deadlines d ON d.id = s."deadlineId" JOIN plans p ON p.id = d."planId"
     WHERE s."unitId" = :unitId AND ${within} AND s.state <> 'replaced' AND s."receivedOn" <= :toOn ORDER BY s."receivedOn", s.id`,
    { unitId, toOn },
  );
}

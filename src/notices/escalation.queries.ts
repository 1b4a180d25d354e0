/** What the ladder looks at: lead deadlines that are late enough, with what was done about each since. */
import type { Reader } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import { cutoffs, type DeadlineKind } from '../rules/deadline-state.js';
import {
  proposeEscalation,
  type EscalationDay,
  type EscalationFacts,
  type Proposal,
  type Step,
} from '../rules/escalation.js';
import { thresholdsOf, type ReminderSettings } from '../rules/reminder-settings.js';
import type { Viewer } from '../rules/permissions.js';
import { inArea } from '../units/area.queries.js';
import { IS_LEAD } from './digest.queries.js';

export interface LateRow {
  id: number;
  planId: number;
  unitId: number;
  unitName: string;
  reachedBy: 'mail' | 'offline';
  kind: DeadlineKind;
  owedOn: Day;
  daysLate: number;
  isSenior: boolean;
  lastUrgedOn: Day | null;
  urgings: number;
  noticeId: number | null;
}

export type EscalationRow = LateRow & Proposal;

/** What the ladder decides from: many rows of one morning have the same. */
interface StoredFacts extends Pick<LateRow, 'owedOn' | 'isSenior' | 'lastUrgedOn'> {
  noticeSentOn: Day | null;
  noticeReplyDueOn: Day | null;
  openExtensionSince: Day | null;
}

type StoredLate = Omit<LateRow, 'daysLate'> & StoredFacts;

export type EscalationCounts = Record<Exclude<Step, 'none'>, number>;

export interface EscalationWindow extends EscalationDay {
  settings: ReminderSettings;
  /** null: of every department */
  departmentId: number | null;
  /** Left away: of every plan. */
  planId?: number;
  /** Whose area the plans lie in; left away: everywhere. */
  viewer?: Viewer;
}

/** What something is proposed for, in the order of the units, the longest late first. */
export async function escalationRows(read: Reader, window: EscalationWindow): Promise<EscalationRow[]> {
  const found = await late<StoredLate>(read, window, [
    `${FACTS}, d.id, d."planId", d."unitId", u.name AS "unitName", u."reachedBy", d.kind,
      coalesce(g.n, 0) AS urgings, n.id AS "noticeId"`,
    'ORDER BY u.id, "owedOn", d.id',
  ]);
  return found.flatMap((stored) => {
    const facts = factsOf(stored, window);
    const proposal = proposeEscalation(facts, window);
    return proposal.step === 'none' ? [] : [{ ...lateRow(stored, facts), ...proposal }];
  });
}

/** The same in numbers. Rows with the same facts come counted: thousands of late ones are some dozens of facts. */
export async function escalationCounts(read: Reader, window: EscalationWindow): Promise<EscalationCounts> {
  const counts: EscalationCounts = { urge: 0, notice: 0, call: 0, leader: 0, paused: 0 };
  const found = await late<StoredFacts & { n: number }>(read, window, [
    `${FACTS}, count(*) AS n`,
    'GROUP BY 1, 2, 3, 4, 5, 6',
  ]);
  for (const { n, ...stored } of found) {
    const { step } = proposeEscalation(factsOf(stored, window), window);
    if (step !== 'none') counts[step] += Number(n);
  }
  return counts;
}

function late<R>(read: Reader, window: EscalationWindow, [columns, tail]: [string, string]): Promise<R[]> {
  const { today, departmentId, planId, viewer } = window;
  const ofDepartment = departmentId === null ? '' : 'AND p."supervisorUnitId" = :departmentId';
  const ofPlan = planId === undefined ? '' : 'AND d."planId" = :planId';
  const ofArea = viewer ? `AND ${inArea(viewer, 'p."jurisdictionId"')}` : '';
  return rows<R>(read, `SELECT ${columns} ${LATE} ${ofDepartment} ${ofPlan} ${ofArea} ${tail}`, {
    ...{ today, until: lateBy(window) },
    ...(departmentId !== null && { departmentId }),
    ...(planId !== undefined && { planId }),
  });
}

/** Six, which are counted by. */
const FACTS = `u."isSenior", coalesce(d."reworkOn", d."dueOn") AS "owedOn", g.last AS "lastUrgedOn",
  n."sentOn" AS "noticeSentOn", coalesce(r."reworkOn", r."dueOn", n."replyDueOn") AS "noticeReplyDueOn", x.since AS "openExtensionSince"`;

const LATE = `FROM deadlines d JOIN plans p ON p.id = d."planId" JOIN units u ON u.id = d."unitId"
    LEFT JOIN tasks t ON t.id = d."taskId"
    LEFT JOIN (SELECT "deadlineId", count(*) AS n, max("urgedOn") AS last FROM urgings
      GROUP BY "deadlineId") g ON g."deadlineId" = d.id
    LEFT JOIN (SELECT "deadlineId", min("askedOn") AS since FROM extensions WHERE outcome = 'pending'
      GROUP BY "deadlineId") x ON x."deadlineId" = d.id
    LEFT JOIN (SELECT i."deadlineId", max(i."noticeId") AS "noticeId" FROM supervision_notice_items i
      JOIN supervision_notices s ON s.id = i."noticeId" WHERE s."withdrawnOn" IS NULL
      GROUP BY i."deadlineId") m ON m."deadlineId" = d.id
    LEFT JOIN supervision_notices n ON n.id = m."noticeId"
    LEFT JOIN deadlines r ON r.id = (SELECT max(o.id) FROM deadlines o
      WHERE o.subject = 'notice:' || n.id AND o.kind = 'reply' AND o."waivedOn" IS NULL)
  WHERE p.state = 'issued' AND d."openedOn" <= :today AND d."metOn" IS NULL AND d."waivedOn" IS NULL
    AND d."pendingSince" IS NULL AND coalesce(d."reworkOn", d."dueOn") <= :until
    AND d.kind IN ('refinement', 'progress', 'completion')
    AND (t.state IS NULL OR t.state NOT IN ('suspended', 'withdrawn', 'closed')) AND ${IS_LEAD}`;

/** Owed by this day at the latest, something is late enough for the lowest step. */
function lateBy({ calendar, today, settings }: EscalationWindow): Day {
  const urgeAfter = Math.max(1, Math.min(settings.urgeAfter, settings.noticeAfter));
  return cutoffs(calendar, today, { ...thresholdsOf(settings), urgeAfter }).urgeIfDueBy;
}

function factsOf(stored: StoredFacts, { calendar, today }: EscalationWindow): EscalationFacts {
  const { owedOn, noticeSentOn, noticeReplyDueOn } = stored;
  return {
    owedOn,
    daysLate: calendar.workingDaysBetween(owedOn, today),
    isSenior: Boolean(stored.isSenior),
    lastUrgedOn: stored.lastUrgedOn,
    notice: noticeSentOn && noticeReplyDueOn ? { sentOn: noticeSentOn, replyDueOn: noticeReplyDueOn } : null,
    openExtensionSince: stored.openExtensionSince,
  };
}

function lateRow(stored: StoredLate, { daysLate, isSenior }: EscalationFacts): LateRow {
  const { id, planId, unitId, unitName, reachedBy, kind, owedOn, lastUrgedOn, urgings, noticeId } = stored;
  return {
    ...{ id, planId, unitId, unitName, reachedBy, kind, owedOn, daysLate },
    ...{ isSenior, lastUrgedOn, urgings, noticeId },
  };
}

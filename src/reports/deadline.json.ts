/** A deadline as the API shows it. Light, state and lateness come from the rules and are of today. */
import { deadlineStateBy, workingDaysLate, type Cutoffs } from '../rules/deadline-state.js';
import type { DeadlineFacts } from '../rules/deadline-state.js';
import type { Day } from '../rules/day.js';
import { lightBy } from '../rules/lights.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import type { DeadlineKind } from './choices.js';
import type { DeadlineDto } from './report-answers.dto.js';

export interface DeadlineRow extends DeadlineFacts {
  id: number;
  planId: number;
  planTitle: string;
  taskId: number | null;
  taskNo: string | null;
  title: string | null;
  unitId: number;
  unitName: string;
  kind: DeadlineKind;
  period: string;
  originalDueOn: Day;
  source: string;
  returns: number;
}

export function deadlineJson(row: DeadlineRow, calendar: WorkingCalendar, by: Cutoffs): DeadlineDto {
  return {
    id: row.id,
    planId: row.planId,
    planTitle: row.planTitle,
    taskId: row.taskId,
    taskNo: row.taskNo,
    taskTitle: row.title,
    unitId: row.unitId,
    unitName: row.unitName,
    kind: row.kind,
    period: row.period,
    originalDueOn: row.originalDueOn,
    dueOn: row.dueOn,
    source: row.source,
    reworkOn: row.reworkOn,
    openedOn: row.openedOn,
    pendingSince: row.pendingSince,
    metOn: row.metOn,
    waivedOn: row.waivedOn,
    returns: row.returns,
    state: deadlineStateBy(row, by),
    light: lightBy(row, by),
    daysLate: workingDaysLate(row, calendar, by.today),
  };
}

/** The leader's page, computed from a plan's tasks and deadlines: numbers, lights by section, who is late. */
import { deadlineStateBy, owedOn, type Cutoffs } from '../rules/deadline-state.js';
import type { Light } from '../rules/lights.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import type { LedgerDeadlineRow, LedgerTaskRow } from './ledger.queries.js';
import type { SummaryLateDto, SummaryNumbersDto, SummarySectionDto, SummaryUnitDto } from './summary.dto.js';

/** Working days for which something late is news. */
export const NEW_WITHIN = 5;

const COUNTED: Record<string, keyof SummaryNumbersDto | undefined> = {
  overdue: 'overdue',
  'due-today': 'dueSoon',
  'due-soon': 'dueSoon',
  pending: 'pending',
  'not-due': 'notDue',
};

export function numbersOf(deadlines: LedgerDeadlineRow[], by: Cutoffs): SummaryNumbersDto {
  const numbers = { overdue: 0, dueSoon: 0, pending: 0, notDue: 0 };
  for (const row of deadlines) {
    const counted = COUNTED[deadlineStateBy(row, by)];
    if (counted) numbers[counted] += 1;
  }
  return numbers;
}

const COLUMN: Record<Light, Exclude<keyof SummarySectionDto, 'section'>> = {
  red: 'red',
  yellow: 'yellow',
  green: 'green',
  'not-started': 'notStarted',
  closed: 'closed',
};

/** In the order of the document. */
export function sectionsOf(rows: { section: string; light: { colour: Light } }[]): SummarySectionDto[] {
  const sections = new Map<string, SummarySectionDto>();
  for (const { section, light } of rows) {
    const none = { section, red: 0, yellow: 0, green: 0, notStarted: 0, closed: 0 };
    const counts = sections.get(section) ?? none;
    counts[COLUMN[light.colour]] += 1;
    sections.set(section, counts);
  }
  return [...sections.values()];
}

/** What is overdue, the longest first. */
export function lateOf(
  deadlines: LedgerDeadlineRow[],
  tasks: LedgerTaskRow[],
  { by, calendar }: { by: Cutoffs; calendar: WorkingCalendar },
): SummaryLateDto[] {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  return deadlines
    .filter((row) => deadlineStateBy(row, by) === 'overdue')
    .map((row) => {
      const task = row.taskId === null ? undefined : byId.get(row.taskId);
      const { id: deadlineId, unitId, unitName, taskId, kind, period } = row;
      return {
        ...{ deadlineId, unitId, unitName, taskId, kind, period },
        ...{ taskNo: task?.no ?? null, title: task?.title ?? null },
        owedOn: owedOn(row),
        daysLate: calendar.workingDaysBetween(owedOn(row), by.today),
      };
    })
    .sort((a, b) => b.daysLate - a.daysLate || a.deadlineId - b.deadlineId);
}

export function unitsOf(late: SummaryLateDto[], urgings: Map<number, number>): SummaryUnitDto[] {
  const units = new Map<number, SummaryUnitDto>();
  for (const { unitId, unitName, daysLate, deadlineId } of late) {
    const unit = units.get(unitId) ?? { unitId, unitName, overdue: 0, longestLate: 0, urgings: 0 };
    unit.overdue += 1;
    unit.longestLate = Math.max(unit.longestLate, daysLate);
    unit.urgings += urgings.get(deadlineId) ?? 0;
    units.set(unitId, unit);
  }
  return [...units.values()].sort(
    (a, b) => b.longestLate - a.longestLate || b.overdue - a.overdue || a.unitId - b.unitId,
  );
}

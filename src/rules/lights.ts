/**
 * Rule: the light is derived, never stored: “green, yellow (due within 7 working days, or a missed
 * period made up late), red (overdue)”; ○ 未开始 is “issued, nothing due yet”; “a period that was missed
 * stays yellow for good once made up; the task's current light is the worst of its open lead deadlines.”
 *
 * Example: Haimen's item 4 is issued on 2018-11-02 and first due on 2019-12-31. It is ○ until 2019-12-19,
 * ▲ from 2019-12-20 (7 working days left), ■ from 2020-01-01; reported on 2020-01-03 and accepted, that year's
 * period stays ▲ while the task, with the period of 2020 open and not near, is ● again.
 *
 * Precisely, for a task: √ only when a person closed it. Otherwise the worst of its open deadlines
 * (red, yellow, green). With nothing near, it is ○ as long as nothing was ever handed in, ● afterwards.
 * Between two periods, with none open, it keeps the light of the period that ended last.
 */
import {
  cutoffs,
  deadlineStateBy,
  owedOn,
  type Cutoffs,
  type DeadlineFacts,
  type DeadlineState,
} from './deadline-state.js';
import type { Day } from './day.js';
import type { WorkingCalendar } from './working-days.js';

export type Light = 'red' | 'yellow' | 'green' | 'not-started' | 'closed';

/** The sign that stands beside the colour, all five in GB2312. */
export const lightSigns: Record<Light, string> = {
  red: '■',
  yellow: '▲',
  green: '●',
  'not-started': '○',
  closed: '√',
};

const LIGHT_OF_STATE: Record<Exclude<DeadlineState, 'pending'>, Light> = {
  'not-open': 'not-started',
  waived: 'closed',
  met: 'closed',
  'made-up-late': 'yellow',
  'not-due': 'not-started',
  'due-soon': 'yellow',
  'due-today': 'yellow',
  overdue: 'red',
};

const OPEN_STATES = new Set<DeadlineState>(['pending', 'not-due', 'due-soon', 'due-today', 'overdue']);

/** The light of one period: what the history shows. Handed in late and not yet verified is yellow already. */
export function lightOfDeadline(f: DeadlineFacts, calendar: WorkingCalendar, today: Day): Light {
  return lightBy(f, cutoffs(calendar, today));
}

/**
 * The current light of a task from its lead deadlines.
 * @param isClosed the task was closed out by a person; no set of deadlines closes a task by itself
 */
export function lightOf(
  deadlines: DeadlineFacts[],
  calendar: WorkingCalendar,
  today: Day,
  isClosed = false,
): Light {
  return lightOfBy(deadlines, cutoffs(calendar, today), isClosed);
}

/** The same for many tasks of one day: the cut-offs are computed once. */
export function lightOfBy(deadlines: DeadlineFacts[], by: Cutoffs, isClosed = false): Light {
  if (isClosed) return 'closed';
  const open = deadlines.filter((f) => OPEN_STATES.has(deadlineStateBy(f, by)));
  const lights = open.map((f) => lightBy(f, by));
  if (lights.includes('red')) return 'red';
  if (lights.includes('yellow')) return 'yellow';
  const settled = deadlines.filter((f) => f.metOn !== null && f.waivedOn === null);
  if (open.length === 0 && settled.length > 0) return lightBetweenPeriods(settled, by);
  return settled.length > 0 || lights.includes('green') ? 'green' : 'not-started';
}

/** A made-up period stays yellow until the next one opens. */
function lightBetweenPeriods(settled: DeadlineFacts[], by: Cutoffs): Light {
  const last = settled.reduce((a, b) => (owedOn(b) > owedOn(a) ? b : a));
  return deadlineStateBy(last, by) === 'made-up-late' ? 'yellow' : 'green';
}

/** `lightOfDeadline` for many rows of one day. */
export function lightBy(f: DeadlineFacts, by: Cutoffs): Light {
  const state = deadlineStateBy(f, by);
  if (state !== 'pending') return LIGHT_OF_STATE[state];
  return f.pendingSince !== null && f.pendingSince > owedOn(f) ? 'yellow' : 'green';
}

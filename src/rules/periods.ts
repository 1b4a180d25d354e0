/**
 * Rule: recurring deadlines open “one row per period, caught up after downtime; joint tasks by first lead or by each;
 * cooperating units and group members on their own line where asked”. A period opens when the one before it has
 * ended. Whoever holds the duty now owes it; a duty nobody holds (待认领) opens none.
 *
 * Example: Haimen's item 4 is yearly: its year 2019 ends on 31 December, so on 2020-01-01 the completion of 2020 is
 * opened, due on 31 December 2020. A standing task opens 2019-H2 on 2019-07-01, due Tuesday 2019-12-31. The one-off
 * item 15 opens no 2019-H2: its completion on 31 December says the same. A standing task that was suspended until
 * 2019-09-02 opens 2019-H1 on the 3rd: whoever's clock stood in a period has ten working days for it, until the 18th.
 */
import { laterOf, type Day } from './day.js';
import { nextPeriod, type ProposalTask, type ProposedDeadline } from './proposals.js';
import { periodByKey, type Rhythm } from './recurrence.js';
import { SUCCESSOR_HAS_AT_LEAST } from './succession.js';
import type { WorkingCalendar } from './working-days.js';

/** The newest period of one row of periods: a matter, in one rhythm, of leads or of units asked beside them. */
export interface NewestPeriod {
  kind: 'progress' | 'completion';
  period: string;
  isOfLead: boolean;
}

export interface PeriodicTask extends Pick<
  ProposalTask,
  'kinds' | 'restsOnAssessment' | 'standingRhythm' | 'reporting'
> {
  taskId: number;
  /** First lead first; null for a duty that nobody holds. */
  leads: (number | null)[];
  /** Co-operating units and members of groups that are asked to report. */
  asked: (number | null)[];
  /** The day of a one-off completion, nominal and as it stands now. */
  completion: { nominalOn: Day | null; dueOn: Day } | null;
  newest: NewestPeriod[];
  /** By unit: the day on which its clock ran again (after 挂账 or 待认领), where it ever stood. */
  ranAgainOn: ReadonlyMap<number, Day>;
}

/** Every period of the task that has begun by this day and is not open yet, oldest first. */
export function periodsToOpen(task: PeriodicTask, calendar: WorkingCalendar, on: Day): ProposedDeadline[] {
  return task.newest.flatMap((newest) => {
    const units = owing(task, newest).filter((unit) => unit !== null);
    if (units.length === 0) return [];
    const endsOn = newest.kind === 'progress' ? progressEndsOn(task) : null;
    const basis = { restsOnAssessment: task.restsOnAssessment, endsOn };
    const found: ProposedDeadline[] = [];
    let period: string | null = newest.period;
    while (period !== null && periodByKey(period)!.nominalOn < on) {
      const rows = units.map((unit) =>
        nextPeriod({ taskRef: task.taskId, unit, kind: newest.kind, period: period! }, basis, calendar),
      );
      found.push(...rows.filter((row) => row !== null).map((row) => withTime(row, task, calendar, on)));
      period = rows[0]?.period ?? null;
    }
    return found;
  });
}

/**
 * Nobody is late for what could not be asked in time because the clock stood; a server that was down excuses nothing.
 * Such a day is no calendar's any more: the nominal one is left out.
 */
function withTime(
  row: ProposedDeadline,
  { ranAgainOn }: PeriodicTask,
  calendar: WorkingCalendar,
  on: Day,
): ProposedDeadline {
  const ranAgain = ranAgainOn.get(Number(row.unit));
  if (ranAgain === undefined || ranAgain < periodByKey(row.period)!.startOn) return row;
  const soonest = calendar.plus(on, SUCCESSOR_HAS_AT_LEAST);
  return soonest <= row.dueOn ? row : { ...row, nominalOn: null, dueOn: soonest };
}

function owing(task: PeriodicTask, { kind, period, isOfLead }: NewestPeriod): (number | null)[] {
  if (kind === 'completion') return isOfLead && task.kinds.includes('yearly') ? task.leads.slice(0, 1) : [];
  if (rhythmOf(period) !== rhythmAsked(task, isOfLead)) return [];
  if (!isOfLead) return task.asked;
  if (!task.kinds.some((asked) => asked !== 'yearly')) return [];
  return task.reporting === 'each-lead' ? task.leads : task.leads.slice(0, 1);
}

/** As proposed at issue: a one-off task reports each half-year whatever is set. */
function rhythmAsked({ kinds, standingRhythm }: PeriodicTask, isOfLead: boolean): Rhythm {
  return isOfLead && kinds.includes('one-off') ? 'half-year' : standingRhythm;
}

function rhythmOf(period: string): Rhythm {
  return period.includes('H') ? 'half-year' : 'year';
}

/** An extension of the completion asks for progress until then. */
function progressEndsOn({ kinds, completion }: PeriodicTask): Day | null {
  if (completion === null || !kinds.includes('one-off') || kinds.includes('standing')) return null;
  return laterOf(completion.nominalOn ?? completion.dueOn, completion.dueOn);
}

/** One deadline as pages print it: its state as sign, word and colour, and the day it is owed by. */
import {
  deadlineStateBy,
  owedOn,
  workingDaysLate,
  workingDaysLeft,
  type Cutoffs,
} from '../rules/deadline-state.js';
import type { DeadlineFacts, DeadlineState } from '../rules/deadline-state.js';
import type { Day } from '../rules/day.js';
import { lightOfDeadline, lightSigns, type Light } from '../rules/lights.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import type { Say } from '../web/deadline-words.js';

export interface DayContext {
  say: Say;
  hasWord: (key: string) => boolean;
  /** An instant by the wall clock: “2019-07-03 09:30” */
  local: (instant: string) => string;
  calendar: WorkingCalendar;
  by: Cutoffs;
}

export interface StateView {
  state: DeadlineState;
  colour: Light;
  sign: string;
  word: string;
  /** “3个工作日”, where days say more; else empty */
  days: string;
}

export interface DatedView extends StateView {
  owedOn: Day;
  /** The first day, where the present one is another. */
  originally: Day | null;
  /** “文件规定” */
  source: string;
}

/** What stands still and why, where the page knows it. */
interface Standstill {
  heldOn?: Day | null;
  isUnclaimed?: boolean | number;
}

export function stateView(facts: DeadlineFacts & Standstill, context: DayContext): StateView {
  const { say, calendar, by } = context;
  const state = deadlineStateBy(facts, by);
  const colour = lightOfDeadline(facts, calendar, by.today);
  return {
    state,
    colour,
    sign: lightSigns[colour],
    word: say(state === 'not-open' && facts.heldOn ? standstillWord(facts) : `state.${state}`),
    days: daysOf(facts, state, context),
  };
}

/** Its clock stands: it has been open before. */
function standstillWord({ isUnclaimed }: Standstill): string {
  return isUnclaimed ? 'reform.unclaimed' : 'taskState.suspended';
}

function daysOf(facts: DeadlineFacts, state: DeadlineState, { say, calendar, by }: DayContext): string {
  if (state === 'overdue') return say('days.working', { days: workingDaysLate(facts, calendar, by.today) });
  if (state !== 'due-soon') return '';
  return say('days.left', { days: workingDaysLeft(owedOn(facts), calendar, by.today) });
}

export function datedView(
  row: DeadlineFacts & Standstill & { originalDueOn: Day; source: string },
  context: DayContext,
): DatedView {
  const owed = owedOn(row);
  return {
    ...stateView(row, context),
    owedOn: owed,
    originally: owed === row.originalDueOn ? null : row.originalDueOn,
    source: context.say(row.reworkOn ? 'source.rework' : `source.${row.source}`),
  };
}

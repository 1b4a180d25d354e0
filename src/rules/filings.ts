/**
 * Rule: 报备, “a risk or difficulty filed in good time; once accepted it shields the score”. In good time is while
 * something the unit owes for the task still lies ahead, today included: what is late already cannot be filed away.
 *
 * Example: a unit owes item 4 by 2019-12-31. Filed on 2019-12-02 it is in good time; on 2020-01-02, with nothing else
 * ahead, it comes too late.
 */
import type { Day } from './day.js';
import { owedOn, type DeadlineFacts } from './deadline-state.js';

/** @param deadlines what the unit owes for the task, opened or not */
export function filedInGoodTime(deadlines: DeadlineFacts[], today: Day): boolean {
  return deadlines.some((facts) => facts.metOn === null && facts.waivedOn === null && owedOn(facts) >= today);
}

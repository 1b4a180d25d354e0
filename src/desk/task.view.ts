/** A task's page: who has which part, each unit's line with its light, what was handed in, what was done. */
import type { Day } from '../rules/day.js';
import { isOfTask } from '../rules/deadline-state.js';
import { lightOf, lightSigns } from '../rules/lights.js';
import { matterOf, type Say } from '../web/deadline-words.js';
import { datedView, type DatedView, type DayContext } from './deadline-view.js';
import type { DutyRow, TaskDeadlineRow, TaskRow } from './task.queries.js';

export interface DutyView {
  unitId: number;
  unitName: string;
  /** The name the document prints, where it is another. */
  printedName: string | null;
  isFirst: boolean;
  isGroup: boolean;
  /** 待认领 */
  isUnclaimed: boolean;
  note: string;
}

export function dutyViews(say: Say, duties: DutyRow[], part: DutyRow['part']): DutyView[] {
  return duties
    .filter((duty) => duty.part === part)
    .map((duty) => ({
      unitId: duty.unitId,
      unitName: duty.unitName,
      printedName: duty.printedName === duty.unitName ? null : duty.printedName,
      isFirst: duty.isFirst,
      isGroup: duty.unitKind === 'group',
      isUnclaimed: duty.unclaimedFromOn !== null,
      note: noteOn(say, duty),
    }));
}

function noteOn(say: Say, duty: DutyRow): string {
  if (duty.viaGroupName) return say('task.viaGroup', { group: duty.viaGroupName });
  if (duty.groupMode === 'collected') return say('task.collected', { unit: duty.collectorName ?? '' });
  return duty.groupMode ? say(`task.group-${duty.groupMode}`) : '';
}

export interface LineView extends DatedView {
  id: number;
  unitId: number;
  unitName: string;
  unitThen: string | null;
  matter: string;
  metOn: Day | null;
  returns: number;
  isOpen: boolean;
}

const SETTLED = ['met', 'made-up-late', 'waived', 'not-open'];

export function lineView(row: TaskDeadlineRow, context: DayContext): LineView {
  const dated = datedView(row, context);
  const { id, unitId, unitName, unitThen = null, metOn, returns } = row;
  return {
    ...dated,
    id,
    unitId,
    unitName,
    unitThen,
    metOn,
    returns,
    matter: matterOf(context.say, row),
    isOpen: !SETTLED.includes(dated.state),
  };
}

/** The light of the task is that of its own lead deadlines; a refinement plan is the unit's, for all its tasks. */
export function taskLight(
  task: Pick<TaskRow, 'state'>,
  deadlines: TaskDeadlineRow[],
  leadUnitIds: number[],
  { say, calendar, by }: DayContext,
) {
  const own = deadlines.filter(
    (row) => row.taskId !== null && leadUnitIds.includes(row.unitId) && isOfTask(row),
  );
  const colour = lightOf(own, calendar, by.today, task.state === 'closed');
  return { colour, sign: lightSigns[colour], word: say(`state.${colour}`) };
}

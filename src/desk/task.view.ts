/** A task's page: who has which part, each unit's line with its light, what was handed in, what was done. */
import type { Day } from '../rules/day.js';
import { isOfTask } from '../rules/deadline-state.js';
import { lightOf, lightSigns } from '../rules/lights.js';
import { matterOf, type Say } from '../web/deadline-words.js';
import { datedView, type DatedView, type DayContext } from './deadline-view.js';
import type { DutyRow, TaskDeadlineRow, TaskRow, TrailRow } from './task.queries.js';

export interface DutyView {
  unitId: number;
  unitName: string;
  /** The name the document prints, where it is another. */
  printedName: string | null;
  isFirst: boolean;
  isGroup: boolean;
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
  matter: string;
  metOn: Day | null;
  returns: number;
  isOpen: boolean;
}

const SETTLED = ['met', 'made-up-late', 'waived', 'not-open'];

export function lineView(row: TaskDeadlineRow, context: DayContext): LineView {
  const dated = datedView(row, context);
  const { id, unitId, unitName, metOn, returns } = row;
  return {
    ...dated,
    id,
    unitId,
    unitName,
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

export interface TrailView {
  when: string;
  who: string;
  door: string;
  what: string;
}

/** What each entry tells besides who and when; a verb that has no wording yet says that something changed. */
export function trailView(
  row: TrailRow,
  { say, hasWord, local }: DayContext,
  unitOf: (deadlineId: string) => string,
): TrailView {
  const key = `trail.${row.noun}-${row.verb}`;
  return {
    when: local(row.at),
    who: row.personName,
    door: say(`door.${row.door}`),
    what: hasWord(key)
      ? say(key, valuesOf(row, unitOf))
      : say('trail.other', { noun: say(`noun.${row.noun}`) }),
  };
}

function valuesOf(row: TrailRow, unitOf: (deadlineId: string) => string): Record<string, string> {
  const before = fieldsOf(row.before);
  const after = fieldsOf(row.after);
  const text = (value: unknown) =>
    typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  return {
    unit: row.noun === 'deadline' ? unitOf(row.nounId) : '',
    number: text(after['receiptNumber']),
    opened: text(after['opened']),
    reason: text(after['reason']),
    rework: text(after['reworkOn']),
    before: text(before['dueOn']),
    after: text(after['dueOn']),
  };
}

function fieldsOf(json: string | null): Record<string, unknown> {
  return json ? (JSON.parse(json) as Record<string, unknown>) : {};
}

/** What a task's page says of its sub-tasks, its targets, and how both add up (`rules/task-tree`). */
import type { Reader } from '../platform/database.js';
import { targetInWords } from '../progress/refinement-form.js';
import { treesOf, type TargetTree, type TaskTree } from '../progress/task-trees.queries.js';
import { isOverdue, owedOn } from '../rules/deadline-state.js';
import { lightOfBy, lightSigns } from '../rules/lights.js';
import { maySupervise, type Viewer } from '../rules/permissions.js';
import { figuresOf, mayHaveSubTasks, progressOf, type RolledFigure } from '../rules/task-tree.js';
import { hasPartIn } from './task.queries.js';
import { isOfDepartment } from './viewer-scope.js';
import type { Say } from '../web/deadline-words.js';
import type { DayContext } from './deadline-view.js';
import {
  factsOfSubTasks,
  leadsOfSubTasks,
  parentOf,
  type SubTaskFacts,
  type SubTaskLead,
} from './sub-tasks.queries.js';

interface Below {
  leads: SubTaskLead[];
  facts: SubTaskFacts[];
  context: DayContext;
}

const RUNNING = ['issued', 'active'];

/** @param leadUnitIds of the task itself: who of them looks may refine it */
export async function familyOf(
  read: Reader,
  task: { id: number; state: string; verifierUnitId: number | null },
  { viewer, leadUnitIds, context }: { viewer: Viewer; leadUnitIds: number[]; context: DayContext },
) {
  const tree = (await treesOf(read, [task.id])).get(task.id)!;
  const ids = descendants(tree).map(({ node }) => node.id);
  const below = {
    leads: await leadsOfSubTasks(read, ids),
    facts: await factsOfSubTasks(read, ids),
    context,
  };
  const parent = await parentOf(read, task.id);
  const isRunning = RUNNING.includes(task.state);
  const leads = leadUnitIds.some((id) => viewer.unitIds.includes(id));
  const seesAll = isOfDepartment(viewer) || leads || viewer.unitIds.includes(task.verifierUnitId ?? 0);
  const rows = descendants(tree).map(({ node, level }) => {
    const view = rowView(node, level, below);
    return { ...view, opens: seesAll || view.leadIds.some((id) => viewer.unitIds.includes(id)) };
  });
  return {
    taskId: task.id,
    parent: parent && {
      id: parent.id,
      heading: context.say('desk.item', { no: parent.no, title: parent.title }),
      opens: isOfDepartment(viewer) || (await hasPartIn(read, parent.id, viewer.unitIds, context.by.today)),
    },
    percentage: progressOf(tree),
    hasPercentage: progressOf(tree) !== null,
    targets: tree.targets.map((target) => targetLine(context.say, target)),
    rolled: figuresOf(tree).map((figure) => rolledLine(context.say, figure)),
    rows,
    late: rows.filter(({ isLate }) => isLate).length,
    mayRefine: parent !== null && isRunning && leads && mayHaveSubTasks(await levelOf(read, parent.id)),
    mayTarget: maySupervise(viewer).ok && isRunning,
  };
}

/** A task whose parent has none above it is of level 2. */
async function levelOf(read: Reader, parentId: number): Promise<number> {
  return (await parentOf(read, parentId)) ? 3 : 2;
}

function descendants(tree: TaskTree, level = 2): { node: TaskTree; level: number }[] {
  return tree.children.flatMap((node) => [{ node, level }, ...descendants(node, level + 1)]);
}

function rowView(node: TaskTree, level: number, { leads, facts, context }: Below) {
  const own = facts.filter(({ taskId }) => taskId === node.id);
  const colour = lightOfBy(own, context.by, node.state === 'closed');
  const last = own.at(-1);
  return {
    id: node.id,
    no: node.no,
    title: node.title,
    leadIds: leads.filter(({ taskId }) => taskId === node.id).map(({ unitId }) => unitId),
    isThird: level === 3,
    leads: leads.filter(({ taskId }) => taskId === node.id).map((lead) => leadInWords(context.say, lead)),
    leader: node.leaderInCharge,
    owedOn: last ? owedOn(last) : null,
    colour,
    sign: lightSigns[colour],
    word: context.say(node.state === 'withdrawn' ? 'taskState.withdrawn' : `state.${colour}`),
    isLate: node.state !== 'withdrawn' && own.some((one) => isOverdue(one, context.by.today)),
    percentage: progressOf(node),
    hasPercentage: progressOf(node) !== null,
    figures: node.targets.map((target) => targetLine(context.say, target)),
  };
}

function leadInWords(say: Say, { unitName, printedName }: SubTaskLead): string {
  return printedName && printedName !== unitName
    ? say('subTasks.office', { unit: unitName, office: printedName })
    : unitName;
}

/** 目标 10个 · 2019年上半年 4 · 2019年下半年 10 · 最新 10个（100%） */
function targetLine(say: Say, target: TargetTree): string {
  const { name, amount, measuredIn, reached, periods } = target;
  const parts = [
    say('subTasks.target', { target: targetInWords({ name: '', amount, measuredIn }) }),
    ...periods.map(({ period, amount: then }) => `${periodInWords(say, period)} ${then}`),
    reached === null ? say('subTasks.unreported') : say('subTasks.latest', { figure: reached + measuredIn }),
  ];
  return `${name ? `${name} ` : ''}${parts.join(' · ')}`;
}

function periodInWords(say: Say, period: string): string {
  const [year, half] = period.split('-');
  if (!year) return say('deadline.completion');
  return say(`subTasks.period-${half ?? 'year'}`, { year });
}

function rolledLine(say: Say, { measuredIn, isMean, count, amount, reached }: RolledFigure): string {
  const figure =
    reached === null ? say('subTasks.unreported') : say('subTasks.latest', { figure: reached + measuredIn });
  const target = say('subTasks.target', { target: amount + measuredIn });
  return say(isMean ? 'subTasks.averaged' : 'subTasks.added', { count, target, figure });
}

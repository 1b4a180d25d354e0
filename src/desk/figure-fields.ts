/** Figures against targets: their fields in the forms of a task, and what a submission said of them. */
import type { Reader } from '../platform/database.js';
import { targetInWords } from '../progress/refinement-form.js';
import { saidFigures, targetsOf, type SaidFigure, type TargetTree } from '../progress/task-trees.queries.js';
import type { Say } from '../web/deadline-words.js';
import type { FormView, ItemView } from './unit-work.view.js';

export interface FigureWork {
  targets: TargetTree[];
  said: SaidFigure[];
}

/** @param submissionIds what was said before and is amended now */
export async function figureWork(
  read: Reader,
  taskIds: (number | null)[],
  submissionIds: number[],
): Promise<FigureWork> {
  const ids = [...new Set(taskIds.filter((id) => id !== null))];
  return { targets: await targetsOf(read, ids), said: await saidFigures(read, submissionIds) };
}

/** In both forms of one line of a unit's page. */
export function askFigures(item: ItemView, work: FigureWork, say: Say): void {
  const asked = { taskId: item.taskId, kind: item.kind, saidId: item.said?.id ?? null };
  addFigures(item.form, asked, work, say);
  addFigures(item.recording, { ...asked, saidId: null }, work, say);
}

const ASKED = ['progress', 'completion'];

/** What was refused keeps what was typed; what waits or was returned begins with what it said. */
export function addFigures(
  form: FormView | null,
  { taskId, kind, saidId }: { taskId: number | null; kind: string; saidId: number | null },
  { targets, said }: FigureWork,
  say: Say,
): void {
  if (!form || !ASKED.includes(kind)) return;
  form.figures = targets
    .filter((target) => target.taskId === taskId)
    .map((target) => {
      const name = `figure-${target.id}`;
      const before = said.find(
        ({ submissionId, targetId }) => submissionId === saidId && targetId === target.id,
      );
      const typed = form.values[name];
      return {
        name,
        label: labelOf(say, target),
        measuredIn: target.measuredIn,
        value: typeof typed === 'string' ? typed : form.isRefused ? '' : (before?.amount ?? ''),
        message: form.messages[name] ?? '',
      };
    });
}

function labelOf(say: Say, { name, amount, measuredIn }: TargetTree): string {
  const target = say('subTasks.target', { target: targetInWords({ name: '', amount, measuredIn }) });
  return say('figures.label', { target: name ? `${name} ${target}` : target });
}

/** By submission: “好班子 4个（目标 10个）”. */
export async function figuresSaid(
  read: Reader,
  submissionIds: number[],
  say: Say,
): Promise<Map<number, string[]>> {
  const lines = new Map<number, string[]>();
  for (const { submissionId, name, amount, target, measuredIn } of await saidFigures(read, submissionIds)) {
    const line = say('figures.said', { name, figure: amount + measuredIn, target: target + measuredIn });
    lines.set(submissionId, [...(lines.get(submissionId) ?? []), line.trim()]);
  }
  return lines;
}

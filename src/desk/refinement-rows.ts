/** The rows of a refinement plan on its submission's page: to be read by all, to be remarked on by the verifier. */
import type { Reader } from '../platform/database.js';
import { measuresOf, type MeasureTaskRow } from '../progress/measures.js';
import { targetInWords } from '../progress/refinement-form.js';
import type { Say } from '../web/deadline-words.js';
import type { RefusedForm } from '../web/forms.js';

export async function refinementRows(
  read: Reader,
  submissionId: number,
  say: Say,
  refused: RefusedForm | null,
) {
  const measures = await measuresOf(read, submissionId);
  return measures.map((row) => ({
    ...row,
    item: say('desk.item', { no: row.taskNo, title: row.taskTitle }),
    target: row.targetAmount === null ? '' : targetOf(row),
    responsible: row.unitName ?? say('refinement.office', { name: row.responsibleName }),
    subTask: row.subTaskNo && say('refinement.became', { no: row.subTaskNo }),
    field: `remark-${row.id}`,
    value: refused?.values[`remark-${row.id}`] ?? '',
  }));
}

function targetOf({ targetName, targetAmount, targetMeasuredIn }: MeasureTaskRow): string {
  return targetInWords({ name: targetName, amount: targetAmount!, measuredIn: targetMeasuredIn });
}

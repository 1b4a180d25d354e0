/** Figures against targets: what a submission says has been reached by the end of its period. */
import { insertRow, type Tx } from '../platform/database.js';
import { wrongInput, type RefusalCode } from '../platform/refusal.js';
import { rows } from '../platform/sql.js';
import type { Deadline } from '../plans/deadline.entity.js';
import { reportedAmount } from '../rules/amounts.js';
import { Figure } from './figure.entity.js';
import type { FigureDto } from './submission.dto.js';

/** @throws Refusal at `figure-<target>` for what is no number, or a target of another task */
export async function keepFigures(
  tx: Tx,
  submissionId: number,
  { taskId }: Pick<Deadline, 'taskId'>,
  given: FigureDto[] = [],
): Promise<void> {
  if (!given.length) return;
  const targets = await rows<{ id: number; measuredIn: string }>(
    tx,
    'SELECT id, "measuredIn" FROM targets WHERE "taskId" = :taskId',
    { taskId: taskId ?? 0 },
  );
  const measures = new Map(targets.map(({ id, measuredIn }) => [id, measuredIn]));
  const faults: Record<string, RefusalCode> = {};
  const amounts = new Map<number, string>();
  for (const { targetId, amount } of given) {
    const measuredIn = measures.get(targetId);
    const number = measuredIn === undefined ? null : reportedAmount(amount, measuredIn);
    if (number !== null) amounts.set(targetId, number);
    else
      faults[`figure-${targetId}`] =
        measuredIn === undefined ? 'figure-target-unknown' : 'figure-not-a-number';
  }
  const [first] = Object.values(faults);
  if (first) throw wrongInput(first, faults);
  for (const [targetId, amount] of amounts) await insertRow(tx, Figure, { submissionId, targetId, amount });
}

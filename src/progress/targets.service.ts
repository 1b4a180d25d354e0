/** 量化目标 of an issued task: added or corrected by the supervisor alone, with a reason; what was reported stays. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { Clock } from '../platform/clock.js';
import { Database, insertRow, type Tx } from '../platform/database.js';
import { NotAllowed, NotFound, Refusal, wrongInput } from '../platform/refusal.js';
import { Target } from '../plans/target.entity.js';
import { Task } from '../plans/task.entity.js';
import { amountOf } from '../rules/amounts.js';
import { maySupervise, type Viewer } from '../rules/permissions.js';
import type { TargetAnswerDto, TargetDto } from './targets.dto.js';
import { refuseElsewhere } from '../units/sight.queries.js';

type TargetFields = Pick<Target, 'name' | 'amount' | 'measuredIn'>;

@Injectable()
export class TargetsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal `target-not-a-number` at its field */
  async add(viewer: Viewer, taskId: number, dto: TargetDto): Promise<TargetAnswerDto> {
    refuseStranger(viewer);
    const fields = fieldsOf(dto);
    return this.db.inTransaction(async (tx) => {
      const { planId } = await issuedTask(tx, viewer, taskId);
      const position = await tx.countBy(Target, { taskId });
      const targetId = await insertRow(tx, Target, { taskId, position, ...fields });
      await record(tx, this.clock, viewer, {
        ...{ verb: 'add-target', noun: 'task', id: taskId, planId },
        after: { targetId, ...fields, reason: dto.reason },
      });
      return { targetId, taskId };
    });
  }

  /** @throws Refusal `target-not-a-number` at its field */
  async correct(viewer: Viewer, targetId: number, dto: TargetDto): Promise<TargetAnswerDto> {
    refuseStranger(viewer);
    const fields = fieldsOf(dto);
    return this.db.inTransaction(async (tx) => {
      const target = await tx.findOneBy(Target, { id: targetId });
      if (!target) throw new NotFound('target');
      const { taskId, name, amount, measuredIn } = target;
      const { planId } = await issuedTask(tx, viewer, taskId);
      await tx.update(Target, targetId, fields);
      await record(tx, this.clock, viewer, {
        ...{ verb: 'correct-target', noun: 'task', id: taskId, planId },
        before: { name, amount, measuredIn },
        after: { ...fields, targetId, reason: dto.reason },
      });
      return { targetId, taskId };
    });
  }
}

function refuseStranger(viewer: Viewer): void {
  const verdict = maySupervise(viewer);
  if (!verdict.ok) throw new NotAllowed(verdict.code);
}

function fieldsOf({ name, amount, measuredIn }: TargetDto): TargetFields {
  const number = amountOf(amount);
  if (number === null) throw wrongInput('target-not-a-number', { amount: 'target-not-a-number' });
  return { name: name?.trim() ?? '', amount: number, measuredIn: measuredIn?.trim() ?? '' };
}

async function issuedTask(tx: Tx, viewer: Viewer, taskId: number): Promise<Task> {
  const task = await tx.findOneBy(Task, { id: taskId });
  if (!task) throw new NotFound('task');
  await refuseElsewhere(tx, viewer, task.planId);
  const { state } = task;
  if (state === 'draft' || state === 'closed' || state === 'withdrawn') throw new Refusal(`task-is-${state}`);
  return task;
}

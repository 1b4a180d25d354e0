/** 批示: a leader writes on a task, or a supervisor enters what a leader wrote; its lead units are told at once. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { Clock } from '../platform/clock.js';
import { Database, insertRow } from '../platform/database.js';
import { NotAllowed, NotFound, Refusal, wrongInput } from '../platform/refusal.js';
import { MailKit } from '../plans/mail-kit.js';
import type { Viewer } from '../rules/permissions.js';
import { HandPost } from './hand-post.js';
import { instructionMail, type WrittenInstruction } from './instruction-mail.js';
import type { InstructionDto, InstructionResultDto } from './instruction.dto.js';
import { Instruction } from './instruction.entity.js';
import { instructedTask, leadUnitsOf, type InstructedTask } from './instructions.queries.js';
import { refuseElsewhere } from '../units/sight.queries.js';

@Injectable()
export class InstructionsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly kit: MailKit,
    private readonly post: HandPost,
  ) {}

  /** @throws Refusal instruction-needs-leader, day-in-future, task-is-withdrawn */
  async instruct(viewer: Viewer, taskId: number, dto: InstructionDto): Promise<InstructionResultDto> {
    return await this.db.inTransaction(async (tx) => {
      const task = await instructedTask(tx, taskId);
      if (!task || task.planState !== 'issued') throw new NotFound('task');
      await refuseElsewhere(tx, viewer, task.planId);
      refuseGone(task);
      const instruction = this.written(viewer, dto, Boolean(task.isSensitive));
      const instructionId = await insertRow(tx, Instruction, {
        ...{ ...instruction, taskId, planId: task.planId },
        ...{ enteredAt: this.clock.now(), enteredById: viewer.personId },
      });
      await record(tx, this.clock, viewer, {
        ...{ verb: 'instruct', noun: 'task', id: taskId, planId: task.planId },
        after: { instructionId, ...instruction },
      });
      const departments = (await this.post.departments(tx, [task])).of([task]);
      const today = this.clock.today();
      const leads = await leadUnitsOf(tx, taskId);
      const options = { withHead: true, sparesSenior: false };
      let mails = 0;
      for (const addressed of await this.post.addressed(tx, leads, options)) {
        const given = { task, instruction };
        mails += await this.post.send(tx, addressed, {
          ...{ kind: 'instruction', key: `instruction:${instructionId}`, threadId: `task:${taskId}` },
          contents: instructionMail(this.kit, addressed.unit, given, { today, departments }),
          counts: { instructions: 1 },
        });
      }
      return { instructionId, mails };
    });
  }

  /** Of a sensitive task only that there is one, and whose. */
  private written(viewer: Viewer, dto: InstructionDto, isSensitive: boolean): WrittenInstruction {
    const text = dto.text.trim();
    if (text && isSensitive) throw wrongInput('sensitive-without-words', { text: 'sensitive-without-words' });
    if (!text && !isSensitive) throw wrongInput('input-wrong', { text: 'field-required' });
    const instructedOn = dto.instructedOn ?? this.clock.today();
    if (instructedOn > this.clock.today())
      throw wrongInput('day-in-future', { instructedOn: 'day-in-future' });
    return { text, instructedOn, leaderName: leaderOf(viewer, dto.leaderName) };
  }
}

/** A leader signs with the own name; a supervisor says whose note it is. */
function leaderOf(viewer: Viewer, given?: string): string {
  if (viewer.door === 'link') throw new NotAllowed('link-may-not');
  if (viewer.roles.includes('supervisor') && given?.trim()) return given.trim();
  if (viewer.roles.includes('leader')) return viewer.name;
  if (!viewer.roles.includes('supervisor')) throw new NotAllowed('role-needed');
  throw wrongInput('instruction-needs-leader', { leaderName: 'instruction-needs-leader' });
}

function refuseGone({ state }: InstructedTask): void {
  if (state === 'withdrawn') throw new Refusal('task-is-withdrawn');
}

/** 报备: a lead files a risk or a difficulty in good time; accepted, it shields the score. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { Clock } from '../platform/clock.js';
import { Database, insertRow, type Tx } from '../platform/database.js';
import { Refusal, wrongInput } from '../platform/refusal.js';
import { filedInGoodTime } from '../rules/filings.js';
import type { Outcome } from '../rules/outcome.js';
import type { Viewer } from '../rules/permissions.js';
import { requireDecider, requireUnit, unitActing } from './acting.js';
import type { FilingDecisionDto, FilingDto } from './filing.dto.js';
import { Filing } from './filing.entity.js';
import { filingById, owedForTask, type FilingRow } from './filings.queries.js';
import { decidedFor, dutyHolders, refuseSensitive, taskSubject } from './subjects.queries.js';
import { refuseElsewhere } from '../units/sight.queries.js';

const VERBS: Record<Outcome, string> = {
  pending: 'ask',
  approved: 'approve',
  refused: 'refuse',
  withdrawn: 'withdraw',
};

@Injectable()
export class FilingsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** @returns its id. @throws Refusal where all that the unit owes for the task is late or done */
  async file(viewer: Viewer, taskId: number, dto: FilingDto): Promise<number> {
    return this.db.inTransaction(async (tx) => {
      const task = await taskSubject(tx, taskId);
      const { planId } = task;
      await refuseElsewhere(tx, viewer, planId);
      refuseSensitive(task);
      const unitId = unitActing(viewer, await dutyHolders(tx, taskId), dto.unitId);
      const today = this.clock.today();
      if (!filedInGoodTime(await owedForTask(tx, { planId, taskId, unitId }), today))
        throw new Refusal('filing-too-late');
      const asked = { taskId, unitId, text: dto.text.trim() };
      const id = await insertRow(tx, Filing, {
        ...asked,
        ...{ askedOn: today, askedAt: this.clock.now(), askedById: viewer.personId, outcome: 'pending' },
      });
      await record(tx, this.clock, viewer, { verb: 'ask', noun: 'filing', id, planId, after: asked });
      return id;
    });
  }

  /** @throws NotAllowed for the unit itself */
  async decide(viewer: Viewer, id: number, { outcome, remark }: FilingDecisionDto): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const filing = await filingById(tx, id);
      const task = await taskSubject(tx, filing.taskId);
      const { planId } = task;
      await refuseElsewhere(tx, viewer, planId);
      requireDecider(viewer, decidedFor(task, filing.unitId));
      if (outcome === 'refused' && !remark?.trim())
        throw wrongInput('refusal-needs-remark', { remark: 'refusal-needs-remark' });
      await this.settle(tx, viewer, { ...filing, planId }, { outcome, remark: remark?.trim() || null });
    });
  }

  /** By the unit that filed it, as long as nobody has decided. */
  async withdraw(viewer: Viewer, id: number): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const filing = await filingById(tx, id);
      requireUnit(viewer, filing.unitId);
      const { planId } = await taskSubject(tx, filing.taskId);
      await refuseElsewhere(tx, viewer, planId);
      await this.settle(tx, viewer, { ...filing, planId }, { outcome: 'withdrawn', remark: null });
    });
  }

  private async settle(
    tx: Tx,
    viewer: Viewer,
    { id, taskId, planId, outcome: before }: FilingRow & { planId: number },
    after: { outcome: Outcome; remark: string | null },
  ): Promise<void> {
    if (before !== 'pending') throw new Refusal('request-already-decided');
    await tx.update(Filing, id, {
      ...after,
      ...{ decidedOn: this.clock.today(), decidedAt: this.clock.now(), decidedById: viewer.personId },
    });
    const verb = VERBS[after.outcome];
    await record(tx, this.clock, viewer, { verb, noun: 'filing', id, planId, after: { ...after, taskId } });
  }
}

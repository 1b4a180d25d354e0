/** 申诉: a unit contests a point of its score, and somebody outside it decides; upheld, the point is struck. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { Clock } from '../platform/clock.js';
import { Database, insertOnce } from '../platform/database.js';
import { NotAllowed, NotFound, Refusal, wrongInput } from '../platform/refusal.js';
import { maySubmit, type Viewer } from '../rules/permissions.js';
import { mayContest, mayDecideObjection, type ObjectionVerdict } from '../rules/objections.js';
import { UnitDirectory } from '../units/unit-directory.queries.js';
import type { ObjectionDecisionDto, ObjectionDto } from './objections.dto.js';
import { Objection } from './objection.entity.js';
import { objectionById, type ObjectionRow } from './objections.queries.js';
import { Scores } from './scores.service.js';
import { ALL_TIME } from './span.js';
import { refuseElsewhere } from '../units/sight.queries.js';

@Injectable()
export class ObjectionsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly scores: Scores,
    private readonly units: UnitDirectory,
  ) {}

  /**
   * Of the viewer's own unit, against an event that costs it something. @returns the objection's id
   * @throws Refusal for an event that is not there, costs nothing, or was contested before
   */
  async object(viewer: Viewer, unitId: number, { planId, eventKey, reason }: ObjectionDto): Promise<number> {
    if (!maySubmit(viewer, { unitId }).ok) throw new NotFound('unit');
    const text = reason.trim();
    if (!text) throw wrongInput('objection-needs-reason', { reason: 'objection-needs-reason' });
    await this.refuseUnlessContestable(unitId, planId, eventKey);
    return this.db.inTransaction(async (tx) => {
      const asked = { askedOn: this.clock.today(), askedAt: this.clock.now(), askedById: viewer.personId };
      const id = await insertOnce(
        tx,
        Objection,
        { planId, unitId, eventKey, reason: text, ...asked, outcome: 'pending' },
        'planId, unitId, eventKey',
      );
      if (id === null) throw new Refusal('objection-stands');
      await record(tx, this.clock, viewer, {
        ...{ verb: 'object', noun: 'objection', id, planId },
        after: { unitId, eventKey, reason: text },
      });
      return id;
    });
  }

  private async refuseUnlessContestable(unitId: number, planId: number, eventKey: string): Promise<void> {
    const plan = await this.scores.plan(planId);
    const [unit] = await this.scores.units(plan, { planId, unitId }, ALL_TIME);
    const event = unit?.score.events.find((one) => one.key === eventKey);
    if (!event) throw new Refusal('score-event-unknown');
    const verdict = mayContest(event);
    if (!verdict.ok) throw new Refusal(verdict.code);
  }

  /** @throws NotAllowed for anyone of that unit, and for a supervisor where the department itself contests */
  async decide(viewer: Viewer, id: number, { outcome, remark }: ObjectionDecisionDto): Promise<void> {
    const objection = await objectionById(this.db.read, id);
    if (!objection) throw new NotFound('objection');
    await refuseElsewhere(this.db.read, viewer, objection.planId);
    const verdict = await this.verdictFor(viewer, objection);
    if (!verdict.ok) throw new NotAllowed(verdict.code);
    const text = remark.trim();
    if (!text) throw wrongInput('objection-needs-remark', { remark: 'objection-needs-remark' });
    await this.db.inTransaction(async (tx) => {
      const { outcome: before, planId } = await tx.findOneByOrFail(Objection, { id });
      if (before !== 'pending') throw new Refusal('objection-decided');
      const decided = { decidedOn: this.clock.today(), decidedAt: this.clock.now() };
      await tx.update(Objection, id, { outcome, remark: text, ...decided, decidedById: viewer.personId });
      await record(tx, this.clock, viewer, {
        ...{ verb: 'decide', noun: 'objection', id, planId },
        before: { outcome: before },
        after: { outcome, remark: text },
      });
    });
  }

  /** Whether this viewer may decide it, with the reason why not. */
  async verdictFor(
    viewer: Viewer,
    { unitId, supervisorUnitId }: Pick<ObjectionRow, 'unitId' | 'supervisorUnitId'>,
  ): Promise<ObjectionVerdict> {
    const relatedUnitIds = await this.units.relatedUnits([unitId]);
    return mayDecideObjection(viewer, { unitId, supervisorUnitId, relatedUnitIds });
  }
}

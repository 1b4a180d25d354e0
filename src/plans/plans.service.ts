/** Taking a document in as a draft, and giving a draft up. What happens to a draft in between: `drafts.service`. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import { NotAllowed, NotFound, Refusal, wrongInput } from '../platform/refusal.js';
import { row } from '../platform/sql.js';
import { cleanLine } from '../rules/clean-line.js';
import { isWithin, maySupervise, type Viewer } from '../rules/permissions.js';
import type { Reading } from '../rules/plan-reader.js';
import { UnitDirectory } from '../units/unit-directory.queries.js';
import { asDay, doubtsOf, draftTask, readDocument } from './document.js';
import { reproposeDeadlines } from './draft-deadlines.js';
import { dutiesOf } from './duties.js';
import { Duty } from './duty.entity.js';
import { Plan } from './plan.entity.js';
import { PrintedUnits, type PrintedUnit } from './printed-units.js';
import { Task } from './task.entity.js';
import { refuseElsewhere } from '../units/sight.queries.js';

export interface Document {
  text: string;
  /** What the source is called: a file's name, or how it was pasted. */
  sourceName: string;
}

type Supervised = Pick<Plan, 'supervisorUnitId' | 'jurisdictionId'>;

@Injectable()
export class PlansService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
    private readonly directory: UnitDirectory,
    private readonly printed: PrintedUnits,
  ) {}

  /**
   * Reads a document and keeps it as a draft with tasks, duties and proposed deadlines.
   * @throws Refusal when it holds no task, or its number stands already
   */
  async importDraft(viewer: Viewer, document: Document): Promise<number> {
    refuseStranger(viewer);
    const reading = readDocument(document.text);
    return this.keep(viewer, document, reading);
  }

  /** As `importDraft`, with a reading already made: the demo moves its days first. */
  async keep(viewer: Viewer, document: Document, reading: Reading): Promise<number> {
    const calendar = await this.calendar.working();
    return this.db.inTransaction(async (tx) => {
      const supervisor = await this.supervisorOf(tx, viewer);
      await refuseSecond(tx, reading.plan.documentNumber, { id: 0, ...supervisor });
      const names = [...new Set(reading.plan.tasks.flatMap((task) => [...task.lead, ...task.cooperating]))];
      const units = await this.printed.take(tx, viewer, names);
      const doubts = doubtsOf(reading, {
        unknown: new Set(names.filter((name) => units.get(name)!.isNew)),
        supervisor: new Set(names.filter((name) => units.get(name)!.unitId === supervisor.supervisorUnitId)),
      });
      const planId = await this.insertPlan(tx, document, reading, { doubts, ...supervisor });
      await this.insertTasks(tx, planId, reading, units);
      await reproposeDeadlines(tx, planId, { clock: this.clock, directory: this.directory, calendar });
      const { title, documentNumber, tasks } = reading.plan;
      await record(tx, this.clock, viewer, {
        verb: 'import',
        noun: 'plan',
        id: planId,
        planId,
        after: { title, documentNumber, tasks: tasks.length, sourceName: document.sourceName },
      });
      return planId;
    });
  }

  /** Gives a draft up; its rows stay for the record. */
  async discard(viewer: Viewer, planId: number): Promise<void> {
    refuseStranger(viewer);
    await this.db.inTransaction(async (tx) => {
      const plan = await tx.findOneBy(Plan, { id: planId });
      if (!plan) throw new NotFound('plan');
      await refuseElsewhere(tx, viewer, planId);
      if (plan.state !== 'draft') throw new Refusal('plan-not-draft');
      await tx.update(Plan, planId, { state: 'withdrawn', changedAt: this.clock.now() });
      await tx.update(Task, { planId }, { state: 'withdrawn' });
      const change = { verb: 'discard', noun: 'plan', id: planId, planId };
      await record(tx, this.clock, viewer, {
        ...change,
        before: { state: 'draft' },
        after: { state: 'withdrawn' },
      });
    });
  }

  /** The viewer's own department where it supervises, else the first one of the viewer's jurisdiction. */
  private async supervisorOf(tx: Tx, viewer: Viewer): Promise<Supervised> {
    const departments = await this.directory.supervisors(tx);
    const near = departments.filter((unit) => isWithin(viewer, unit.jurisdictionId));
    const own = near.find((unit) => viewer.unitIds.includes(unit.unitId)) ?? near[0];
    if (!own) throw new Refusal('no-supervising-department');
    return { supervisorUnitId: own.unitId, jurisdictionId: own.jurisdictionId };
  }

  private async insertPlan(
    tx: Tx,
    document: Document,
    { plan, leftOver }: Reading,
    own: Pick<Plan, 'doubts'> & Supervised,
  ): Promise<number> {
    const refinement = plan.deadlines.find((deadline) => deadline.kind === 'refinement');
    const made = await tx.insert(Plan, {
      ...own,
      title: cleanLine(plan.title ?? document.sourceName),
      documentNumber: plan.documentNumber,
      issuedBy: plan.issuedBy,
      issuedOn: asDay(plan.issuedOn),
      refinementDueOn: asDay(refinement?.dueOn ?? null),
      refinementPhrase: refinement?.phrase ?? null,
      sourceName: document.sourceName,
      sourceText: document.text,
      leftOver,
      state: 'draft',
      reporting: 'first-lead',
      createdAt: this.clock.now(),
      changedAt: this.clock.now(),
    });
    return made.identifiers[0]!['id'] as number;
  }

  private async insertTasks(
    tx: Tx,
    planId: number,
    reading: Reading,
    units: Map<string, PrintedUnit>,
  ): Promise<void> {
    for (const [position, read] of reading.plan.tasks.entries()) {
      const made = await tx.insert(Task, { ...draftTask(read, position), planId });
      const taskId = made.identifiers[0]!['id'] as number;
      const duties = dutiesOf(taskId, read, units);
      if (duties.length) await tx.insert(Duty, duties);
    }
  }
}

export function refuseStranger(viewer: Viewer): void {
  const verdict = maySupervise(viewer);
  if (!verdict.ok) throw new NotAllowed(verdict.code);
}

/** One document is issued once by a department's jurisdiction: a second draft would ask every unit twice. */
export async function refuseSecond(
  tx: Tx,
  documentNumber: string | null,
  own: Pick<Plan, 'id' | 'jurisdictionId'>,
  field = 'text',
): Promise<void> {
  if (documentNumber === null) return;
  const found = await row<{ id: number; title: string }>(
    tx,
    `SELECT id, title FROM plans WHERE "documentNumber" = :documentNumber AND state <> 'withdrawn' AND id <> :id
       AND coalesce("jurisdictionId", 0) = :place`,
    { documentNumber, id: own.id, place: own.jurisdictionId ?? 0 },
  );
  if (!found) return;
  const params = { number: documentNumber, title: found.title };
  throw wrongInput('document-number-taken', { [field]: 'document-number-taken' }, params);
}

/**
 * A plan in three lines, for tests that need rows and not the way they came about: everything is inserted as
 * it stands after issue. `aPlan(db).issuedOn('2018-11-02').withTask({ leads: ['市考核办'], … }).insert()`
 */
import type { Database, Tx } from '../../src/platform/database.js';
import { row } from '../../src/platform/sql.js';
import { Deadline, type DeadlineKind } from '../../src/plans/deadline.entity.js';
import { Duty } from '../../src/plans/duty.entity.js';
import { Plan } from '../../src/plans/plan.entity.js';
import { Task } from '../../src/plans/task.entity.js';
import { Submission } from '../../src/progress/submission.entity.js';
import { unitKey } from '../../src/rules/unit-names.js';
import { Unit } from '../../src/units/unit.entity.js';

export interface WishedDeadline {
  /** Left away: the task's first lead, or each lead of the plan for a refinement. */
  unit?: string;
  kind?: DeadlineKind;
  period?: string;
  dueOn: string;
  originalDueOn?: string;
  reworkOn?: string | null;
  /** The day something was handed in that still waits. */
  pendingSince?: string | null;
  metOn?: string | null;
  waivedOn?: string | null;
  openedOn?: string | null;
  returns?: number;
  /** What was handed in, where something was. */
  said?: Said;
}

type Said = Partial<Omit<Submission, 'receivedOn'>> & { receivedOn?: string };

export interface WishedTask {
  no?: string;
  title?: string;
  text?: string;
  section?: string;
  leads: string[];
  cooperating?: string[];
  verifier?: string;
  deadlines?: WishedDeadline[];
}

export interface InsertedPlan {
  planId: number;
  /** In the order in which they were wished. */
  taskIds: number[];
  deadlineIds: number[];
  unitId(name: string): number;
}

export function aPlan(db: Database): PlanBuilder {
  return new PlanBuilder(db);
}

export class PlanBuilder {
  private day = '2018-11-02';
  private title = '海门市干部队伍建设任务分解方案';
  private supervisor = '市委组织部';
  private readonly tasks: WishedTask[] = [];
  private readonly refinements: WishedDeadline[] = [];
  private readonly units = new Map<string, number>();

  constructor(private readonly db: Database) {}

  issuedOn(day: string): this {
    this.day = day;
    return this;
  }

  titled(title: string): this {
    this.title = title;
    return this;
  }

  supervisedBy(unit: string): this {
    this.supervisor = unit;
    return this;
  }

  withTask(task: WishedTask): this {
    this.tasks.push(task);
    return this;
  }

  /** A refinement plan 细化方案 of one unit. */
  withRefinement(deadline: WishedDeadline & { unit: string }): this {
    this.refinements.push(deadline);
    return this;
  }

  async insert(): Promise<InsertedPlan> {
    return this.db.inTransaction(async (tx) => {
      const planId = await this.plan(tx);
      const taskIds: number[] = [];
      const deadlineIds: number[] = [];
      for (const wished of this.refinements) {
        deadlineIds.push(
          await this.deadline(tx, { planId, taskId: null }, { kind: 'refinement', ...wished }),
        );
      }
      for (const task of this.tasks) {
        const taskId = await this.task(tx, planId, task, taskIds.length);
        taskIds.push(taskId);
        for (const wished of task.deadlines ?? []) {
          const unit = wished.unit ?? task.leads[0]!;
          deadlineIds.push(await this.deadline(tx, { planId, taskId }, { ...wished, unit }));
        }
      }
      return { planId, taskIds, deadlineIds, unitId: (name) => this.units.get(name)! };
    });
  }

  private async plan(tx: Tx): Promise<number> {
    const at = `${this.day}T02:00:00.000Z`;
    const made = await tx.insert(Plan, {
      title: this.title,
      documentNumber: null,
      issuedBy: '中共海门市委办公室',
      issuedOn: this.day,
      sourceName: 'test',
      sourceText: '',
      doubts: [],
      leftOver: [],
      state: 'issued',
      reporting: 'first-lead',
      supervisorUnitId: await this.unit(tx, this.supervisor, true),
      clockStartedOn: this.day,
      issuedAt: at,
      createdAt: at,
      changedAt: at,
    });
    return made.identifiers[0]!['id'] as number;
  }

  private async task(tx: Tx, planId: number, wished: WishedTask, position: number): Promise<number> {
    const no = wished.no ?? String(position + 1);
    const made = await tx.insert(Task, {
      planId,
      position,
      no,
      section: wished.section ?? '',
      title: wished.title ?? `任务${no}`,
      text: wished.text ?? `任务${no}的原文。`,
      sourceStart: 0,
      sourceEnd: 0,
      openEnded: false,
      kinds: ['one-off'],
      kindsCertain: true,
      restsOnAssessment: false,
      standingRhythm: 'half-year',
      printed: [],
      verifierUnitId: wished.verifier ? await this.unit(tx, wished.verifier) : null,
      state: 'issued',
    });
    const taskId = made.identifiers[0]!['id'] as number;
    await this.duties(tx, taskId, wished.leads, 'lead');
    await this.duties(tx, taskId, wished.cooperating ?? [], 'cooperating');
    return taskId;
  }

  private async duties(tx: Tx, taskId: number, units: string[], part: 'lead' | 'cooperating'): Promise<void> {
    for (const [position, name] of units.entries()) {
      const unitId = await this.unit(tx, name);
      const isFirst = part === 'lead' && position === 0;
      await tx.insert(Duty, {
        taskId,
        unitId,
        part,
        isFirst,
        position,
        printedName: name,
        reports: part === 'lead',
      });
    }
  }

  private async deadline(
    tx: Tx,
    { planId, taskId }: { planId: number; taskId: number | null },
    { unit, said, kind = 'progress', period, ...wished }: WishedDeadline,
  ): Promise<number> {
    const unitId = await this.unit(tx, unit!);
    const made = await tx.insert(Deadline, {
      planId,
      taskId,
      subject: taskId === null ? `plan:${planId}` : `task:${taskId}`,
      unitId,
      kind,
      period: period ?? (kind === 'progress' ? '2019-H1' : ''),
      originalDueOn: wished.dueOn,
      source: 'rule',
      openedOn: this.day,
      returns: 0,
      pendingAt: wished.pendingSince ? `${wished.pendingSince}T02:00:00.000Z` : null,
      ...wished,
    });
    const deadlineId = made.identifiers[0]!['id'] as number;
    const receivedOn = wished.pendingSince ?? wished.metOn;
    if (said ?? receivedOn)
      await this.submission(tx, { deadlineId, unitId }, receivedOn ?? this.day, said, wished);
    return deadlineId;
  }

  private async submission(
    tx: Tx,
    of: { deadlineId: number; unitId: number },
    receivedOn: string,
    said: Said | undefined,
    { metOn }: Pick<WishedDeadline, 'metOn'>,
  ): Promise<void> {
    await tx.insert(Submission, {
      ...of,
      receiptNumber: `〔${receivedOn.slice(0, 4)}〕${String(of.deadlineId).padStart(6, '0')}`,
      text: '正在推进。',
      standing: 'on-schedule',
      channel: 'web',
      receivedOn,
      submittedAt: `${receivedOn}T02:00:00.000Z`,
      state: metOn ? 'accepted' : 'pending',
      ...said,
    } as Submission);
  }

  private async unit(tx: Tx, name: string, isSupervisor = false): Promise<number> {
    const known = this.units.get(name) ?? (await unitNamed(tx, name));
    const id = known ?? (await insertUnit(tx, name, isSupervisor));
    this.units.set(name, id);
    return id;
  }
}

async function unitNamed(tx: Tx, name: string): Promise<number | undefined> {
  const found = await row<{ id: number }>(tx, 'SELECT id FROM units WHERE "nameKey" = :key', {
    key: unitKey(name),
  });
  return found?.id;
}

async function insertUnit(tx: Tx, name: string, isSupervisor: boolean): Promise<number> {
  const made = await tx.insert(Unit, {
    name,
    nameKey: unitKey(name),
    kind: 'unit',
    reachedBy: 'mail',
    isSenior: false,
    isSupervisor,
  });
  return made.identifiers[0]!['id'] as number;
}

/**
 * 细化: a lead unit hands in once for all it leads in a plan: a file, or rows, or both. Rows are shown as read before
 * they are handed in; a row with a fault stops the whole, so that what is stored can become sub-tasks.
 */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { Clock } from '../platform/clock.js';
import { Database, insertRow, type Reader, type Tx } from '../platform/database.js';
import { Refusal, wrongInput } from '../platform/refusal.js';
import type { TreeTask } from '../plans/sub-tasks.js';
import { checkMeasures, readMeasures, type ReadRows, type TypedRow } from '../rules/measure-rows.js';
import type { Viewer } from '../rules/permissions.js';
import { mayHaveSubTasks } from '../rules/task-tree.js';
import { UnitDirectory } from '../units/unit-directory.queries.js';
import type { UploadedFile } from '../web/uploads.js';
import { Measure } from './measure.entity.js';
import { placed, type PlacedFault, type PlacedRow } from './placed-rows.js';
import { openOnDemand, placeOf, type RefinementOf, type RefinementPlace } from './refinement-place.js';
import type { RefinementDto } from './refinement.dto.js';
import { SubmissionsService, type Receipt } from './submissions.service.js';

export interface RefinementPreview {
  place: RefinementPlace;
  typed: TypedRow[];
  rows: PlacedRow[];
  faults: PlacedFault[];
  /** What the unit may refine, each with its latest day. */
  refinable: TreeTask[];
}

@Injectable()
export class RefinementsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly units: UnitDirectory,
    private readonly submissions: SubmissionsService,
  ) {}

  /** What the rows mean and what is wrong with them; nothing is stored. */
  async preview(viewer: Viewer, asked: RefinementOf, dto: RefinementDto): Promise<RefinementPreview> {
    const place = await placeOf(this.db.read, viewer, asked);
    return this.read(this.db.read, place, dto);
  }

  /** @throws Refusal naming every row and column that is wrong */
  async handIn(
    viewer: Viewer,
    asked: RefinementOf,
    dto: RefinementDto,
    files: UploadedFile[] = [],
  ): Promise<Receipt> {
    const { place, rows, faults } = await this.preview(viewer, asked, dto);
    refuseFaults(faults);
    if (!rows.length && !files.length && !dto.text?.trim())
      throw wrongInput('refinement-empty', { pasted: 'refinement-empty' });
    const given = { dto: { standing: 'on-schedule' as const, ...(dto.text && { text: dto.text }) }, files };
    return this.submissions.handInWith(viewer, given, {
      opening: (tx) => openOnDemand(tx, { clock: this.clock, viewer }, place),
      adding: (tx, receipt) => this.keep(tx, viewer, { place, dto, receipt }),
    });
  }

  /** Read once more under the writer's lock: the plan may have changed since the preview. */
  private async keep(
    tx: Tx,
    viewer: Viewer,
    { place, dto, receipt }: { place: RefinementPlace; dto: RefinementDto; receipt: Receipt },
  ): Promise<void> {
    const { rows, faults } = await this.read(tx, place, dto);
    refuseFaults(faults);
    if (!rows.length) return;
    const { submissionId } = receipt;
    for (const row of rows) await insertRow(tx, Measure, measureOf(row, submissionId));
    await record(tx, this.clock, viewer, {
      ...{ verb: 'hand-in', noun: 'refinement', id: submissionId, planId: place.planId },
      after: { unitId: place.unitId, rows: rows.map(({ task, ...row }) => ({ taskId: task.id, ...row })) },
    });
  }

  private async read(from: Reader, place: RefinementPlace, dto: RefinementDto): Promise<RefinementPreview> {
    const { typed, rows: read, faults: unread } = rowsIn(dto, place);
    const found = await placed(from, place, read, { units: this.units, today: this.clock.today() });
    const faults = [...unread.map((fault) => ({ ...fault, params: { row: fault.row } })), ...found.faults];
    return {
      ...{ place, typed },
      faults: faults.sort((a, b) => a.row - b.row),
      rows: found.rows,
      refinable: found.tasks.filter((task) => isRefinable(task, place)),
    };
  }
}

function isRefinable(
  { isLed, level, state, sensitiveFromOn }: TreeTask,
  { onlySubTasks }: RefinementPlace,
): boolean {
  const isRunning = (state === 'issued' || state === 'active') && sensitiveFromOn === null;
  return isLed && isRunning && mayHaveSubTasks(level) && !(onlySubTasks && level === 1);
}

function rowsIn({ pasted, rows }: RefinementDto, { issuedOn }: RefinementPlace): ReadRows {
  if (!rows?.length) return readMeasures(pasted ?? '', { issuedOn });
  const typed = rows.map(
    ({ no = '', measure = '', target = '', responsible = '', leader = '', dueOn = '' }) => ({
      ...{ no, measure, target, responsible, leader, dueOn },
    }),
  );
  return checkMeasures(typed, { issuedOn });
}

/** The sentence is that of the first row that is wrong; each other stands at its field. */
export function refuseFaults(faults: PlacedFault[]): void {
  const [first] = faults;
  if (!first) return;
  const field = ({ row, column }: PlacedFault) => `rows.${row}${column ? `.${column}` : ''}`;
  throw new Refusal(
    first.code,
    first.params,
    Object.fromEntries(faults.map((fault) => [field(fault), fault.code])),
    422,
    Object.fromEntries(faults.map((fault) => [field(fault), fault.params])),
  );
}

function measureOf(row: PlacedRow, submissionId: number): Omit<Measure, 'id'> {
  const { task, target } = row;
  return {
    ...{ submissionId, taskId: task.id, position: row.row, measure: row.measure },
    targetName: target?.name ?? null,
    targetAmount: target?.amount ?? null,
    targetMeasuredIn: target?.measuredIn ?? null,
    responsibleName: row.responsibleName,
    responsibleUnitId: row.responsibleUnitId,
    leaderInCharge: row.leader || null,
    dueOn: row.dueOn,
    remark: null,
    subTaskId: null,
  };
}

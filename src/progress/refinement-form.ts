/** Draws the page of a refinement plan: what may be refined, what was said of it before, the rows as they are read. */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database.js';
import { row } from '../platform/sql.js';
import { latestDay } from '../rules/task-tree.js';
import { COLUMNS, type Column, type TypedRow } from '../rules/measure-rows.js';
import type { Viewer } from '../rules/permissions.js';
import { Pages } from '../web/pages.js';
import type { RefusedForm } from '../web/forms.js';
import type { WebRequest } from '../web/request.js';
import { ACCEPTED_EXTENSIONS } from './file-kinds.js';
import { measuresOf, type MeasureTaskRow } from './measures.js';
import type { PlacedFault, PlacedRow } from './placed-rows.js';
import type { RefinementOf } from './refinement-place.js';
import type { RefinementDto } from './refinement.dto.js';
import { RefinementsService, type RefinementPreview } from './refinements.service.js';

interface Given {
  dto: RefinementDto | null;
  refused: RefusedForm | null;
}

interface Before {
  id: number;
  text: string;
  state: string;
  reason: string | null;
}

@Injectable()
export class RefinementForm {
  constructor(
    private readonly db: Database,
    private readonly refinements: RefinementsService,
    private readonly pages: Pages,
  ) {}

  async draw(
    request: WebRequest,
    viewer: Viewer,
    of: RefinementOf,
    { dto, refused }: Given,
  ): Promise<string> {
    const empty = await this.refinements.preview(viewer, of, {});
    const before = await this.before(empty.place.deadlineId);
    const measures = before ? await measuresOf(this.db.read, before.id) : [];
    const stored = { pasted: asTable(measures, this.headings(request)), text: before?.text ?? '' };
    const { pasted = '', text = '' } = dto ?? stored;
    const shown = dto ? await this.refinements.preview(viewer, of, { pasted }) : empty;
    const say = (key: string, values = {}) => this.pages.say(request, key, values);
    return this.pages.render(request, 'progress/refinement', {
      title: say('refinement.title', { unit: shown.place.unitName }),
      place: shown.place,
      action: actionOf(of),
      refinable: shown.refinable.map((task) => ({ ...task, latest: latestDay(task) })),
      returned: returnedView(before, measures),
      values: { pasted, text },
      refused,
      preview: shown.typed.length ? previewView(shown, say) : null,
      accept: ACCEPTED_EXTENSIONS.map((extension) => `.${extension}`).join(','),
    });
  }

  private headings(request: WebRequest): string {
    return COLUMNS.map((column) => this.pages.say(request, `refinement.column-${column}`)).join('\t');
  }

  /** What was handed in last, waiting or returned: the next version begins with it. */
  private async before(deadlineId: number | null): Promise<Before | null> {
    return row<Before>(
      this.db.read,
      `SELECT s.id, s.text, s.state, v.reason FROM submissions s LEFT JOIN verifications v ON v."submissionId" = s.id
       WHERE s."deadlineId" = :deadlineId AND s.state IN ('pending', 'returned') ORDER BY s.id DESC LIMIT 1`,
      { deadlineId: deadlineId ?? 0 },
    );
  }
}

function returnedView(before: Before | null, measures: MeasureTaskRow[]) {
  if (before?.state !== 'returned') return null;
  return { reason: before.reason, remarks: measures.filter(({ remark }) => remark) };
}

function actionOf(of: RefinementOf): string {
  return 'deadlineId' in of ? `/deadlines/${of.deadlineId}/refinement` : `/tasks/${of.taskId}/refinement`;
}

type Say = (key: string, values?: Record<string, string | number>) => string;

function previewView({ typed, rows, faults }: RefinementPreview, say: Say) {
  return {
    rows: typed.map((cells, i) => rowView(i + 1, cells, { rows, faults, say })),
    faulty: new Set(faults.map(({ row }) => row)).size,
    count: typed.length,
  };
}

interface Reading {
  rows: PlacedRow[];
  faults: PlacedFault[];
  say: Say;
}

/** A row that was understood shows what it means, a row with a fault what was typed. */
function rowView(row: number, typed: TypedRow, { rows, faults, say }: Reading) {
  const read = rows.find((one) => one.row === row);
  const own = faults.filter((fault) => fault.row === row);
  const cells = read && !own.length ? meaningOf(read, say) : typed;
  return {
    row,
    cells: COLUMNS.map((column: Column) => ({
      id: `rows.${row}.${column}`,
      label: say(`refinement.column-${column}`),
      text: cells[column],
      isWrong: own.some((fault) => fault.column === column),
    })),
    faults: own.map(({ code, params }) => say(`refusal.${code}`, params)),
    isWhole: own.length === 0,
  };
}

function meaningOf({ task, measure, target, ...row }: PlacedRow, say: Say): TypedRow {
  const { responsibleName, responsibleUnitId, leader, dueOn } = row;
  return {
    no: `${task.no} ${task.title}`,
    measure,
    target: target ? targetInWords(target) : '',
    responsible: responsibleUnitId ? responsibleName : say('refinement.office', { name: responsibleName }),
    leader,
    dueOn,
  };
}

export function targetInWords({
  name,
  amount,
  measuredIn,
}: {
  name: string | null;
  amount: string;
  measuredIn: string | null;
}): string {
  return [name, `${amount}${measuredIn ?? ''}`].filter(Boolean).join(' ');
}

/** The rows as they would be pasted. */
function asTable(measures: MeasureTaskRow[], headings: string): string {
  if (!measures.length) return '';
  const lines = measures.map((measure) => {
    const { taskNo, targetAmount, targetName, targetMeasuredIn, responsibleName, leaderInCharge, dueOn } =
      measure;
    const target = targetAmount ? `${targetName ?? ''}${targetAmount}${targetMeasuredIn ?? ''}` : '';
    return [taskNo, measure.measure, target, responsibleName, leaderInCharge ?? '', dueOn]
      .map(asCell)
      .join('\t');
  });
  return [headings, ...lines].join('\n');
}

/** A cell with a line break stands in quotes, as in a spreadsheet. */
function asCell(text: string): string {
  return /[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

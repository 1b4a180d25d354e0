/** Draws a unit's page, also again after a form of it was refused. */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import { ACCEPTED_EXTENSIONS } from '../progress/file-kinds.js';
import { signingView } from '../progress/signing.view.js';
import { admits, maySubmit, type Viewer } from '../rules/permissions.js';
import { planSight } from '../units/sight.queries.js';
import { UnitDirectory, type UnitFacts } from '../units/unit-directory.queries.js';
import { matterOf, type Say } from '../web/deadline-words.js';
import { Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { claimNotes, noted } from './claim-work.js';
import { datedView, type DayContext } from './deadline-view.js';
import { DeskDay } from './desk-day.js';
import { askFigures, figureWork } from './figure-fields.js';
import { listView } from './home-lists.js';
import { openWork } from './open-work.queries.js';
import { pressingOnUnit } from './pressing.js';
import { unitPast } from './unit-past.js';
import { UnitStanding } from './unit-standing.js';
import { unitTerms, withTerms } from './unit-terms.js';
import {
  filesOf,
  lastSaid,
  metByUnit,
  owedByUnit,
  partsOfUnit,
  type OwedRow,
  type PartRow,
} from './unit-work.queries.js';
import { unitGroups, type Again, type UnitGroups, type UnitRights } from './unit-work.view.js';
import { isOfDepartment, verifierScope } from './viewer-scope.js';

const MET_SHOWN = 20;
const PARTS_SHOWN = 200;
const NO_FILTER = { unitId: null, planId: null, q: '' };

@Injectable()
export class UnitDesk {
  constructor(
    private readonly db: Database,
    private readonly day: DeskDay,
    private readonly units: UnitDirectory,
    private readonly pages: Pages,
    private readonly standing: UnitStanding,
  ) {}

  /** @throws NotFound also for a unit that is not the viewer's business */
  async draw(
    request: WebRequest,
    viewer: Viewer,
    unitId: number,
    again: Again | null = null,
  ): Promise<string> {
    if (!isOfDepartment(viewer) && !viewer.unitIds.includes(unitId)) throw new NotFound('unit');
    const known = await this.units.byIds([...new Set([unitId, ...viewer.unitIds])]);
    const unit = known.get(unitId);
    if (!unit) throw new NotFound('unit');
    const context = await this.day.of(request);
    const rights = rightsOf(viewer, unitId);
    const within = planSight(viewer, unitId);
    const groups = await this.groups({ unitId, within }, context, rights, again);
    return this.pages.render(request, 'desk/unit', {
      title: context.say(rights.reports ? 'unit.titleOwn' : 'unit.title', { unit: unit.name }),
      unit,
      isOwn: rights.reports,
      otherUnits: rights.reports ? othersOf(viewer, unitId, known) : [],
      ...groups,
      ...countsOf(groups),
      accept: ACCEPTED_EXTENSIONS.map((extension) => `.${extension}`).join(','),
      ...(await this.behind(unitId, context, within)),
      pressing: await pressingOnUnit(this.db.read, unitId, context, within),
      ...(viewer.link ? {} : await this.besides(viewer, unitId, context, within)),
      ...(await this.signing(request, viewer, unitId, rights)),
      refused: again && {
        ...again.refused,
        faults: again.refused.faults.map((fault) => anchored(fault, again)),
      },
    });
  }

  /** What does not come with a mail's link: how the unit stands, what it was before, what it is to verify. */
  private async besides(viewer: Viewer, unitId: number, context: DayContext, within: string) {
    const { reports } = rightsOf(viewer, unitId);
    return {
      ...(await this.standing.view(unitId, context, within)),
      past: isOfDepartment(viewer) ? await unitPast(this.db.read, unitId, within, context.say) : null,
      toVerify: reports ? await this.toVerify(viewer, context) : null,
      keepsContacts: !reports && admits('keep-contacts', viewer),
    };
  }

  /** What waits to be signed, for who may sign; and what just was. */
  private async signing(request: WebRequest, viewer: Viewer, unitId: number, rights: UnitRights) {
    const { today } = (await this.day.of(request)).by;
    const signs = rights.reports || rights.records;
    const { signed } = request.query as Record<string, unknown>;
    return {
      signing: signs ? await signingView(this.db.read, this.units, { viewer, unitId, today }) : null,
      signed: typeof signed === 'string' && /^\d{1,4}$/.test(signed) ? signed : null,
    };
  }

  private async groups(
    { unitId, within }: { unitId: number; within: string },
    context: DayContext,
    rights: UnitRights,
    again: Again | null,
  ) {
    const owed = await owedByUnit(this.db.read, unitId, context.by.today, within);
    const said = await lastSaid(this.db.read, unitId);
    const shown = owed.flatMap((row) => said.get(row.id)?.id ?? []);
    const files = await filesOf(this.db.read, shown);
    const groups = unitGroups({ owed, said, files }, context, rights, again);
    const notes = await claimNotes(this.db.read, owed, context);
    const terms = await unitTerms(this.db.read, owed, context, rights);
    for (const items of Object.values(groups)) {
      noted(items, notes);
      withTerms(items, terms);
    }
    const tasks = owed.map((row) => row.taskId);
    const figures = await figureWork(this.db.read, tasks, shown);
    for (const item of Object.values(groups).flat()) askFigures(item, figures, context.say);
    return groups;
  }

  /** What is done, and what it is part of. */
  private async behind(unitId: number, context: DayContext, within: string) {
    const met = await metByUnit(this.db.read, unitId, MET_SHOWN, within);
    const parts = await partsOfUnit(this.db.read, unitId, {
      ...{ today: context.by.today, limit: PARTS_SHOWN, within },
    });
    return {
      met: met.map((row) => metView(row, context)),
      parts: partsByPlan(unitId, parts, context),
    };
  }

  /** What this unit was named to verify from outside; null where there is nothing. */
  private async toVerify(viewer: Viewer, context: DayContext) {
    if (isOfDepartment(viewer)) return null;
    const verifier = await verifierScope(viewer, this.units);
    const page = await openWork(this.db.read, 'pending', context.by, { filter: NO_FILTER, verifier });
    return page.rows.length ? listView('pending', { ...page, next: null }, context, () => '') : null;
  }
}

function rightsOf(viewer: Viewer, unitId: number): UnitRights {
  return {
    reports: maySubmit(viewer, { unitId }).ok,
    records: !maySubmit(viewer, { unitId }).ok && maySubmit(viewer, { unitId }, { onBehalf: true }).ok,
  };
}

function othersOf(viewer: Viewer, unitId: number, known: Map<number, UnitFacts>) {
  return viewer.unitIds.filter((id) => id !== unitId && known.has(id)).map((id) => known.get(id)!);
}

function countsOf(groups: UnitGroups) {
  const due = groups.returned.length + groups.overdue.length + groups.due.length;
  return { dueCount: due, nothingOwed: due + groups.waiting.length + groups.later.length === 0 };
}

function partsByPlan(unitId: number, parts: PartRow[], { say }: DayContext) {
  const plans = new Map(parts.map(({ planId, planTitle }) => [planId, planTitle]));
  return [...plans].map(([planId, planTitle]) => ({
    planTitle,
    rows: parts
      .filter((part) => part.planId === planId)
      .map((part) => ({
        taskId: part.taskId,
        heading: say('desk.item', { no: part.taskNo, title: part.title }),
        word: partInWords(unitId, part, say),
      })),
  }));
}

function partInWords(unitId: number, part: PartRow, say: Say): string {
  if (part.groupName === null) {
    return say(part.part === 'cooperating' ? 'part.cooperating' : part.isFirst ? 'part.first' : 'part.lead');
  }
  const names = { group: part.groupName, unit: part.collectorName ?? '' };
  if (part.collectorUnitId === null) return say('part.informed', names);
  return say(part.collectorUnitId === unitId ? 'part.collects' : 'part.collected', names);
}

function metView(row: OwedRow, context: DayContext) {
  const title = row.taskNo && context.say('desk.item', { no: row.taskNo, title: row.title ?? '' });
  return {
    ...datedView(row, context),
    id: row.id,
    taskId: row.taskId,
    metOn: row.metOn,
    title: title ?? row.planTitle,
    matter: matterOf(context.say, row),
  };
}

/** Many forms stand on one page, so each field bears its deadline's number. */
function anchored<F extends { field: string | null }>(fault: F, again: Again) {
  const suffix = again.form === 'recording' ? `r${again.deadlineId}` : String(again.deadlineId);
  return { ...fault, field: fault.field && `${fault.field}-${suffix}` };
}

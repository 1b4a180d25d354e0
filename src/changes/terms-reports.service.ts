/** What was asked and decided about the terms of a task, to those whose business it is. */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import { readsAllUnits, type Viewer } from '../rules/permissions.js';
import { requireSight } from './acting.js';
import { coordinationById, coordinationsOf, type CoordinationRow } from './coordinations.queries.js';
import { extensionById, extensionsOf, type ExtensionRow } from './extensions.queries.js';
import { filingById, filingsOf, type FilingRow } from './filings.queries.js';
import {
  deadlineSubject,
  hasBusiness,
  taskSubject,
  type DeadlineSubject,
  type TaskSubject,
} from './subjects.queries.js';
import { suspensionsOf, type SuspensionRow } from './suspensions.queries.js';

@Injectable()
export class TermsReports {
  constructor(private readonly db: Database) {}

  /** @throws NotFound also where it is not the viewer's business, as all of these */
  async extensions(
    viewer: Viewer,
    deadlineId: number,
  ): Promise<{ deadline: DeadlineSubject; items: ExtensionRow[] }> {
    const deadline = await deadlineSubject(this.db.read, deadlineId);
    requireSight(viewer, 'deadline', [deadline.unitId, deadline.verifierUnitId]);
    return { deadline, items: await extensionsOf(this.db.read, [deadlineId]) };
  }

  async extension(
    viewer: Viewer,
    id: number,
  ): Promise<{ deadline: DeadlineSubject; extension: ExtensionRow }> {
    const extension = await extensionById(this.db.read, id);
    const deadline = await deadlineSubject(this.db.read, extension.deadlineId);
    requireSight(viewer, 'extension', [extension.unitId, deadline.verifierUnitId]);
    return { deadline, extension };
  }

  async suspensions(viewer: Viewer, taskId: number): Promise<{ task: TaskSubject; items: SuspensionRow[] }> {
    const { task } = await this.task(viewer, taskId);
    return { task, items: await suspensionsOf(this.db.read, taskId) };
  }

  /** A unit sees its own. */
  async filings(viewer: Viewer, taskId: number): Promise<{ task: TaskSubject; items: FilingRow[] }> {
    const { task, unitIds } = await this.task(viewer, taskId);
    return { task, items: await filingsOf(this.db.read, taskId, unitIds) };
  }

  async filing(viewer: Viewer, id: number): Promise<FilingRow> {
    const filing = await filingById(this.db.read, id);
    const { verifierUnitId } = await taskSubject(this.db.read, filing.taskId);
    requireSight(viewer, 'filing', [filing.unitId, verifierUnitId]);
    return filing;
  }

  /** A unit sees those it made and those made on it. */
  async coordinations(
    viewer: Viewer,
    taskId: number,
  ): Promise<{ task: TaskSubject; items: CoordinationRow[] }> {
    const { task, unitIds } = await this.task(viewer, taskId);
    return { task, items: await coordinationsOf(this.db.read, taskId, unitIds) };
  }

  async coordination(viewer: Viewer, id: number): Promise<CoordinationRow> {
    const call = await coordinationById(this.db.read, id);
    const { verifierUnitId } = await taskSubject(this.db.read, call.taskId);
    requireSight(viewer, 'coordination', [call.unitId, call.blockerUnitId, verifierUnitId]);
    return call;
  }

  /** @returns as whom the viewer looks; null: everything */
  async task(viewer: Viewer, id: number): Promise<{ task: TaskSubject; unitIds: number[] | null }> {
    const task = await taskSubject(this.db.read, id);
    if (readsAllUnits(viewer) || viewer.unitIds.includes(task.verifierUnitId ?? 0))
      return { task, unitIds: null };
    if (!(await hasBusiness(this.db.read, id, viewer.unitIds))) throw new NotFound('task');
    return { task, unitIds: viewer.unitIds };
  }
}

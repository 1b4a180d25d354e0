/** Reads the trail: of a task, of a plan, or all of it. */
import { Injectable } from '@nestjs/common';
import { headOf } from '../audit/audit.js';
import { AuditCheck, type CheckResult } from '../audit/audit-check.service.js';
import { headInWords, type Head } from '../audit/chain.js';
import type { TrailView } from '../audit/trail-words.js';
import { DeskDay } from '../desk/desk-day.js';
import { trailInWords } from '../desk/trail-reading.js';
import {
  namesOf,
  nounsOf,
  planOfTask,
  planTitle,
  trailOf,
  type TrailEntry,
  type TrailScope,
} from '../desk/trail.queries.js';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import type { WebRequest } from '../web/request.js';
import type { TrailQueryDto } from './trail.dto.js';

const USUAL_LIMIT = 50;

export interface TrailPage {
  entries: TrailEntry[];
  /** The cursor of what follows; null at the end. */
  next: string | null;
}

export interface TrailPlace {
  scope: TrailScope;
  planId: number;
  /** Of the task, or of the plan where there is none. */
  title: string;
  no: string | null;
}

@Injectable()
export class TrailService {
  constructor(
    private readonly db: Database,
    private readonly day: DeskDay,
    private readonly check: AuditCheck,
  ) {}

  async ofTask(taskId: number): Promise<TrailPlace> {
    const task = await planOfTask(this.db.read, taskId);
    if (!task) throw new NotFound('task');
    const { planId, title, no } = task;
    return { scope: { of: 'task', planId, taskId }, planId, title, no };
  }

  async ofPlan(planId: number): Promise<TrailPlace> {
    const plan = await planTitle(this.db.read, planId);
    if (!plan) throw new NotFound('plan');
    return { scope: { of: 'plan', planId }, planId, title: plan.title, no: null };
  }

  async page(scope: TrailScope, query: TrailQueryDto): Promise<TrailPage> {
    const { noun, person, from, until, after, limit = USUAL_LIMIT } = query;
    const filter = { noun, person, fromOn: from, untilOn: until, after, limit: limit + 1 };
    const found = await trailOf(this.db.read, scope, filter);
    const entries = found.slice(0, limit);
    return { entries, next: found.length > limit ? String(entries.at(-1)!.id) : null };
  }

  /** Each entry in words, and the plan it belongs to. */
  async inWords(
    request: Pick<WebRequest, 'language'>,
    entries: TrailEntry[],
  ): Promise<(TrailView & { plan: { id: number; title: string } | null })[]> {
    const planIds = [...new Set(entries.flatMap(({ planId }) => planId ?? []))];
    const titles = await namesOf(this.db.read, 'plans', planIds);
    const views = await trailInWords(this.db.read, entries, await this.day.of(request));
    return views.map((view, i) => {
      const { planId } = entries[i]!;
      const title = planId === null ? undefined : titles.get(planId);
      return { ...view, plan: title === undefined ? null : { id: planId!, title } };
    });
  }

  nouns(scope: TrailScope): Promise<string[]> {
    return nounsOf(this.db.read, scope);
  }

  async head(): Promise<{ head: Head; text: string; last: CheckResult | null }> {
    const head = await headOf(this.db.read);
    return { head, text: head.id ? headInWords(head) : '', last: await this.check.last() };
  }
}

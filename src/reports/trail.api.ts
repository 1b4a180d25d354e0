import { Controller, Get, Param, Query } from '@nestjs/common';
import type { TrailEntry, TrailScope } from '../desk/trail.queries.js';
import { For } from '../web/for.js';
import { TrailHeadDto, TrailListDto, TrailQueryDto } from './trail.dto.js';
import { TrailService } from './trail.service.js';

@Controller('api/v1')
export class TrailController {
  constructor(private readonly trail: TrailService) {}

  /** Every change of a plan and of what belongs to it, the newest first. */
  @Get('plans/:id/trail')
  @For('read-plans')
  async ofPlan(@Param('id') id: number, @Query() query: TrailQueryDto): Promise<TrailListDto> {
    return this.list((await this.trail.ofPlan(id)).scope, query);
  }

  /** Every change of a task and of what belongs to it, its plan's own changes included, the newest first. */
  @Get('tasks/:id/trail')
  @For('read-plans')
  async ofTask(@Param('id') id: number, @Query() query: TrailQueryDto): Promise<TrailListDto> {
    return this.list((await this.trail.ofTask(id)).scope, query);
  }

  /** The whole trail, the newest first. */
  @Get('audit')
  @For('read-audit')
  all(@Query() query: TrailQueryDto): Promise<TrailListDto> {
    return this.list({ of: 'all' }, query);
  }

  /** Where the chain ends now: to be noted elsewhere. */
  @Get('audit/head')
  @For('read-audit')
  async head(): Promise<TrailHeadDto> {
    const { head, text, last } = await this.trail.head();
    return { ...head, head: text, checkedOn: last?.checkedOn ?? null, brokenAt: last?.fault?.id ?? null };
  }

  private async list(scope: TrailScope, query: TrailQueryDto): Promise<TrailListDto> {
    const { entries, next } = await this.trail.page(scope, query);
    return { items: entries.map(toJson), next };
  }
}

function toJson({ before, after, ...entry }: TrailEntry) {
  return { ...entry, before: parsed(before), after: parsed(after) };
}

function parsed(json: string | null): Record<string, unknown> | null {
  return json === null ? null : (JSON.parse(json) as Record<string, unknown>);
}

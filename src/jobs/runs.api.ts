import { Controller, Get, Query } from '@nestjs/common';
import { Database } from '../platform/database.js';
import { For } from '../web/for.js';
import { RunListDto, RunsQueryDto } from './runs.dto.js';
import { cursorOf, listRuns, readCursor } from './runs.queries.js';

const USUAL_LIMIT = 50;

@Controller('api/v1/runs')
export class RunsController {
  constructor(private readonly db: Database) {}

  /** What ran by itself or by hand, newest day first. */
  @Get()
  @For('read-runs')
  async list(@Query() query: RunsQueryDto): Promise<RunListDto> {
    const limit = query.limit ?? USUAL_LIMIT;
    const filter = { job: query.job ?? null, state: query.state ?? null, after: readCursor(query.after) };
    const found = await listRuns(this.db.read, { ...filter, limit: limit + 1 });
    const items = found.slice(0, limit).map(({ leaseUntil: _, ...run }) => run);
    return { items, next: found.length > limit ? cursorOf(items.at(-1)!) : null };
  }
}

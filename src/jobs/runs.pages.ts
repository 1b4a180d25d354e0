/** /runs: everything that ran by itself, what it made, what failed; a failed run may be run again. */
import { Controller, Get, Param, ParseIntPipe, Post, Query, Req } from '@nestjs/common';
import { onTheClock } from '../outbox/message-view.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { NotFound, Refusal } from '../platform/refusal.js';
import type { Viewer } from '../rules/permissions.js';
import type { Say } from '../web/deadline-words.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { TIMETABLE } from './jobs.timetable.js';
import { RunsQueryDto } from './runs.dto.js';
import { cursorOf, listRuns, readCursor, runById, type ListedRun } from './runs.queries.js';
import { Runner } from './runner.js';

const PAGE = 60;
const COLOURS = { running: 'not-started', done: 'green', failed: 'red', folded: '' };
const COUNTED = [
  'composed',
  'skipped',
  'messages',
  'opened',
  'tasks',
  'checked',
  'faults',
  'urgings',
  'notices',
  'calls',
  'leaders',
  'paused',
  'securityEvents',
  'sessions',
  'signInFailures',
  'idempotentAnswers',
];
const JOBS = TIMETABLE.map(({ job }) => job);

@Controller('runs')
export class RunsPages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly runner: Runner,
    private readonly pages: Pages,
  ) {}

  @Get()
  @For('read-runs')
  @Page()
  show(@Req() request: WebRequest, @Query() query: RunsQueryDto): Promise<string> {
    return this.draw(request, query);
  }

  /** Runs it while the person waits, as `duban run` does. */
  @Post(':id/attempts')
  @For('read-runs')
  @RedrawWith('redraw')
  async runAgain(@CurrentViewer() viewer: Viewer, @Param('id', ParseIntPipe) id: number) {
    const run = await runById(this.db.read, id);
    if (!run) throw new NotFound('job-run');
    if (run.state !== 'failed') throw new Refusal('run-not-failed');
    await this.runner.runNow(viewer, run.job, run.day);
    return seeOther(`/runs#run-${id}`);
  }

  redraw(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.draw(request, {}, refused);
  }

  private async draw(request: WebRequest, query: RunsQueryDto, refused?: RefusedForm): Promise<string> {
    const say: Say = (key, values = {}) => this.pages.say(request, key, values);
    const filter = { job: query.job ?? null, state: query.state ?? null, after: readCursor(query.after) };
    const found = await listRuns(this.db.read, { ...filter, limit: PAGE + 1 });
    const runs = found.slice(0, PAGE);
    const next = new URLSearchParams({
      ...(filter.job ? { job: filter.job } : {}),
      ...(filter.state ? { state: filter.state } : {}),
    });
    if (found.length > PAGE) next.set('after', cursorOf(runs.at(-1)!));
    return this.pages.render(request, 'jobs/runs', {
      ...{ refused, title: say('runs.title') },
      runs: runs.map((run) => this.view(say, run)),
      nextHref: found.length > PAGE ? `/runs?${next.toString()}` : null,
      jobs: JOBS.map((job) => ({ value: job, word: say(`runs.job.${job}`), isChosen: job === filter.job })),
      states: Object.keys(COLOURS).map((state) => ({
        value: state,
        word: say(`runs.state.${state}`),
        isChosen: state === filter.state,
      })),
    });
  }

  private view(say: Say, run: ListedRun) {
    const clock = (instant: string | null) => instant && onTheClock(instant, this.clock.timeZone);
    const isFailed = run.state === 'failed';
    return {
      ...{ id: run.id, day: run.day, isFailed, error: run.error },
      jobWord: JOBS.includes(run.job) ? say(`runs.job.${run.job}`) : run.job,
      stateWord: say(`runs.state.${run.state}`),
      colour: COLOURS[run.state],
      foldedInto: run.foldedInto,
      startedAt: run.state === 'folded' ? null : clock(run.startedAt),
      finishedAt: run.state === 'folded' ? null : clock(run.finishedAt),
      retryAt: isFailed ? clock(run.leaseUntil) : null,
      attempts: run.attempts > 1 ? run.attempts : null,
      counts: Object.entries(run.counts).map(([name, count]) =>
        COUNTED.includes(name) ? say(`runs.count.${name}`, { count }) : `${name} ${count}`,
      ),
    };
  }
}

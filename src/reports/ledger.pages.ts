/** The plans and their ledgers 台账, to look at, to print and to take away as a file. */
import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { isOfDepartment } from '../desk/viewer-scope.js';
import { relationLines } from '../plans/plan-relations.view.js';
import { Clock } from '../platform/clock.js';
import { lightSigns, type Light } from '../rules/lights.js';
import { maySupervise, type Viewer } from '../rules/permissions.js';
import { download, seeOther, type Answer } from '../web/answer.js';
import type { Say } from '../web/deadline-words.js';
import { CurrentViewer, For } from '../web/for.js';
import { Page, Pages } from '../web/pages.js';
import { pathOf, type WebRequest } from '../web/request.js';
import { ledgerFile } from './ledger-file.js';
import { Ledger, type LedgerQuery, type PlanLedger } from './ledger.js';

const ROWS_PER_PAGE = 50;
const LONGEST_SEARCH = 100;
const LIGHTS: Light[] = ['red', 'yellow', 'green', 'not-started', 'closed'];

@Controller()
export class LedgerPages {
  constructor(
    private readonly ledger: Ledger,
    private readonly pages: Pages,
    private readonly clock: Clock,
  ) {}

  @Get('/plans')
  @For('read-work')
  @Page()
  async plans(@Req() request: WebRequest, @CurrentViewer() viewer: Viewer): Promise<string> {
    const plans = await this.ledger.plans(viewer);
    return this.pages.render(request, 'reports/plans', {
      title: this.pages.say(request, 'ledger.plans'),
      mayAdd: maySupervise(viewer).ok,
      plans: plans.map((plan) => ({
        ...plan,
        isDraft: plan.state === 'draft',
        stateWord: this.pages.say(request, isJoined(plan) ? 'plans.joined' : `plan.state-${plan.state}`),
      })),
    });
  }

  /** `/plans/3.csv` is the same with another ending. Who may work on a draft finds it where that is done. */
  @Get('/plans/:id')
  @For('read-work')
  @Page()
  async plan(
    @Req() request: WebRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Query() query: Record<string, unknown>,
  ): Promise<string | Answer> {
    const plan = await this.ledger.plan(viewer, id);
    if (plan.state === 'draft' && maySupervise(viewer).ok) return seeOther(`/plans/${id}/draft`);
    return await this.drawLedger(request, viewer, id, readQuery(query));
  }

  private async drawLedger(
    request: WebRequest,
    viewer: Viewer,
    id: number,
    asked: LedgerQuery & { page: number },
  ) {
    const say = this.say(request);
    const ledger = await this.ledger.of(viewer, id, asked, request.language);
    const href = (change: Partial<typeof asked>) =>
      ledgerHref(pathOf(request), { ...asked, page: 1, ...change });
    const from = (asked.page - 1) * ROWS_PER_PAGE;
    const whole = ledger.rows.length <= ROWS_PER_PAGE;
    return this.pages.render(request, 'reports/ledger', {
      title: ledger.plan.title,
      ...linksFor(viewer, id, ledger.plan.state === 'issued'),
      plan: ledger.plan,
      related: ledger.related && relationLines(say, ledger.related),
      printedOn: this.clock.today(),
      numbers: numbers(say, ledger, asked, href),
      allHref: href({ light: null }),
      rows: ledger.rows.slice(from, from + ROWS_PER_PAGE),
      found: ledger.rows.length,
      total: ledger.total,
      page: whole ? null : asked.page,
      nextHref: from + ROWS_PER_PAGE < ledger.rows.length ? href({ page: asked.page + 1 }) : null,
      previousHref: asked.page > 1 ? href({ page: asked.page - 1 }) : null,
      fileHref: ledgerHref(`${pathOf(request)}.csv`, { ...asked, page: 1 }),
      q: asked.q,
      light: asked.light,
      isFiltered: asked.q !== '' || asked.unitId !== null || asked.light !== null,
      clearHref: pathOf(request),
      units: ledger.units.map((unit) => ({ ...unit, isChosen: unit.unitId === asked.unitId })),
      refinements: ledger.refinements,
    });
  }

  @Get('/plans/:id.csv')
  @For('read-work')
  async file(
    @Req() request: WebRequest,
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Query() query: Record<string, unknown>,
  ): Promise<Answer> {
    const say = this.say(request);
    const ledger = await this.ledger.of(viewer, id, readQuery(query), request.language);
    const name = say('ledger.fileName', {
      plan: ledger.plan.documentNumber ?? ledger.plan.title,
      day: this.clock.today(),
    });
    return download(`${name}.csv`, 'text/csv; charset=utf-8', ledgerFile(ledger.rows, say));
  }

  private say(request: WebRequest): Say {
    return (key, values) => this.pages.say(request, key, values);
  }
}

/** A supplement: its items stand in the plan it adds to. */
function isJoined({
  state,
  supplementsPlanId,
}: {
  state: string;
  supplementsPlanId: number | null;
}): boolean {
  return state === 'issued' && supplementsPlanId !== null;
}

function readQuery(query: Record<string, unknown>): LedgerQuery & { page: number } {
  const text = (name: string) => (typeof query[name] === 'string' ? query[name].trim() : '');
  const id = (name: string) => (/^[1-9]\d{0,8}$/.test(text(name)) ? Number(text(name)) : null);
  return {
    light: LIGHTS.find((light) => light === text('light')) ?? null,
    unitId: id('unit'),
    q: text('q').slice(0, LONGEST_SEARCH),
    page: id('page') ?? 1,
  };
}

function ledgerHref(path: string, { light, unitId, q, page }: LedgerQuery & { page: number }): string {
  const parts = [
    light && `light=${light}`,
    unitId !== null && `unit=${unitId}`,
    q && `q=${encodeURIComponent(q)}`,
    page > 1 && `page=${page}`,
  ].filter(Boolean);
  return parts.length ? `${path}?${parts.join('&')}` : path;
}

function numbers(
  say: Say,
  ledger: PlanLedger,
  asked: LedgerQuery,
  href: (change: { light: Light | null }) => string,
) {
  return LIGHTS.map((light) => ({
    href: href({ light }),
    colour: light,
    sign: lightSigns[light],
    word: say(`state.${light}`),
    count: ledger.counts[light],
    isCurrent: asked.light === light,
    value: light,
  }));
}

/** Where whoever may goes on from here; of an issued plan only. */
function linksFor(viewer: Viewer, planId: number, isIssued: boolean) {
  const sees = isOfDepartment(viewer);
  return {
    endingHref: isIssued && maySupervise(viewer).ok ? `/plans/${planId}/ending` : null,
    trailHref: sees ? `/plans/${planId}/trail` : null,
    summaryHref: sees && isIssued ? `/plans/${planId}/summary` : null,
  };
}

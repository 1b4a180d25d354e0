/** The first page: for the department what is open, for a reporter the way to its unit. */
import { Controller, Get, Query, Req } from '@nestjs/common';
import { countUnclaimed } from '../changes/reform.queries.js';
import { Database } from '../platform/database.js';
import { admits, maySupervise, type Viewer } from '../rules/permissions.js';
import { inSight } from '../units/sight.queries.js';
import { UnitDirectory } from '../units/unit-directory.queries.js';
import { seeOther, type Answer } from '../web/answer.js';
import { dayInWords, type Say } from '../web/deadline-words.js';
import { CurrentViewer, For } from '../web/for.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import type { DayContext } from './deadline-view.js';
import { DeskDay } from './desk-day.js';
import { homeHref, isFiltered, LIGHT_OF_LIST, readHomeQuery, type HomeQuery } from './home-address.js';
import { homeRequests } from './home-requests.js';
import { listView, type ListView } from './home-lists.js';
import { countOpenObjections } from './open-objections.js';
import { OpenWorkCounts, type Counts } from './open-work-counts.js';
import { OPEN_LISTS, openWork, type OpenList, type VerifierScope } from './open-work.queries.js';
import { isOfDepartment, verifies, verifierScope } from './viewer-scope.js';

/** What the unfiltered home shows; what is not yet due is a number only. */
const SHOWN_AT_HOME: OpenList[] = ['overdue', 'due-soon', 'pending'];

@Controller()
export class HomePages {
  constructor(
    private readonly db: Database,
    private readonly day: DeskDay,
    private readonly counts: OpenWorkCounts,
    private readonly pages: Pages,
    private readonly units: UnitDirectory,
  ) {}

  @Get('/')
  @For('signed-in')
  @Page()
  async home(
    @Req() request: WebRequest,
    @CurrentViewer() viewer: Viewer,
    @Query() query: Record<string, unknown>,
  ): Promise<string | Answer> {
    if (isOfDepartment(viewer)) return await this.draw(request, viewer, readHomeQuery(query));
    const [unitId] = viewer.unitIds;
    if (unitId !== undefined && admits('read-work', viewer)) return seeOther(`/units/${unitId}`);
    if (admits('keep-people', viewer)) return seeOther('/administration');
    return this.pages.render(request, 'desk/no-unit', {});
  }

  private async draw(request: WebRequest, viewer: Viewer, asked: HomeQuery): Promise<string> {
    const context = await this.day.of(request);
    const { say, calendar, by } = context;
    const counts = await this.counts.asOf(by, viewer);
    const forMe = asked.list === null && verifies(viewer);
    const lists = await this.lists(
      viewer,
      asked,
      context,
      forMe ? await verifierScope(viewer, this.units) : null,
    );
    const lastOn = counts.units.reduce((last, unit) => (unit.lastOn > last ? unit.lastOn : last), by.today);
    return this.pages.render(request, 'desk/home', {
      title: say(asked.list ? `desk.title-${asked.list}` : 'desk.title'),
      today: dayInWords(say, by.today, calendar),
      unknownYears: calendar.unknownYears(by.today, lastOn).join('、'),
      numbers: numbers(say, asked, counts),
      proposals: await this.proposals(viewer, asked, say),
      ...lists,
      requests: await this.requests(viewer, asked, context),
      unclaimed: await this.unclaimed(viewer, asked),
      objections: asked.list ? 0 : await countOpenObjections(this.db.read, viewer),
      pendingForMe: forMe && {
        others: isFiltered(asked) ? 0 : Math.max(0, counts.total.pending - countOf(lists['pending'])),
      },
      ...filterView(say, asked, counts),
      units: asked.list || isFiltered(asked) ? null : counts.units.map(unitRow),
    });
  }

  /** Of the whole department, so not under a filter. */
  private requests(viewer: Viewer, asked: HomeQuery, context: DayContext) {
    if (asked.list || isFiltered(asked)) return null;
    return homeRequests(this.db.read, this.units, viewer, context);
  }

  /** Duties that wait for a unit 待认领. */
  private async unclaimed(viewer: Viewer, asked: HomeQuery): Promise<number> {
    return asked.list ? 0 : await countUnclaimed(this.db.read, viewer);
  }

  /** 9项建议催办、1项请电话联系; null where nothing is proposed. */
  private async proposals(viewer: Viewer, asked: HomeQuery, say: Say): Promise<string | null> {
    if (!maySupervise(viewer).ok || asked.list) return null;
    const counts = await this.counts.proposed(viewer);
    const steps = (['urge', 'notice', 'call', 'leader'] as const).filter((step) => counts[step] > 0);
    return steps.map((step) => say(`escalation.homeOf.${step}`, { n: counts[step] })).join('、') || null;
  }

  /** One list under its filter, or the first page of each. Not at once: they share one connection. */
  private async lists(
    viewer: Viewer,
    asked: HomeQuery,
    context: DayContext,
    verifier: VerifierScope | null,
  ): Promise<Partial<Record<string, ListView>>> {
    const wanted = asked.list ? [asked.list] : SHOWN_AT_HOME;
    const views: Record<string, ListView> = {};
    for (const list of wanted) {
      const page = await openWork(this.db.read, list, context.by, {
        filter: asked.filter,
        after: asked.list && asked.after,
        verifier: list === 'pending' ? verifier : null,
        sight: inSight(viewer, 'p."jurisdictionId"', 'd."unitId"', 't."verifierUnitId"'),
      });
      views[NAMES[list]] = listView(list, page, context, (after) => homeHref(list, asked.filter, after));
    }
    return views;
  }
}

/** As the template calls them. */
const NAMES: Record<OpenList, string> = {
  overdue: 'overdue',
  'due-soon': 'dueSoon',
  pending: 'pending',
  'not-due': 'notDue',
};
const LOOKS: Record<OpenList, { colour: string; sign: string }> = {
  overdue: { colour: 'red', sign: '■' },
  'due-soon': { colour: 'yellow', sign: '▲' },
  pending: { colour: 'green', sign: '●' },
  'not-due': { colour: 'not-started', sign: '○' },
};

/** Of a list longer than its page the rest is not known to be for others. */
function countOf(list: ListView | undefined): number {
  return !list || list.nextHref ? Infinity : list.groups.reduce((sum, group) => sum + group.rows.length, 0);
}

function numbers(say: Say, asked: HomeQuery, counts: Counts) {
  return OPEN_LISTS.map((list) => ({
    href: homeHref(list, { ...asked.filter, unitId: null, q: '' }),
    ...LOOKS[list],
    word: say(`state.${list}`),
    count: counts.total[list],
    isCurrent: asked.list === list,
  }));
}

function filterView(say: Say, { list, filter }: HomeQuery, counts: Counts) {
  return {
    q: filter.q,
    planId: filter.planId,
    isFiltered: filter.unitId !== null || filter.q !== '',
    clearHref: homeHref(list, { unitId: null, planId: null, q: '' }),
    lights: OPEN_LISTS.map((each) => ({
      value: LIGHT_OF_LIST[each],
      word: say(`state.${each}`),
      isChosen: each === list,
    })),
    unitChoices: counts.units.map(({ unitId, unitName }) => ({
      unitId,
      unitName,
      isChosen: unitId === filter.unitId,
    })),
  };
}

function unitRow(unit: Counts['units'][number]) {
  const href = (list: OpenList) => homeHref(list, { unitId: unit.unitId, planId: null, q: '' });
  return {
    ...unit,
    overdueHref: href('overdue'),
    dueSoonHref: href('due-soon'),
    pendingHref: href('pending'),
    notDueHref: href('not-due'),
  };
}

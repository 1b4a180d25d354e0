/** The leader's page 领导一页纸: to look at, and to print on one sheet of A4; the same for programs. */
import { Controller, Get, Param, ParseIntPipe, Req } from '@nestjs/common';
import { lightSigns, type Light } from '../rules/lights.js';
import { headingOf, matterOf, type Say } from '../web/deadline-words.js';
import { For } from '../web/for.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import type { SummaryDto, SummaryLateDto, SummarySectionDto } from './summary.dto.js';
import { SummaryService } from './summary.service.js';

/** What still fits on one sheet. */
const MOST = {
  overdueUnits: 7,
  newlyLate: 5,
  forLeader: 5,
  unclaimed: 2,
  suspended: 2,
  instructions: 2,
  notices: 4,
};
const MOST_SECTIONS = 9;
const LONGEST_TEXT = 50;
const LIGHTS: [Light, 'red' | 'yellow' | 'green' | 'notStarted' | 'closed'][] = [
  ['red', 'red'],
  ['yellow', 'yellow'],
  ['green', 'green'],
  ['not-started', 'notStarted'],
  ['closed', 'closed'],
];

@Controller('plans/:id/summary')
export class SummaryPages {
  constructor(
    private readonly summary: SummaryService,
    private readonly pages: Pages,
  ) {}

  @Get()
  @For('read-plans')
  @Page()
  async show(@Req() request: WebRequest, @Param('id', ParseIntPipe) planId: number): Promise<string> {
    const say: Say = (key, values) => this.pages.say(request, key, values);
    const summary = await this.summary.of(request.viewer!, planId, request.language);
    return this.pages.render(request, 'reports/summary', {
      ...{ summary, lists: listsOf(say, summary) },
      numbers: numbersView(say, summary),
      lights: LIGHTS.map(([light]) => ({ sign: lightSigns[light], word: say(`state.${light}`), light })),
      sections: fitted(say, summary.sections).map((one) => ({
        section: one.section || say('summary.noSection'),
        counts: LIGHTS.map(([light, column]) => ({
          ...{ light, sign: lightSigns[light], n: one[column], word: say(`state.${light}`) },
        })),
      })),
      departmentLateColour: summary.waiting.departmentLate > 0 ? 'red' : '',
    });
  }
}

function numbersView(say: Say, { numbers }: SummaryDto) {
  return [
    { sign: '■', colour: 'red', word: say('state.overdue'), count: numbers.overdue },
    { sign: '▲', colour: 'yellow', word: say('state.due-soon'), count: numbers.dueSoon },
    { sign: '●', colour: 'green', word: say('state.pending'), count: numbers.pending },
    { sign: '○', colour: 'not-started', word: say('state.not-due'), count: numbers.notDue },
  ];
}

/** Of many sections the last ones are added up. */
function fitted(say: Say, sections: SummarySectionDto[]): SummarySectionDto[] {
  if (sections.length <= MOST_SECTIONS) return sections;
  const rest = {
    section: say('summary.otherSections'),
    red: 0,
    yellow: 0,
    green: 0,
    notStarted: 0,
    closed: 0,
  };
  for (const one of sections.slice(MOST_SECTIONS - 1))
    for (const [, column] of LIGHTS) rest[column] += one[column];
  return [...sections.slice(0, MOST_SECTIONS - 1), rest];
}

/** The rows that fit, and how many more there are. */
function within<T>(rows: T[], most: number): { rows: T[]; more: number; all: number } {
  return { rows: rows.slice(0, most), more: Math.max(0, rows.length - most), all: rows.length };
}

function listsOf(say: Say, summary: SummaryDto) {
  const late = (row: SummaryLateDto) => ({
    ...row,
    heading: headingOf(say, row),
    matter: row.taskNo === null ? '' : matterOf(say, row),
  });
  return {
    overdueUnits: within(summary.overdueUnits, MOST.overdueUnits),
    newlyLate: within(summary.newlyLate.map(late), MOST.newlyLate),
    forLeader: within(summary.forLeader.map(late), MOST.forLeader),
    unclaimed: within(summary.unclaimed, MOST.unclaimed),
    suspended: within(
      summary.suspended.map((one) => ({ ...one, detail: shortened(one.detail) })),
      MOST.suspended,
    ),
    instructions: within(
      summary.instructions.map((one) => ({ ...one, text: shortened(one.text) })),
      MOST.instructions,
    ),
    notices: within(
      summary.notices.map((one) => ({
        ...one,
        numberWord: say('supervisionNotice.number', { year: one.year, number: one.number }),
        stateWord: say(`supervisionNotice.state.${one.state}`),
      })),
      MOST.notices,
    ),
  };
}

function shortened(text: string): string {
  const characters = [...text.replace(/\s+/gu, ' ')];
  return characters.length > LONGEST_TEXT ? `${characters.slice(0, LONGEST_TEXT - 1).join('')}…` : text;
}

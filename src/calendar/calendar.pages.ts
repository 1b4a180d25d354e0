import { Body, Controller, Get, Post, Query, Req } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Refusal } from '../platform/refusal.js';
import { yearOf } from '../rules/day.js';
import { For } from '../web/for.js';
import { RedrawWith, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { CalendarNoticeDto, YearQuery } from './calendar.dto.js';
import { CalendarService, type NoticePreview } from './calendar.service.js';
import type { NoticeFault } from './notice.js';
import { changeView, countsOf, festivalsOf, monthsOf } from './calendar.view.js';

/** What the address says was done; anything else is not shown. */
const COUNT = /^\d{1,6}$/;

@Controller('calendar')
export class CalendarPages {
  constructor(
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
    private readonly pages: Pages,
  ) {}

  @Get()
  @For('keep-calendar')
  @Page()
  show(@Req() request: WebRequest, @Query() query: YearQuery): Promise<string> {
    return this.draw(request, query.year);
  }

  /** Shows what confirming would do; nothing is stored. */
  @Post('previews')
  @For('keep-calendar')
  @Page()
  @RedrawWith('drawYear')
  async preview(@Req() request: WebRequest, @Body() dto: CalendarNoticeDto): Promise<string> {
    return this.drawNotice(request, dto, await this.calendar.preview(dto.text, dto.year ?? null));
  }

  drawYear(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.draw(request, undefined, refused);
  }

  /** Also for the form that enters a notice: `plans`, which moves deadlines with it, answers that. */
  async drawPreview(request: WebRequest, refused: RefusedForm): Promise<string> {
    const text = String(refused.values['text'] ?? '');
    const year = Number(refused.values['year']) || undefined;
    const preview = await this.calendar.preview(text, year ?? null).catch((error: unknown) => {
      if (error instanceof Refusal) return null;
      throw error;
    });
    return preview
      ? this.drawNotice(request, { text, year }, preview, refused)
      : await this.draw(request, undefined, refused);
  }

  private async draw(request: WebRequest, asked: number | undefined, refused?: RefusedForm): Promise<string> {
    const thisYear = yearOf(this.clock.today());
    const year = asked ?? thisYear;
    const calendar = await this.calendar.working();
    const known = await this.calendar.known();
    const source = known.find((each) => each.year === year)?.source;
    const unknown = [...new Set([year, thisYear, thisYear + 1])]
      .filter((each) => !calendar.knows(each))
      .sort();
    const { changed, moved } = request.query as Record<string, unknown>;
    return this.pages.render(request, 'calendar/year', {
      title: this.pages.say(request, 'calendar.titleOf', { year }),
      year,
      before: year - 1,
      after: year + 1,
      source:
        source &&
        this.pages.say(request, `calendar.source-${source === 'notice' ? 'notice' : 'seed'}`, { year }),
      counts: countsOf(year, calendar),
      months: monthsOf(year, calendar).map(({ month, weeks }) => ({
        name: this.pages.say(request, `calendar.month-${month}`),
        weeks,
      })),
      unknown: unknown.join('、'),
      done: !refused && COUNT.test(String(changed)) ? String(changed) : null,
      moved: COUNT.test(String(moved)) ? String(moved) : '0',
      refused,
      values: refused?.values ?? {},
    });
  }

  private drawNotice(
    request: WebRequest,
    dto: Pick<CalendarNoticeDto, 'text' | 'year'>,
    preview: NoticePreview,
    refused?: RefusedForm,
  ): string {
    const say: Say = (key, params) => this.pages.say(request, key, params);
    const changes = preview.changes.map(changeView);
    return this.pages.render(request, 'calendar/preview', {
      title: say('calendar.previewTitle', { year: preview.year }),
      refused,
      ...dto,
      faults: preview.faults.map((fault) => faultInWords(fault, say)),
      isWhole: preview.isWhole,
      festivals: festivalsOf(preview.days),
      changes: changes.map(({ was, becomes, ...change }) => ({
        ...change,
        was: say(`calendar.is-${was}`),
        becomes: say(`calendar.is-${becomes}`),
      })),
    });
  }
}

type Say = (key: string, params?: NoticeFault['params']) => string;

function faultInWords({ code, params }: NoticeFault, say: Say): string {
  if (code !== 'weekday-differs') return say(`calendar.fault.${code}`, params);
  const [said, is] = [say(`day.weekday-${params['said']}`), say(`day.weekday-${params['is']}`)];
  return say(`calendar.fault.${code}`, { ...params, said, is });
}

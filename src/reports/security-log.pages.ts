/** The security log for the auditor, as a page and as a file. */
import { Readable } from 'node:stream';
import { Controller, Get, Query, Req } from '@nestjs/common';
import { SECURITY_EVENT_KINDS } from '../audit/security-event-kinds.js';
import { Clock } from '../platform/clock.js';
import { download, type Answer } from '../web/answer.js';
import { For } from '../web/for.js';
import { Page, Pages } from '../web/pages.js';
import { pathOf, type WebRequest } from '../web/request.js';
import { csv } from './csv.js';
import { SecurityLogQueryDto } from './security-log.dto.js';
import { SecurityLogService } from './security-log.service.js';
import { lineView, type SecuritySpeech } from './security-log.view.js';

const COLUMNS = ['when', 'what', 'who', 'about', 'address', 'details'];

@Controller()
export class SecurityLogPages {
  constructor(
    private readonly log: SecurityLogService,
    private readonly pages: Pages,
    private readonly clock: Clock,
  ) {}

  @Get('/security-log')
  @For('read-security-log')
  @Page()
  async list(@Req() request: WebRequest, @Query() query: SecurityLogQueryDto): Promise<string> {
    const { items, next } = await this.log.page(query);
    const { kind, person, from, until, after } = query;
    const path = pathOf(request);
    return this.pages.render(request, 'reports/security-log', {
      ...{ kind, person, from, until, path, isContinued: after !== undefined },
      isFiltered: [kind, person, from, until].some((given) => given !== undefined),
      lines: items.map((line) => lineView(line, this.speech(request))),
      kinds: SECURITY_EVENT_KINDS.map((value) => ({
        ...{ value, word: this.pages.say(request, `security.${value}`), isChosen: value === kind },
      })),
      fileHref: href('/security-log.csv', { ...query, after: undefined, limit: undefined }),
      nextHref: next && href(path, { ...query, after: Number(next) }),
    });
  }

  @Get('/security-log.csv')
  @For('read-security-log')
  file(@Req() request: WebRequest, @Query() query: SecurityLogQueryDto): Answer {
    const name = `${this.pages.say(request, 'securityLog.title')}-${this.clock.today()}.csv`;
    return download(name, 'text/csv; charset=utf-8', Readable.from(this.parts(request, query)));
  }

  /** One file of many parts: only the first begins with the mark. */
  private async *parts(request: WebRequest, query: SecurityLogQueryDto): AsyncGenerator<string> {
    yield csv([COLUMNS.map((column) => this.pages.say(request, `securityLog.${column}`))]);
    for await (const lines of this.log.all(query)) {
      const table = lines.map((line) => {
        const { when, kind, who, subject, address, details } = lineView(line, this.speech(request));
        return [when, kind, who, subject, address, details];
      });
      yield csv(table).slice(1);
    }
  }

  private speech(request: WebRequest): SecuritySpeech {
    return {
      timeZone: this.clock.timeZone,
      say: (key, values) => this.pages.say(request, key, values),
      knows: (key) => this.pages.knows(request, key),
    };
  }
}

function href(path: string, query: SecurityLogQueryDto): string {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) asked.set(name, String(value));
  const text = asked.toString();
  return text ? `${path}?${text}` : path;
}

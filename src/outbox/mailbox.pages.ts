/** /mailbox: who was sent what on a day, what failed and why, and who got nothing. */
import { Controller, Get, Param, ParseIntPipe, Post, Query, Req } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import type { Day } from '../rules/day.js';
import type { Viewer } from '../rules/permissions.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { ContentPolicy } from '../web/security-headers.js';
import { Delivery } from './delivery.js';
import { MessagesQueryDto } from './mailbox.dto.js';
import {
  countsOfDay,
  daysAround,
  listMessages,
  skippedOfDay,
  wholeMessage,
  type WholeMessage,
} from './mailbox.queries.js';
import { MailboxService } from './mailbox.service.js';
import { kindWord, messageView, onTheClock } from './message-view.js';
import { MESSAGE_STATES, type MessageState } from './messages.js';

const PAGE = 100;
const MOST_SKIPPED = 500;

@Controller('mailbox')
export class MailboxPages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly mailbox: MailboxService,
    private readonly delivery: Delivery,
    private readonly pages: Pages,
  ) {}

  @Get()
  @For('read-mail')
  @Page()
  async show(@Req() request: WebRequest, @Query() query: MessagesQueryDto): Promise<string> {
    const say = (key: string, values = {}) => this.pages.say(request, key, values);
    const day =
      query.day ?? (await daysAround(this.db.read, this.clock.today())).newest ?? this.clock.today();
    const state = query.state ?? null;
    const before = query.after ?? null;
    const found = await listMessages(this.db.read, { day, state, before, limit: PAGE + 1 });
    const messages = found.slice(0, PAGE);
    const rest = found.length > PAGE ? messages.at(-1)!.id : null;
    return this.pages.render(request, 'outbox/mailbox', {
      title: say('mailbox.title'),
      day,
      ...(await this.around(day)),
      numbers: await this.numbers(request, day, state),
      isFiltered: state !== null,
      messages: messages.map((message) => messageView(say, message, this.clock.timeZone)),
      nextHref: rest ? `${linkOf(day, state)}&after=${rest}` : null,
      held: await this.delivery.held(),
      untold: state || before ? [] : await this.untold(request, day),
    });
  }

  @Get(':id')
  @For('read-mail')
  @Page()
  one(@Req() request: WebRequest, @Param('id', ParseIntPipe) id: number): Promise<string> {
    return this.draw(request, id);
  }

  /** The mail as it renders, for the sandboxed frame of its page: no script runs, nothing is fetched. */
  @Get(':id/html')
  @For('read-mail')
  @Page()
  @ContentPolicy('mail-preview')
  async html(@Req() request: WebRequest, @Param('id', ParseIntPipe) id: number): Promise<string> {
    const message = await this.message(request, id);
    return message.html.replace(/<a\s/gi, '<a target="_blank" rel="noopener noreferrer" ');
  }

  @Post(':id/attempts')
  @For('read-mail')
  @RedrawWith('redraw')
  async sendAgain(@CurrentViewer() viewer: Viewer, @Param('id', ParseIntPipe) id: number) {
    await this.mailbox.sendAgain(viewer, id);
    return seeOther(`/mailbox/${id}`);
  }

  redraw(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.draw(request, Number((request.params as { id: string }).id), refused);
  }

  private async draw(request: WebRequest, id: number, refused?: RefusedForm): Promise<string> {
    const message = await this.message(request, id);
    const say = (key: string, values = {}) => this.pages.say(request, key, values);
    const { fromName, fromAddress, messageId, headers, text, calendar } = message;
    return this.pages.render(request, 'outbox/message', {
      ...messageView(say, message, this.clock.timeZone),
      ...{ refused, fromName, fromAddress, messageId, text, calendar },
      title: message.subject,
      datedAt: onTheClock(message.datedAt, this.clock.timeZone),
      headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
      mayResend: mayResend(message, this.clock.today()),
    });
  }

  private async message(request: WebRequest, id: number): Promise<WholeMessage> {
    const found = await wholeMessage(this.db.read, id);
    if (!found) throw new NotFound('message');
    return this.mailbox.readable(request.viewer!, found, this.pages.say(request, 'mailbox.linkSent'));
  }

  private async around(day: Day) {
    const { previous, next } = await daysAround(this.db.read, day);
    return { previous: previous && linkOf(previous), next: next && linkOf(next) };
  }

  private async numbers(request: WebRequest, day: Day, chosen: MessageState | null) {
    const counts = await countsOfDay(this.db.read, day);
    const shown = MESSAGE_STATES.filter(
      (state) => counts.get(state) || state === 'sent' || state === 'failed',
    );
    const entries = shown.map((state) => ({
      word: this.pages.say(request, `mailbox.state.${state}`),
      count: counts.get(state) ?? 0,
      href: chosen === state ? linkOf(day) : linkOf(day, state),
      isCurrent: chosen === state,
      colour: state === 'failed' && counts.get(state) ? 'red' : '',
    }));
    const word = this.pages.say(request, 'mailbox.untold');
    const untold = {
      word,
      count: counts.get('untold'),
      href: `${linkOf(day)}#untold`,
      isCurrent: false,
      colour: '',
    };
    return [...entries, untold];
  }

  private async untold(request: WebRequest, day: Day) {
    const say = (key: string) => this.pages.say(request, key);
    const found = await skippedOfDay(this.db.read, day, 0, MOST_SKIPPED);
    return found.map(({ recipient, kind, reason }) => ({
      recipient,
      kindWord: kindWord(say, kind),
      reasonWord: reason && say(`notice.reason.${reason}`),
    }));
  }
}

function linkOf(day: Day, state: MessageState | null = null): string {
  return `/mailbox?day=${day}${state ? `&state=${state}` : ''}`;
}

/** A reminder past its day would expire unsent: the page does not offer what cannot happen. */
function mayResend({ state, reason, expiresOn }: WholeMessage, today: Day): boolean {
  const isLate = expiresOn !== null && expiresOn < today;
  return state === 'failed' && ['server-refused', 'gave-up'].includes(reason ?? '') && !isLate;
}

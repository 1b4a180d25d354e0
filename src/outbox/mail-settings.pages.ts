/** /administration/mail: where mail goes, what waits, and a test to oneself. The password is shown to nobody. */
import { Controller, Get, Post, Req } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config.js';
import { Database } from '../platform/database.js';
import type { Viewer } from '../rules/permissions.js';
import type { Answer } from '../web/answer.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { readHold } from './delivery-hold.js';
import { MailTests } from './mail-tests.service.js';
import { messageView, onTheClock } from './message-view.js';
import { queueState } from './queue.queries.js';

@Controller('administration/mail')
export class MailSettingsPages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly pages: Pages,
    private readonly tests: MailTests,
  ) {}

  @Get()
  @For('read-mail')
  @Page()
  show(@Req() request: WebRequest): Promise<string> {
    return this.draw(request);
  }

  @Post('tests')
  @For('read-mail')
  @RedrawWith('draw')
  async test(@CurrentViewer() viewer: Viewer): Promise<Answer> {
    await this.tests.send(viewer);
    return seeOther('/administration/mail#test');
  }

  async draw(request: WebRequest, refused?: RefusedForm): Promise<string> {
    const say = (key: string, values = {}) => this.pages.say(request, key, values);
    const viewer = request.viewer!;
    const { mailFrom, mailAllow } = this.config;
    const queue = await queueState(this.db.read, this.clock.now());
    const last = await this.tests.lastOf(viewer);
    return this.pages.render(request, 'administration/mail', {
      refused,
      server: serverOf(this.config),
      sender: `${mailFrom.name} <${mailFrom.address}>`,
      allowed: mailAllow?.join('、') ?? null,
      held: (await readHold(this.db.read))?.answer ?? null,
      ...queue,
      oldest: queue.oldest && onTheClock(queue.oldest, this.clock.timeZone),
      reasons: queue.reasons.map(({ reason, count }) => ({ count, word: say(`mailbox.reason.${reason}`) })),
      own: await this.tests.addressOf(viewer),
      last: last && messageView(say, last, this.clock.timeZone),
      lastAt: last && onTheClock(last.createdAt, this.clock.timeZone),
    });
  }
}

interface Server {
  host: string;
  port: string;
  isEncrypted: boolean;
  signsIn: boolean;
}

/** null: mail stays here. */
function serverOf({ smtpUrl }: Config): Server | null {
  if (smtpUrl === null) return null;
  const { hostname, port, protocol, username } = new URL(smtpUrl);
  const isEncrypted = protocol === 'smtps:';
  return {
    host: hostname,
    port: port || (isEncrypted ? '465' : '587'),
    isEncrypted,
    signsIn: username !== '',
  };
}

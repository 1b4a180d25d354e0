import { Module } from '@nestjs/common';
import { Config } from '../platform/config.js';
import { Delivery } from './delivery.js';
import { Outbox } from './enqueue.js';
import { MailboxPages } from './mailbox.pages.js';
import { MailboxService } from './mailbox.service.js';
import { MessagesController } from './messages.api.js';
import { WebModule } from '../web/web.module.js';
import { Letters } from './letters.js';
import { MailSettingsPages } from './mail-settings.pages.js';
import { MailTests } from './mail-tests.service.js';
import { MailHealth } from './mail-health.js';
import { MailLinks } from './mail-links.js';
import { DevMailboxMailer, Mailer } from './mailer.js';

/** Mail goes where SMTP_URL says; without one it stays here, on the mailbox page, and the way out is not even loaded. */
const mailer = {
  provide: Mailer,
  useFactory: async ({ smtpUrl }: Config): Promise<Mailer> => {
    if (!smtpUrl) return new DevMailboxMailer();
    const { SmtpMailer } = await import('./smtp-mailer.js');
    return new SmtpMailer(smtpUrl);
  },
  inject: [Config],
};

@Module({
  imports: [WebModule],
  controllers: [MailSettingsPages, MailboxPages, MessagesController],
  providers: [MailTests, Letters, Outbox, Delivery, MailLinks, MailboxService, MailHealth, mailer],
  exports: [Letters, Outbox, Delivery, Mailer, MailHealth],
})
export class OutboxModule {}

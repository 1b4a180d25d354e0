import { Controller, Get, Query } from '@nestjs/common';
import { Database } from '../platform/database.js';
import { For } from '../web/for.js';
import { MessageListDto, MessagesQueryDto } from './mailbox.dto.js';
import { listMessages } from './mailbox.queries.js';

const USUAL_LIMIT = 50;

@Controller('api/v1/messages')
export class MessagesController {
  constructor(private readonly db: Database) {}

  /** What was or will be sent, newest first, without the texts. */
  @Get()
  @For('read-mail')
  async list(@Query() query: MessagesQueryDto): Promise<MessageListDto> {
    const limit = query.limit ?? USUAL_LIMIT;
    const filter = { day: query.day ?? null, state: query.state ?? null, before: query.after ?? null };
    const found = await listMessages(this.db.read, { ...filter, limit: limit + 1 });
    const items = found.slice(0, limit).map((message) => ({
      ...message,
      nextAttemptAt: message.state === 'pending' ? message.nextAttemptAt : null,
    }));
    return { items, next: found.length > limit ? String(items.at(-1)!.id) : null };
  }
}

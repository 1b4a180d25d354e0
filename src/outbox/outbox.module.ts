import { Module } from '@nestjs/common';
import { Outbox } from './enqueue.js';

@Module({ providers: [Outbox], exports: [Outbox] })
export class OutboxModule {}

/** Who may come in: sign-in, sessions, API tokens, and the guard before every handler. */
import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { SessionsService } from './sessions.service.js';

@Global()
@Module({
  providers: [SessionsService, { provide: APP_GUARD, useClass: AccessGuard }],
  exports: [SessionsService],
})
export class AccessModule {}

/** Who may come in: sign-in, sessions, API tokens, and the guard before every handler. */
import { Global, Module } from '@nestjs/common';
import { AdministrationPages } from './administration.pages.js';
import { PeoplePages } from './people.pages.js';
import { PeopleController } from './people.api.js';
import { PeopleDesk } from './people.desk.js';
import { PersonKeeping } from './person-keeping.service.js';
import { APP_GUARD } from '@nestjs/core';
import { UnitsModule } from '../units/units.module.js';
import { AccessGuard } from './access.guard.js';
import { AccountsService } from './accounts.service.js';
import { Identities } from './identities.js';
import { LinksService } from './links.service.js';
import { SessionsService } from './sessions.service.js';
import { SignInPages } from './sign-in.pages.js';
import { SignInService } from './sign-in.service.js';
import { TokensService } from './tokens.service.js';

@Global()
@Module({
  imports: [UnitsModule],
  controllers: [PeopleController, PeoplePages, AdministrationPages, SignInPages],
  providers: [PersonKeeping, PeopleDesk, 
    SessionsService,
    Identities,
    SignInService,
    AccountsService,
    TokensService,
    LinksService,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [SessionsService, AccountsService, TokensService, LinksService],
})
export class AccessModule {}

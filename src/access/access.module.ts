/** Who may come in: sign-in, sessions, API tokens, and the guard before every handler. */
import { Global, Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { OutboxModule } from '../outbox/outbox.module.js';
import { UnitsModule } from '../units/units.module.js';
import { AccessGuard } from './access.guard.js';
import { AccountDesk } from './account.desk.js';
import { AccountPages } from './account.pages.js';
import { AccountsService } from './accounts.service.js';
import { AdministrationPages } from './administration.pages.js';
import { Attempts } from './attempts.js';
import { CodesService } from './codes.service.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { Idempotency } from './idempotency.js';
import { IdentityProvider } from './identity-provider.js';
import { Identities } from './identities.js';
import { LinkIdentity } from './link-identity.js';
import { LinksService } from './links.service.js';
import { OidcDoors } from './oidc-doors.js';
import { OidcPages } from './oidc.pages.js';
import { OidcService } from './oidc.service.js';
import { OwnSessions } from './own-sessions.js';
import { PasswordsService } from './passwords.service.js';
import { PeopleController } from './people.api.js';
import { PeopleDesk } from './people.desk.js';
import { PeoplePages } from './people.pages.js';
import { PermissionsPages } from './permissions.pages.js';
import { PersonalDataPages } from './personal-data.pages.js';
import { PersonalDataService } from './personal-data.service.js';
import { FirstSession } from './first-session.js';
import { InvitationUse } from './invitation-use.service.js';
import { InvitationPages } from './invitations.pages.js';
import { InvitationsService } from './invitations.service.js';
import { InvitingPages } from './inviting.pages.js';
import { PersonDoors } from './person-doors.js';
import { PersonKeeping } from './person-keeping.service.js';
import { SecondFactorPages } from './second-factor.pages.js';
import { SecondFactorService } from './second-factor.service.js';
import { SessionsService } from './sessions.service.js';
import { SignInStepsPages } from './sign-in-steps.pages.js';
import { SignInPages } from './sign-in.pages.js';
import { SignInService } from './sign-in.service.js';
import { SignInSteps } from './steps.js';
import { SystemsPages } from './systems.pages.js';
import { SystemsService } from './systems.service.js';
import { TokenUses } from './token-uses.js';
import { TokensController } from './tokens.api.js';
import { TokensPages } from './tokens.pages.js';
import { TokensService } from './tokens.service.js';
import { UnitLinks } from './unit-links.js';

@Global()
@Module({
  imports: [OutboxModule, UnitsModule],
  controllers: [
    TokensPages,
    TokensController,
    SystemsPages,
    SignInPages,
    OidcPages,
    SignInStepsPages,
    AccountPages,
    SecondFactorPages,
    AdministrationPages,
    PeoplePages,
    PermissionsPages,
    PersonalDataPages,
    InvitingPages,
    InvitationPages,
    PeopleController,
  ],
  providers: [
    SessionsService,
    Identities,
    SignInService,
    IdentityProvider,
    OidcService,
    OidcDoors,
    SignInSteps,
    Attempts,
    PasswordsService,
    SecondFactorService,
    CodesService,
    OwnSessions,
    AccountDesk,
    AccountsService,
    TokensService,
    TokenUses,
    SystemsService,
    PeopleDesk,
    PersonDoors,
    PersonKeeping,
    PersonalDataService,
    FirstSession,
    InvitationsService,
    InvitationUse,
    LinksService,
    LinkIdentity,
    UnitLinks,
    Idempotency,
    { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [
    Idempotency,
    SessionsService,
    SignInSteps,
    PasswordsService,
    SecondFactorService,
    AccountsService,
    TokensService,
    LinksService,
  ],
})
export class AccessModule {}

/** /people/:id/invitation: an administrator invites by mail, sends again, takes back. */
import { Body, Controller, Param, Post } from '@nestjs/common';
import type { Viewer } from '../rules/permissions.js';
import type { Answer } from '../web/answer.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import type { WebRequest } from '../web/request.js';
import { InvitationsService } from './invitations.service.js';
import { rolesOf } from './people.api.js';
import { PeopleDesk } from './people.desk.js';
import { PersonKeeping } from './person-keeping.service.js';
import { AccountDto } from './person.dto.js';

@Controller('people/:id')
@For('keep-people')
export class InvitingPages {
  constructor(
    private readonly desk: PeopleDesk,
    private readonly keeping: PersonKeeping,
    private readonly invitations: InvitationsService,
  ) {}

  /** From the form that would give an account at once: its roles are given, the login name they choose themselves. */
  @Post('invitation')
  @RedrawWith('redraw')
  async invite(
    @CurrentViewer() viewer: Viewer,
    @Param('id') personId: number,
    @Body() { loginName: _theirOwn, ...given }: AccountDto,
  ): Promise<Answer> {
    await this.invitations.check(viewer, personId);
    await this.keeping.changeRoles(viewer, personId, rolesOf(given));
    await this.invitations.send(viewer, personId);
    return seeOther(`/people/${personId}?saved`);
  }

  /** Once more, or a link to another password for somebody with an account. */
  @Post('invitation/sending')
  @RedrawWith('redraw')
  async send(@CurrentViewer() viewer: Viewer, @Param('id') personId: number): Promise<Answer> {
    await this.invitations.send(viewer, personId);
    return seeOther(`/people/${personId}?saved`);
  }

  @Post('invitation/withdrawal')
  @RedrawWith('redraw')
  async withdraw(@CurrentViewer() viewer: Viewer, @Param('id') personId: number): Promise<Answer> {
    await this.invitations.withdraw(viewer, personId);
    return seeOther(`/people/${personId}?saved`);
  }

  redraw(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.desk.drawOne(request, Number((request.params as { id: string }).id), refused);
  }
}

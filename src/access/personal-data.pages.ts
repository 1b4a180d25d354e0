/** One's own data to take along; an administrator hands out and erases those of others. */
import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import { Equals } from 'class-validator';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import type { Viewer } from '../rules/permissions.js';
import { download, type Answer } from '../web/answer.js';
import { Checkbox } from '../web/fields.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { personRecord } from './people.queries.js';
import type { PersonalData } from './personal-data.queries.js';
import { PersonalDataService } from './personal-data.service.js';

class ErasureDto {
  /** Ticked by whoever has read what stays and what goes. */
  @Equals(true, { message: 'erasure-not-confirmed' })
  @Checkbox()
  isSure: boolean;
}

@Controller()
export class PersonalDataPages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly pages: Pages,
    private readonly data: PersonalDataService,
  ) {}

  @Get('account/data')
  @For('signed-in')
  @Page()
  own(@Req() request: WebRequest): string {
    return this.pages.render(request, 'administration/own-data', {});
  }

  @Post('account/data')
  @For('signed-in')
  async takeOwn(@CurrentViewer() viewer: Viewer): Promise<Answer> {
    return asFile(await this.data.exportOwn(viewer));
  }

  @Post('people/:id/export')
  @For('keep-people')
  async handOut(@CurrentViewer() viewer: Viewer, @Param('id') personId: number): Promise<Answer> {
    return asFile(await this.data.exportOf(viewer, personId));
  }

  @Get('people/:id/erasure')
  @For('keep-people')
  @Page()
  confirm(@Req() request: WebRequest, @Param('id') personId: number): Promise<string> {
    return this.draw(request, personId);
  }

  @Post('people/:id/erasure')
  @For('keep-people')
  @RedrawWith('redraw')
  async erase(
    @CurrentViewer() viewer: Viewer,
    @Param('id') personId: number,
    @Body() _sure: ErasureDto,
  ): Promise<Answer> {
    await this.data.erase(viewer, personId);
    return seeOther(`/people/${personId}`);
  }

  redraw(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.draw(request, Number((request.params as { id: string }).id), refused);
  }

  private async draw(request: WebRequest, personId: number, refused?: RefusedForm): Promise<string> {
    const when = { on: this.clock.today(), now: this.clock.now() };
    const person = await personRecord(this.db.read, request.viewer!, personId, when);
    return this.pages.render(request, 'administration/erasure', {
      refused,
      person,
      mayErase: person.leftOn !== null && person.leftOn <= when.on && person.erasedOn === null,
    });
  }
}

function asFile(data: PersonalData): Answer {
  return download(
    `person-${String(data.person['id'])}.json`,
    'application/json',
    `${JSON.stringify(data, null, 2)}\n`,
  );
}

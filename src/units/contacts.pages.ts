import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { Refusal, wrongInput } from '../platform/refusal.js';
import type { Day } from '../rules/day.js';
import type { Viewer } from '../rules/permissions.js';
import type { Answer } from '../web/answer.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import {
  ContactConfirmationDto,
  ContactEndingDto,
  ContactListQuery,
  ContactTableDto,
} from './contact.dto.js';
import type { Remark } from './contact-plan.js';
import { ContactsService, type ContactPreview, type ContactTable } from './contacts.service.js';
import { contactList, type ContactListRow } from './unit-list.queries.js';

const PAGE = 100;

@Controller('contacts')
export class ContactsPages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly pages: Pages,
    private readonly contacts: ContactsService,
  ) {}

  @Get()
  @For('keep-contacts')
  @Page()
  list(@Req() request: WebRequest, @Query() query: ContactListQuery): Promise<string> {
    return this.draw(request, query);
  }

  /** Shows what confirming would do; nothing is stored. */
  @Post('previews')
  @For('keep-contacts')
  @Page()
  @RedrawWith('drawList')
  async preview(@Req() request: WebRequest, @Body() table: ContactTableDto): Promise<string> {
    return this.drawTable(request, table, await this.contacts.preview(request.viewer!, table));
  }

  @Post()
  @For('keep-contacts')
  @RedrawWith('drawPreview')
  async confirm(@CurrentViewer() viewer: Viewer, @Body() dto: ContactConfirmationDto): Promise<Answer> {
    const done = await this.contacts.confirm(viewer, dto, dto.seen);
    return seeOther(`/contacts?done=${done.added}-${done.changed}-${done.ended}`);
  }

  @Post(':id/ending')
  @For('keep-contacts')
  async end(
    @CurrentViewer() viewer: Viewer,
    @Param('id') contactId: number,
    @Body() dto: ContactEndingDto,
  ): Promise<Answer> {
    await this.contacts.end(viewer, contactId, dto.endsOn as Day | undefined);
    return seeOther('/contacts?ended');
  }

  drawList(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.draw(request, {}, refused);
  }

  /** A confirmation that was refused shows the table as it would be taken now. */
  async drawPreview(request: WebRequest, refused: RefusedForm): Promise<string> {
    const table = {
      text: String(refused.values['text'] ?? ''),
      replaces: Boolean(refused.values['replaces']),
    };
    const preview = await this.contacts.preview(request.viewer!, table).catch((error: unknown) => {
      if (error instanceof Refusal) return null;
      throw error;
    });
    return preview ? this.drawTable(request, table, preview, refused) : await this.draw(request, {}, refused);
  }

  private async draw(request: WebRequest, query: ContactListQuery, refused?: RefusedForm): Promise<string> {
    const q = query.q ?? '';
    const question = {
      viewer: request.viewer!,
      q,
      on: this.clock.today(),
      after: placeOf(query.cursor),
      limit: PAGE + 1,
    };
    const found = await contactList(this.db.read, question);
    const shown = found.slice(0, PAGE);
    const asked = request.query as Record<string, unknown>;
    return this.pages.render(request, 'contacts/list', {
      refused,
      values: refused?.values ?? {},
      done: refused ? null : doneOf(asked['done']),
      ended: !refused && asked['ended'] !== undefined,
      handed: refused ? null : asked['handed'],
      q,
      groups: byUnit(shown),
      nextHref: found.length > PAGE ? addressOf(q, shown.at(-1)!) : null,
    });
  }

  private drawTable(
    request: WebRequest,
    { text, replaces }: ContactTable,
    { rows, endings, seen }: ContactPreview,
    refused?: RefusedForm,
  ): string {
    const words = (kind: string, remarks: Remark[]): string[] =>
      remarks.map(({ code, params }) => this.pages.say(request, `contacts.${kind}.${code}`, params));
    const count = (outcome: string): number => rows.filter((row) => row.outcome === outcome).length;
    const counts = {
      added: count('add'),
      changed: count('change'),
      ended: endings.length,
      wrong: count('wrong'),
    };
    return this.pages.render(request, 'contacts/preview', {
      refused,
      text,
      replaces,
      seen,
      endings,
      counts,
      willChange: counts.wrong === 0 && counts.added + counts.changed + counts.ended > 0,
      rows: rows.map((row) => ({
        ...row,
        unitShown: row.unitName || row.unit,
        isWrong: row.outcome === 'wrong',
        isSame: row.outcome === 'same',
        outcomeWord: this.pages.say(request, `contacts.outcome-${row.outcome}`),
        said: [...words('fault', row.faults), ...words('remark', row.remarks)],
      })),
    });
  }
}

function byUnit(contacts: ContactListRow[]): { unitId: number; unitName: string; rows: ContactListRow[] }[] {
  const groups: { unitId: number; unitName: string; rows: ContactListRow[] }[] = [];
  for (const contact of contacts) {
    const { unitId, unitName } = contact;
    if (groups.at(-1)?.unitId !== unitId) groups.push({ unitId, unitName, rows: [] });
    groups.at(-1)!.rows.push(contact);
  }
  return groups;
}

function placeOf(cursor: string | undefined): { unitId: number; id: number } {
  if (cursor === undefined) return { unitId: 0, id: 0 };
  const match = /^(\d{1,9})-(\d{1,9})$/.exec(cursor);
  if (!match) throw wrongInput('input-wrong', { cursor: 'input-wrong' });
  return { unitId: Number(match[1]), id: Number(match[2]) };
}

function addressOf(q: string, last: ContactListRow): string {
  const query = new URLSearchParams({ ...(q ? { q } : {}), cursor: `${last.unitId}-${last.id}` });
  return `/contacts?${query.toString()}`;
}

function doneOf(text: unknown): { added: string; changed: string; ended: string } | null {
  const match = /^(\d{1,5})-(\d{1,5})-(\d{1,5})$/.exec(typeof text === 'string' ? text : '');
  return match && { added: match[1]!, changed: match[2]!, ended: match[3]! };
}

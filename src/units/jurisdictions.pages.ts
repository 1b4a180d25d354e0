/** /jurisdictions: the parts of the house, one below the other, and what lies in each. */
import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import { NotFound } from '../platform/refusal.js';
import { homeOf, type Viewer } from '../rules/permissions.js';
import type { Answer } from '../web/answer.js';
import { CurrentViewer, For } from '../web/for.js';
import { RedrawWith, seeOther, type RefusedForm } from '../web/forms.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { JurisdictionForm, JurisdictionParentForm } from './jurisdiction-form.dto.js';
import { JurisdictionNameDto } from './jurisdiction.dto.js';
import { JurisdictionsService, type JurisdictionRow } from './jurisdictions.service.js';

@Controller()
@For('keep-settings')
export class JurisdictionsPages {
  constructor(
    private readonly pages: Pages,
    private readonly jurisdictions: JurisdictionsService,
  ) {}

  @Get('jurisdictions')
  @Page()
  list(@Req() request: WebRequest): Promise<string> {
    return this.drawList(request);
  }

  @Post('jurisdictions')
  @RedrawWith('drawList')
  async create(@CurrentViewer() viewer: Viewer, @Body() dto: JurisdictionForm): Promise<Answer> {
    await this.jurisdictions.create(viewer, { name: dto.name, parentId: dto.parentId ?? null });
    return seeOther('/jurisdictions?saved');
  }

  @Get('jurisdictions/:id')
  @Page()
  one(@Req() request: WebRequest, @Param('id') id: number): Promise<string> {
    return this.drawOne(request, id);
  }

  @Post('jurisdictions/:id')
  @RedrawWith('redraw')
  async rename(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Body() { name }: JurisdictionNameDto,
  ): Promise<Answer> {
    await this.jurisdictions.rename(viewer, id, name);
    return seeOther(`/jurisdictions/${id}?saved`);
  }

  @Post('jurisdictions/:id/parent')
  @RedrawWith('redraw')
  async move(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: number,
    @Body() { parentId }: JurisdictionParentForm,
  ): Promise<Answer> {
    await this.jurisdictions.move(viewer, id, parentId ?? null);
    return seeOther(`/jurisdictions/${id}?saved`);
  }

  @Post('jurisdictions/:id/ending')
  @RedrawWith('redraw')
  async end(@CurrentViewer() viewer: Viewer, @Param('id') id: number): Promise<Answer> {
    await this.jurisdictions.end(viewer, id);
    return seeOther('/jurisdictions?saved');
  }

  async drawList(request: WebRequest, refused?: RefusedForm): Promise<string> {
    const all = await this.jurisdictions.list(request.viewer!);
    return this.pages.render(request, 'units/jurisdictions', {
      refused,
      values: refused?.values ?? {},
      saved: savedIn(request, refused),
      rows: asTree(all.filter(({ endedOn }) => endedOn === null)),
      ended: all.filter(({ endedOn }) => endedOn !== null),
      ...this.parents(request, all, Number(refused?.values['parentId']) || null),
    });
  }

  redraw(request: WebRequest, refused: RefusedForm): Promise<string> {
    return this.drawOne(request, Number((request.params as { id: string }).id), refused);
  }

  private async drawOne(request: WebRequest, id: number, refused?: RefusedForm): Promise<string> {
    const all = await this.jurisdictions.list(request.viewer!);
    const place = all.find((one) => one.id === id);
    if (!place) throw new NotFound('jurisdiction');
    return this.pages.render(request, 'units/jurisdiction', {
      ...{ refused, place, saved: savedIn(request, refused) },
      isOwn: homeOf(request.viewer!) === id,
      name: refused?.values['name'] ?? place.name,
      ...this.parents(request, all, place.parentId, id),
    });
  }

  /** Where one may lie; a house-wide viewer also chooses the topmost one. */
  private parents(request: WebRequest, all: JurisdictionRow[], chosen: number | null, but?: number) {
    return {
      everywhere: !request.viewer!.area,
      parents: all
        .filter(({ id, endedOn }) => endedOn === null && id !== but)
        .map(({ id, name }) => ({ id, name, isChosen: id === chosen })),
    };
  }
}

function savedIn(request: WebRequest, refused?: RefusedForm): boolean {
  return !refused && (request.query as Record<string, unknown>)['saved'] !== undefined;
}

/** Each below the one it lies in, with how deep. */
function asTree(all: JurisdictionRow[]): (JurisdictionRow & { indent: string })[] {
  const known = new Set(all.map(({ id }) => id));
  const below = (parentId: number | null, depth: number): (JurisdictionRow & { indent: string })[] =>
    all
      .filter((one) =>
        parentId === null ? one.parentId === null || !known.has(one.parentId) : one.parentId === parentId,
      )
      .flatMap((one) => [{ ...one, indent: '　'.repeat(depth) }, ...below(one.id, depth + 1)]);
  return below(null, 0);
}

/** Draws the form of a new unit and the page on which a unit is changed; a refused form is drawn here again. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { admits, maySupervise, type Viewer } from '../rules/permissions.js';
import type { RefusedForm } from '../web/forms.js';
import { Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { JurisdictionsService } from './jurisdictions.service.js';
import { UnitDirectory } from './unit-directory.queries.js';
import { listedNames } from './unit.view.js';
import { unitNames, unitRecord, type UnitRecord } from './unit-list.queries.js';

@Injectable()
export class UnitForm {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly pages: Pages,
    private readonly directory: UnitDirectory,
    private readonly jurisdictions: JurisdictionsService,
  ) {}

  async drawNew(request: WebRequest, refused?: RefusedForm): Promise<string> {
    const parents = await unitNames(this.db.read, request.viewer!, this.clock.today(), 'unit');
    return this.pages.render(request, 'units/new', { refused, values: refused?.values ?? {}, parents });
  }

  /** @param request its path holds the unit's id */
  async drawEdit(request: WebRequest, refused?: RefusedForm): Promise<string> {
    const on = this.clock.today();
    const { id } = request.params as { id: string };
    const unit = await unitRecord(this.db.read, Number(id), on);
    return this.pages.render(request, 'units/edit', {
      title: this.pages.say(request, 'units.editTitle', { unit: unit.name }),
      unit,
      isGroup: unit.kind === 'group',
      kindWord: this.pages.say(request, `units.kind-${unit.kind}`),
      isEnded: unit.endedOn !== null,
      mayReform: request.viewer !== null && maySupervise(request.viewer).ok,
      readsWork: request.viewer !== null && admits('read-work', request.viewer),
      refused,
      saved: !refused && (request.query as Record<string, unknown>)['saved'] !== undefined,
      values: valuesOf(unit, refused),
      names: unit.names.map((each) => ({ ...each, kindWord: this.pages.say(request, `units.${each.kind}`) })),
      unknown: refused?.messages['members']
        ? await this.unknownAmong(request.viewer!, String(refused.values['members'] ?? ''))
        : [],
      parents: await unitNames(this.db.read, request.viewer!, on, 'unit'),
      ...(await this.placesOf(request.viewer!, unit.id)),
    });
  }

  /** Where the unit may be put; nothing for whoever does not keep jurisdictions, and where there are none. */
  private async placesOf(viewer: Viewer, unitId: number) {
    if (!admits('keep-settings', viewer)) return {};
    const chosen = (await this.directory.byIds([unitId])).get(unitId)?.jurisdictionId ?? null;
    const all = (await this.jurisdictions.list(viewer)).filter((one) => one.endedOn === null);
    return {
      everywhere: !viewer.area,
      places: all.map(({ id, name }) => ({ id, name, isChosen: id === chosen })),
    };
  }

  private async unknownAmong(viewer: Viewer, text: string): Promise<{ name: string; like: string }[]> {
    const on = this.clock.today();
    const met = await this.directory.resolve(listedNames(text), on, { viewer });
    const unknown = [...met].filter(([, unit]) => unit === null).map(([name]) => name);
    const like = await this.directory.suggest(unknown, on, { viewer });
    return unknown.map((name) => ({
      name,
      like: like
        .get(name)!
        .map((unit) => unit.name)
        .join('、'),
    }));
  }
}

/** The unit's own facts, unless this very form was refused: then what was typed. */
function valuesOf(unit: UnitRecord, refused?: RefusedForm): Record<string, unknown> {
  const own = {
    name: unit.name,
    parent: unit.parentName ?? '',
    reachedBy: unit.reachedBy,
    isSenior: unit.isSenior,
    isSupervisor: unit.isSupervisor,
  };
  if (!refused) return own;
  return 'name' in refused.values || 'reachedBy' in refused.values
    ? refused.values
    : { ...own, ...refused.values };
}

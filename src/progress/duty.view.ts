/** Draws a duty's page with the forms its viewer may use. */
import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { maySubmit, maySupervise, type Viewer, readsAllUnits } from '../rules/permissions.js';
import { mayStillSendBack } from '../rules/reassigning.js';
import { unitNames } from '../units/unit-list.queries.js';
import type { RefusedForm } from '../web/forms.js';
import { Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { formerHolders, sentBackOf, type DutyRow, type FormerHolder } from './duties.queries.js';
import { DutyReports } from './duty-reports.service.js';

export type DutyForm = 'sendingBack' | 'refusal' | 'reassignment';

interface Again {
  form: DutyForm;
  refused: RefusedForm;
}

@Injectable()
export class DutyView {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
    private readonly reports: DutyReports,
    private readonly pages: Pages,
  ) {}

  /** @throws NotFound also where it is not the viewer's business */
  async draw(
    request: WebRequest,
    viewer: Viewer,
    dutyId: number,
    again: Again | null = null,
  ): Promise<string> {
    const duty = await this.reports.duty(viewer, dutyId);
    const former = await formerHolders(this.db.read, { dutyId });
    const sentBack = await sentBackOf(this.db.read, dutyId);
    const pending = sentBack.find((one) => one.outcome === 'pending') ?? null;
    const say = (key: string, values = {}) => this.pages.say(request, key, values);
    const forms = await this.formsFor(viewer, duty, pending !== null);
    return this.pages.render(request, 'progress/duty', {
      ...{ duty, pending, refused: again?.refused },
      seesUnit: readsAllUnits(viewer) || viewer.unitIds.includes(duty.unitId),
      title: say('duty.title', { no: duty.taskNo, title: duty.title }),
      part: say(`part.${duty.isFirst ? 'first' : duty.part}`),
      done: again ? null : doneOf(request),
      former: (viewer.link ? [] : former).map((one) => formerView(one, say)),
      sentBack: sentBack
        .filter(({ unitId }) => !viewer.link || viewer.unitIds.includes(unitId))
        .map((one) => ({ ...one, word: say(`duty.outcome-${one.outcome}`) })),
      forms: Object.fromEntries(
        forms.map((form) => [form, again?.form === form ? again.refused : { values: {}, messages: {} }]),
      ),
      units: forms.includes('reassignment')
        ? await unitNames(this.db.read, viewer, this.clock.today(), 'unit')
        : [],
    });
  }

  drawAgain(request: WebRequest, form: DutyForm, refused: RefusedForm): Promise<string> {
    const dutyId = Number((request.params as { id: string }).id);
    return this.draw(request, request.viewer!, dutyId, { form, refused });
  }

  private async formsFor(viewer: Viewer, duty: DutyRow, isPending: boolean): Promise<DutyForm[]> {
    if (duty.unitKind === 'group' || SETTLED.includes(duty.taskState)) return [];
    const supervises = maySupervise(viewer).ok;
    const sends = !isPending && (supervises || maySubmit(viewer, duty).ok) && (await this.isInTime(duty));
    const deciding: DutyForm[] = isPending ? ['reassignment', 'refusal'] : ['reassignment'];
    return [...(sends ? (['sendingBack'] as const) : []), ...(supervises ? deciding : [])];
  }

  private async isInTime({ signedOn, unclaimedFromOn }: DutyRow): Promise<boolean> {
    if (unclaimedFromOn !== null) return false;
    return mayStillSendBack(signedOn, this.clock.today(), await this.calendar.working());
  }
}

const SETTLED = ['closed', 'withdrawn'];
const DONE = ['sent-back', 'refused', 'reassigned'];

function doneOf(request: WebRequest): string | null {
  const { done } = request.query as Record<string, unknown>;
  return DONE.find((one) => one === done) ?? null;
}

/** Also of a task's page. */
export function formerView(one: FormerHolder, say: (key: string) => string) {
  return {
    ...one,
    part: say(`part.${one.isFirst ? 'first' : one.part}`),
    cause: say(`duty.cause-${one.cause}`),
  };
}

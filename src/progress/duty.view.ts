/** Draws a duty's page with the forms its viewer may use. */
import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { rows } from '../platform/sql.js';
import { maySubmit, maySupervise, type Viewer } from '../rules/permissions.js';
import { mayStillSendBack } from '../rules/reassigning.js';
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
      title: say('duty.title', { no: duty.taskNo, title: duty.title }),
      part: say(`part.${duty.isFirst ? 'first' : duty.part}`),
      done: again ? null : doneOf(request),
      former: former.map((one) => formerView(one, say)),
      sentBack: sentBack.map((one) => ({ ...one, word: say(`duty.outcome-${one.outcome}`) })),
      forms: Object.fromEntries(
        forms.map((form) => [form, again?.form === form ? again.refused : { values: {}, messages: {} }]),
      ),
      units: forms.includes('reassignment') ? await this.unitNames() : [],
    });
  }

  drawAgain(request: WebRequest, form: DutyForm, refused: RefusedForm): Promise<string> {
    const dutyId = Number((request.params as { id: string }).id);
    return this.draw(request, request.viewer!, dutyId, { form, refused });
  }

  private async formsFor(viewer: Viewer, duty: DutyRow, isPending: boolean): Promise<DutyForm[]> {
    if (duty.unitKind === 'group' || duty.taskState === 'closed' || duty.taskState === 'withdrawn') return [];
    const supervises = maySupervise(viewer).ok;
    const isHeld = duty.unclaimedFromOn === null;
    const calendar = await this.calendar.working();
    const inTime = mayStillSendBack(duty.signedOn, this.clock.today(), calendar);
    const sends = isHeld && inTime && !isPending && (supervises || maySubmit(viewer, duty).ok);
    return [
      ...(sends ? (['sendingBack'] as const) : []),
      ...(supervises ? (['reassignment'] as const) : []),
      ...(supervises && isPending ? (['refusal'] as const) : []),
    ];
  }

  private async unitNames(): Promise<string[]> {
    const found = await rows<{ name: string }>(
      this.db.read,
      `SELECT name FROM units WHERE kind = 'unit' AND ("endedOn" IS NULL OR "endedOn" > :today) ORDER BY id`,
      { today: this.clock.today() },
    );
    return found.map((unit) => unit.name);
  }
}

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

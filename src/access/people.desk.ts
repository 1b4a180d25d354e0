/** Draws the pages of people; a refused form is drawn here again. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { dayInZone } from '../rules/day.js';
import { ROLES, type Role, type Viewer } from '../rules/permissions.js';
import { JurisdictionsService } from '../units/jurisdictions.service.js';
import { afterOf } from '../units/unit.view.js';
import type { RefusedForm } from '../web/forms.js';
import { Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { InvitationsService } from './invitations.service.js';
import { peopleList, personRecord, type ListedPerson, type PersonRecord } from './people.queries.js';
import type { PeopleQuery } from './person.dto.js';

const PAGE = 50;

@Injectable()
export class PeopleDesk {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly pages: Pages,
    private readonly jurisdictions: JurisdictionsService,
    private readonly invitations: InvitationsService,
  ) {}

  async drawList(request: WebRequest, query: PeopleQuery): Promise<string> {
    const viewer = request.viewer!;
    const q = query.q ?? '';
    const isLeft = query.state === 'left';
    const isInvited = query.state === 'invited';
    const found = await peopleList(this.db.read, viewer, {
      ...{ q, isLeft, isInvited, role: query.role || null, jurisdictionId: query.jurisdiction ?? null },
      ...{ on: this.clock.today(), after: afterOf(query.after), limit: PAGE + 1 },
    });
    const shown = found.slice(0, PAGE);
    return this.pages.render(request, 'administration/people', {
      q,
      isLeft,
      isInvited,
      state: query.state ?? '',
      isFiltered: Boolean(q || query.role || query.jurisdiction),
      rows: shown.map((person) => this.listed(request, person)),
      roles: ROLES.map((value) => ({
        value,
        word: this.pages.say(request, `trailValue.roles-${value}`),
        isChosen: value === query.role,
      })),
      jurisdictions: await this.places(viewer, query.jurisdiction ?? null),
      nextHref: found.length > PAGE ? addressOf(query, shown.at(-1)!.id) : null,
    });
  }

  async drawNew(request: WebRequest, refused?: RefusedForm): Promise<string> {
    const values = refused?.values ?? {};
    return this.pages.render(request, 'administration/person-new', {
      refused,
      values,
      ...(await this.placeChoice(request.viewer!, Number(values['jurisdictionId']) || null)),
    });
  }

  async drawOne(request: WebRequest, personId: number, refused?: RefusedForm): Promise<string> {
    const viewer = request.viewer!;
    const on = this.clock.today();
    const person = await personRecord(this.db.read, viewer, personId, { on, now: this.clock.now() });
    const isHere = person.leftOn === null || person.leftOn > on;
    const given = rolesGiven(person, refused);
    return this.pages.render(request, 'administration/person', {
      title: this.nameOf(request, person),
      person: { ...this.listed(request, person), ...person, name: this.nameOf(request, person) },
      ...{ isHere, isErased: person.erasedOn !== null, refused },
      isSelf: viewer.personId === personId,
      saved: !refused && (request.query as Record<string, unknown>)['saved'] !== undefined,
      since: dayInZone(person.createdAt, this.clock.timeZone),
      values: { ...factsShown(person), ...refused?.values },
      loginName: refused?.values['loginName'] ?? proposedLogin(person),
      ...(await this.placeChoice(viewer, given.jurisdictionId)),
      roles: ROLES.map((value) => ({
        value,
        word: this.pages.say(request, `trailValue.roles-${value}`),
        hint: this.pages.say(request, `people.hint-${value}`),
        isHeld: given.roles.includes(value),
      })),
      invitation: (await this.invitations.openOf(personId))[0] ?? null,
      current: person.contacts.filter(({ untilOn }) => untilOn === null || untilOn > on),
      past: person.contacts.filter(({ untilOn }) => untilOn !== null && untilOn <= on),
    });
  }

  async drawPassword(
    request: WebRequest,
    personId: number,
    given: { loginName: string; password: string },
  ): Promise<string> {
    const when = { on: this.clock.today(), now: this.clock.now() };
    const { name } = await personRecord(this.db.read, request.viewer!, personId, when);
    return this.pages.render(request, 'administration/password-given', { ...given, personId, name });
  }

  nameOf(request: WebRequest, { name, erasedOn }: Pick<ListedPerson, 'name' | 'erasedOn'>): string {
    return erasedOn === null ? name : this.pages.say(request, 'people.formerContact');
  }

  private listed(request: WebRequest, person: ListedPerson) {
    return {
      ...person,
      name: this.nameOf(request, person),
      units: person.unitNames.join('、'),
      roleWords: person.roles.map((role) => this.pages.say(request, `trailValue.roles-${role}`)).join('、'),
      place: this.placeOf(request, person),
    };
  }

  /** Where their roles hold; a contact's hold for their units, wherever these lie. */
  private placeOf(request: WebRequest, { jurisdictionName, roles }: ListedPerson): string {
    if (jurisdictionName !== null || roles.length === 0) return jurisdictionName ?? '';
    return this.pages.say(
      request,
      roles.every((role) => role === 'reporter') ? 'people.ownUnits' : 'people.everywhere',
    );
  }

  /** Somebody who may act everywhere may also let others; a limited one chooses below their own. */
  private async placeChoice(viewer: Viewer, chosen: number | null) {
    const places = await this.places(viewer, chosen ?? viewer.area?.homeId ?? null);
    return { jurisdictions: places, everywhere: !viewer.area, hasPlaces: places.length > 0 };
  }

  private async places(viewer: Viewer, chosen: number | null) {
    const all = await this.jurisdictions.list(viewer);
    return all
      .filter(({ id, endedOn }) => endedOn === null || id === chosen)
      .map(({ id, name }) => ({ id, name, isChosen: id === chosen }));
  }
}

function factsShown({ name, address, phone }: PersonRecord) {
  return { name, address: address ?? '', phone: phone ?? '' };
}

/** What was ticked, where the roles themselves were refused. */
function rolesGiven(
  person: PersonRecord,
  refused?: RefusedForm,
): { roles: Role[]; jurisdictionId: number | null } {
  const typed = refused?.values;
  if (!typed || !('roles' in typed || 'jurisdictionId' in typed)) return person;
  const roles = [typed['roles'] ?? []].flat() as Role[];
  return { roles, jurisdictionId: Number(typed['jurisdictionId']) || null };
}

/** What stands before the @ of the duty mailbox. */
function proposedLogin({ address }: PersonRecord): string {
  return address?.slice(0, address.indexOf('@')) ?? '';
}

function addressOf({ q, role, jurisdiction, state }: PeopleQuery, lastId: number): string {
  const query = new URLSearchParams({
    ...(q ? { q } : {}),
    ...(role ? { role } : {}),
    ...(jurisdiction ? { jurisdiction: String(jurisdiction) } : {}),
    ...(state ? { state } : {}),
    after: String(lastId),
  });
  return `/people?${query.toString()}`;
}

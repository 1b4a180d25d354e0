/** /administration: everything an administrator keeps, on one page. */
import { Controller, Get, Req } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { admits, type Verb } from '../rules/permissions.js';
import { For } from '../web/for.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { peopleCounts } from './people.queries.js';

interface Room {
  name: string;
  href: string;
  verb: Verb;
}

/** In the order in which a new department needs them. */
const ROOMS: { group: string; rooms: Room[] }[] = [
  {
    group: 'who',
    rooms: [
      { name: 'people', href: '/people', verb: 'keep-people' },
      { name: 'permissions', href: '/administration/permissions', verb: 'keep-people' },
      { name: 'systems', href: '/administration/systems', verb: 'keep-people' },
    ],
  },
  {
    group: 'register',
    rooms: [
      { name: 'units', href: '/units', verb: 'keep-units' },
      { name: 'jurisdictions', href: '/jurisdictions', verb: 'keep-settings' },
      { name: 'contacts', href: '/contacts', verb: 'keep-contacts' },
      { name: 'recipients', href: '/recipients', verb: 'keep-recipients' },
      { name: 'calendar', href: '/calendar', verb: 'keep-calendar' },
    ],
  },
  {
    group: 'house',
    rooms: [
      { name: 'settings', href: '/administration/settings', verb: 'keep-settings' },
      { name: 'mail', href: '/administration/mail', verb: 'read-mail' },
      { name: 'mailbox', href: '/mailbox', verb: 'read-mail' },
      { name: 'runs', href: '/runs', verb: 'read-runs' },
      { name: 'licences', href: '/administration/licences', verb: 'keep-settings' },
    ],
  },
];

@Controller('administration')
export class AdministrationPages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly pages: Pages,
  ) {}

  @Get()
  @For('keep-people')
  @Page()
  async show(@Req() request: WebRequest): Promise<string> {
    const viewer = request.viewer!;
    const counts = await peopleCounts(this.db.read, viewer, this.clock.today());
    const say = (key: string) => this.pages.say(request, key);
    return this.pages.render(request, 'administration/front', {
      ...counts,
      groups: ROOMS.map(({ group, rooms }) => ({
        group,
        title: say(`administration.group-${group}`),
        rooms: rooms
          .filter(({ verb }) => admits(verb, viewer))
          .map(({ name, href }) => ({
            href,
            title: say(`administration.room-${name}`),
            hint: say(`administration.hint-${name}`),
          })),
      })),
    });
  }
}

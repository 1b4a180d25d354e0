/** /administration/permissions: the table of `rules/permissions` in words, and the rules that go further than it. */
import { Controller, Get, Req } from '@nestjs/common';
import { PERMISSION_GROUPS, PERMISSIONS, ROLES, type Grant, type Verb } from '../rules/permissions.js';
import { For } from '../web/for.js';
import { Page, Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';

/** Whose matters decide, not the role alone: `rules/{permissions,deciding,extensions,administering,objections}`. */
const RULES = [
  'verifier-outside',
  'decider-outside',
  'objection-outside',
  'second-extension',
  'link-limits',
  'record-on-behalf',
  'two-people',
  'within-jurisdiction',
  'own-unit-anywhere',
];

interface Cell {
  column: string;
  word: string;
}

@Controller('administration/permissions')
export class PermissionsPages {
  constructor(private readonly pages: Pages) {}

  @Get()
  @For('keep-people')
  @Page()
  show(@Req() request: WebRequest): string {
    const say = (key: string) => this.pages.say(request, key);
    return this.pages.render(request, 'administration/permissions', {
      columns: [...ROLES.map((role) => say(`trailValue.roles-${role}`)), say('permissions.link')],
      width: ROLES.length + WITHOUT_ROLE,
      reaches: ['area', 'unit', 'house', 'none'].map((reach) => ({
        word: say(`permissions.reach-${reach}`),
        says: say(`permissions.says-${reach}`),
      })),
      groups: PERMISSION_GROUPS.map(({ name, verbs }) => ({
        title: say(`permissions.group-${name}`),
        rows: verbs.map((verb) => rowOf(say, verb)),
      })),
      rules: RULES.map((rule) => say(`permissions.rule-${rule}`)),
    });
  }
}

/** What is done, the link, the scope of a token. */
const WITHOUT_ROLE = 3;

function rowOf(say: (key: string) => string, verb: Verb): { what: string; cells: Cell[]; scope: string } {
  const grant: Grant = PERMISSIONS[verb];
  const reach = (held: string | undefined) => say(`permissions.reach-${held ?? 'none'}`);
  return {
    what: say(`permission.${verb}`),
    cells: [
      ...ROLES.map((role) => ({ column: say(`trailValue.roles-${role}`), word: reach(grant[role]) })),
      { column: say('permissions.link'), word: reach(grant.link) },
    ],
    scope: say(`scope.${grant.scope}`),
  };
}

/** A unit as the pages and the API show it. */
import { wrongInput } from '../platform/refusal.js';
import type { WordValues } from '../platform/words.js';
import type { Day } from '../rules/day.js';
import type { UnitDetailsDto, UnitItemDto } from './unit-answers.dto.js';
import type { UnitListRow, UnitRecord } from './unit-list.queries.js';

export type Say = (key: string, values?: WordValues) => string;

type Reach = 'mail' | 'offline' | 'missing' | 'members' | 'noMembers' | 'ended';

/** Which words and which colour say how a unit is reached. */
function reachOf(unit: UnitListRow, on: Day): Reach {
  if (unit.endedOn !== null && unit.endedOn <= on) return 'ended';
  if (unit.kind === 'group') return unit.members ? 'members' : 'noMembers';
  if (unit.reachedBy === 'offline') return 'offline';
  return unit.mailboxes ? 'mail' : 'missing';
}

export function rowView(unit: UnitListRow, on: Day, say: Say) {
  const reach = reachOf(unit, on);
  const count = unit.kind === 'group' ? unit.members : unit.mailboxes;
  return {
    ...unit,
    kindWord: say(`units.kind-${unit.kind}`),
    reachWord: say(`units.contact-${reach}`, { count }),
    isMissing: reach === 'missing',
  };
}

export function itemJson(unit: UnitListRow): UnitItemDto {
  const { id, name, kind, parentId, reachedBy, isSenior, isSupervisor, endedOn, mailboxes, members } = unit;
  return { id, name, kind, parentId, reachedBy, isSenior, isSupervisor, endedOn, mailboxes, members };
}

export function detailsJson(unit: UnitRecord): UnitDetailsDto {
  return {
    ...itemJson(unit),
    names: unit.names.map(({ name, kind }) => ({ name, kind })),
    memberUnits: unit.memberUnits,
    contacts: unit.contacts.map(({ id, name, address, phone, isHead, fromOn }) => ({
      id,
      name,
      address,
      phone,
      isHead,
      fromOn,
    })),
  };
}

/** The last id of the page before. @throws Refusal for what no page gave out */
export function afterOf(after: string | undefined): number {
  if (after === undefined) return 0;
  if (!/^\d{1,9}$/.test(after)) throw wrongInput('input-wrong', { after: 'input-wrong' });
  return Number(after);
}

/** Names one a line, or separated by 、 commas or semicolons. */
export function listedNames(text: string): string[] {
  const names = text.split(/[\n\t、,，;；]/).map((name) => name.trim());
  return [...new Set(names.filter(Boolean))];
}

/** Loads the names that a page of the trail needs, all at once, and puts its entries into words. */
import { trailView, type TrailRow, type TrailSubject, type TrailView } from '../audit/trail-words.js';
import type { Reader } from '../platform/database.js';
import { matterOf } from '../web/deadline-words.js';
import type { DayContext } from './deadline-view.js';
import { namesOf, subjectsOf, type SubjectRow } from './trail.queries.js';

type Speech = Pick<DayContext, 'say' | 'hasWord' | 'local'>;

const isUnit = (noun: string, field: string) =>
  /^(unitId|\w*UnitId|groupId)s?$/.test(field) || (noun === 'unit' && field === 'parentId');
const isPerson = (_: string, field: string) => /^(personId|\w*ById)$/.test(field);

export async function trailInWords(read: Reader, entries: TrailRow[], speech: Speech): Promise<TrailView[]> {
  const subjects = await subjectsOf(read, entries);
  const units = await namesOf(read, 'units', idsIn(entries, isUnit));
  const people = await namesOf(read, 'people', idsIn(entries, isPerson));
  const context = {
    ...speech,
    subjectOf: (row: TrailRow) => subjectInWords(subjects.get(`${row.noun}:${row.nounId}`), speech),
    nameOf: (noun: string, field: string, id: number) => {
      if (isUnit(noun, field)) return units.get(id) ?? null;
      return isPerson(noun, field) ? (people.get(id) ?? null) : null;
    },
  };
  return entries.map((row) => trailView(row, context));
}

function subjectInWords(subject: SubjectRow | undefined, { say }: Speech): TrailSubject | null {
  if (!subject) return null;
  const { unitName, taskNo, title, kind, period, personName } = subject;
  return {
    unit: unitName ?? '',
    task: taskNo === null ? '' : say('desk.item', { no: taskNo, title: title ?? '' }),
    matter: kind ? matterOf(say, { kind, period: period ?? '' }) : '',
    person: personName ?? '',
  };
}

function idsIn(entries: TrailRow[], holdsOne: (noun: string, field: string) => boolean): number[] {
  const ids = new Set<number>();
  for (const { noun, before, after } of entries) {
    for (const [field, value] of [before, after].flatMap(fieldsOf)) {
      if (holdsOne(noun, field)) for (const id of [value].flat()) if (typeof id === 'number') ids.add(id);
    }
  }
  return [...ids];
}

function fieldsOf(json: string | null): [string, unknown][] {
  return json ? Object.entries(JSON.parse(json) as Record<string, unknown>) : [];
}

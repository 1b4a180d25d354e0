/** The home's address: it holds every filter, and a filter it cannot read is no filter. */
import { OPEN_LISTS, type OpenFilter, type OpenList } from './open-work.queries.js';

export interface HomeQuery {
  list: OpenList | null;
  filter: OpenFilter;
  after: string | null;
}

/** The value of `light`. */
export const LIGHT_OF_LIST: Record<OpenList, string> = {
  overdue: 'red',
  'due-soon': 'yellow',
  pending: 'pending',
  'not-due': 'not-due',
};
const LONGEST_SEARCH = 100;

export function readHomeQuery(query: Record<string, unknown>): HomeQuery {
  const text = (name: string) => (typeof query[name] === 'string' ? query[name].trim() : '');
  const id = (name: string) => (/^[1-9]\d{0,8}$/.test(text(name)) ? Number(text(name)) : null);
  const light = text('light');
  return {
    list: OPEN_LISTS.find((list) => LIGHT_OF_LIST[list] === light) ?? null,
    filter: { unitId: id('unit'), planId: id('plan'), q: text('q').slice(0, LONGEST_SEARCH) },
    after: text('after') || null,
  };
}

/** The address of a list under the same filter. */
export function homeHref(list: OpenList | null, filter: OpenFilter, after: string | null = null): string {
  const parts = [
    list && `light=${LIGHT_OF_LIST[list]}`,
    filter.unitId !== null && `unit=${filter.unitId}`,
    filter.planId !== null && `plan=${filter.planId}`,
    filter.q && `q=${encodeURIComponent(filter.q)}`,
    after && `after=${encodeURIComponent(after)}`,
  ].filter(Boolean);
  return parts.length ? `/?${parts.join('&')}` : '/';
}

export function isFiltered({ filter }: HomeQuery): boolean {
  return filter.unitId !== null || filter.planId !== null || filter.q !== '';
}

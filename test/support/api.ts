/** A program with a person's token, asking the API. */
import { longestDay } from '../../src/rules/token-terms.js';
import { TokensService } from '../../src/access/tokens.service.js';
import type { TestApp } from './app.js';
import { ADMINISTRATOR } from './people.js';

export interface Program {
  /** @returns status, media type and the JSON answered */
  get<T = Record<string, unknown>>(url: string): Promise<{ status: number; type: string; body: T }>;
  /** @param body JSON. @returns status and the JSON answered, `{}` where there is none */
  post<T = Record<string, unknown>>(url: string, body: object): Promise<{ status: number; body: T }>;
  patch<T = Record<string, unknown>>(url: string, body: object): Promise<{ status: number; body: T }>;
  delete<T = Record<string, unknown>>(url: string, body: object): Promise<{ status: number; body: T }>;
  /** Follows `next` to the end. @param url with at least one query value */
  all<T>(url: string): Promise<{ items: T[]; pages: number }>;
}

interface Page<T> {
  items: T[];
  next: string | null;
}

export async function aProgram(t: TestApp, loginName: string): Promise<Program> {
  const make = async () => {
    const lastOn = longestDay(t.clock.today());
    return {
      lastOn,
      token: await t.get(TokensService).create(ADMINISTRATOR, { loginName, name: 'a test', lastOn }),
    };
  };
  let key = await make();
  /** A token ends after 400 days; whoever runs a program for longer gives it the next one. */
  const headersNow = async () => {
    if (key.lastOn < t.clock.today()) key = await make();
    return { authorization: `Bearer ${key.token}` };
  };
  const get = async <T>(url: string) => {
    const headers = await headersNow();
    const answer = await t.inject({ method: 'GET', url: `/api/v1${url}`, headers });
    const body: T = answer.json();
    return { status: answer.statusCode, type: String(answer.headers['content-type']), body };
  };
  const send =
    (method: 'POST' | 'PATCH' | 'DELETE') =>
    async <T>(url: string, payload: object) => {
      const headers = await headersNow();
      const answer = await t.inject({ method, url: `/api/v1${url}`, headers, payload });
      return { status: answer.statusCode, body: (answer.body ? answer.json() : {}) as T };
    };
  const all = async <T>(url: string) => {
    const items: T[] = [];
    let pages = 0;
    for (let after: string | null = ''; after !== null; pages += 1) {
      const page: Page<T> = (await get<Page<T>>(url + (after && `&after=${after}`))).body;
      items.push(...page.items);
      after = page.next;
    }
    return { items, pages };
  };
  return { get, all, post: send('POST'), patch: send('PATCH'), delete: send('DELETE') };
}

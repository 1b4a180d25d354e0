/** Requests a stranger may think of: any address, any number in it, any form, as any of them. */
import fc from 'fast-check';
import type { Browser, TestApp } from './app.js';
import { plausibleBody } from './matrix-bodies.js';
import { guardedRoutes, type Route } from './matrix-routes.js';
import { ADDRESS, ALIAS, SCOPE_ACTORS, type Keys, type ScopeWorld } from './scope-world.js';

export interface Drawn {
  /** Which address, and as whom. */
  route: number;
  actor: number;
  /** Which number stands in the address, and which in each field of the form. */
  ids: number[];
}

export const drawn = fc.record({
  ...{ route: fc.nat(99_999), actor: fc.nat(99_999) },
  ids: fc.array(fc.nat(99), { minLength: 8, maxLength: 8 }),
});

/** Below the link of a mail whoever holds it asks. */
export const ASKERS = ['nobody', ...SCOPE_ACTORS.map(({ loginName }) => loginName)];

/** What ends the asker's own session is not what this is about; neither is what has no end. */
const LEFT_OUT =
  /^\/(sign-in|sign-out|password|account|second-factor|recovery|oidc|api\/docs|health|metrics)/;

export function routesToAsk(t: TestApp): Route[] {
  return guardedRoutes(t).filter(({ path }) => !LEFT_OUT.test(path));
}

export interface Answered {
  what: string;
  status: number;
  text: string;
}

export class Strangers {
  private readonly browsers = new Map<string, Browser>();
  readonly routes: Route[];

  constructor(
    private readonly t: TestApp,
    private readonly world: ScopeWorld,
  ) {
    this.routes = routesToAsk(t);
  }

  async ask(given: Drawn): Promise<Answered> {
    const route = this.routes[given.route % this.routes.length]!;
    const isLink = route.path.startsWith('/l/');
    const asker = isLink ? 'link' : ASKERS[given.actor % ASKERS.length]!;
    const pick = new Picking(this.world, given.ids);
    const path = this.addressOf(route, this.world.links[given.actor % this.world.links.length]!, pick);
    const body = plausibleBody(route.types, fieldsOf(pick));
    const answer = route.isApi
      ? await this.program(route, asker, { path, body })
      : await this.person(route, asker, { path, body });
    const what = `${asker}: ${route.method} ${path} ${JSON.stringify(body)}`;
    return { what, status: answer.statusCode, text: `${answer.body}\n${JSON.stringify(answer.headers)}` };
  }

  private addressOf({ path }: Route, link: string, pick: Picking): string {
    const opened = path.replace(/^\/l\/:link/, link);
    const words = opened.replace(/^\/api\/v1/, '').split('/');
    const collection = words[1] === 'l' ? (words[3] ?? '') : (words[1] ?? '');
    return opened
      .replace(/:id/, () => String(pick.key(collection)))
      .replace(/:(memberId|unitId)/, () => String(pick.key('units')))
      .replace(/:\w+|\*/g, () => String(pick.number() % 9));
  }

  private async program(route: Route, asker: string, { path, body }: Asked) {
    const token = this.world.tokens.get(asker);
    const headers = token ? { authorization: `Bearer ${token}` } : {};
    const sent = route.method === 'GET' ? { url: withQuery(path, body) } : { url: path, payload: body };
    return this.t.inject({ method: route.method, headers, ...sent });
  }

  private async person(route: Route, asker: string, { path, body }: Asked) {
    const browser = await this.browserOf(asker);
    const [cookies, csrf] = [new Map(browser.cookies), browser.csrf];
    const answer =
      route.method === 'GET'
        ? await browser.get(withQuery(path, body))
        : await browser.post(path, inFields(body));
    browser.cookies.clear();
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    browser.csrf = csrf;
    return answer;
  }

  private async browserOf(asker: string): Promise<Browser> {
    const known = this.browsers.get(asker);
    if (known) return known;
    const isNobody = asker === 'nobody' || asker === 'link';
    const browser = isNobody ? this.t.browser() : await this.t.signIn(asker);
    this.browsers.set(asker, browser);
    return browser;
  }
}

interface Asked {
  path: string;
  body: Record<string, unknown>;
}

/** Mostly what belongs to the first jurisdiction, else the asker's own side, now and then nothing at all. */
class Picking {
  private place = 0;

  constructor(
    private readonly world: ScopeWorld,
    private readonly ids: number[],
  ) {}

  number(): number {
    return this.ids[this.place++ % this.ids.length]! + this.place;
  }

  key(collection: string): number {
    const { theirs, others } = this.world;
    const drawn = this.number();
    const keys: Keys = drawn % 5 < 3 ? theirs : others;
    const known = keys[collection] ?? [];
    return drawn % 29 === 0 || known.length === 0 ? 999_999 - (drawn % 3) : known[drawn % known.length]!;
  }

  name(): string {
    return [ALIAS, 'beside的局', 'below的局', '无此单位', 'beside的办'][this.number() % 5]!;
  }
}

/** What a form says by number or by name, where the name of its field tells which. */
function fieldsOf(pick: Picking): Record<string, unknown> {
  const units = 'unitId toUnitId blockerUnitId verifierUnitId collectorUnitId responsibleUnitId'.split(' ');
  const named = 'unit parent successors with verifier members lead cooperating'.split(' ');
  return {
    ...Object.fromEntries(units.map((field) => [field, pick.key('units')])),
    ...Object.fromEntries(named.map((field) => [field, pick.name()])),
    ...{ planId: pick.key('plans'), plan: pick.key('plans'), relatedPlanId: pick.key('plans') },
    ...{
      relation: pick.number() % 2 ? 'supplement' : 'replacement',
      jurisdictionId: pick.key('jurisdictions'),
    },
    ...{ parentId: pick.key('jurisdictions'), personId: pick.key('people'), contactId: pick.key('contacts') },
    ...{ deadlineIds: [pick.key('deadlines')], deadlineId: pick.key('deadlines') },
    ...{ address: pick.number() % 2 ? ADDRESS : 'new@beside.example', email: ADDRESS, name: '张三' },
    text: [`${ALIAS},张三,${ADDRESS},`, `beside的局,张三,${ADDRESS},`, '情况说明'][pick.number() % 3],
    outcome: ['accepted', 'returned', 'approved', 'refused'][pick.number() % 4],
    ...{ kind: ['dissolve', 'merge', 'split', 'rename'][pick.number() % 4], reason: '因故', remark: '因故' },
    ...{ groupMode: 'collected', call: `${pick.key('units')},${pick.key('units')}`, q: '的' },
  };
}

function withQuery(url: string, body: Record<string, unknown>): string {
  const query = new URLSearchParams(inFields(body)).toString();
  return query ? `${url}?${query}` : url;
}

/** As a form sends it. */
function inFields(body: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, String(Array.isArray(value) ? value[0] : value)]),
  );
}

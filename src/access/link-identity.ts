/**
 * Who comes by a mail's link: nobody by name, for one unit and the plans of one jurisdiction. No session is opened or
 * read. A link that opens nothing any more says so calmly; one that was guessed looks like any address that is none.
 */
import { Injectable, Logger } from '@nestjs/common';
import { noteSecurity, type SecurityEventGiven } from '../audit/security-log.js';
import { Clock } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import { Keys } from '../platform/keys.js';
import { Refusal, tooMuch, type RefusalParams } from '../platform/refusal.js';
import { Words } from '../platform/words.js';
import type { Viewer } from '../rules/permissions.js';
import type { WebRequest } from '../web/request.js';
import { later } from './instants.js';
import { Link } from './link.entity.js';
import { askAbout, linkScope, refusedFrom, type LinkScope } from './link-matters.queries.js';
import { LinksService } from './links.service.js';
import { networkOf } from './lock.js';

/** Guesses from one network within so many minutes before it has to wait. */
const MOST_GUESSES = 30;
const GUESS_MINUTES = 15;
const SECONDS_PER_MINUTE = 60;
/** `2018-11-02T01`: uses are noted by the hour. */
const HOUR = 13;
const MOST_NOTED = 10_000;

@Injectable()
export class LinkIdentity {
  private readonly log = new Logger(LinkIdentity.name);
  private readonly noted = new Set<string>();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly keys: Keys,
    private readonly words: Words,
    private readonly links: LinksService,
  ) {}

  /** @throws Refusal 404 of a link that is none, 410 of one that is over, 429 after too many guesses */
  async identify(request: WebRequest): Promise<void> {
    const { link: segment } = request.params as { link: string };
    const link = (await this.links.read(segment))?.link;
    if (link?.purpose !== 'unit') return this.refuseGuess(request);
    const scope = await linkScope(this.db.read, link, this.clock.today());
    if (!scope || !this.links.isStanding(link) || !isOpen(scope))
      return this.refuseOver(request, link, scope);
    request.base = `/l/${segment}`;
    request.actsFor = scope.unitName;
    request.ask = await this.whomToAsk(scope);
    const viewer = this.viewerOf(link, scope);
    request.viewer = viewer;
    // No session of a person: only what the forms of these pages must carry.
    const csrfToken = this.keys.sign('link-forms', String(link.id));
    request.session = { csrfToken, tokenHash: '', lastSeenAt: '', awaits: null, holder: viewer };
    this.noteOnce('link-opened', request, link.id);
  }

  /** Of an act, not of a look: to the hour. */
  async noteUse({ ip, viewer }: WebRequest): Promise<void> {
    const { id } = viewer!.link!;
    const given = { kind: 'link-acted' as const, subject: `link:${id}`, address: ip };
    await this.noteHourly(`link-acted ${id}`, given, (tx) =>
      tx.update(Link, { id }, { usedAt: this.clock.now() }),
    );
  }

  /** The trail says which link; whom it was sent to stands with the link and leaves with the person. */
  private viewerOf({ id, unitId, jurisdictionId, personId }: Link, { unitName }: LinkScope): Viewer {
    const name = this.words.say('zh-CN', 'link.holder', { unit: unitName, id });
    return {
      ...{ personId: null, name, roles: [], unitIds: [unitId!], door: 'link' },
      link: { id, jurisdictionId, sentToId: personId },
    };
  }

  private async refuseGuess({ ip }: WebRequest): Promise<never> {
    const address = networkOf(ip);
    const since = later(this.clock.now(), -GUESS_MINUTES);
    if ((await refusedFrom(this.db.read, address, since)) >= MOST_GUESSES)
      throw tooMuch('too-many-links', GUESS_MINUTES * SECONDS_PER_MINUTE);
    await this.note({ kind: 'link-refused', address });
    throw new Refusal('link-unknown', {}, {}, 404);
  }

  private async refuseOver({ ip }: WebRequest, { id }: Link, scope: LinkScope | null): Promise<never> {
    const address = networkOf(ip);
    await this.noteHourly(`link-refused ${id}`, { kind: 'link-refused', subject: `link:${id}`, address });
    const params: RefusalParams = { ask: await this.whomToAsk(scope) };
    throw new Refusal('link-over', params, {}, 410);
  }

  /** “市委组织部（联络员甲 0513-00000001）” */
  private async whomToAsk(scope: LinkScope | null): Promise<string> {
    const found = await askAbout(this.db.read, scope, this.clock.today());
    const say = (key: string, values = {}) => this.words.say('zh-CN', key, values);
    if (!found) return say('link.department');
    const reach = [found.name, found.phone].filter(Boolean).join(' ');
    return reach ? say('link.ask', { department: found.department, reach }) : found.department;
  }

  /** Beside the request: what a scanner fetches a hundred times neither waits nor writes a hundred lines. */
  private noteOnce(kind: 'link-opened', { ip }: WebRequest, id: number): void {
    const given = { kind, subject: `link:${id}`, address: ip };
    this.noteHourly(`${kind} ${id}`, given).catch((error: unknown) => this.log.error(error));
  }

  private async noteHourly(
    key: string,
    given: SecurityEventGiven,
    beside: (tx: Tx) => Promise<unknown> = () => Promise.resolve(),
  ): Promise<void> {
    const hourly = `${this.clock.now().slice(0, HOUR)} ${key}`;
    if (this.noted.has(hourly)) return;
    if (this.noted.size >= MOST_NOTED) this.noted.clear();
    this.noted.add(hourly);
    await this.note(given, beside);
  }

  private note(given: SecurityEventGiven, beside?: (tx: Tx) => Promise<unknown>): Promise<void> {
    return this.db.inTransaction(async (tx) => {
      await noteSecurity(tx, this.clock, given);
      await beside?.(tx);
    });
  }
}

/** By the handler's address: what is asked for below `/l/` and has none is a page that does not exist. */
export function isByLink({ routeOptions }: Pick<WebRequest, 'routeOptions'>): boolean {
  return routeOptions.url?.startsWith('/l/:link') ?? false;
}

function isOpen({ isContact, isEnded, hasWork }: LinkScope): boolean {
  return isContact && !isEnded && hasWork;
}

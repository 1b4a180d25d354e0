/**
 * What the matrix expects of a route, an actor and a thing, worked out from the table of `rules/permissions`: nobody
 * wrote it down cell by cell. What no table can know stands in matrix-exceptions.ts.
 */
import { PERMISSIONS, VERBS, type Reach, type Role, type Verb } from '../../src/rules/permissions.js';
import { isPlaced } from '../../src/access/places.queries.js';
import { exceptionFor } from './matrix-exceptions.js';
import type { Route } from './matrix-routes.js';
import { ACTORS, type Actor, type ActorName, type Kind, type Things } from './matrix-world.js';

/**
 * `in`: whoever may do this at all; what the form lacks, or what stands in the way, may still be said (409, 422).
 * `missing`: for what is not there, or not any more: 404, unless something else stands in the way before.
 */
export type Expected = number | 'in' | 'missing';
export type Who = ActorName | 'nobody';
export type Cell = { who: Who; kind: Kind | 'any' | '-' };

const IN_HAIMEN: Cell['kind'][] = ['own', 'other', 'draft', 'given-up'];
/** Of a task that 市委督查室 was named to verify, its reporter reads these. */
const READ_BY_VERIFIER = [
  'tasks',
  'plans',
  'deadlines',
  'submissions',
  'attachments',
  'extensions',
  'coordinations',
  'filings',
];
/** Of a draft nothing is owed yet: only these are there. */
const SHOWN_OF_DRAFT = ['plans', 'tasks'];
/** Of a plan given up nothing is owed any more; what was handed in stays to be read. */
const HANDED_IN = ['submissions', 'attachments', 'supervision-notices'];
const SHOWN_OF_GIVEN_UP = [...SHOWN_OF_DRAFT, ...HANDED_IN, 'duties', 'objections'];
/** What there is only of a task or plan that runs. */
const OF_RUNNING_WORK =
  /\/(closure|coordinations|deadlines|filings|instructions|refinement|reopening|resumption|review-day|suspension|targets|tellings|summary|ending)$/;
const MOST = 400;

export interface Answered {
  status: number;
  isDone: boolean;
}

export function isVerb(admitted: Route['admitted']): admitted is Verb {
  return (VERBS as (string | null)[]).includes(admitted);
}

/** The word that says what an address is about: the one before `:id`, or before `*`. */
export function collectionOf({ path }: Pick<Route, 'path'>): string | null {
  return /([\w-]+)\/(?::(?:id|name)|\*)/.exec(path)?.[1] ?? null;
}

/** Every thing this route is asked about. */
export function kindsOf(route: Route, things: Things): Cell['kind'][] {
  const collection = collectionOf(route);
  if (collection === null) return ['-'];
  return [...(Object.keys(things[collection] ?? {}) as Kind[]), 'absent'];
}

export function expectedOf(route: Route, cell: Cell): Expected {
  const expected = generated(route, cell);
  const isOutOfReach = cell.kind === 'elsewhere' && isLimited(cell.who);
  return (isOutOfReach ? undefined : exceptionFor(route, cell)) ?? expected;
}

function isLimited(who: Who): boolean {
  return who !== 'nobody' && (ACTORS[who] as Actor).isOfHaimen === true;
}

/* One line for each rule, read from above: splitting them would hide their order. */
/* eslint-disable complexity */

/** Before exceptions. */
export function generated(route: Route, { who, kind }: Cell): Expected {
  if (route.admitted === 'anyone') return kind === 'absent' ? 404 : allowed(route);
  if (who === 'nobody') return route.isApi || route.method !== 'GET' ? 401 : 303;
  if (route.admitted === 'signing-in') return route.method === 'GET' ? 303 : 401;
  if (route.admitted === 'signed-in') return kind === '-' || kind === who ? allowed(route) : 404;
  if (!isVerb(route.admitted)) return 403;
  return ofVerb(route, route.admitted, ACTORS[who], { who, kind });
}

function ofVerb(route: Route, verb: Verb, actor: Actor, cell: Cell): Expected {
  const collection = collectionOf(route);
  const isHere = collection === null || (isPlaced(collection) && IN_HAIMEN.includes(cell.kind));
  const isElsewhere = actor.isOfHaimen === true && !isHere;
  const roles = isElsewhere ? reduced(actor.roles) : actor.roles;
  const reaches = reachesOf(verb, roles, actor);
  if (reaches.length === 0) return isElsewhere ? 404 : 403;
  if (collection === null) return allowed(route);
  const isOfUnit = reaches.every((reach) => reach === 'unit');
  if (isOfUnit && reachesOf('read-plans', roles, actor).length === 0)
    return ofUnit(route, verb, collection, cell);
  if (cell.kind === 'absent' || !isShown(route, verb, cell.kind)) return missing(route);
  // What is the department's own its outside verifier decides; nothing in this town is.
  return isOfUnit ? 403 : allowed(route);
}

/** Whoever reaches only what their unit owes, or was named to verify. */
function ofUnit(route: Route, verb: Verb, collection: string, { who, kind }: Cell): Expected {
  const isOwn = who === 'own' || who === 'own+administrator';
  const holds = kind === 'other' ? who === 'other' : kind === 'own' && isOwn;
  const verifies = kind === 'own' && who === 'outside' && READ_BY_VERIFIER.includes(collection);
  const wasIts = kind === 'given-up' && isOwn;
  const handedIn = wasIts && HANDED_IN.includes(collection);
  if (verb === 'verify') return verifies ? allowed(route) : holds || handedIn ? 403 : 404;
  if (verb === 'decide') return verifies || holds ? 403 : 404;
  if (holds) return allowed(route);
  if (wasIts && route.method !== 'GET') return 'missing';
  if (handedIn) return allowed(route);
  return verifies && route.method === 'GET' ? allowed(route) : 404;
}

/* eslint-enable complexity */

function reachesOf(verb: Verb, roles: Role[], { isOfHaimen = false }: Actor): Reach[] {
  return roles
    .map((role) => PERMISSIONS[verb][role as never] as Reach | undefined)
    .filter((reach) => reach !== undefined && !(reach === 'house' && isOfHaimen)) as Reach[];
}

/** Before a matter of another jurisdiction: serving one's own unit is left. */
function reduced(roles: Role[]): Role[] {
  return roles.some((role) => role === 'reporter' || role === 'supervisor') ? ['reporter'] : [];
}

function allowed({ method }: Route): Expected {
  return method === 'GET' ? 200 : 'in';
}

function isShown(route: Route, verb: Verb, kind: Cell['kind']): boolean {
  if (verb === 'draft-plans' || (kind !== 'draft' && kind !== 'given-up')) return true;
  if (OF_RUNNING_WORK.test(route.path)) return false;
  const collection = collectionOf(route)!;
  return (kind === 'draft' ? SHOWN_OF_DRAFT : SHOWN_OF_GIVEN_UP).includes(collection);
}

/** A form may be found wanting before what it is about is looked for. */
function missing({ method }: Route): Expected {
  return method === 'GET' ? 404 : 'missing';
}

/** @param isDone whether it was carried out, and taken back, before the answer could be read from the database */
export function isAsExpected({ status, isDone }: Answered, expected: Expected): boolean {
  if (expected === 'in' && isDone) return true;
  if (typeof expected === 'number') return status === expected;
  if (expected === 'missing') return [403, 404, 409, 422].includes(status);
  return status < MOST || status === 409 || status === 422;
}

/** Whether this cell has to be kept out, and so must change nothing. */
export function isDenied(expected: Expected): boolean {
  return expected !== 'in';
}

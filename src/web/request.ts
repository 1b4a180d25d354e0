/** What every handler may find on a request besides what Fastify puts there. */
import type { FastifyRequest } from 'fastify';
import type { Language } from '../platform/words.js';
import type { Scope, Viewer } from '../rules/permissions.js';

/** A step of signing in that is still ahead. */
export type SessionAwaits = 'second-factor' | 'second-factor-setup' | 'new-password';

export interface RequestSession {
  /** What every form of this session must carry. */
  csrfToken: string;
  tokenHash: string;
  lastSeenAt: string;
  /** What still stands between this session and everything else: with it nobody is signed in yet. */
  awaits: SessionAwaits | null;
  /** Whose it is, signed in or still about to be. */
  holder: Viewer;
}

/** A program's key, where the request came with one. */
export interface RequestToken {
  id: number;
  /** null: whatever its person may */
  scopes: Scope[] | null;
  perMinute: number | null;
}

export type KeepAnswer = (status: number, headers: Record<string, unknown>, body: unknown) => Promise<void>;

export type WebRequest = FastifyRequest & {
  /** Put there by the guard; null where nobody is signed in. */
  viewer: Viewer | null;
  /** null without a cookie, and for a bearer token. */
  session: RequestSession | null;
  token: RequestToken | null;
  /** `/l/12.abc…` where the request came by a mail's link, before every address of its pages; else empty. */
  base: string;
  /** Whom somebody who came by a link may ask: “市委组织部（联络员甲 0513-00000001）”; else empty. */
  ask: string;
  /** The unit in whose name somebody acts who came by a link; else empty. */
  actsFor: string;
  language: Language;
  /** Named by the answer's content security policy; a script without it does not run. */
  nonce: string;
  /** Of a form: which drawing of its page it was sent from. */
  once: string | null;
  /** Sees the answer before it leaves, whoever made it. */
  keepAnswer: KeepAnswer | null;
  /** Around the work of a multipart request, once its body is read. */
  aroundWork: ((work: () => Promise<unknown>) => Promise<unknown>) | null;
  /** A multipart form: its token is read with its body, behind the guard. */
  formTokenPending: boolean;
};

export function isApi(request: { url: string }): boolean {
  return request.url.startsWith('/api/');
}

export function changesNothing(request: { method: string }): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}

/** The path without its query. */
export function pathOf(request: { url: string }): string {
  const query = request.url.indexOf('?');
  return query < 0 ? request.url : request.url.slice(0, query);
}

/** @returns `path` where it leads nowhere but into this product, else null */
export function localPath(path: unknown): string | null {
  if (typeof path !== 'string' || !/^\/(?![/\\])[^\\\u0000-\u001f\u007f]*$/.test(path)) return null;
  return URL.canParse(path, 'http://here') && new URL(path, 'http://here').host === 'here' ? path : null;
}

/** The log: JSON lines on standard output, without anything that would let a reader in. */
import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';
import type { Config } from '../platform/config.js';
import { pathOf } from './request.js';

const SECRET_FIELDS = ['authorization', 'cookie', 'set-cookie', 'password', 'newPassword', '_csrf', 'token'];
/** What a query may be shown with: no name somebody looked for, no code of a sign-in elsewhere, nothing signed. */
const SHOWN_IN_QUERY = [
  'after',
  'limit',
  'page',
  'from',
  'until',
  'day',
  'lang',
  'light',
  'kind',
  'unit',
  'v',
];
/** No address of ours has a longer part between its slashes; what is signed or drawn by lot has. */
const LONGEST_PART = 24;
const HIDDEN = '[redacted]';
/** Mailboxes, telephones, and whatever is so long and so random that it may open something. */
const SECRETS = [
  /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g,
  /(?<![\w.-])(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?![\w.-])/g,
  /(?<![\w-])[\w-]{40,}(?![\w-])/g,
];
/** PostgreSQL quotes the value that it could not read. */
const QUOTED_VALUE = /((?:invalid input \w+|invalid byte|out of range|malformed)[^"\n]*)"[^\n]*"/g;

export function makeLog(config: Pick<Config, 'production'>, destination?: DestinationStream): Logger {
  const options = {
    level: config.production ? 'info' : 'warn',
    redact: {
      paths: SECRET_FIELDS.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
      censor: '[redacted]',
    },
    serializers: { err: errorLine },
    hooks: { streamWrite: withoutPersonal },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** An error carries more than it says: one from the database its statement with every value in it. */
export function errorLine(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const { name, message, stack, code } = error as Error & { code?: unknown };
  const told = { message: withoutValues(message), stack: withoutValues(stack ?? '') };
  return { type: name, ...told, ...(code !== undefined && { code: String(code as string) }) };
}

/** Neither headers nor body: what was asked, and from where. */
export function requestLine(request: { method: string; url: string; ip: string }) {
  return { method: request.method, url: withoutSecrets(request.url), address: request.ip };
}

export function withoutSecrets(url: string): string {
  const [path, query] = [pathOf({ url }), url.slice(pathOf({ url }).length + 1)];
  const parts = path.split('/').map(shownPart);
  const pairs = query.split('&').map(shownPair);
  return parts.join('/') + (query ? `?${pairs.join('&')}` : '');
}

/** Of a signed one its number, by which the office finds it. */
function shownPart(part: string): string {
  return part.length > LONGEST_PART || part.includes('%')
    ? `${/^\d{1,10}\./.exec(part)?.[0] ?? ''}${HIDDEN}`
    : part;
}

function shownPair(pair: string): string {
  const name = pair.split('=')[0]!;
  if (name.length > LONGEST_PART || name.includes('%')) return HIDDEN;
  if (pair === name) return pair;
  return SHOWN_IN_QUERY.includes(name) && pair.length <= LONGEST_PART ? pair : `${name}=${HIDDEN}`;
}

/** The whole line, whoever wrote it. */
export function withoutPersonal(line: string): string {
  return SECRETS.reduce((text, secret) => text.replace(secret, HIDDEN), line);
}

function withoutValues(text: string): string {
  return text.replace(QUOTED_VALUE, `$1"${HIDDEN}"`);
}

/** Nest's own remarks go the same way; its start-up chatter is for debugging. */
export class NestLog implements LoggerService {
  constructor(private readonly log_: Logger) {}
  log(message: unknown, ...rest: unknown[]): void {
    this.log_.debug(beside(rest), String(message));
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.log_.debug(beside(rest), String(message));
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.log_.trace(beside(rest), String(message));
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.log_.warn(beside(rest), String(message));
  }
  error(message: unknown, ...rest: unknown[]): void {
    if (message instanceof Error) this.log_.error({ err: message, ...beside(rest) }, message.message);
    else this.log_.error(beside(rest), String(message));
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.log_.fatal(beside(rest), String(message));
  }
}

function beside(rest: unknown[]): { rest: unknown[] } {
  return { rest: rest.map((one) => (one instanceof Error ? errorLine(one) : one)) };
}

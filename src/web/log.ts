/** The log: JSON lines on standard output, without anything that would let a reader in. */
import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';
import type { Config } from '../platform/config.js';

const SECRET_FIELDS = ['authorization', 'cookie', 'set-cookie', 'password', 'newPassword', '_csrf', 'token'];
/** Values of a query and signed path segments (`/l/12.abc…`) that open something by themselves. */
const SECRET_IN_URL = /([?&](?:token|key|sig|signature|password|_csrf)=)[^&#]*|(\/\d+\.)[\w-]{16,}/gi;

export function makeLog(config: Pick<Config, 'production'>, destination?: DestinationStream): Logger {
  const options = {
    level: config.production ? 'info' : 'warn',
    redact: {
      paths: SECRET_FIELDS.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
      censor: '[redacted]',
    },
    serializers: { err: errorLine },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** An error carries more than it says: one from the database its statement with every value in it. */
export function errorLine(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const { name, message, stack, code } = error as Error & { code?: unknown };
  return { type: name, message, stack, ...(code !== undefined && { code: String(code as string) }) };
}

/** Neither headers nor body: what was asked, and from where. */
export function requestLine(request: { method: string; url: string; ip: string }) {
  return { method: request.method, url: withoutSecrets(request.url), address: request.ip };
}

export function withoutSecrets(url: string): string {
  return url.replace(
    SECRET_IN_URL,
    (_all, query?: string, segment?: string) => `${query ?? segment}[redacted]`,
  );
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

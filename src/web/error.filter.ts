/** The one place where a failure becomes a page or an `application/problem+json`. */
import { Catch, Injectable, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { retryAfter } from '../platform/refusal.js';
import { Words } from '../platform/words.js';
import { failureOf, type Failure } from './failures.js';
import { languageOf } from './language.js';
import { requestLine } from './log.js';
import { HTML, Pages } from './pages.js';
import { RefusalLog } from './refusal-log.js';
import { changesNothing, isApi, type WebRequest } from './request.js';

@Catch()
@Injectable()
export class ErrorFilter implements ExceptionFilter {
  constructor(
    private readonly words: Words,
    private readonly pages: Pages,
    private readonly refusals: RefusalLog,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<WebRequest>(), http.getResponse<FastifyReply>());
  }

  /** Also for what fails before a handler is found: a malformed address, a body too large. */
  answer(error: unknown, request: WebRequest, reply: FastifyReply): void {
    request.language ??= languageOf(request);
    const failure = failureOf(error, this.words, request.language);
    if (failure.status >= 500) request.log.error({ err: error, ...requestLine(request) }, 'failed');
    this.refusals.note(request, error);
    if (reply.sent || reply.raw.headersSent) return;
    void reply.code(failure.status);
    const seconds = retryAfter(error);
    if (seconds) void reply.header('retry-after', seconds);
    if (isApi(request)) this.problem(failure, reply);
    else if (failure.status === 401 && changesNothing(request)) this.toSignIn(request, reply);
    else void reply.header('content-type', HTML).send(this.page(failure, request));
  }

  /** RFC 9457 */
  private problem(failure: Failure, reply: FastifyReply): void {
    const { status, title, detail, code } = failure;
    const fields = failure.faults.filter((fault) => fault.field !== null);
    if (status === 401) void reply.header('www-authenticate', 'Bearer');
    void reply.header('content-type', 'application/problem+json; charset=utf-8').send(
      JSON.stringify({
        type: 'about:blank',
        title,
        status,
        detail,
        code,
        ...(fields.length
          ? { fields: Object.fromEntries(fields.map(({ field, ...fault }) => [field, fault])) }
          : {}),
      }),
    );
  }

  private toSignIn(request: WebRequest, reply: FastifyReply): void {
    const next = request.url === '/' ? '' : `?next=${encodeURIComponent(request.url)}`;
    void reply.code(303).header('location', `/sign-in${next}`).send();
  }

  private page(failure: Failure, request: WebRequest): string {
    try {
      // Whoever has no account finds nothing behind the way in.
      const isOfLink = failure.code === 'link-over' || failure.code === 'link-unknown';
      const back = failure.status === 401 ? '/sign-in' : request.base || '/';
      return this.pages.render(request, 'web/error', { ...failure, requestId: request.id, back, isOfLink });
    } catch (error) {
      request.log.error({ err: error }, 'the error page itself failed');
      return `${failure.status} ${request.id}`;
    }
  }
}

/** The HTTP server around the rooms: what is true of every request, whatever it asks for. */
import { randomBytes } from 'node:crypto';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import fastifyMultipart from '@fastify/multipart';
import { LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../platform/config.js';
import { Refusal } from '../platform/refusal.js';
import { ApiDocument } from './api-document.js';
import { Answer } from './answer.js';
import { limitConnections } from './connections.js';
import { isSecure, setCookie } from './cookies.js';
import { ErrorFilter } from './error.filter.js';
import { parseForm } from './form-body.js';
import { chosenLanguage, LANGUAGE_COOKIE, languageOf } from './language.js';
import { lingers } from './lingering.js';
import { makeLog, NestLog, requestLine } from './log.js';
import { forgetForwarding } from './proxies.js';
import type { WebRequest } from './request.js';
import { contentPolicy, newNonce, securityHeaders } from './security-headers.js';

/** What a body without files may hold; a pasted plan is far below it. */
const BODY_LIMIT = 2 * 1024 * 1024;
/** Milliseconds to send a whole request, for 20 MB over a poor line. */
const REQUEST_TIMEOUT = 120_000;
const HEADERS_TIMEOUT = 20_000;
/** How often Node looks for who exceeds them. */
const LOOK_FOR_SLOW = 5_000;
/** A connection without a request; longer than what stands in front of us keeps its own. */
const KEEP_ALIVE = 72_000;
/** Line, headers and cookies of a request. */
const HEADER_BYTES = 16 * 1024;
/** No form with files holds more. */
const MOST_OF_ALL = 128 * 1024 * 1024;
const YEAR = 365 * 24 * 3600;

type Log = ReturnType<typeof makeLog>;

/** Sends an `Answer` as it is; everything else Nest's way. */
class Adapter extends FastifyAdapter {
  override reply(response: FastifyReply, body: unknown, statusCode?: number): FastifyReply {
    if (!(body instanceof Answer)) return super.reply(response, body, statusCode) as FastifyReply;
    if (body.status === 303) response.removeHeader('content-type');
    return response
      .code(body.status)
      .headers(withinLink(response.request as WebRequest, body.headers))
      .send(body.body ?? undefined);
  }
}

/** Whoever came by a mail's link stays below it. */
function withinLink({ base }: WebRequest, headers: Answer['headers']): Answer['headers'] {
  const { location } = headers;
  return base && location ? { ...headers, location: base + location } : headers;
}

export async function createServer(
  rooms: DynamicModule,
  config: Config,
  log: Log = makeLog(config),
): Promise<NestFastifyApplication> {
  const early: { filter?: ErrorFilter } = {};
  const adapter = new Adapter({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: config.trustProxy.length ? config.trustProxy : false,
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT,
    keepAliveTimeout: KEEP_ALIVE,
    http: {
      headersTimeout: HEADERS_TIMEOUT,
      connectionsCheckingInterval: LOOK_FOR_SLOW,
      maxHeaderSize: HEADER_BYTES,
    },
    requestIdHeader: false,
    genReqId: () => randomBytes(8).toString('hex'),
    multipart: false,
    skipMiddie: true,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      greet(request as WebRequest, reply, securityHeaders(config));
      early.filter!.answer(error, request as WebRequest, reply);
    },
  });
  prepare(adapter.getInstance() as unknown as FastifyInstance, config);
  const app = await NestFactory.create<NestFastifyApplication>(rooms, adapter, {
    logger: new NestLog(log),
    bodyParser: false,
    abortOnError: false,
  });
  early.filter = app.get(ErrorFilter);
  app.get(ApiDocument).of(app);
  return app;
}

function prepare(server: FastifyInstance, config: Config): void {
  server.decorateRequest('viewer', null);
  server.decorateRequest('session', null);
  server.decorateRequest('token', null);
  server.decorateRequest('base', '');
  server.decorateRequest('once', null);
  server.decorateRequest('ask', '');
  server.decorateRequest('actsFor', '');
  server.decorateRequest('keepAnswer', null);
  server.decorateRequest('aroundWork', null);
  server.decorateRequest('language', 'zh-CN');
  server.decorateRequest('nonce', '');
  server.decorateRequest('formTokenPending', false);
  server.removeContentTypeParser('text/plain');
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: BODY_LIMIT },
    (_request, body, done) => {
      try {
        done(null, parseForm(body as string));
      } catch (error) {
        done(error as Error);
      }
    },
  );
  void server.register(fastifyMultipart);
  limitConnections(server.server, config.trustProxy.length > 0);
  greetEveryRequest(server, config);
  keepAnswers(server);
  closeUnreadBodies(server);
  logEveryRequest(server);
}

/** An answer that must be the same if it is asked for again is kept before it leaves. */
function keepAnswers(server: FastifyInstance): void {
  server.addHook('onSend', (bare, reply, payload, done) => {
    const { keepAnswer } = bare as WebRequest;
    if (!keepAnswer) return done(null, payload);
    keepAnswer(reply.statusCode, reply.getHeaders(), payload).then(
      () => done(null, payload),
      (error: unknown) => done(error as Error),
    );
  });
}

function greetEveryRequest(server: FastifyInstance, config: Config): void {
  const headers = securityHeaders(config);
  server.addHook('onRequest', (bare, reply, done) => {
    const request = bare as WebRequest;
    forgetForwarding(request.raw);
    greet(request, reply, headers);
    request.language = languageOf(request);
    const chosen = chosenLanguage(request);
    if (chosen) setCookie(reply, LANGUAGE_COOKIE, chosen, { isSecure: isSecure(config), maxAge: YEAR });
    if (/%00/.test(request.url)) done(new Refusal('nul-character', {}, {}, 400));
    else if (Number(request.headers['content-length'] ?? 0) > MOST_OF_ALL) done(tooLarge());
    else done();
  });
}

function greet(request: WebRequest, reply: FastifyReply, headers: Record<string, string>): void {
  request.nonce = newNonce();
  void reply
    .headers(headers)
    .header('content-security-policy', contentPolicy(request.nonce))
    .header('x-request-id', request.id);
}

function tooLarge(): Refusal {
  return new Refusal('body-too-large', {}, {}, 413);
}

/** Refused before its body came: whatever answers so, the connection ends behind it. */
function closeUnreadBodies(server: FastifyInstance): void {
  server.addHook('onSend', (request, reply, _payload, done) => {
    if (lingers(request.raw)) void reply.header('connection', 'close');
    done();
  });
}

function logEveryRequest(server: FastifyInstance): void {
  server.addHook('onResponse', (request, reply, done) => {
    const ms = Math.round(reply.elapsedTime);
    request.log.info({ ...requestLine(request), status: reply.statusCode, ms }, 'answered');
    done();
  });
}

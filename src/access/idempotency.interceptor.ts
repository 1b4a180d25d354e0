/** `Idempotency-Key` on every POST of the API. */
import { createHash } from 'node:crypto';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { wrongInput } from '../platform/refusal.js';
import { Answer } from '../web/answer.js';
import { isApi, type KeepAnswer, type WebRequest } from '../web/request.js';
import type { UploadedFile } from '../web/uploads.js';
import { Claim, Idempotency } from './idempotency.js';

const HEADER = 'idempotency-key';
const KEY = /^[\x20-\x7e]{1,200}$/;
/** What a program reads of an answer beside its body. */
const KEPT_HEADERS = ['content-type', 'location'];
/** Said by the door and not by the work. */
const NOT_KEPT = [401, 403, 429];

type Receiving = WebRequest & { uploaded?: UploadedFile[] };

@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly idempotency: Idempotency) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Receiving>();
    const key = request.headers[HEADER];
    if (key === undefined || request.method !== 'POST' || !isApi(request) || !request.token)
      return next.handle();
    if (typeof key !== 'string' || !KEY.test(key)) throw wrongInput('idempotency-key-wrong');
    if (request.isMultipart()) {
      request.aroundWork = (work) => this.once(request, key, work);
      return next.handle();
    }
    return from(this.once(request, key, () => lastValueFrom(next.handle(), { defaultValue: undefined })));
  }

  private async once(request: Receiving, key: string, work: () => Promise<unknown>): Promise<unknown> {
    const caller = `token:${request.token!.id}`;
    const found = await this.idempotency.begin({ caller, key, request: hashOf(request) });
    if (!(found instanceof Claim)) {
      const headers = { ...found.headers, 'idempotency-replayed': 'true' };
      return new Answer(found.status, headers, found.body);
    }
    request.keepAnswer = this.keeping(found);
    return this.idempotency.run(found, work);
  }

  private keeping(claim: Claim): KeepAnswer {
    return (status, headers, body) => {
      const isText = body === null || body === undefined || typeof body === 'string';
      if (status >= 500 || NOT_KEPT.includes(status) || !isText) return this.idempotency.release(claim);
      const known = KEPT_HEADERS.filter((name) => headers[name] !== undefined);
      return this.idempotency.keep(claim, {
        status,
        headers: Object.fromEntries(known.map((name) => [name, String(headers[name])])),
        body: body ?? '',
      });
    };
  }
}

/** Method, path and body: of files their names, kinds and contents. */
function hashOf(request: Receiving): string {
  const { method, url, body, uploaded = [] } = request;
  const hash = createHash('sha256').update(JSON.stringify([method, url, body ?? null]));
  for (const { field, name, mediaType, bytes } of uploaded)
    hash.update(JSON.stringify([field, name, mediaType, bytes.length])).update(bytes);
  return hash.digest('hex');
}

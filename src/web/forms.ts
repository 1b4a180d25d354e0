/**
 * A form that is refused comes back whole: what was typed, a summary on top, a message at each field.
 *
 * `@RedrawWith('drawX')` on a POST handler names the controller's method that draws the form:
 * `drawX(request, refused)`. It is called when the DTO or the service says no.
 */
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { ModuleRef, Reflector } from '@nestjs/core';
import { catchError, from, type Observable } from 'rxjs';
import { Refusal, retryAfter } from '../platform/refusal.js';
import { Words } from '../platform/words.js';
import { Answer } from './answer.js';
import { faultsIn, type Fault } from './failures.js';
import { HTML } from './pages.js';
import type { WebRequest } from './request.js';

export { seeOther } from './answer.js';

export interface RefusedForm {
  /** What was typed, by field; passwords are left out. */
  values: Record<string, string | string[]>;
  faults: Fault[];
  /** The first message of each field: `{{refused.messages.text}}` */
  messages: Record<string, string>;
  /** The sentence about the whole. */
  message: string;
}

export type DrawForm = (request: WebRequest, refused: RefusedForm) => string | Promise<string>;

const REDRAW_KEY = 'redraw-with';
/** Where Nest keeps the interceptors of a handler. */
const INTERCEPTORS = '__interceptors__';

/** Stands outside every other interceptor of the handler, so that a refused upload is redrawn too. */
export function RedrawWith(method: string): MethodDecorator {
  return (_target, _name, descriptor) => {
    const handler = descriptor.value as object;
    Reflect.defineMetadata(REDRAW_KEY, method, handler);
    const others = (Reflect.getMetadata(INTERCEPTORS, handler) ?? []) as unknown[];
    Reflect.defineMetadata(INTERCEPTORS, [RedrawInterceptor, ...others], handler);
  };
}

@Injectable()
export class RedrawInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly modules: ModuleRef,
    private readonly words: Words,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      catchError((error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
        return from(this.redraw(context, error));
      }),
    );
  }

  private async redraw(context: ExecutionContext, refusal: Refusal): Promise<Answer> {
    const method = this.reflector.get<string>(REDRAW_KEY, context.getHandler());
    const controller = this.modules.get<Record<string, DrawForm>>(context.getClass(), { strict: false });
    const request = context.switchToHttp().getRequest<WebRequest>();
    const html = await controller[method]!(request, this.refused(request, refusal));
    const seconds = retryAfter(refusal);
    const headers = { 'content-type': HTML, ...(seconds && { 'retry-after': seconds }) };
    return new Answer(refusal.status, headers, html);
  }

  private refused(request: WebRequest, refusal: Refusal): RefusedForm {
    const say = (key: string, values = {}) => this.words.say(request.language, key, values);
    const faults = faultsIn(refusal, this.words, request.language);
    const messages: Record<string, string> = {};
    for (const { field, message } of faults) if (field !== null) messages[field] ??= message;
    return {
      values: typedIn(request.body),
      faults,
      messages,
      message: say(`refusal.${refusal.code}`, refusal.params),
    };
  }
}

function typedIn(body: unknown): RefusedForm['values'] {
  const values: RefusedForm['values'] = {};
  if (body === null || typeof body !== 'object') return values;
  for (const [name, value] of Object.entries(body as Record<string, unknown>)) {
    if (/password/i.test(name)) continue;
    if (typeof value === 'string') values[name] = printable(value);
    else if (Array.isArray(value))
      values[name] = value.filter((item) => typeof item === 'string').map(printable);
  }
  return values;
}

function printable(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

/**
 * Who may enter a handler. The global guard denies a handler without `@For`, and a test lists every
 * route that lacks it.
 */
import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { NotAllowed } from '../platform/refusal.js';
import type { Verb, Viewer } from '../rules/permissions.js';
import type { WebRequest } from './request.js';

/** `signing-in`: whose session still awaits something before it opens anything else. */
export type Admitted = 'anyone' | 'signing-in' | 'signed-in' | Verb;

export const FOR_KEY = 'for';

/** On a handler, or on a controller for all its handlers: what is done there, as `rules/permissions` names it. */
export const For = (admitted: Admitted) => SetMetadata(FOR_KEY, admitted);

/** The person asking. @throws NotAllowed where nobody is signed in */
export const CurrentViewer = createParamDecorator((_: unknown, context: ExecutionContext): Viewer => {
  const { viewer } = context.switchToHttp().getRequest<WebRequest>();
  if (!viewer) throw new NotAllowed('not-signed-in');
  return viewer;
});

/**
 * Every absolute link of a mail is made here, from BASE_URL and never from a request's Host header,
 * which a stranger may choose.
 */
import type { Config } from '../platform/config.js';

export type LinkTarget =
  | { kind: 'home' }
  | { kind: 'escalation' }
  | { kind: 'sign-in' }
  | { kind: 'plan'; id: number }
  | { kind: 'task'; id: number }
  | { kind: 'unit'; id: number }
  | { kind: 'submission'; id: number }
  | { kind: 'supervision-notice'; id: number }
  | { kind: 'message'; id: number };

/** The page of a target inside the product. */
export function pathTo(target: LinkTarget): string {
  switch (target.kind) {
    case 'home':
      return '/';
    case 'escalation':
      return '/escalation';
    case 'sign-in':
      return '/sign-in';
    case 'plan':
      return `/plans/${target.id}`;
    case 'task':
      return `/tasks/${target.id}`;
    case 'unit':
      return `/units/${target.id}`;
    case 'submission':
      return `/submissions/${target.id}`;
    case 'supervision-notice':
      return `/supervision-notices/${target.id}`;
    case 'message':
      return `/mailbox/${target.id}`;
  }
}

export function linkTo(config: Pick<Config, 'baseUrl'>, target: LinkTarget): string {
  return `${config.baseUrl}${pathTo(target)}`;
}

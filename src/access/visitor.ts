/** Where a request comes from, and by which browser: for the list of one's sessions and the security log. */
import type { WebRequest } from '../web/request.js';
import { browserOf } from './browser.js';

export interface Visitor {
  address: string;
  browser: string | null;
}

export function visitorOf(request: WebRequest): Visitor {
  return { address: request.ip, browser: browserOf(request.headers['user-agent']) };
}

/**
 * What a server in front of us says about a request. Believed are only the addresses of `TRUST_PROXY`, and only who
 * the request comes from: never under which name or by which protocol it was asked, which BASE_URL alone decides.
 */
import { isIP } from 'node:net';
import type { IncomingMessage } from 'node:http';

const NEVER_BELIEVED = ['x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-port', 'forwarded'];

/** Before anything reads the request's address: a list that holds anything but addresses is no list. */
export function forgetForwarding({ headers }: IncomingMessage): void {
  for (const name of NEVER_BELIEVED) delete headers[name];
  const forwarded = headers['x-forwarded-for'];
  if (forwarded === undefined) return;
  const addresses = String(forwarded).split(',');
  if (!addresses.every((address) => isIP(address.trim()))) delete headers['x-forwarded-for'];
}

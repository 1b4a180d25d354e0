/** Things that open a door: made at random, kept only as a hash. */
import { createHash, randomBytes } from 'node:crypto';

/** 256 bits, in characters a cookie and a header can carry. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** A plain hash is enough for what is random; passwords take argon2. */
export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

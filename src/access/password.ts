/**
 * Passwords. Rule (等保2.0): at least 10 characters, three of four kinds. argon2id with OWASP's parameters;
 * its library is loaded by the first password and not by the start of the server.
 */
import { randomInt } from 'node:crypto';
import { wrongInput } from '../platform/refusal.js';

const SHORTEST = 10;
const KINDS = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/];
const KINDS_NEEDED = 3;
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Of a password nobody has: an unknown user takes as long as a known one. */
const NOBODY =
  '$argon2id$v=19$m=19456,t=2,p=1$s0s5yD0OPgnno8tB9pwVUA$Yoptz5QxVNJBQqv86P9wAdQOBHIOe6hSeqBcz/+F2oQ';
/** Without what looks alike when read from a screen or over the telephone. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789';

export function isStrongPassword(password: string): boolean {
  const kinds = KINDS.filter((kind) => kind.test(password)).length;
  return [...password].length >= SHORTEST && kinds >= KINDS_NEEDED;
}

/** @throws Refusal for one that is too easy */
export async function hashPassword(password: string): Promise<string> {
  if (!isStrongPassword(password)) throw wrongInput('password-too-weak', { password: 'password-too-weak' });
  const { hash } = await import('@node-rs/argon2');
  return hash(password.normalize('NFC'), PARAMETERS);
}

/** @param stored null where there is no such account: takes as long, answers false */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  const { verify } = await import('@node-rs/argon2');
  const isRight = await verify(stored ?? NOBODY, password.normalize('NFC'));
  return stored !== null && isRight;
}

/** To be shown once: four groups of four, about 90 bits. */
export function generatePassword(): string {
  for (;;) {
    const groups = Array.from({ length: 4 }, () => Array.from({ length: 4 }, letter).join(''));
    const password = groups.join('-');
    if (isStrongPassword(password)) return password;
  }
}

function letter(): string {
  return LETTERS[randomInt(LETTERS.length)]!;
}

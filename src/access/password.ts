/**
 * Passwords. Rule (等保2.0): at least 10 characters, three of four kinds, neither the login name nor the person's name
 * inside. argon2id with OWASP's parameters; its library is loaded by the first password and not by the start of the
 * server. However many come at once, only a few are reckoned: each takes 19 MB and a core for a moment.
 *
 * Example: `Haimen-2018` is strong enough; for somebody who signs in as `haimen` it is not.
 */
import { randomInt } from 'node:crypto';
import { wrongInput } from '../platform/refusal.js';
import { loginNameKey } from './login-name.js';
import { Turns } from './turns.js';

const SHORTEST = 10;
const KINDS = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/];
const KINDS_NEEDED = 3;
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Of a password nobody has: an unknown user takes as long as a known one. */
const NOBODY =
  '$argon2id$v=19$m=19456,t=2,p=1$s0s5yD0OPgnno8tB9pwVUA$Yoptz5QxVNJBQqv86P9wAdQOBHIOe6hSeqBcz/+F2oQ';
/** Without what looks alike when read from a screen or over the telephone. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789';
/** Two at once keep the other threads for files; some forty wait for about a second. */
const reckoning = new Turns(2, 40);

export interface PasswordOwner {
  loginName: string | null;
  name: string;
}

export function isStrongPassword(password: string): boolean {
  const kinds = KINDS.filter((kind) => kind.test(password)).length;
  return [...password].length >= SHORTEST && kinds >= KINDS_NEEDED;
}

/** @returns whether the login name or the person's name stands in it, in whatever case or width */
export function holdsName(password: string, { loginName, name }: PasswordOwner): boolean {
  const text = loginNameKey(password);
  return [loginName ?? '', name].map(loginNameKey).some((part) => part.length > 1 && text.includes(part));
}

/** @throws Refusal for one that is too easy, or 429 */
export async function hashPassword(password: string): Promise<string> {
  if (!isStrongPassword(password)) throw wrongInput('password-too-weak', { password: 'password-too-weak' });
  const { hash } = await import('@node-rs/argon2');
  return reckoning.take(() => hash(password.normalize('NFC'), PARAMETERS));
}

/**
 * @param stored null where there is no such account: takes as long, answers false
 * @throws Refusal 429 where too many are being reckoned
 */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  const { verify } = await import('@node-rs/argon2');
  const isRight = await reckoning.take(() => verify(stored ?? NOBODY, password.normalize('NFC')));
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

/**
 * Ten codes on paper, each of which opens once in place of a lost authenticator. Kept as an HMAC with a key outside
 * the database, so that they cannot be tried out on a copy of it.
 */
import { randomInt } from 'node:crypto';
import { IsNull } from 'typeorm';
import type { Tx } from '../platform/database.js';
import type { Keys } from '../platform/keys.js';
import { RecoveryCode } from './recovery-code.entity.js';

const COUNT = 10;
/** Without what looks alike on paper. About 49 bits in ten letters. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const LENGTH = 10;

/** Replaces all there were. @returns them, to be shown once: `abcde-fghjk` */
export async function makeRecoveryCodes(
  tx: Tx,
  keys: Keys,
  personId: number,
  now: string,
): Promise<string[]> {
  await tx.delete(RecoveryCode, { personId });
  const codes = Array.from({ length: COUNT }, () => Array.from({ length: LENGTH }, letter).join(''));
  for (const code of codes)
    await tx.insert(RecoveryCode, { personId, codeHash: hashOf(keys, personId, code), createdAt: now });
  return codes.map((code) => `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`);
}

/** @param typed in any case, with or without its dash. @returns how many are left, or null for a wrong or used one */
export async function takeRecoveryCode(
  tx: Tx,
  keys: Keys,
  { personId, typed, now }: { personId: number; typed: string; now: string },
): Promise<number | null> {
  const code = typed.toLowerCase().replace(/[^a-z0-9]/g, '');
  const codeHash = hashOf(keys, personId, code);
  const taken = await tx.update(RecoveryCode, { personId, codeHash, usedAt: IsNull() }, { usedAt: now });
  return taken.affected ? tx.countBy(RecoveryCode, { personId, usedAt: IsNull() }) : null;
}

function hashOf(keys: Keys, personId: number, code: string): string {
  return keys.sign('second-factor', `recovery:${personId}:${code}`);
}

function letter(): string {
  return LETTERS[randomInt(LETTERS.length)]!;
}

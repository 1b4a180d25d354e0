/**
 * Keys that are not in the database: links are signed and second factors sealed with them, so that neither the
 * database nor its backups open anything. One secret, of `SECRET_KEY` or else of a file in DATA_DIR made at the first
 * start; every purpose has a key of its own (HKDF, RFC 5869). Instances of one database must share the secret.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Config, ConfigError, isSecret } from './config.js';

export type KeyPurpose = 'links' | 'link-forms' | 'second-factor' | 'attempts' | 'oidc' | 'answers';

const FILE = 'secret.key';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

@Injectable()
export class Keys {
  private secret: Buffer | null;
  private readonly derived = new Map<KeyPurpose, Buffer>();

  /** At the start: with a damaged secret everything signed could be forged. @throws ConfigError */
  constructor(private readonly config: Config) {
    this.secret = config.secretKey ?? storedSecret(config.dataDir);
  }

  /** @returns 43 characters of base64url: an HMAC-SHA-256 of `text` */
  sign(purpose: KeyPurpose, text: string): string {
    return createHmac('sha256', this.keyFor(purpose)).update(text).digest('base64url');
  }

  /** Takes the same time whatever the signature holds. */
  isSigned(purpose: KeyPurpose, text: string, signature: string): boolean {
    const right = Buffer.from(this.sign(purpose, text));
    const given = Buffer.from(signature);
    return right.length === given.length && timingSafeEqual(right, given);
  }

  /** AES-256-GCM. @param context what the sealed text belongs to: it opens under the same only */
  seal(purpose: KeyPurpose, context: string, text: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.keyFor(purpose), nonce).setAAD(Buffer.from(context));
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
  }

  /** @returns null for what another key, or another context, sealed */
  unseal(purpose: KeyPurpose, context: string, sealed: string): string | null {
    const bytes = Buffer.from(sealed, 'base64url');
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.keyFor(purpose), nonce)
        .setAAD(Buffer.from(context))
        .setAuthTag(tag);
      const body = bytes.subarray(NONCE_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    } catch {
      return null;
    }
  }

  private keyFor(purpose: KeyPurpose): Buffer {
    let key = this.derived.get(purpose);
    if (!key) {
      this.secret ??= newSecret(this.config.dataDir);
      key = Buffer.from(hkdfSync('sha256', this.secret, '', `duban ${purpose}`, 32));
      this.derived.set(purpose, key);
    }
    return key;
  }
}

/** @returns null where there is none yet. @throws ConfigError */
function storedSecret(dataDir: string): Buffer | null {
  const path = join(dataDir, FILE);
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return null;
    throw error;
  }
  if (isSecret(text)) return Buffer.from(text, 'hex');
  throw new ConfigError([
    `${path} is damaged: it must hold at least 64 hexadecimal digits. Put it back from a backup, or give SECRET_KEY; ` +
      'only a new secret ends every link sent so far and every second factor.',
  ]);
}

/** Made whole or not at all, and by one process only, whoever starts at the same time. */
function newSecret(dataDir: string): Buffer {
  const path = join(dataDir, FILE);
  mkdirSync(dataDir, { recursive: true });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
  return storedSecret(dataDir)!;
}

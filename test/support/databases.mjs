/**
 * What exists once per test run: a migrated SQLite file and, where a project asks for it, a PostgreSQL with
 * a migrated template. Tests copy these (see postgres.ts), which takes milliseconds.
 * The migrations are run from `dist`, as in production.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { buildIfStale } from '../tools/fresh.mjs';
import { removeFolder, temporaryFolder } from './temporary-folder.mjs';

const template = 'duban_template';
const running = { folder: undefined, sqlite: undefined, postgres: undefined, server: undefined };

export async function prepareSqlite() {
  prepareFolder();
  running.sqlite ??= migratedFile();
  await running.sqlite;
}

export async function preparePostgres() {
  prepareFolder();
  running.postgres ??= migratedTemplate();
  await running.postgres;
}

export async function releaseAll() {
  const { folder, server } = running;
  if (server) await stopServer(server);
  if (folder) removeFolder(folder);
}

function prepareFolder() {
  if (running.folder) return;
  if (process.env.TEST_BUILD !== 'as-is') buildIfStale();
  running.folder = temporaryFolder('duban-test');
  process.env.TEST_FOLDER = running.folder;
}

async function migratedFile() {
  const file = path.join(running.folder, 'template.sqlite');
  await migrate(`sqlite:${file}`);
  if (existsSync(`${file}-wal`))
    throw new Error('migrate() left its connection open: the template is incomplete.');
  process.env.TEST_SQLITE_TEMPLATE = file;
}

/** A server of one's own may be named in TEST_POSTGRES_URL; it needs the right to create databases. */
async function migratedTemplate() {
  process.env.TEST_POSTGRES_URL ||= await startServer();
  const admin = new pg.Client({ connectionString: process.env.TEST_POSTGRES_URL });
  await admin.connect();
  await admin.query(`DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
  await admin.query(`CREATE DATABASE ${template} TEMPLATE template0 ENCODING 'UTF8'`);
  const url = new URL(process.env.TEST_POSTGRES_URL);
  url.pathname = `/${template}`;
  await migrate(url.href);
  await admin.end();
}

async function migrate(databaseUrl) {
  const built = new URL('../../dist/platform/migrate.js', import.meta.url);
  if (!existsSync(built))
    throw new Error('dist/platform/migrate.js is missing: no database can be prepared.');
  const { migrate: run } = await import(built.href);
  await run(databaseUrl);
}

/** In a process group of its own, so that Ctrl-C reaches Jest first and the server learns by its closed input. */
function startServer() {
  const program = fileURLToPath(new URL('postgres-server.mjs', import.meta.url));
  const server = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  running.server = server;
  return new Promise((resolve, reject) => {
    createInterface(server.stdout).once('line', (line) => resolve(JSON.parse(line).url));
    server.once('exit', () =>
      reject(new Error('PostgreSQL for the tests did not start; the reason stands above.')),
    );
  });
}

function stopServer(server) {
  return new Promise((resolve) => {
    if (server.exitCode !== null) return resolve();
    server.once('exit', resolve);
    server.stdin.end();
  });
}

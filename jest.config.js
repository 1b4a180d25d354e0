/**
 * Pure rules, and everything with a database once on SQLite and once on PostgreSQL, each half in another time
 * zone; what holds in Beijing must hold wherever the server stands. What is in each folder: test/README.md.
 */
import { findChromium } from './test/support/chromium.mjs';

const support = '<rootDir>/test/support';
const withDatabase = ['platform', 'audit', 'features', 'pages', 'api', 'jobs', 'migrations', 'threats'];
/** The rules that read calendars and clocks: run again far to the east and far to the west. */
const withDays = ['day', 'timetable', 'working-days', 'recurrence'];

const project = (displayName, zone, database, files) => ({
  displayName,
  rootDir: import.meta.dirname,
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: files.map((file) => `<rootDir>/test/${file}.spec.ts`),
  testEnvironment: `${support}/environment.mjs`,
  testEnvironmentOptions: { zone, database },
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
});

const rules = (displayName, zone, names) =>
  project(
    displayName,
    zone,
    undefined,
    names.map((name) => `rules/${name}`),
  );

const stored = (displayName, zone, database, folders, setup) => ({
  ...project(
    displayName,
    zone,
    database,
    folders.map((folder) => `${folder}/**/*`),
  ),
  globalSetup: `${support}/${setup}.mjs`,
  globalTeardown: `${support}/global-teardown.mjs`,
});

export default {
  maxWorkers: 2,
  // Modules of ESM specs are never freed: a worker that holds a hundred of them spends its time collecting garbage.
  workerIdleMemoryLimit: '1200MB',
  testTimeout: 30_000,
  projects: [
    rules('pure', 'UTC', ['**/*']),
    rules('pure-shanghai', 'Asia/Shanghai', withDays),
    rules('pure-los-angeles', 'America/Los_Angeles', withDays),
    stored('sqlite', 'UTC', 'sqlite', withDatabase, 'global-sqlite'),
    stored('postgres', 'America/Los_Angeles', 'postgres', withDatabase, 'global-postgres'),
    stored('jobs-shanghai', 'Asia/Shanghai', 'sqlite', ['jobs'], 'global-sqlite'),
    stored('system', 'UTC', 'sqlite', findChromium() ? ['system', 'browser'] : ['system'], 'global-both'),
  ],
};

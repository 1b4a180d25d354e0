/** Three projects: pure rules, and everything with a database once on SQLite and once on PostgreSQL. */
const shared = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
};

export default {
  maxWorkers: 2,
  projects: [{ ...shared, displayName: 'pure', testMatch: ['<rootDir>/test/rules/**/*.spec.ts'] }],
};

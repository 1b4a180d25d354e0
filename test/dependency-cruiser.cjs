/**
 * The order is the architecture: a folder of `src` imports only from folders to its left. Everything below
 * is made from this one list; a new folder is added here, in its place, or `npm run arch` refuses it.
 */
const { readdirSync } = require('node:fs');
const path = require('node:path');

const order = [
  'rules',
  'platform',
  'audit',
  'web',
  'outbox',
  'units',
  'access',
  'calendar',
  'plans',
  'progress',
  'changes',
  'notices',
  'desk',
  'inbox',
  'reports',
  'papers',
  'jobs',
];

refuseFoldersOutsideTheOrder();

const anyOf = (names) => `^src/(${names.join('|')})/`;

const leftwards = order.slice(0, -1).map((name, index) => ({
  name: `${name}-imports-only-leftwards`,
  severity: 'error',
  from: { path: `^src/${name}/` },
  to: { path: anyOf(order.slice(index + 1)) },
}));

const forbidden = [
  ...leftwards,
  {
    name: 'rules-import-only-rules',
    comment: 'What an official could argue about depends on nothing. Only day.ts knows a calendar library.',
    severity: 'error',
    from: { path: '^src/rules/', pathNot: '^src/rules/day\\.ts$' },
    to: { pathNot: '^src/rules/' },
  },
  {
    name: 'day-imports-only-temporal',
    severity: 'error',
    from: { path: '^src/rules/day\\.ts$' },
    to: { pathNot: ['^src/rules/', 'temporal-polyfill', 'temporal-spec'] },
  },
  {
    name: 'doors-know-no-tables',
    comment: 'Pages and API call services; what a service returns is a plain value.',
    severity: 'error',
    from: { path: '\\.(pages|api)\\.ts$' },
    to: { path: ['\\.entity\\.ts$', '(^|/)node_modules/(@nestjs/)?typeorm/'] },
  },
  {
    name: 'folders-do-not-import-the-root',
    comment: 'app.module, main, cli and their like put the folders together, not the other way round.',
    severity: 'error',
    from: { path: anyOf(order) },
    to: { path: '^src/[^/]+\\.ts$' },
  },
  {
    name: 'no-barrels',
    comment: 'Import the file you mean.',
    severity: 'error',
    from: {},
    to: { path: '^src/.*/index\\.ts$' },
  },
  {
    name: 'no-cycles',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'product-without-tests',
    comment: 'What is served in production imports nothing that is only installed or kept for development.',
    severity: 'error',
    from: { path: '^src/' },
    to: { path: '^test/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'nothing-imported-is-missing',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'only-declared-packages',
    severity: 'error',
    from: { path: '^src/' },
    to: {
      dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
      dependencyTypesNot: ['type-only'],
    },
  },
];

function refuseFoldersOutsideTheOrder() {
  const source = path.join(__dirname, '..', 'src');
  const folders = (of) => readdirSync(of, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const nested = (name) => folders(path.join(source, name)).map((entry) => `${name}/${entry.name}`);
  const found = folders(source).flatMap(({ name }) => [name, ...nested(name)]);
  const strays = found.filter((name) => !order.includes(name) && name !== 'platform/migrations');
  if (strays.length)
    throw new Error(`Not in the order of test/dependency-cruiser.cjs: src/${strays.join(', src/')}`);
}

module.exports = {
  forbidden,
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    /** Types count too: a type from the right is knowledge of the right. */
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};

/** What a program can check of the conventions. Which folder may import which: dependency-cruiser.cjs. */
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import path from 'node:path';
import tseslint from 'typescript-eslint';

const forbid = (selector, message) => ({ selector, message });

/** Time, chance and settings come in through `platform`, so that a test can hold them still. */
const ambient = [
  forbid(
    'CallExpression[callee.object.name="Date"][callee.property.name="now"]',
    'Take the time from Clock.',
  ),
  forbid('NewExpression[callee.name="Date"][arguments.length=0]', 'Take the time from Clock.'),
  forbid('CallExpression[callee.name="Date"]', 'Take the time from Clock.'),
  forbid('MemberExpression[object.name="Math"][property.name="random"]', 'Use node:crypto.'),
  forbid(
    'MemberExpression[object.name="process"][property.name="env"]',
    'Only platform/config reads the environment.',
  ),
  forbid('VariableDeclarator[init.name="process"]', 'Only platform/config reads the environment.'),
];

/** Whoever holds these can write past `inTransaction`. */
const bareDatabase = {
  paths: [
    {
      name: 'typeorm',
      importNames: ['DataSource', 'Repository'],
      message: 'Write by inTransaction, read by Database.',
    },
    {
      name: '@nestjs/typeorm',
      importNames: ['InjectDataSource', 'InjectRepository', 'InjectEntityManager'],
      message: 'Write by inTransaction, read by Database.',
    },
  ],
};

const leftOut = [
  forbid(
    'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(skip|only|todo|failing)$/]',
    'Every test runs.',
  ),
  forbid('CallExpression[callee.name=/^([xf]it|[xf]describe|xtest)$/]', 'Every test runs.'),
  forbid(
    'MemberExpression[object.name="jest"][property.name="useFakeTimers"]',
    'Set the clock with theClock.',
  ),
];

export default defineConfig(
  globalIgnores(['dist/', 'node_modules/', 'data/', 'coverage/', 'shots/']),
  js.configs.recommended,
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': 'error',
      'max-params': ['error', 5],
      complexity: ['error', { max: 10, variant: 'modified' }],
      'max-lines': ['error', 300],
      /** Chinese documents are full of wide spaces, and control characters are what we refuse at the door. */
      'no-irregular-whitespace': ['error', { skipComments: true, skipTemplates: true, skipRegExps: true }],
      'no-control-regex': 'off',
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: path.join(import.meta.dirname, '..') },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-console': 'error',
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/platform/**'],
    rules: {
      'no-restricted-syntax': ['error', ...ambient],
      'no-restricted-imports': ['error', bareDatabase],
    },
  },
  { files: ['src/rules/**/*.ts'], rules: { complexity: ['error', { max: 12, variant: 'modified' }] } },
  {
    files: ['src/platform/migrations/**/*.ts'],
    rules: { 'max-lines': 'off', 'max-lines-per-function': 'off' },
  },
  { files: ['src/main.ts', 'src/openapi.ts', 'src/cli*.ts'], rules: { 'no-console': 'off' } },
  { files: ['test/**'], rules: { 'max-lines': 'off', 'max-params': 'off' } },
  { files: ['test/**/*.ts'], rules: { 'no-restricted-syntax': ['error', ...leftOut] } },
  {
    files: ['**/*.{js,cjs,mjs}'],
    /** Plain scripts run in Node or in a browser; the compiler is not asked, so their globals are not known. */
    rules: { 'no-undef': 'off' },
  },
  /** Served as they are, also to the old browsers of an office. */
  { files: ['templates/**/*.js'], rules: { 'no-var': 'off' } },
);

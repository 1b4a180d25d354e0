/** What the product records it can tell: every noun and verb of the trail has its sentence. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Words } from '../../src/platform/words.js';
import { TRANSITIONS } from '../../src/rules/task-states.js';

const words = new Words('templates');
const recording = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
  .filter((text) => /\brecord\(/.test(text));
const found = (pattern: RegExp) => recording.flatMap((text) => [...text.matchAll(pattern)]);
const unknown = (keys: string[]) => [...new Set(keys)].filter((key) => !words.has('zh-CN', key));

it('a verb that stands beside its noun has a sentence', () => {
  const told = found(/verb: '([a-z-]+)',\s*noun: '([a-z-]+)'/g).map(
    ([, verb, noun]) => `trail.${noun}-${verb}`,
  );
  expect(told.length).toBeGreaterThan(40);
  expect(unknown(told)).toEqual([]);
});

it('every noun has a name', () => {
  const nouns = found(/\bnoun: '([a-z-]+)'/g).map(([, noun]) => `noun.${noun}`);
  expect(unknown(nouns)).toEqual([]);
});

it('every move of a task has a sentence', () => {
  expect(unknown(Object.keys(TRANSITIONS).map((move) => `trail.task-${move}`))).toEqual([]);
});

/** Every visible word stands in the words files, in both languages, and none stands there for nothing. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REFUSAL_CODES } from '../../src/platform/refusal-codes.js';
import { Templates } from '../../src/platform/templates.js';
import { LANGUAGES, Words } from '../../src/platform/words.js';

const words = new Words('templates');
const filesBelow = (folder: string, ending: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name));
const sources = [...filesBelow('src', '.ts'), ...filesBelow('templates', '.hbs')].map((file) =>
  readFileSync(file, 'utf8'),
);

const placesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort();

describe('the words files', () => {
  it('hold the same keys in both languages', () => {
    expect(words.keys('en').sort()).toEqual(words.keys('zh-CN').sort());
  });

  it('have the same places for values in both languages', () => {
    const different = words
      .keys('zh-CN')
      .filter((key) => placesIn(words.say('zh-CN', key)).join() !== placesIn(words.say('en', key)).join());
    expect(different).toEqual([]);
  });

  it.each(LANGUAGES)('word every refusal in %s', (language) => {
    expect(REFUSAL_CODES.filter((code) => !words.has(language, `refusal.${code}`))).toEqual([]);
  });

  it('have no refusal that nothing says', () => {
    const said = sources.filter((text) => !text.includes('REFUSAL_CODES = [')).join('\n');
    const stems = [...said.matchAll(/`([a-z]+(?:-[a-z]+)*-)\$\{/g)].map((match) => match[1]!);
    const isSaid = (code: string) =>
      said.includes(`'${code}'`) || stems.some((stem) => code.startsWith(stem));
    expect(REFUSAL_CODES.filter((code) => !isSaid(code))).toEqual([]);
  });

  it('word every doubt of the plan reader', () => {
    const union = /export type DoubtCode =([\s\S]*?)\n\n/.exec(
      readFileSync('src/rules/plan-types.ts', 'utf8'),
    )![1]!;
    const codes = [...union.matchAll(/'([a-z-]+)'/g)].map((match) => match[1]!);
    expect(codes.length).toBeGreaterThan(15);
    expect(codes.filter((code) => !words.has('zh-CN', `doubt.${code}`))).toEqual([]);
  });

  it('hold nothing that no page, mail or sentence uses', () => {
    const text = sources.join('\n');
    const literal = new Set(
      [...text.matchAll(/['"`]([a-zA-Z][\w-]*(?:\.[\w-]+)+)['"`]/g)].map((match) => match[1]!),
    );
    const stems = [...text.matchAll(/[`'"]([a-zA-Z][\w.-]*[.-])\$\{/g)].map((match) => match[1]!);
    const folders = [...text.matchAll(/['"]([a-z][\w]*(?:\.[\w-]+)*)['"]/g)].map((match) => `${match[1]!}.`);
    const reachable = [...new Set([...stems, ...folders.filter((folder) => folder.split('.').length > 2)])];
    const unused = words
      .keys('zh-CN')
      .filter((key) => !literal.has(key) && !reachable.some((stem) => key.startsWith(stem)));
    expect(unused).toEqual([]);
  });
});

describe('the templates', () => {
  it('all parse, and use only words that exist', async () => {
    const templates = new Templates('templates', words);
    await templates.prepare();
    expect(templates.names().length).toBeGreaterThan(20);
  });

  it('never print anything unescaped', () => {
    const unescaped = filesBelow('templates', '.hbs').filter((file) =>
      /\{\{\{|\{\{&/.test(readFileSync(file, 'utf8')),
    );
    expect(unescaped).toEqual([]);
  });
});

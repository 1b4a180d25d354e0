/**
 * Every word a person sees. `templates/words/<language>.json` holds them in a tree; a key is its path
 * joined by dots, a place for a value is `{name}`. A missing key throws at start or in a test, never
 * on a page: the page shows the key's Chinese wording instead.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Language = 'zh-CN' | 'en';
export const LANGUAGES: Language[] = ['zh-CN', 'en'];
export type WordValues = Record<string, string | number>;

interface Tree {
  [key: string]: string | Tree;
}

export class Words {
  private readonly tables: Map<Language, Map<string, string>>;

  /** @param folder the templates folder, which holds `words/` */
  constructor(folder: string) {
    this.tables = new Map(LANGUAGES.map((language) => [language, tableOf(folder, language)]));
  }

  has(language: Language, key: string): boolean {
    return this.tables.get(language)!.has(key);
  }

  keys(language: Language): string[] {
    return [...this.tables.get(language)!.keys()];
  }

  /** @throws Error when no language knows the key: that is a bug, and tests look for it */
  say(language: Language, key: string, values: WordValues = {}): string {
    const text = this.tables.get(language)?.get(key) ?? this.tables.get('zh-CN')!.get(key);
    if (text === undefined) throw new Error(`no words for "${key}"`);
    return text.includes('{') ? filled(text, values) : text;
  }
}

function filled(text: string, values: WordValues): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = values[name];
    return value === undefined ? place : String(value);
  });
}

function tableOf(folder: string, language: Language): Map<string, string> {
  const tree = JSON.parse(readFileSync(join(folder, 'words', `${language}.json`), 'utf8')) as Tree;
  const table = new Map<string, string>();
  const walk = (node: Tree, path: string): void => {
    for (const [key, value] of Object.entries(node)) {
      if (typeof value === 'string') table.set(path + key, value);
      else walk(value, `${path}${key}.`);
    }
  };
  walk(tree, '');
  return table;
}

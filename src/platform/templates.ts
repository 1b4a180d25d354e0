/**
 * Handlebars templates for pages and mails, compiled once at start, once per language: a word without
 * values (`{{t "home.title"}}`) is put in at compile time, which halves the work of a long list.
 * Templates choose and loop; they never compute.
 *
 * Helpers: `t key name=value…` words · `eq a b` · `any a b…` · `join list sep`; partials are the files
 * of `templates/partials`, by their name. Files ending in `.text.hbs` are rendered without escaping.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import Handlebars from 'handlebars';
import { LANGUAGES, type Language, type Words, type WordValues } from './words.js';

const KNOWN_HELPERS = { t: true, eq: true, any: true, join: true };
const COMPILING = { knownHelpers: KNOWN_HELPERS, knownHelpersOnly: true, strict: false };
type Render = (view: object) => string;

export class Templates {
  private readonly compiled = new Map<string, Render>();

  /** @throws Error naming the file when a template does not parse or uses an unknown word */
  constructor(
    private readonly folder: string,
    private readonly words: Words,
  ) {
    for (const language of LANGUAGES) this.compileAll(language);
  }

  /**
   * @param name the path below `templates/` without `.hbs`: `pages/desk/home`, `email/issue.text`
   * @param view plain values; nothing here is trusted, everything is escaped but in `.text` templates
   */
  render(language: Language, name: string, view: object): string {
    const template = this.compiled.get(`${language}:${name}`);
    if (!template) throw new Error(`no template "${name}"`);
    return template(view);
  }

  names(): string[] {
    return [...this.compiled.keys()].filter((key) => key.startsWith('zh-CN:')).map((key) => key.slice(6));
  }

  private compileAll(language: Language): void {
    const engine = Handlebars.create();
    engine.registerHelper(this.helpers(language));
    const files = templateFiles(this.folder);
    for (const { name, path } of files.filter((file) => file.name.startsWith('partials/'))) {
      const program = this.parse(engine, language, path, name);
      engine.registerPartial(name.slice('partials/'.length), engine.compile(program, COMPILING));
    }
    for (const { name, path } of files.filter((file) => !file.name.startsWith('partials/'))) {
      const template = engine.compile(this.parse(engine, language, path, name), {
        ...COMPILING,
        noEscape: name.endsWith('.text'),
      });
      this.compiled.set(`${language}:${name}`, (view) => template(view));
    }
  }

  private parse(engine: typeof Handlebars, language: Language, path: string, name: string): hbs.AST.Program {
    try {
      const program = engine.parse(readFileSync(path, 'utf8'));
      this.putWordsIn(program, language, name.endsWith('.text'));
      return program;
    } catch (error) {
      throw new Error(`template ${name}: ${(error as Error).message}`, { cause: error });
    }
  }

  /** Turns `{{t "key"}}` without values into plain content. */
  private putWordsIn(program: hbs.AST.Program, language: Language, plain: boolean): void {
    program.body.forEach((statement, index) => {
      const block = statement as hbs.AST.BlockStatement;
      for (const inner of [block.program, block.inverse]) if (inner) this.putWordsIn(inner, language, plain);
      const key = staticKey(statement);
      if (key === null) return;
      const text = this.words.say(language, key);
      program.body[index] = {
        type: 'ContentStatement',
        value: plain ? text : Handlebars.escapeExpression(text),
        original: text,
        loc: statement.loc,
      } as unknown as hbs.AST.ContentStatement;
    });
  }

  private helpers(language: Language): Record<string, Handlebars.HelperDelegate> {
    const { words } = this;
    return {
      t: (key: string, options: Handlebars.HelperOptions) =>
        words.say(language, key, options.hash as WordValues),
      eq: (a: unknown, b: unknown) => a === b,
      any: (...values: unknown[]) => values.slice(0, -1).some((value) => !Handlebars.Utils.isEmpty(value)),
      join: (list: unknown[], between: string) => list.join(between),
    };
  }
}

function staticKey(statement: hbs.AST.Statement): string | null {
  const { type, path, params, hash } = statement as hbs.AST.MustacheStatement;
  if (type !== 'MustacheStatement' || (path as hbs.AST.PathExpression).original !== 't') return null;
  if (params.length !== 1 || params[0]!.type !== 'StringLiteral' || hash?.pairs.length) return null;
  return (params[0] as hbs.AST.StringLiteral).value;
}

function templateFiles(folder: string): { name: string; path: string }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.hbs'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({
      path,
      name: relative(folder, path)
        .split(sep)
        .join('/')
        .replace(/\.hbs$/, ''),
    }));
}

/**
 * Handlebars templates for pages and mails, compiled once, once per language: a word without values
 * (`{{t "home.title"}}`) is put in at compile time, which halves the work of a long list. Compiling all of
 * them takes as long as the rest of the start, so it is done on first use, and the rest after the start.
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
const PARTIALS = 'partials/';
type Render = (view: object, options?: Handlebars.RuntimeOptions) => string;

export class Templates {
  private readonly paths: Map<string, string>;
  private readonly engines = new Map<Language, typeof Handlebars>();
  private readonly compiled = new Map<string, Render>();

  constructor(
    private readonly folder: string,
    private readonly words: Words,
  ) {
    this.paths = new Map(templateFiles(this.folder).map(({ name, path }) => [name, path]));
  }

  /**
   * @param name the path below `templates/` without `.hbs`: `pages/desk/home`, `email/issue.text`
   * @param view plain values; nothing here is trusted, everything is escaped but in `.text` templates
   */
  render(language: Language, name: string, view: object): string {
    return this.ready(language, name)(view);
  }

  names(): string[] {
    return [...this.paths.keys()].filter((name) => !name.startsWith(PARTIALS));
  }

  /**
   * Compiles what nobody asked for yet, a template at a time, so that requests are answered in between.
   * @throws Error naming the file when a template does not parse or uses an unknown word
   */
  async prepare(): Promise<void> {
    for (const language of LANGUAGES) {
      for (const name of this.paths.keys()) {
        this.ready(language, name);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  private ready(language: Language, name: string): Render {
    const key = `${language}:${name}`;
    let render = this.compiled.get(key);
    if (!render) {
      render = this.compile(this.engine(language), language, name);
      this.compiled.set(key, render);
    }
    return render;
  }

  private engine(language: Language): typeof Handlebars {
    let engine = this.engines.get(language);
    if (engine) return engine;
    engine = Handlebars.create();
    engine.registerHelper(this.helpers(language));
    for (const name of this.paths.keys()) {
      if (!name.startsWith(PARTIALS)) continue;
      const partial: Render = (view, options) => this.ready(language, name)(view, options);
      engine.registerPartial(name.slice(PARTIALS.length), partial as Handlebars.Template);
    }
    this.engines.set(language, engine);
    return engine;
  }

  private compile(engine: typeof Handlebars, language: Language, name: string): Render {
    const path = this.paths.get(name);
    if (!path) throw new Error(`no template "${name}"`);
    return engine.compile(this.parse(engine, language, path, name), {
      knownHelpers: KNOWN_HELPERS,
      knownHelpersOnly: true,
      noEscape: name.endsWith('.text'),
    });
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

/** What every group of commands stands on: the rooms without a server, words, and one way to fail. */
import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { configFromEnvironment, ConfigError, type Config } from './platform/config.js';
import { NotAllowed, NotFound, Refusal } from './platform/refusal.js';
import { TEMPLATES_FOLDER } from './platform/templates-folder.js';
import { Words, type Language, type WordValues } from './platform/words.js';
import type { Viewer } from './rules/permissions.js';

/** Adds its commands to the program. One per file `cli-<group>.ts`, listed in `cli.ts`. */
export type CommandGroup = (program: Command, kit: CliKit) => void;

/** Whoever may type commands on the server may do what any role may. */
export const OPERATOR: Viewer = {
  personId: null,
  name: 'duban',
  roles: ['supervisor', 'administrator'],
  unitIds: [],
  door: 'cli',
};

export class CliKit {
  private words?: Words;
  private settings?: Config;
  language: Language = 'zh-CN';

  /** @throws ConfigError */
  get config(): Config {
    return (this.settings ??= configFromEnvironment());
  }

  /** One line on standard output. */
  print(line: string): void {
    process.stdout.write(`${line}\n`);
  }

  say(key: string, values: WordValues = {}): string {
    this.words ??= new Words(TEMPLATES_FOLDER);
    return this.words.say(this.language, key, values);
  }

  /**
   * Runs `work` with every room but no server and no clockwork, and closes the rooms afterwards.
   * The application is loaded only here: `--help` and `read` need none of it.
   */
  async withApp<T>(work: (app: INestApplicationContext) => Promise<T>): Promise<T> {
    const { openRooms } = await import('./cli-rooms.js');
    const app = await openRooms({ ...this.config, jobs: false });
    try {
      return await work(app);
    } finally {
      await app.close();
    }
  }

  /** What to tell the person who typed the command. */
  sentenceFor(error: unknown): string {
    if (error instanceof ConfigError) return error.message;
    if (error instanceof Refusal) return this.refusal(error);
    if (error instanceof NotAllowed) return this.say(`refusal.${error.code}`);
    if (error instanceof NotFound) return this.say('cli.notFound', { noun: error.noun });
    const { message, code } = error as { message?: string; code?: string };
    return this.say('cli.failed', { reason: message || code || String(error) });
  }

  private refusal(refusal: Refusal): string {
    const fields = Object.entries(refusal.fields)
      .filter(([, code]) => code !== refusal.code)
      .map(([field, code]) => `  ${field}: ${this.say(`refusal.${code}`, refusal.params)}`);
    return [this.say(`refusal.${refusal.code}`, refusal.params), ...fields].join('\n');
  }
}

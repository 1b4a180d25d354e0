/** What every feature stands on: settings, time, the database, words and templates. */
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Clock, SystemClock } from './clock.js';
import { Config } from './config.js';
import { readingDataSource, writingDataSource, type DataSourceParts } from './data-sources.js';
import { Database } from './database.js';
import { Keys } from './keys.js';
import { assertDurable } from './durability.js';
import { migrateTarget, MIGRATIONS } from './migrate.js';
import { assertTrailGuarded } from './trail-guard.js';
import { TEMPLATES_FOLDER } from './templates-folder.js';
import { Threads } from './threads.js';
import { Templates } from './templates.js';
import { Words } from './words.js';

export interface PlatformOptions {
  config: Config;
  entities: DataSourceParts['entities'];
  /** Left away: the system's. */
  clock?: Clock;
}

@Global()
@Module({})
export class PlatformModule {
  static with(options: PlatformOptions): DynamicModule {
    const clock = options.clock ?? new SystemClock(options.config.timeZone);
    return {
      module: PlatformModule,
      providers: [
        { provide: Config, useValue: options.config },
        { provide: Clock, useValue: clock },
        Keys,
        Threads,
        { provide: Words, useFactory: () => new Words(TEMPLATES_FOLDER) },
        {
          provide: Templates,
          useFactory: (words: Words) => new Templates(TEMPLATES_FOLDER, words),
          inject: [Words],
        },
        { provide: Database, useFactory: () => openDatabase(options.config, options.entities) },
      ],
      exports: [Config, Clock, Keys, Threads, Words, Templates, Database],
    };
  }
}

/** Migrates, then opens both connections and refuses a database that could take an answer back or forget who did what. */
export async function openDatabase(config: Config, entities: DataSourceParts['entities']): Promise<Database> {
  await migrateTarget(config.database);
  const parts = { entities, migrations: MIGRATIONS };
  const writing = await writingDataSource(config.database, parts).initialize();
  try {
    await assertDurable(writing);
    await assertTrailGuarded(writing);
  } catch (error) {
    await writing.destroy();
    throw error;
  }
  const reading = await readingDataSource(config.database, parts).initialize();
  return new Database(writing, reading);
}

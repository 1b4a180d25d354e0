/** A database without anybody in it, on a machine that is not in production: somebody is trying this out. */
import type { INestApplicationContext } from '@nestjs/common';
import type { Config } from './platform/config.js';
import { Database } from './platform/database.js';
import { row } from './platform/sql.js';
import type { SeededDemo } from './seed-demo.js';

/** Plays the demonstration. @returns null where people exist already, or in production */
export async function firstRun(app: INestApplicationContext, config: Config): Promise<SeededDemo | null> {
  if (config.production || !(await isEmpty(app.get(Database)))) return null;
  const { seedDemo } = await import('./seed-demo.js');
  return seedDemo(config);
}

async function isEmpty(db: Database): Promise<boolean> {
  return (await row(db.read, 'SELECT id FROM people LIMIT 1')) === null;
}

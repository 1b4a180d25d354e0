/** An empty database on a machine that is not in production: somebody is trying this out. */
import type { INestApplicationContext } from '@nestjs/common';
import type { Config } from './platform/config.js';
import { Database } from './platform/database.js';
import { row } from './platform/sql.js';
import type { SeededDemo } from './seed-demo.js';

/** @returns what was seeded, its password included, or null where something stands already, or in production */
export async function firstRun(app: INestApplicationContext, config: Config): Promise<SeededDemo | null> {
  if (config.production || !(await isEmpty(app.get(Database)))) return null;
  const { seedDemo } = await import('./seed-demo.js');
  return seedDemo(config);
}

async function isEmpty(db: Database): Promise<boolean> {
  const found = await row(
    db.read,
    'SELECT id FROM people UNION ALL SELECT id FROM units UNION ALL SELECT id FROM plans LIMIT 1',
  );
  return found === null;
}

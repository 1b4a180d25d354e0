/** The day the installation began: nothing is made up for days before it. */
import type { Database, Reader } from '../platform/database.js';
import { changedRows, row } from '../platform/sql.js';
import type { Day } from '../rules/day.js';

const NAME = 'installedOn';

/** Remembers today when asked for the first time; a day in the future was a wrong clock and is corrected. */
export async function installedOn(db: Database, today: Day): Promise<Day> {
  const known = await read(db.read);
  if (known !== null && known <= today) return known;
  return db.inTransaction(async (tx) => {
    await changedRows(
      tx,
      `INSERT INTO "settings" ("name", "value") VALUES (:name, :value)
       ON CONFLICT ("name") DO UPDATE SET "value" = excluded."value"
       WHERE "settings"."value" > excluded."value" RETURNING "name"`,
      { name: NAME, value: JSON.stringify(today) },
    );
    return (await read(tx)) ?? today;
  });
}

async function read(reader: Reader): Promise<Day | null> {
  const found = await row<{ value: string }>(reader, `SELECT "value" FROM "settings" WHERE "name" = :name`, {
    name: NAME,
  });
  return found && (JSON.parse(found.value) as Day);
}

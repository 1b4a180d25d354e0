import { preparePostgres, prepareSqlite } from './databases.mjs';

export default async function prepareBoth() {
  await prepareSqlite();
  await preparePostgres();
}

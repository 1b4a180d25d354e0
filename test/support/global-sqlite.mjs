export { prepareSqlite as default } from './databases.mjs';

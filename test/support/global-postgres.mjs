export { preparePostgres as default } from './databases.mjs';

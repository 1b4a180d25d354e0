export { releaseAll as default } from './databases.mjs';

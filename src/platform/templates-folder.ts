import { join } from 'node:path';

/** The folder of templates, words and assets, beside `src` and `dist` alike. */
export const TEMPLATES_FOLDER = join(import.meta.dirname, '..', '..', 'templates');

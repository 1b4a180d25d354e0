/** `npm run duban -- …` and `npx duban …`: the command line as the sources have it now. */
import { buildIfStale } from './fresh.mjs';

try {
  buildIfStale();
} catch (error) {
  process.stderr.write(error.message + '\n');
  process.exit(1);
}

await import('../../dist/cli.js');

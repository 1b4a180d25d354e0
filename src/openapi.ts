/** Prints the OpenAPI document: `node dist/openapi.js`. A database of its own, in a folder that goes away. */
import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppModule } from './app.module.js';
import { readConfig } from './platform/config.js';
import { ApiDocument } from './web/api-document.js';
import { createServer } from './web/server.js';

const folder = mkdtempSync(join(tmpdir(), 'duban-openapi-'));
try {
  const config = readConfig({ DATA_DIR: folder, JOBS: 'off' });
  const app = await createServer(AppModule.with({ config }), config);
  await app.init();
  process.stdout.write(`${JSON.stringify(await app.get(ApiDocument).get(), null, 2)}\n`);
  await app.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** From the first instruction to the first 200, with the database in place. */
import path from 'node:path';
import { makeData } from './data.js';
import { memoryOf, serveProduct } from './processes.js';
import { figure, median, verdict } from './table.js';

const SIZE = { tasks: 1_000, units: 100, overdue: 200 };
/** 0.9 s on the machine where the bare application takes 0.55. */
const GOAL = 1.64;

export async function starting({ folder, dist, today, quick }) {
  const file = path.join(folder, 'starting.sqlite');
  await makeData(file, SIZE, { dist, today });
  const times = { bare: [], ours: [] };
  const memory = {};
  for (let round = 0; round < (quick ? 3 : 7); round += 1) {
    const bare = { DATABASE_FILE: path.join(folder, 'bare-nest.sqlite') };
    times.bare.push(await once(import.meta.dirname, bare, 'bare-nest.js', memory));
    times.ours.push(
      await once(dist, { DATABASE_URL: `sqlite:${file}`, DATA_DIR: folder }, 'main.js', memory),
    );
  }
  const [bare, ours] = [median(times.bare) / 1000, median(times.ours) / 1000];
  return [
    [
      'start to the first 200 (bare: Nest + Fastify + TypeORM)',
      `${figure(bare)} s, ${figure(memory['bare-nest.js'])} MiB`,
      `${figure(ours)} s, ${figure(memory['main.js'])} MiB`,
      `${figure(ours / bare)} ×`,
      `≤ ${GOAL} × bare`,
      verdict(ours <= GOAL * bare),
    ],
  ];
}

async function once(folder, settings, entry, memory) {
  const server = await serveProduct(folder, settings, entry);
  memory[entry] = memoryOf(server.pid).now;
  await server.stop();
  return server.startedIn;
}

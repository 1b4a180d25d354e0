/** Child: the next period opened for every duty, all units of one large plan ranked, the trail read from end to end. */
import path from 'node:path';
import { module } from './data.js';
import { memoryOf } from './processes.js';
import { productRooms } from './product-rooms.js';
import { median } from './table.js';

const { file, dist, today, planId, rounds } = JSON.parse(process.argv[2]);
const started = { file, folder: path.dirname(file), instant: `${today}T00:30:00.000Z` };
const { app, get } = await productRooms(dist, started);
const periods = await get('PeriodsService', 'plans/periods.service.js');
const standing = await get('StandingService', 'reports/standing.service.js');
const database = await get('Database', 'platform/database.js');
const { verifyTrail } = await module(dist, 'audit/verify.js');

const before = memoryOf(process.pid).most;
const trail = await timed(() => verifyTrail(database.read));
const trailMemory = memoryOf(process.pid).most - before;
if (trail.made.fault) throw new Error(`the trail is not whole: ${JSON.stringify(trail.made.fault)}`);
const rankings = [];
for (let round = 0; round <= rounds; round += 1) {
  // Places are kept until something is written.
  await database.inTransaction(() => Promise.resolve());
  rankings.push(await timed(() => standing.ofPlan(planId, null)));
}
const opening = await timed(() => periods.openNext(today));
process.send({
  trail: { ms: trail.ms, rows: trail.made.rows, memory: trailMemory },
  // The first one compiles.
  ranking: { ms: median(rankings.slice(1).map(({ ms }) => ms)), units: rankings[0].made.items.length },
  opening: { ms: opening.ms, opened: opening.made.opened },
});
await app.close();
process.disconnect();

async function timed(work) {
  const began = performance.now();
  const made = await work();
  return { ms: performance.now() - began, made };
}

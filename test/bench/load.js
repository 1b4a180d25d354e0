/** One server under load at a time, in turns with the other, so that a drifting machine drifts for both. */
import autocannon from 'autocannon';
import { median } from './table.js';

const CONNECTIONS = 10;

/**
 * @param sides { bare: requestOf, ours: requestOf }, each what autocannon takes besides duration
 * @returns for each side { rate (requests a second), p99 (ms), bytes }
 */
export async function inTurns(sides, { seconds, rounds }) {
  const measured = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  for (const side of Object.values(sides)) await shoot(side, Math.max(1, seconds / 2));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, side] of Object.entries(sides)) measured[name].push(await shoot(side, seconds));
  }
  return Object.fromEntries(
    Object.entries(measured).map(([name, shots]) => [
      name,
      {
        rate: median(shots.map((shot) => shot.rate)),
        p99: median(shots.map((shot) => shot.p99)),
        bytes: shots[0].bytes,
      },
    ]),
  );
}

async function shoot(side, seconds) {
  const shot = await autocannon({ connections: CONNECTIONS, ...side, duration: seconds });
  const wrong = shot.non2xx + shot.errors + shot.timeouts;
  if (wrong) throw new Error(`${side.url}: ${wrong} of ${shot.requests.total} answers were no success`);
  const { total } = shot.requests;
  return {
    rate: total / shot.duration,
    p99: shot.latency.p99,
    bytes: Math.round(shot.throughput.total / total),
  };
}

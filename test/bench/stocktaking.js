/** Once a half-year, once a month, once a night: opening a period, ranking the units of a plan, checking the trail. */
import Sqlite from 'better-sqlite3';
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { makeData, module } from './data.js';
import { result } from './processes.js';
import { figure, verdict } from './table.js';

const SIZE = { tasks: 10_000, units: 100, overdue: 2_000 };
const ENTRIES = 200_000;
const ONE_PLAN = 1;
const GOALS = { opening: 4, ranking: 4, trail: 2, memory: 64 };

export async function stocktaking({ folder, dist, today, quick }) {
  const files = ['bare', 'ours'].map((name) => path.join(folder, `stock-${name}.sqlite`));
  await makeData(files[0], SIZE, { dist, today });
  await enlarge(files[0], { dist, today, entries: quick ? ENTRIES / 10 : ENTRIES });
  copyFileSync(files[0], files[1]);
  const asked = { dist, today, planId: ONE_PLAN, rounds: quick ? 1 : 5 };
  const bare = await result('bare-stock.js', { ...asked, file: files[0] });
  const ours = await result('product-stock.js', { ...asked, file: files[1] });
  return [
    row(
      `the next period opened for ${figure(ours.opening.opened)} duties`,
      bare.opening,
      ours.opening.ms,
      GOALS.opening,
    ),
    row(
      `${ours.ranking.units} units ranked over ${figure(SIZE.tasks)} tasks of one plan`,
      bare.ranking,
      ours.ranking.ms,
      GOALS.ranking,
    ),
    row(`${figure(ours.trail.rows)} audit entries verified`, bare.trail, ours.trail.ms, GOALS.trail),
    [
      'memory it takes to verify them',
      '',
      `${figure(ours.trail.memory)} MiB`,
      '',
      `< ${GOALS.memory} MiB`,
      verdict(ours.trail.memory < GOALS.memory),
    ],
  ];
}

function row(what, bare, ours, goal) {
  const ratio = ours / bare;
  const seconds = (ms) => `${figure(ms / 1000)} s`;
  return [
    what,
    seconds(bare),
    seconds(ours),
    `${figure(ratio)} ×`,
    `≤ ${goal} × bare`,
    verdict(ratio <= goal),
  ];
}

/** Every task in one plan, its row asked in the first half of 2026, and a trail of so many entries. */
async function enlarge(file, { dist, today, entries }) {
  const { hashOf, NO_ENTRY, CHAIN_COLUMNS } = await module(dist, 'audit/chain.js');
  const db = new Sqlite(file);
  db.pragma('synchronous = OFF');
  db.exec(`UPDATE tasks SET "planId" = ${ONE_PLAN}; UPDATE deadlines SET "planId" = ${ONE_PLAN}`);
  const names = CHAIN_COLUMNS.split(',').map((name) => name.trim().replaceAll('"', ''));
  const insert = db.prepare(
    `INSERT INTO audit_entries (${CHAIN_COLUMNS}) VALUES (${names.map((name) => `@${name}`).join(', ')})`,
  );
  db.transaction(() => {
    let previousHash = NO_ENTRY.hash;
    for (let id = 1; id <= entries; id += 1) {
      const after = JSON.stringify({ receiptNumber: `〔2026〕${id}`, standing: 'on-schedule', files: [] });
      const who = { personId: null, personName: '联络员', door: 'page', planId: ONE_PLAN };
      const what = {
        verb: 'submit',
        noun: 'deadline',
        nounId: String(1 + (id % SIZE.tasks)),
        before: null,
        after,
      };
      const entry = { id, at: `${today}T02:00:00.000Z`, onDay: today, ...who, ...what };
      const hash = hashOf(entry, previousHash);
      insert.run({ ...entry, previousHash, hash });
      previousHash = hash;
    }
  })();
  db.close();
}

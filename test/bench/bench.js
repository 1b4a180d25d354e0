/**
 * `npm run bench`: ours and the barest thing that does the same, in turns, in one run. Everything happens in a
 * temporary folder and on 127.0.0.1. Options: see README.md beside this file.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { growth, GROWTH_HEAD } from './growth.js';
import { mails } from './mails.js';
import { reading } from './reading.js';
import { starting } from './starting.js';
import { stocktaking } from './stocktaking.js';
import { markdown } from './table.js';
import { writing } from './writing.js';

const HEAD = ['work', 'bare', 'ours', 'ratio', 'goal', ''];
const MEASUREMENTS = { reading, writing, mails, stocktaking, starting };

const option = (name) => process.argv.find((given) => given.startsWith(`--${name}=`))?.slice(name.length + 3);
const quick = process.argv.includes('--quick');
const only = option('only')?.split(',');
const wanted = (name) => !only || only.includes(name);

const folder = mkdtempSync(path.join(tmpdir(), 'duban-bench-'));
const context = {
  folder,
  quick,
  dist: path.resolve(option('dist') ?? path.join(import.meta.dirname, '..', '..', 'dist')),
  today: new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10),
  pace: quick ? { seconds: 2, rounds: 1 } : { seconds: 4, rounds: 3 },
};

try {
  const rows = [];
  for (const [name, measure] of Object.entries(MEASUREMENTS)) {
    if (!wanted(name)) continue;
    console.error(`${name} …`);
    rows.push(...(await measure(context)));
  }
  console.log(
    `Node ${process.version}, ${cpus().length} cores, SQLite with synchronous FULL${quick ? ', a quick look' : ''}\n`,
  );
  if (rows.length) console.log(markdown(HEAD, rows));
  if (wanted('growth')) {
    console.error('growth …');
    console.log(`\n${markdown(GROWTH_HEAD, await growth(context))}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

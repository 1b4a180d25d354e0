/** What ten and a hundred times as many tasks cost: a page should cost the same, a morning ten times as much. */
import path from 'node:path';
import { makeData, SESSION, TOKEN } from './data.js';
import { inTurns } from './load.js';
import { result, serveProduct } from './processes.js';
import { figure } from './table.js';

export const GROWTH_HEAD = [
  'tasks',
  'overdue page',
  'overdue JSON',
  'morning reminders',
  'digest',
  'peak RSS of the morning',
];

export async function growth({ folder, dist, today, pace, quick }) {
  const rows = [];
  for (const tasks of quick ? [1_000, 10_000] : [1_000, 10_000, 100_000]) {
    rows.push(await atSize(tasks, { folder, dist, today, pace }));
  }
  return rows;
}

async function atSize(tasks, { folder, dist, today, pace }) {
  const file = path.join(folder, `growth-${tasks}.sqlite`);
  await makeData(file, { tasks, units: 100, overdue: tasks / 5 }, { dist, today });
  const product = await serveProduct(dist, { DATABASE_URL: `sqlite:${file}`, DATA_DIR: folder });
  const url = `http://127.0.0.1:${product.port}`;
  const sides = {
    html: { url: `${url}/?light=red`, headers: { cookie: `duban=${SESSION}` } },
    json: { url: `${url}/api/v1/overdue`, headers: { authorization: `Bearer ${TOKEN}` } },
  };
  const { html, json } = await inTurns(sides, pace);
  await product.stop();
  const { runs, memory } = await result('product-morning.js', { file, dist, today });
  const { reminders, digest } = runs[0];
  return [
    figure(tasks),
    `${figure(html.rate)}/s, p99 ${figure(html.p99)} ms`,
    `${figure(json.rate)}/s, p99 ${figure(json.p99)} ms`,
    `${figure(reminders.ms)} ms (${reminders.counts.messages} mails)`,
    `${figure(digest.ms)} ms`,
    `${figure(memory)} MiB`,
  ];
}

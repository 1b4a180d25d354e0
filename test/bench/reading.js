/** The hot paths: the first fifty overdue as a page and as JSON, one task with its notes; and what memory that takes. */
import path from 'node:path';
import { makeData, SESSION, TOKEN } from './data.js';
import { inTurns } from './load.js';
import { memoryOf, serve, serveProduct } from './processes.js';
import { figure, percent, verdict } from './table.js';

const SIZE = { tasks: 10_000, units: 100, overdue: 2_000 };
const MEMORY_GOAL = 180;
const COOKIE = { cookie: `duban=${SESSION}`, 'accept-language': 'zh-CN' };
const BEARER = { authorization: `Bearer ${TOKEN}` };

const HOT = [
  {
    what: 'first 50 overdue, HTML',
    name: 'html',
    ours: '/?light=red',
    bare: '/overdue.html',
    headers: COOKIE,
    goal: 0.25,
  },
  {
    what: 'the same, JSON',
    name: 'json',
    ours: '/api/v1/overdue',
    bare: '/overdue.json',
    headers: BEARER,
    goal: 0.4,
  },
  {
    what: 'one task with notes, JSON',
    name: 'task',
    ours: '/api/v1/tasks/',
    bare: '/tasks/',
    headers: BEARER,
    goal: 0.2,
  },
];

export async function reading({ folder, dist, today, pace }) {
  const file = path.join(folder, 'reading.sqlite');
  await makeData(file, SIZE, { dist, today });
  const product = await serveProduct(dist, { DATABASE_URL: `sqlite:${file}`, DATA_DIR: folder });
  const sizes = await sizesOf(product.port);
  const bare = await serve('bare-server.js', { file, today, sizes });
  const rows = [];
  for (const hot of HOT) rows.push(await measure(hot, { product, bare, pace }));
  const { most } = memoryOf(product.pid);
  const bareMemory = memoryOf(bare.pid).most;
  await product.stop();
  await bare.stop();
  return [
    ...rows,
    [
      'memory under load (peak RSS)',
      `${figure(bareMemory)} MiB`,
      `${figure(most)} MiB`,
      '',
      `< ${MEMORY_GOAL} MiB`,
      verdict(most < MEMORY_GOAL),
    ],
  ];
}

async function measure({ what, ours, bare: theirs, headers, goal, name }, { product, bare, pace }) {
  const measured = await inTurns(
    {
      bare: asking(bare.port, theirs, {}, name),
      ours: asking(product.port, ours, headers, name),
    },
    pace,
  );
  const { rate } = measured.ours;
  return [
    `${what} (${figure(measured.ours.bytes / 1024)} KiB)`,
    `${figure(measured.bare.rate)}/s, p99 ${figure(measured.bare.p99)} ms`,
    `${figure(rate)}/s, p99 ${figure(measured.ours.p99)} ms`,
    percent(rate, measured.bare.rate),
    `≥ ${percent(goal, 1)} of bare`,
    verdict(rate >= goal * measured.bare.rate),
  ];
}

/** Of tasks always another one. */
function asking(port, url, headers, name) {
  const requests =
    name === 'task'
      ? Array.from({ length: 100 }, (_, i) => ({ path: `${url}${1 + i * 97}` }))
      : [{ path: url }];
  return { url: `http://127.0.0.1:${port}`, headers, requests };
}

async function sizesOf(port) {
  const sizes = {};
  for (const { name, ours, headers } of HOT) {
    const answer = await fetch(`http://127.0.0.1:${port}${ours}${name === 'task' ? 1 : ''}`, { headers });
    const body = await answer.text();
    if (answer.status !== 200) throw new Error(`${ours} answered ${answer.status}: ${body.slice(0, 300)}`);
    sizes[name] = Buffer.byteLength(body);
  }
  return sizes;
}

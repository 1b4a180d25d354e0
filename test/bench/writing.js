/** Handing in, durably: every answer was on the disk before it was given. */
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { makeData, unitOf, unitToken } from './data.js';
import { inTurns } from './load.js';
import { result, serve, serveProduct } from './processes.js';
import { figure, percent, verdict } from './table.js';

const SIZE = { tasks: 10_000, units: 100, overdue: 2_000 };
const GOAL = 0.37;
const BODY = JSON.stringify({ standing: 'on-schedule', text: '已召开专题会议研究部署，正在按计划推进。' });

export async function writing({ folder, dist, today, pace }) {
  const files = ['bare', 'ours', 'bare-mail', 'ours-mail'].map((name) =>
    path.join(folder, `writing-${name}.sqlite`),
  );
  await makeData(files[0], SIZE, { dist, today });
  for (const file of files.slice(1)) copyFileSync(files[0], file);
  const product = await serveProduct(dist, { DATABASE_URL: `sqlite:${files[1]}`, DATA_DIR: folder });
  const bare = await serve('bare-server.js', { file: files[0], today, sizes: { html: 0, json: 0, task: 0 } });
  const sides = {
    bare: handingIn(bare.port, '/submissions/'),
    ours: handingIn(product.port, '/api/v1/deadlines/', '/submissions'),
  };
  const measured = await inTurns(sides, pace);
  await product.stop();
  await bare.stop();
  const withMail = await result('product-writes.js', {
    files: files.slice(2),
    dist,
    today,
    times: pace.seconds * 300,
  });
  return [
    row('a submission with its audit row, durable, HTTP', measured.bare.rate, measured.ours.rate, measured),
    row('the same transaction with an outbox row, in process', withMail.bare, withMail.ours),
  ];
}

function row(what, bare, ours, measured) {
  const p99 = (side) => (measured ? `, p99 ${figure(measured[side].p99)} ms` : '');
  return [
    what,
    `${figure(bare)}/s${p99('bare')}`,
    `${figure(ours)}/s${p99('ours')}`,
    percent(ours, bare),
    `≥ ${percent(GOAL, 1)} of bare`,
    verdict(ours >= GOAL * bare),
  ];
}

/** Another deadline each time, with the token of the unit that owes it. */
function handingIn(port, before, behind = '') {
  let task = 0;
  const setupRequest = (request) => {
    task = (task % SIZE.tasks) + 1;
    const authorization = `Bearer ${unitToken(unitOf(task, SIZE.units))}`;
    const headers = { 'content-type': 'application/json', authorization };
    return { ...request, path: `${before}${task}${behind}`, headers, body: BODY };
  };
  return { url: `http://127.0.0.1:${port}`, requests: [{ method: 'POST', setupRequest }] };
}

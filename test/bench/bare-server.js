/**
 * The ceiling: node:http and prepared statements by hand, the same rows and as many bytes as ours, no
 * sessions, no words, no rights. What stands between this and ours is what the product costs.
 */
import Sqlite from 'better-sqlite3';
import { createServer } from 'node:http';
import { overdueHtml, overdueRows, padded, taskRows } from './bare-rows.js';
import { submissionWriter } from './bare-writes.js';

const { file, today, sizes } = JSON.parse(process.argv[2]);
const db = new Sqlite(file);
db.pragma('synchronous = FULL');

const overdue = overdueRows(db, today);
const task = taskRows(db);
const submit = submissionWriter(db, today);
const asHtml = padded(() => overdueHtml(overdue()), sizes.html);
const asJson = padded(() => JSON.stringify({ items: overdue(), next: null }), sizes.json);
const asTask = padded((id) => JSON.stringify(task(id)), sizes.task);

const server = createServer((request, answer) => {
  const [, what, id] = request.url.split('/');
  if (request.method === 'POST') return take(request, answer, what, Number(id));
  if (what === 'overdue.html') return send(answer, 200, 'text/html; charset=utf-8', asHtml());
  if (what === 'overdue.json') return send(answer, 200, 'application/json', asJson());
  return send(answer, 200, 'application/json', asTask(Number(id)));
});

function take(request, answer, what, id) {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    const receipt = submit(id, JSON.parse(body), what === 'submissions-with-mail');
    send(answer, 201, 'application/json', JSON.stringify(receipt));
  });
}

function send(answer, status, type, body) {
  answer.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  answer.end(body);
}

server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('SIGTERM', () => process.exit(0));

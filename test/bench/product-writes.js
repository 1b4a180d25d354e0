/** Child: a submission, its audit row and a message in one durable transaction, ours and by hand, in turns. */
import Sqlite from 'better-sqlite3';
import path from 'node:path';
import { submissionWriter } from './bare-writes.js';
import { module, unitOf } from './data.js';
import { productRooms } from './product-rooms.js';
import { median } from './table.js';

const ROUNDS = 3;
const UNITS = 100;
const DTO = { standing: 'on-schedule', text: '已召开专题会议研究部署，正在按计划推进。' };
const PUT_PENDING =
  'UPDATE deadlines SET "pendingSince" = :pendingSince, "pendingAt" = :pendingAt WHERE id = :id';
const { files, dist, today, times } = JSON.parse(process.argv[2]);

const db = new Sqlite(files[0]);
db.pragma('synchronous = FULL');
const write = submissionWriter(db, today);
const folder = path.dirname(files[1]);
const { app, clock, get } = await productRooms(dist, {
  file: files[1],
  folder,
  instant: `${today}T02:00:00.000Z`,
});
const database = await get('Database', 'platform/database.js');
const outbox = await get('Outbox', 'outbox/enqueue.js');
const { record } = await module(dist, 'audit/audit.js');
const { Submission } = await module(dist, 'progress/submission.entity.js');
const { insertRow } = await module(dist, 'platform/database.js');
const { row, rows } = await module(dist, 'platform/sql.js');

/** As SubmissionsService does it, and a message besides; no feature writes both today. */
async function ours(id, n) {
  const viewer = {
    personId: unitOf(id, UNITS),
    name: '联络员',
    roles: ['reporter'],
    unitIds: [],
    door: 'api',
  };
  await database.inTransaction(async (tx) => {
    const { unitId, planId } = await row(tx, 'SELECT * FROM deadlines WHERE id = :id', { id });
    const submission = {
      ...DTO,
      deadlineId: id,
      unitId,
      receiptNumber: `ours-${n}`,
      channel: 'api',
      state: 'pending',
    };
    const received = { receivedOn: today, submittedAt: clock.now(), submittedById: unitId };
    await insertRow(tx, Submission, { ...submission, ...received });
    await rows(tx, PUT_PENDING, { id, pendingSince: today, pendingAt: clock.now() });
    await record(tx, clock, viewer, { verb: 'submit', noun: 'deadline', id, planId, after: DTO });
    const mail = {
      dedupeKey: `bench:${n}`,
      kind: 'receipt',
      onDay: today,
      to: { name: '联络员', address: 'a@bench.example' },
    };
    await outbox.enqueue(tx, { ...mail, subject: '收到', text: DTO.text, html: DTO.text });
  });
}

const rates = { bare: [], ours: [] };
for (let round = -1; round < ROUNDS; round += 1) {
  const done = {
    bare: await rateOf((n) => write(n, DTO, true), round),
    ours: await rateOf((n) => ours(n, `${round}-${n}`), round),
  };
  if (round >= 0) for (const side of ['bare', 'ours']) rates[side].push(done[side]);
}
process.send({ bare: median(rates.bare), ours: median(rates.ours) });
await app.close();
process.disconnect();

async function rateOf(work, round) {
  const wanted = round < 0 ? times / 4 : times;
  const began = performance.now();
  for (let n = 1; n <= wanted; n += 1) await work(n);
  return (wanted * 1000) / (performance.now() - began);
}

/** Child: the same three by prepared statements: rows inserted, rows read and counted, rows read and hashed. */
import Sqlite from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { median } from './table.js';

const { file, today, planId, rounds } = JSON.parse(process.argv[2]);
const BATCH = 400;
const db = new Sqlite(file);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');

const trail = timed(hashed);
const rankings = Array.from({ length: rounds + 1 }, () => timed(ranked));
const opening = timed(opened);
process.send({
  trail: trail.ms,
  ranking: median(rankings.slice(1).map(({ ms }) => ms)),
  opening: opening.ms,
});
process.disconnect();

function timed(work) {
  const began = performance.now();
  const made = work();
  return { ms: performance.now() - began, made };
}

function hashed() {
  let previous = '';
  for (const row of db.prepare('SELECT * FROM audit_entries ORDER BY id').iterate())
    previous = createHash('sha256').update(previous).update(JSON.stringify(row)).digest('hex');
  return previous;
}

/** On time or late by unit, from every deadline of the plan and everything handed in for it. */
function ranked() {
  const points = new Map();
  const add = (unit, n) => points.set(unit, (points.get(unit) ?? 0) + n);
  const deadlines = db.prepare('SELECT * FROM deadlines WHERE "planId" = ?').all(planId);
  for (const row of deadlines)
    if ((row.reworkOn ?? row.dueOn) < (row.metOn ?? today)) add(row.unitId, -1);
    else if (row.metOn) add(row.unitId, 1);
  const returned =
    db.prepare(`SELECT s."unitId", v.* FROM verifications v JOIN submissions s ON s.id = v."submissionId"
    JOIN deadlines d ON d.id = s."deadlineId" WHERE d."planId" = ?`);
  for (const row of returned.all(planId)) if (row.outcome === 'returned') add(row.unitId, -2);
  return [...points].sort((a, b) => b[1] - a[1]);
}

function opened() {
  const open = db.prepare(
    `SELECT * FROM deadlines WHERE kind = 'progress' AND period = '2026-H1' AND id > ? ORDER BY id LIMIT ?`,
  );
  const insert =
    db.prepare(`INSERT INTO deadlines ("planId", "taskId", subject, "unitId", kind, period, "originalDueOn", "dueOn",
    source, "openedOn", returns) VALUES (?, ?, ?, ?, 'progress', '2026-H2', '2026-12-31', '2026-12-31', 'rule', ?, 0)
    ON CONFLICT DO NOTHING`);
  const some = db.transaction((rows) => {
    for (const row of rows) insert.run(row.planId, row.taskId, row.subject, row.unitId, today);
  }).immediate;
  for (let after = 0; ;) {
    const rows = open.all(after, BATCH);
    some(rows);
    if (rows.length < BATCH) return;
    after = rows.at(-1).id;
  }
}

/** Child: a mail for each unit over its overdue tasks, by one statement, template strings and nodemailer's composer, stored. */
import Sqlite from 'better-sqlite3';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { messageWriter } from './bare-writes.js';
import { memoryOf } from './processes.js';

const { file, today, size } = JSON.parse(process.argv[2]);
const SHOWN = 15;
/** Of base64 four bytes are three. */
const DECODED = 0.74;
const db = new Sqlite(file);
const reading = new Sqlite(file, { readonly: true });
db.pragma('synchronous = FULL');
const store = messageWriter(db, today);
const began = performance.now();
const late = reading.prepare(`
  SELECT d.id, d."unitId", u.name AS "unitName", p.email, t.no, t.title, d."dueOn", d.kind, d.period, l.title AS plan
  FROM deadlines d JOIN units u ON u.id = d."unitId" JOIN tasks t ON t.id = d."taskId" JOIN plans l ON l.id = d."planId"
    JOIN contacts c ON c."unitId" = u.id JOIN people p ON p.id = c."personId"
  WHERE d."openedOn" <= ? AND d."metOn" IS NULL AND d."waivedOn" IS NULL AND d."pendingSince" IS NULL
    AND coalesce(d."reworkOn", d."dueOn") < ? AND l.state = 'issued' ORDER BY d."unitId", d.id`);

const unit = [];
let [mails, bytes] = [0, 0];
db.exec('BEGIN IMMEDIATE');
for (const row of late.iterate(today, today)) {
  if (unit.length && unit[0].unitId !== row.unitId) await take(unit.splice(0));
  unit.push(row);
}
if (unit.length) await take(unit);
db.exec('COMMIT');
process.send({ ms: performance.now() - began, mails, bytes, memory: memoryOf(process.pid).most });
process.disconnect();

async function take(rows) {
  const shown = rows.slice(0, SHOWN);
  const { unitName, email } = rows[0];
  const lines = shown.map((row) => `■ 超期 第${row.no}项 ${row.title}（${row.plan}） 应于${row.dueOn}前报送`);
  const cells = shown.map(
    (row) => `<tr><td style="padding:8px 0;border-top:1px solid #ddd"><b style="color:#8C1D18">■ 超期</b>
<a href="https://duban.example/tasks/${row.id}">第${row.no}项 ${row.title}</a><br>${row.plan}<br>应于${row.dueOn}前报送</td></tr>`,
  );
  const text = `${unitName}：\n${lines.join('\n')}`;
  const html = padded(
    `<!doctype html><html><body><h1>${unitName}</h1><table>${cells.join('')}</table></body></html>`,
    text,
  );
  const subject = `【催办】超期${rows.length}（${unitName}）`;
  store(`digest-${rows[0].unitId}`, text, html);
  const message = new MailComposer({
    ...{ from: 'duban@bench.example', to: email, subject, text, html },
    ...{ textEncoding: 'base64', encoding: 'base64' },
  });
  const built = await message.compile().build();
  mails += 1;
  bytes += built.length;
}

/** As long as ours are, whatever their looks take. */
function padded(html, text) {
  return html + ' '.repeat(Math.max(0, size * DECODED - Buffer.byteLength(html) - Buffer.byteLength(text)));
}

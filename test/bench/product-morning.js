/** Child: a morning's jobs on a Monday, timed one by one, and if asked their delivery and the bytes of their mails. */
import path from 'node:path';
import { daysAfter, module } from './data.js';
import { memoryOf } from './processes.js';
import { productRooms } from './product-rooms.js';

const { file, dist, today, smtpUrl, rounds = 1, mime = false } = JSON.parse(process.argv[2]);
const BATCH = 100;
const NOBODY = { day: null, at: null };

const started = { file, folder: path.dirname(file), instant: `${today}T00:30:00.000Z`, smtpUrl };
const { app, clock, get } = await productRooms(dist, started);
const database = await get('Database', 'platform/database.js');
const reminders = await get('RemindersService', 'notices/reminders.service.js');
const digests = await get('DigestsService', 'notices/digests.service.js');
const delivery = await get('Delivery', 'outbox/delivery.js');
const calendar = await (await get('CalendarService', 'calendar/calendar.service.js')).working();

const runs = [];
for (let day = nextMonday(today); runs.length < rounds; day = nextMonday(daysAfter(day, 7))) {
  clock.set(`${day}T00:30:00.000Z`);
  runs.push({
    reminders: await timed(() => reminders.run(day, NOBODY)),
    digest: await timed(() => digests.runOverdue(day, NOBODY)),
    delivery: smtpUrl ? await timed(() => delivery.tick()) : null,
    mime: mime ? await timed(buildAll) : null,
  });
}
process.send({ runs, memory: memoryOf(process.pid).most });
await app.close();
process.disconnect();

/** The first working day of a week: what is merely still late is told then. */
function nextMonday(day) {
  const first = calendar.firstWorkingDayOfWeek(day);
  return first !== null && first >= day ? first : nextMonday(daysAfter(day, 1));
}

async function timed(work) {
  const began = performance.now();
  const counts = await work();
  return { ms: performance.now() - began, counts };
}

/** As delivery does it, a batch at a time. */
async function buildAll() {
  const { rows } = await module(dist, 'platform/sql.js');
  const { readMail } = await module(dist, 'outbox/message-claims.js');
  const { bytesOf } = await module(dist, 'outbox/mime.js');
  let [after, bytes, mails] = [0, 0, 0];
  for (;;) {
    const batch = await rows(
      database.read,
      `SELECT * FROM messages WHERE id > ${after} ORDER BY id LIMIT ${BATCH}`,
    );
    for (const stored of batch) bytes += bytesOf(readMail(stored)).length;
    mails += batch.length;
    if (batch.length < BATCH) return { mails, bytes };
    after = batch.at(-1).id;
  }
}

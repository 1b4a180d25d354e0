/** A morning's mails: a hundred reminders and the digest composed and sent; a thousand over a hundred thousand tasks composed. */
import path from 'node:path';
import { makeData } from './data.js';
import { result, serve } from './processes.js';
import { figure, median, percent, verdict } from './table.js';

const SENDING = { tasks: 10_000, units: 100, overdue: 2_000 };
const SENDING_GOAL = 0.43;
const COMPOSING_GOAL = 1.5;
const MEMORY_GOAL = 250;

export async function mails(context) {
  return [await sending(context), ...(await composing(context))];
}

async function sending({ folder, dist, today, pace }) {
  const file = path.join(folder, 'mails.sqlite');
  await makeData(file, SENDING, { dist, today });
  const sink = await serve('smtp-sink.js', {});
  const smtpUrl = `smtp://127.0.0.1:${sink.port}?ignoreTLS=true`;
  // The first morning compiles and connects, as the first round of the bare pool does.
  const { runs } = await result('product-morning.js', {
    file,
    dist,
    today,
    smtpUrl,
    rounds: pace.rounds + 1,
    mime: true,
  });
  const ours = runs.slice(1).map(({ reminders, digest, delivery }) => ({
    mails: delivery.counts.sent,
    ms: reminders.ms + digest.ms + delivery.ms,
  }));
  const size = runs[0].mime.counts.bytes / runs[0].mime.counts.mails;
  const bare = await result('bare-mails.js', { smtpUrl, mails: ours[0].mails, size, rounds: pace.rounds });
  await sink.stop();
  const [ourRate, bareRate] = [median(ours.map((one) => (one.mails * 1000) / one.ms)), median(bare.rates)];
  return [
    `${ours[0].mails} overdue mails composed, stored and sent (${figure(size / 1024)} KiB each)`,
    `${figure(bareRate)} mails/s`,
    `${figure(ourRate)} mails/s`,
    percent(ourRate, bareRate),
    `≥ ${percent(SENDING_GOAL, 1)} of bare`,
    verdict(ourRate >= SENDING_GOAL * bareRate),
  ];
}

async function composing({ folder, dist, today, quick }) {
  const units = quick ? 100 : 1_000;
  const tasks = units * 100;
  const file = path.join(folder, 'digests.sqlite');
  await makeData(file, { tasks, units, overdue: tasks }, { dist, today });
  const { runs, memory } = await result('product-morning.js', { file, dist, today, mime: true });
  const { reminders, mime } = runs[0];
  // Second, because it makes its mails as long as ours are.
  const bare = await result('bare-digests.js', { file, today, size: mime.counts.bytes / mime.counts.mails });
  const ms = reminders.ms + mime.ms;
  const what = `${figure(units)} mails over ${figure(tasks)} overdue tasks, MIME built`;
  return [
    [
      `${what} and stored`,
      `${figure(bare.ms / 1000)} s`,
      `${figure(ms / 1000)} s`,
      `${figure(ms / bare.ms)} ×`,
      `≤ ${COMPOSING_GOAL} × bare`,
      verdict(ms <= COMPOSING_GOAL * bare.ms),
    ],
    [
      'their peak RSS',
      `${figure(bare.memory)} MiB`,
      `${figure(memory)} MiB`,
      '',
      `< ${MEMORY_GOAL} MiB`,
      verdict(memory < MEMORY_GOAL),
    ],
  ];
}

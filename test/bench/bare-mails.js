/** Child: nodemailer's own pool of five, mails of the same size, composed by nobody. */
import { createTransport } from 'nodemailer';

const { smtpUrl, mails, size, rounds } = JSON.parse(process.argv[2]);
const transport = createTransport({ url: smtpUrl, pool: true, maxConnections: 5, maxMessages: Infinity });
const html = '督'.repeat(size / 2 / 4);
const rates = [];
for (let round = 0; round <= rounds; round += 1) {
  const began = performance.now();
  await Promise.all(
    Array.from({ length: mails }, (_, i) =>
      transport.sendMail({
        from: 'duban@bench.example',
        to: `u${i}@bench.example`,
        subject: '督办提醒',
        text: html,
        html,
        textEncoding: 'base64',
        encoding: 'base64',
      }),
    ),
  );
  if (round > 0) rates.push((mails * 1000) / (performance.now() - began));
}
transport.close();
process.send({ rates });
process.disconnect();

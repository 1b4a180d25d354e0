/** Child: a mail server that takes everything and keeps nothing but the count. */
import { createServer } from 'node:net';

const server = createServer((socket) => {
  let waiting = '';
  let inData = false;
  const say = (line) => socket.write(`${line}\r\n`);
  socket.setNoDelay(true);
  socket.setEncoding('latin1');
  socket.on('error', () => undefined);
  say('220 sink');
  socket.on('data', (chunk) => {
    waiting += chunk;
    for (;;) {
      const end = waiting.indexOf(inData ? '\r\n.\r\n' : '\r\n');
      if (end < 0) return;
      const line = waiting.slice(0, end);
      waiting = waiting.slice(end + (inData ? 5 : 2));
      if (inData) inData = false;
      else if (/^DATA/i.test(line)) inData = true;
      say(answerTo(line, inData));
      if (/^QUIT/i.test(line) && !inData) return socket.end();
    }
  });
});

function answerTo(line, inData) {
  if (inData) return '354 go on';
  if (/^EHLO/i.test(line)) return '250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8';
  if (/^QUIT/i.test(line)) return '221 bye';
  return '250 taken';
}

server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('SIGTERM', () => process.exit(0));

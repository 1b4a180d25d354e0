/**
 * The API's description as built (`dist/openapi.js` prints it) against the one committed in
 * test/api/openapi.json: whoever changes the API sees the change in review.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const snapshot = new URL('../api/openapi.json', import.meta.url);

const { status, stdout } = spawnSync(process.execPath, ['dist/openapi.js'], {
  cwd: root,
  stdio: ['ignore', 'pipe', 'inherit'],
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
if (status !== 0) fail('dist/openapi.js failed.');
const built = JSON.stringify(JSON.parse(stdout), null, 2) + '\n';

if (process.argv[2] === 'write') writeFileSync(snapshot, built);
else compare(read(snapshot), built);

function compare(committed, now) {
  if (committed === now) return;
  const [before, after] = [committed.split('\n'), now.split('\n')];
  const line = after.findIndex((text, index) => text !== before[index]);
  const at = line === -1 ? after.length : line;
  const around = (lines, sign) => lines.slice(at, at + 5).map((text) => `${sign} ${text}`);
  fail(
    [
      `The API differs from test/api/openapi.json, first at line ${at + 1} (${before.length} lines there, ${after.length} now):`,
      ...around(before, '-'),
      ...around(after, '+'),
      'If that is meant: npm run openapi, and commit the file.',
    ].join('\n'),
  );
}

function read(file) {
  try {
    return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  } catch {
    return '';
  }
}

function fail(reason) {
  console.error(reason);
  process.exit(1);
}

/** `npm run check`: every gate in order, one line each, stopping at the first that fails. */
import { spawn } from 'node:child_process';

const steps = ['format:check', 'lint', 'arch', 'types', 'test', 'build', 'openapi:check', 'diagram:check'];
const skipped = process.argv.includes('--no-test') ? ['test'] : [];

for (const step of steps.filter((name) => !skipped.includes(name))) {
  const began = performance.now();
  const { code, output } = await run(step);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  if (code !== 0) console.log(output);
  console.log(
    `${code === 0 ? 'ok  ' : 'FAIL'} ${step.padEnd(14)} ${seconds} s  ${summaryOf(output)}`.trimEnd(),
  );
  if (code !== 0) process.exit(1);
}

function run(step) {
  return new Promise((resolve) => {
    const child = spawn('npm', ['run', '--silent', step], {
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** Jest's own closing lines say how much was tested. */
function summaryOf(output) {
  return (output.match(/^(Test Suites|Tests):.*$/gm) ?? []).join('; ');
}

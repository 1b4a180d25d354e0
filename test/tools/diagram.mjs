/**
 * The README's state diagram against the table it is made from (`dist/rules/task-states.js`): whoever changes the
 * transitions sees the picture change in review. `write` puts the new one in.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { asMermaid } from '../../dist/rules/task-states.js';

const readme = new URL('../../README.md', import.meta.url);
const [BEGIN, END] = ['<!-- states: npm run diagram -->', '<!-- /states -->'];

const committed = readFileSync(readme, 'utf8').replaceAll('\r\n', '\n');
const [before, rest] = halves(committed, BEGIN);
const [, after] = halves(rest, END);
const made = `${before}${BEGIN}\n\n\`\`\`mermaid\n${asMermaid()}\n\`\`\`\n\n${END}${after}`;

if (process.argv[2] === 'write') writeFileSync(readme, made);
else if (made !== committed) {
  console.error(
    'The diagram in README.md is not that of src/rules/task-states.ts. If the table is meant: npm run diagram.',
  );
  process.exit(1);
}

function halves(text, mark) {
  const at = text.indexOf(mark);
  if (at === -1) {
    console.error(`README.md has no line "${mark}".`);
    process.exit(1);
  }
  return [text.slice(0, at), text.slice(at + mark.length)];
}

/**
 * Runs before `npm start`, `npm test` and their like: `prepare.mjs install build` brings both up to date.
 * Plain old syntax and a late import: a Node that is too old must get as far as saying so.
 */
const needed = [20, 19];
const found = process.versions.node.split('.').map(Number);

if (found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1])) {
  process.stderr.write(
    `Duban needs Node ${needed.join('.')} or newer; this is Node ${process.versions.node}.\n`,
  );
  process.exit(1);
}

import('./fresh.mjs')
  .then((fresh) => {
    const steps = {
      install: fresh.installIfStale,
      stamp: fresh.stampInstall,
      build: fresh.buildIfStale,
      rebuild: fresh.buildAlways,
    };
    for (const name of process.argv.slice(2)) steps[name]();
  })
  .catch((error) => {
    process.stderr.write(error.message + '\n');
    process.exit(1);
  });

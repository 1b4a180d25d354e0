/**
 * Is what is installed what the lock file asks for, and is `dist` what the sources say? Two stamps answer,
 * so that `npm start` and `npm test` work from a bare clone and cost milliseconds afterwards.
 * Everything said here goes to standard error: standard output belongs to the command that follows.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const inRoot = (...parts) => path.join(root, ...parts);
const installStamp = inRoot('node_modules', '.duban-stamp');
const buildStamp = inRoot('dist', '.duban-stamp');
const lock = inRoot('.stamp-lock');

/** Installs from the lock file unless that is what stands in `node_modules`. */
export function installIfStale() {
  if (isInstalled()) return;
  underLock(() => {
    if (isInstalled()) return;
    say(
      existsSync(inRoot('node_modules'))
        ? 'Installing packages again: the lock file, Node or the machine changed since the last time. This takes a minute or two.'
        : 'Installing packages: this is the first run in this folder. This takes a minute or two.',
    );
    runNpm(['ci', '--include=dev', '--loglevel=error']);
    stampInstall();
  });
}

/** Called after every `npm ci` and `npm install`, also the ones a person types. */
export function stampInstall() {
  if (!allPackagesPresent()) return;
  writeFileSync(installStamp, installed());
  linkCommand();
}

/** Builds unless `dist` was made from exactly these sources. */
export function buildIfStale() {
  // For running one spec while other sources do not compile: DUBAN_BUILD=keep uses the build that is there.
  if (process.env.DUBAN_BUILD === 'keep' && existsSync(inRoot('dist'))) return;
  if (isBuilt()) return;
  underLock(() => {
    if (isBuilt()) return;
    say(existsSync(inRoot('dist')) ? 'Building: the sources changed since the last build.' : 'Building.');
    build();
  });
}

export function buildAlways() {
  underLock(build);
}

function build() {
  const made = sources();
  const { status } = spawnSync(process.execPath, [inRoot('node_modules/@nestjs/cli/bin/nest.js'), 'build'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error('The build failed; the reasons stand above.');
  writeFileSync(buildStamp, made);
}

function isInstalled() {
  return read(installStamp) === installed() && allPackagesPresent();
}

function isBuilt() {
  return read(buildStamp) === sources();
}

/** Compiled packages depend on Node's ABI and on the machine, so both belong to the stamp. */
function installed() {
  const packages = createHash('sha256')
    .update(read(inRoot('package-lock.json')))
    .digest('hex');
  return [packages, 'abi ' + process.versions.modules, process.platform + '-' + process.arch].join(' ');
}

/** `npm ci --omit=dev` leaves a folder from which nothing can be built: that is not installed. */
function allPackagesPresent() {
  const { dependencies, devDependencies } = JSON.parse(read(inRoot('package.json')));
  return Object.keys({ ...dependencies, ...devDependencies }).every((name) =>
    existsSync(inRoot('node_modules', name, 'package.json')),
  );
}

/** npm links the commands of packages but not the project's own, and `npx duban` looks only there. */
function linkCommand() {
  const command = inRoot('node_modules', '.bin', 'duban');
  writeFileSync(command, "#!/usr/bin/env node\nimport('../../test/tools/duban.mjs');\n", { mode: 0o755 });
  if (process.platform === 'win32') writeFileSync(`${command}.cmd`, '@node "%~dp0duban" %*\r\n');
}

/** By content, not by date: a deleted file counts, a switched branch and back does not. */
function sources() {
  const hash = createHash('sha256');
  const settings = ['nest-cli.json', 'package-lock.json', 'tsconfig.build.json', 'tsconfig.json'];
  for (const file of [...settings, ...filesBelow('src')])
    hash.update(file + '\0').update(readFileSync(inRoot(file)));
  return hash.digest('hex');
}

function filesBelow(folder) {
  return readdirSync(inRoot(folder))
    .sort()
    .map((name) => folder + '/' + name)
    .reduce(
      (found, file) => found.concat(statSync(inRoot(file)).isDirectory() ? filesBelow(file) : file),
      [],
    );
}

function runNpm(args) {
  const own = process.env.npm_execpath || '';
  const viaNode = path.basename(own) === 'npm-cli.js';
  const { status } = viaNode
    ? spawnSync(process.execPath, [own, ...args], { cwd: root, stdio: ['ignore', 'ignore', 2] })
    : spawnSync('npm', args, {
        cwd: root,
        stdio: ['ignore', 'ignore', 2],
        shell: process.platform === 'win32',
      });
  if (status !== 0)
    throw new Error(
      'The packages could not be installed; the reason stands above. Where the prebuilt better-sqlite3 cannot be ' +
        'fetched it is compiled, which needs python3, make and g++.',
    );
}

/** `npm start` and `npm test` begun together in one folder must not install into each other. */
function underLock(work) {
  while (!tryLock()) {
    if (isRunning(Number(read(lock)))) sleep(200);
    else rmSync(lock, { force: true });
  }
  try {
    work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function tryLock() {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function sleep(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function say(line) {
  process.stderr.write(line + '\n');
}

/** Everything measured runs in a process of its own, on this machine only. */
import { fork, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import path from 'node:path';

const here = import.meta.dirname;
const MIB = 1024;

/** Runs a file of this folder to its end. @returns what it sent */
export function result(file, options) {
  return new Promise((resolve, reject) => {
    const child = fork(path.join(here, file), [JSON.stringify(options)], quietly());
    let answer;
    child.on('message', (message) => (answer = message));
    child.on('exit', (code) => (answer ? resolve(answer) : reject(new Error(`${file} ended with ${code}`))));
  });
}

/** Starts a file of this folder that sends `{ port }` when it listens. */
export function serve(file, options) {
  return new Promise((resolve, reject) => {
    const child = fork(path.join(here, file), [JSON.stringify(options)], quietly());
    child.on('message', ({ port }) => resolve({ port, pid: child.pid, stop: () => stop(child) }));
    child.on('exit', (code) => reject(new Error(`${file} ended with ${code}`)));
  });
}

/** The product as people start it, with nobody reading its log. @param settings environment */
export async function serveProduct(dist, settings, entry = 'main.js') {
  const port = await freePort();
  const began = performance.now();
  const child = spawn(process.execPath, [path.join(dist, entry)], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, JOBS: 'off', HOST: '127.0.0.1', ...settings, PORT: String(port) },
  });
  await answers(port, '/health/live', child);
  return { port, pid: child.pid, startedIn: performance.now() - began, stop: () => stop(child) };
}

/** Asks until the answer is 200. */
export async function answers(port, url, child) {
  while (child.exitCode === null) {
    if ((await statusOf(port, url)) === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error(`the server ended with ${child.exitCode}`);
}

function statusOf(port, url) {
  return new Promise((resolve) => {
    const asking = request({ host: '127.0.0.1', port, path: url }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asking.on('error', () => resolve(0));
    asking.end();
  });
}

/** MiB: what the process holds now, and the most it ever held. */
export function memoryOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / MIB;
  return { now: mib('VmRSS'), most: mib('VmHWM') };
}

export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function stop(child) {
  return new Promise((resolve) => {
    child.removeAllListeners('exit');
    child.once('exit', resolve);
    child.kill('SIGTERM');
  });
}

function quietly() {
  return { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] };
}

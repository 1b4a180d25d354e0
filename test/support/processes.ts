/** Processes of built code that a test may kill; see delivering.mjs. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('delivering.mjs', import.meta.url));
const SERVER = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

type Reply = { ready?: true; id?: number; result?: unknown; error?: string };

/** Whatever a test that failed halfway has left running. */
const running = new Set<ChildProcess>();

export function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

export class ProductProcess {
  private readonly waiting = new Map<number, (reply: Reply) => void>();
  private asked = 0;

  private constructor(readonly child: ChildProcess) {
    child.on('message', (reply: Reply) => this.waiting.get(reply.id ?? -1)?.(reply));
    child.on('exit', () => {
      for (const [id, answer] of this.waiting) answer({ id, error: 'killed' });
    });
  }

  static async start(settings: Record<string, string>, now: string): Promise<ProductProcess> {
    const child = fork(PROGRAM, [JSON.stringify({ settings, now })], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
    const product = new ProductProcess(child);
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('exit', (code) => reject(new Error(`the process ended with ${code} before it was ready`)));
    });
    return product;
  }

  /** @throws Error `killed` when the process ends first */
  ask<T = unknown>(name: 'at' | 'deliver' | 'tick' | 'put', given?: unknown): Promise<T> {
    const id = (this.asked += 1);
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, ({ result, error }) => {
        this.waiting.delete(id);
        if (error === undefined) resolve(result as T);
        else reject(new Error(error));
      });
      this.child.send({ id, name, given });
    });
  }

  kill(signal: Signal = 'SIGKILL'): Promise<number | null> {
    return end(this.child, signal);
  }
}

type Signal = 'SIGKILL' | 'SIGTERM';

/** SIGKILL says no goodbye: as a power cut of this process. */
async function end(child: ChildProcess, signal: Signal): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const ended = once(child, 'exit') as Promise<[number | null]>;
  child.kill(signal);
  return (await ended)[0];
}

/** `main` itself, as `npm start` runs it, without the clockwork. Killed and started again it keeps its address. */
export class ServerProcess {
  private child?: ChildProcess;

  private constructor(
    private readonly settings: Record<string, string>,
    readonly url: string,
  ) {}

  static async start(settings: Record<string, string>): Promise<ServerProcess> {
    const port = await freePort();
    const server = new ServerProcess(
      { ...settings, PORT: String(port), HOST: '127.0.0.1', JOBS: 'off' },
      `http://127.0.0.1:${port}`,
    );
    await server.start();
    return server;
  }

  /** Resolves once it answers. */
  async start(): Promise<void> {
    const child = fork(SERVER, {
      env: { ...process.env, ...this.settings },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.child = child;
    running.add(child);
    child.once('exit', () => running.delete(child));
    while (!(await this.isUp())) {
      if (child.exitCode !== null)
        throw new Error(`the server ended with ${child.exitCode} before it answered`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Of the process that runs now. */
  get pid(): number {
    return this.child!.pid!;
  }

  get hasEnded(): boolean {
    return this.child!.exitCode !== null || this.child!.signalCode !== null;
  }

  kill(signal: Signal = 'SIGKILL'): Promise<number | null> {
    return end(this.child!, signal);
  }

  private isUp(): Promise<boolean> {
    return fetch(`${this.url}/health/live`).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

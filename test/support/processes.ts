/** Processes of built code that a test may kill; see delivering.mjs. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('delivering.mjs', import.meta.url));

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

  /** No goodbye: as a power cut of this process. */
  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const ended = once(this.child, 'exit') as Promise<[number | null]>;
    this.child.kill(signal);
    return (await ended)[0];
  }
}

/**
 * Work that a stranger's bytes can make arbitrarily dear, in a thread of its own: with a limited heap, a limited
 * time, few at once, so that the rest of the server answers as if nothing was. A thread serves one job and ends;
 * whatever it was made to do ends with it.
 */
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Worker } from 'node:worker_threads';

/** The job cost more time or memory than it may; or it was refused because too many wait already. */
export class TooCostly extends Error {
  constructor(readonly reason: 'time' | 'memory' | 'crowd') {
    super(`a job was stopped: ${reason}`);
  }
}

export interface ThreadLimits {
  /** milliseconds, once it runs */
  time: number;
  /** megabytes of heap */
  heap: number;
}

const AT_ONCE = 2;
const MOST_WAITING = 40;
const LIMITS: ThreadLimits = { time: 20_000, heap: 128 };

@Injectable()
export class Threads implements OnApplicationShutdown {
  private running = new Set<Worker>();
  private waiting: (() => void)[] = [];
  private taken = 0;

  /**
   * @param entry a module that calls `answerInThread` (platform/thread.ts); see `threadEntry`
   * @throws TooCostly
   */
  async run<T>(entry: URL, input: unknown, limits: Partial<ThreadLimits> = {}): Promise<T> {
    await this.turn();
    try {
      return await this.once<T>(entry, input, { ...LIMITS, ...limits });
    } finally {
      this.handOn();
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.running].map((worker) => worker.terminate()));
  }

  private async turn(): Promise<void> {
    if (this.taken < AT_ONCE) {
      this.taken += 1;
      return;
    }
    if (this.waiting.length >= MOST_WAITING) throw new TooCostly('crowd');
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private handOn(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.taken -= 1;
  }

  private once<T>(entry: URL, input: unknown, { time, heap }: ThreadLimits): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const worker = new Worker(entry, {
        workerData: { job: input },
        resourceLimits: { maxOldGenerationSizeMb: heap, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
        execArgv: [],
        env: {},
      });
      this.running.add(worker);
      const watch = setTimeout(() => {
        reject(new TooCostly('time'));
        void worker.terminate();
      }, time);
      worker.once('message', (answer: T) => resolve(answer));
      worker.once('error', (error) => {
        const isMemory = (error as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY';
        reject(isMemory ? new TooCostly('memory') : error);
      });
      worker.once('exit', () => {
        clearTimeout(watch);
        this.running.delete(worker);
        reject(new Error('a thread ended without an answer'));
      });
    });
  }
}

/**
 * Where a thread's module lies, beside the module that names it. Specs run the sources as they are, which a thread
 * cannot: there it is the built one.
 */
export function threadEntry(from: string, name: string): URL {
  const built = from.endsWith('.ts') ? from.replace(/\/src\/(?=[^/]+\/[^/]+$)/, '/dist/') : from;
  return new URL(`./${name}.thread.js`, built);
}

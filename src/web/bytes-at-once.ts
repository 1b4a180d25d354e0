/**
 * Bytes held together, counted as they arrive: what is only announced takes nobody's room. Whoever finds no room waits a
 * little and is then turned away, so that those who send and never finish keep theirs and nobody else's; and of one
 * sender two are under way at once, the rest one after the other.
 */
import { Refusal } from '../platform/refusal.js';

const MOST_OF_ONE = 2;
const MOST_WAITING_OF_ONE = 20;
/** Milliseconds to wait for room. */
const PATIENCE = 10_000;

/** Asks for room for so many bytes more. @throws Refusal where there is none in time */
export type Grow = (bytes: number) => Promise<void>;

interface Sender {
  underWay: number;
  waiting: (() => void)[];
}

export class BytesAtOnce {
  private held = 0;
  private readonly bySender = new Map<string, Sender>();
  private readonly waiting = new Set<{ bytes: number; go: () => void }>();

  constructor(
    private readonly most: number,
    private readonly patience = PATIENCE,
  ) {}

  /** What `work` asks for is given back when it ends. @throws Refusal where too many of this sender wait already */
  async hold<T>(sender: string, work: (grow: Grow) => Promise<T>): Promise<T> {
    await this.enter(sender);
    let own = 0;
    try {
      return await work(async (bytes) => {
        await this.take(bytes);
        own += bytes;
      });
    } finally {
      this.held -= own;
      this.leave(sender);
      this.letThrough();
    }
  }

  private async enter(name: string): Promise<void> {
    const sender = this.bySender.get(name) ?? { underWay: 0, waiting: [] };
    this.bySender.set(name, sender);
    if (sender.underWay >= MOST_OF_ONE) {
      if (sender.waiting.length >= MOST_WAITING_OF_ONE) throw busy();
      return new Promise((resolve) => sender.waiting.push(resolve));
    }
    sender.underWay += 1;
  }

  /** The place goes to the next of the same sender. */
  private leave(name: string): void {
    const sender = this.bySender.get(name)!;
    const next = sender.waiting.shift();
    if (next) next();
    else if (--sender.underWay === 0) this.bySender.delete(name);
  }

  private take(bytes: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const asking = {
        bytes,
        go: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      const timer = setTimeout(() => {
        this.waiting.delete(asking);
        reject(busy());
      }, this.patience);
      this.waiting.add(asking);
      this.letThrough();
    });
  }

  private letThrough(): void {
    for (const asking of this.waiting) {
      if (this.held + asking.bytes > this.most) continue;
      this.waiting.delete(asking);
      this.held += asking.bytes;
      asking.go();
    }
  }
}

function busy(): Refusal {
  return new Refusal('files-busy', {}, {}, 429);
}

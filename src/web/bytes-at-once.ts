/** Lets work through as long as what it holds together stays below a number of bytes; the rest waits, first come first served. */
import { Refusal } from '../platform/refusal.js';

const MOST_WAITING = 100;

export class BytesAtOnce {
  private held = 0;
  private readonly waiting: { bytes: number; go: () => void }[] = [];

  constructor(private readonly most: number) {}

  /** @throws Refusal where too many wait already */
  async hold<T>(asked: number, work: () => Promise<T>): Promise<T> {
    const bytes = Math.min(asked, this.most);
    await this.turn(bytes);
    try {
      return await work();
    } finally {
      this.held -= bytes;
      this.letThrough();
    }
  }

  private turn(bytes: number): Promise<void> {
    if (this.waiting.length >= MOST_WAITING) throw new Refusal('files-busy', {}, {}, 429);
    return new Promise((resolve) => {
      this.waiting.push({ bytes, go: resolve });
      this.letThrough();
    });
  }

  private letThrough(): void {
    for (let next = this.waiting[0]; next && this.held + next.bytes <= this.most; next = this.waiting[0]) {
      this.waiting.shift();
      this.held += next.bytes;
      next.go();
    }
  }
}

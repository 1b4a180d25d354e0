/** Those who send as slowly as they may, and those who send far too much. */
import { connect, type Socket } from 'node:net';

const PAUSE = 400;
const PIECE = 64 * 1024;

/** Opens its connection again whenever it is closed, until it is stopped. */
export class SlowSender {
  private socket?: Socket;
  private stopped = false;
  private sent = 0;
  closed = 0;

  /** @param what after `head` one byte of it at a time, again and again */
  constructor(
    private readonly url: URL,
    private readonly head: string,
    private readonly what: string,
  ) {
    this.open();
  }

  get isOpen(): boolean {
    return this.socket !== undefined && !this.socket.destroyed && !this.socket.connecting;
  }

  drip(): void {
    if (!this.isOpen) return;
    this.sent += 1;
    this.socket!.write(this.what[this.sent % this.what.length]!);
  }

  stop(): void {
    this.stopped = true;
    this.socket?.destroy();
  }

  private open(): void {
    if (this.stopped) return;
    const socket = connect(Number(this.url.port), this.url.hostname);
    this.socket = socket;
    socket.once('connect', () => socket.write(this.head));
    socket.on('error', () => undefined).on('data', () => undefined);
    socket.once('close', () => {
      this.closed += 1;
      setTimeout(() => this.open(), PAUSE);
    });
  }
}

export class SlowCrowd {
  readonly senders: SlowSender[];
  private readonly timer: NodeJS.Timeout;

  /** Half of them never end their headers, the others never their body. */
  constructor(count: number, address: string) {
    const url = new URL(address);
    const start = `POST /sign-in HTTP/1.1\r\nHost: ${url.host}\r\n`;
    const body = `${start}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\n`;
    this.senders = Array.from({ length: count }, (_, n) =>
      n % 2 ? new SlowSender(url, start, 'X-A: b\r\n') : new SlowSender(url, body, 'a=b&'),
    );
    this.timer = setInterval(() => this.senders.forEach((sender) => sender.drip()), PAUSE);
  }

  get open(): number {
    return this.senders.filter((sender) => sender.isOpen).length;
  }

  async gathered(): Promise<void> {
    while (this.open < this.senders.length) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  stop(): void {
    clearInterval(this.timer);
    for (const sender of this.senders) sender.stop();
  }
}

export interface HugeBody {
  path: string;
  headers: Record<string, string>;
  /** Before the filling. */
  start?: string;
  bytes: number;
  isChunked?: boolean;
  /** Nothing of it is sent. */
  isOnlyAnnounced?: boolean;
}

/** Sends on until it is answered, as browsers do. @returns the status, or what became of the connection */
export async function sendHuge(address: string, body: HugeBody): Promise<string> {
  const url = new URL(address);
  const socket = connect(Number(url.port), url.hostname);
  let answer = '';
  let fault = '';
  socket.setEncoding('latin1');
  socket.on('data', (text: string) => (answer += text));
  socket.on('error', (error: NodeJS.ErrnoException) => (fault = error.code ?? 'error'));
  const ended = new Promise((resolve) => socket.once('close', resolve));
  await Promise.race([new Promise((resolve) => socket.once('connect', resolve)), ended]);
  socket.write(headOf(url, body));
  if (body.isOnlyAnnounced)
    await Promise.race([new Promise((resolve) => socket.once('data', resolve)), ended]);
  else await pour(socket, body, () => answer !== '');
  if (socket.writable) socket.end();
  await ended;
  return /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? (fault || 'closed');
}

function headOf(url: URL, { path, headers, start = '', bytes, isChunked }: HugeBody): string {
  const length = isChunked
    ? { 'transfer-encoding': 'chunked' }
    : { 'content-length': String(start.length + bytes) };
  const lines = Object.entries({ host: url.host, ...headers, ...length }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return `POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}

async function pour(socket: Socket, body: HugeBody, isAnswered: () => boolean): Promise<void> {
  const { start = '', bytes, isChunked } = body;
  const framed = (text: string) =>
    Buffer.from(isChunked ? `${text.length.toString(16)}\r\n${text}\r\n` : text, 'latin1');
  const piece = framed('a'.repeat(PIECE));
  if (start) socket.write(framed(start));
  for (let sent = 0; sent < bytes && !isAnswered() && socket.writable; sent += PIECE) {
    if (socket.write(piece)) continue;
    await new Promise((resolve) => socket.once('drain', resolve).once('close', resolve));
  }
}

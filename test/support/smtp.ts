/**
 * A mail server on this machine that keeps what it is given, and can be told to behave badly. Each part of
 * the conversation may be answered with a code, left hanging, or cut.
 */
import type { AddressInfo, Server, Socket } from 'node:net';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

export interface ReceivedMail {
  messageId: string;
  from: string;
  to: string[];
  bytes: Buffer;
}

/** A code is answered; `hang` answers nothing; `reset` cuts the connection. */
export type Misbehaviour = number | 'hang' | 'reset';
export type Moment = 'connect' | 'auth' | 'mail' | 'rcpt' | 'dot';

export interface SinkOptions {
  /** What to do at a moment; `recipient` is known from `rcpt` on. */
  misbehave?: (moment: Moment, recipient: string | null) => Misbehaviour | null;
  /** Only these may send; a wrong password is a 535. */
  user?: { name: string; password: string };
  /** A self-signed certificate is offered by STARTTLS. */
  tls?: boolean;
  /** Called when the whole mail is here, before it is acknowledged. */
  received?: (mail: ReceivedMail) => void | Promise<void>;
}

export class SmtpSink {
  readonly mails: ReceivedMail[] = [];
  misbehave: NonNullable<SinkOptions['misbehave']>;
  private readonly server: SMTPServer;
  /** How many conversations were begun. */
  connections = 0;

  private constructor(private readonly options: SinkOptions) {
    this.misbehave = options.misbehave ?? (() => null);
    this.server = this.make();
    this.server.on('error', () => undefined);
  }

  static async start(options: SinkOptions = {}): Promise<SmtpSink> {
    const sink = new SmtpSink(options);
    await new Promise<void>((resolve) => sink.server.listen(0, '127.0.0.1', resolve));
    return sink;
  }

  get port(): number {
    return ((this.server.server as Server).address() as AddressInfo).port;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}?ignoreTLS=${!this.options.tls}`;
  }

  urlFor(name: string, password: string): string {
    return `smtp://${name}:${password}@127.0.0.1:${this.port}?ignoreTLS=true`;
  }

  /** Mails by their Message-ID. */
  byId(): Map<string, ReceivedMail[]> {
    const found = new Map<string, ReceivedMail[]>();
    for (const mail of this.mails) found.set(mail.messageId, [...(found.get(mail.messageId) ?? []), mail]);
    return found;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets()) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private make(): SMTPServer {
    return new SMTPServer({
      authOptional: !this.options.user,
      allowInsecureAuth: true,
      disabledCommands: this.options.tls ? [] : ['STARTTLS'],
      disableReverseLookup: true,
      closeTimeout: 1,
      logger: false,
      onConnect: (session, done) => {
        this.connections += 1;
        this.act('connect', session, null, done);
      },
      onAuth: (auth, session, done) => {
        const right =
          auth.username === this.options.user?.name && auth.password === this.options.user?.password;
        const agree = (error?: Error | null) => (error ? done(error) : done(null, { user: auth.username }));
        if (right) this.act('auth', session, null, agree);
        else done(answer(535));
      },
      onMailFrom: (_address, session, done) => this.act('mail', session, null, done),
      onRcptTo: (address, session, done) => this.act('rcpt', session, address.address, done),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => this.take(Buffer.concat(chunks), session, done));
      },
    });
  }

  private take(bytes: Buffer, session: SMTPServerSession, done: (error?: Error | null) => void): void {
    const to = session.envelope.rcptTo.map((recipient) => recipient.address);
    const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
    const mail = { messageId: messageIdOf(bytes), from, to, bytes };
    const how = this.misbehave('dot', to[0] ?? null);
    // Cut or silent after the dot: the server has it, the client cannot know.
    if (typeof how !== 'number') this.mails.push(mail);
    const acknowledge = () => this.carryOut(how, session, done);
    if (this.options.received) void Promise.resolve(this.options.received(mail)).then(acknowledge);
    else acknowledge();
  }

  private act(
    moment: Moment,
    session: SMTPServerSession,
    recipient: string | null,
    done: (error?: Error | null) => void,
  ): void {
    this.carryOut(this.misbehave(moment, recipient), session, done);
  }

  private carryOut(
    how: Misbehaviour | null,
    session: SMTPServerSession,
    done: (error?: Error | null) => void,
  ): void {
    if (how === null) return done();
    if (typeof how === 'number') return done(answer(how));
    if (how === 'reset') for (const socket of this.sockets(session.id)) socket.resetAndDestroy();
  }

  private sockets(id?: string): Socket[] {
    const all = [...(this.server.connections as unknown as Set<{ id: string; _socket: Socket }>)];
    return all.filter((one) => id === undefined || one.id === id).map((one) => one._socket);
  }
}

function answer(code: number): Error {
  return Object.assign(new Error(`told to answer ${code}`), { responseCode: code });
}

function messageIdOf(bytes: Buffer): string {
  return /^message-id: *(<[^>]+>)/im.exec(bytes.toString('latin1'))?.[1] ?? '';
}

/** A mail server over SMTP: a few connections kept open, and every way it can fail told apart. */
import { createTransport, type Transporter } from 'nodemailer';
import { Mailer, type OutcomeKind, type ReadyMail, type SendOutcome } from './mailer.js';
import type { MessageReason } from './messages.js';

export interface SmtpTimes {
  /** Milliseconds: to connect, to be greeted, of silence in a conversation, for one mail altogether. */
  connect: number;
  greeting: number;
  silence: number;
  limit: number;
}

/** Servers with a virus scanner may think about the final dot for a minute. */
const TIMES: SmtpTimes = { connect: 10_000, greeting: 15_000, silence: 120_000, limit: 150_000 };
const CONNECTIONS = 5;
/** Opening a new one pauses the pool for a tenth of a second. */
const MAILS_PER_CONNECTION = 1_000;
const SIGN_IN_REFUSED = [530, 534, 535, 538];
const OF_ONE_MAIL = ['MAIL FROM', 'RCPT TO', 'DATA'];
const LONGEST_ANSWER = 500;

interface SmtpError extends Error {
  code?: string;
  originalCode?: string;
  command?: string;
  response?: string;
  responseCode?: number;
}
/** Whether the whole body, the final dot included, went out: from there on a silence is a doubt. */
interface Progress {
  bodySent: boolean;
}

export class SmtpMailer extends Mailer {
  readonly parallel = CONNECTIONS;
  readonly limit: number;
  private readonly transport: Transporter;

  constructor(url: string, times: SmtpTimes = TIMES) {
    super();
    this.limit = times.limit;
    this.transport = createTransport({
      pool: true,
      url,
      maxConnections: CONNECTIONS,
      maxMessages: MAILS_PER_CONNECTION,
      // Only a mail of which nothing was sent is tried on a fresh connection, when a server ended an idle one.
      maxRequeues: 1,
      connectionTimeout: times.connect,
      dnsTimeout: times.connect,
      greetingTimeout: times.greeting,
      socketTimeout: times.silence,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    this.transport.use('stream', (mail, done) => {
      const { progress } = mail.data as unknown as { progress: Progress };
      mail.message.processFunc((body) => {
        progress.bodySent = false;
        return body.once('end', () => (progress.bodySent = true));
      });
      done();
    });
  }

  async send(mail: ReadyMail): Promise<SendOutcome> {
    const progress: Progress = { bodySent: false };
    const sending = this.transport.sendMail({
      envelope: { from: mail.from, to: [mail.to] },
      raw: mail.bytes,
      ...{ progress },
    }) as Promise<{ response?: string }>;
    try {
      const info = await within(this.limit, sending);
      return outcome('sent', null, info.response ?? '');
    } catch (error) {
      return outcomeOf(error as SmtpError, progress);
    }
  }

  close(): void {
    this.transport.close();
  }
}

/** A server that dribbles never falls silent; what it then makes of the mail is not waited for. */
async function within<T>(limit: number, sending: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(Object.assign(new Error('no end in sight'), { code: 'ETIMEDOUT' })),
      limit,
    );
  });
  try {
    return await Promise.race([sending, over]);
  } finally {
    clearTimeout(timer);
  }
}

function outcomeOf(error: SmtpError, progress: Progress): SendOutcome {
  const answer = error.response ?? error.message;
  const told = (kind: OutcomeKind, reason: MessageReason) => outcome(kind, reason, answer);
  if (error.responseCode || error.code === 'EAUTH') return answered(error, answer);
  if (progress.bodySent) return told('in-doubt', isSilence(error) ? 'no-answer' : 'connection-lost');
  if (error.code === 'EENVELOPE') return told('failed', 'address-wrong');
  if (error.code === 'EMESSAGE') return told('failed', 'server-refused');
  return told('unreachable', isAboutTls(error) ? 'tls' : 'unreachable');
}

function isSilence(error: SmtpError): boolean {
  return error.code === 'ETIMEDOUT';
}

function isAboutTls(error: SmtpError): boolean {
  return error.code === 'ETLS' || /CERT|SELF_SIGNED|UNABLE_TO|SSL/.test(error.originalCode ?? '');
}

/** The server spoke: 4xx asks to come again, 5xx does not; outside MAIL to DATA it speaks of us, not of the mail. */
function answered(error: SmtpError, answer: string): SendOutcome {
  const code = error.responseCode ?? 0;
  const command = error.command ?? '';
  const told = (kind: OutcomeKind, reason: MessageReason) => outcome(kind, reason, answer);
  if (command === 'STARTTLS') return told('unreachable', 'tls');
  if (refusesUs(error, code)) return told('stopped', 'sign-in-refused');
  if (!OF_ONE_MAIL.includes(command)) return told('unreachable', 'server-busy');
  if (isTemporary(code)) return told('later', 'server-busy');
  // A refused sender would fail every mail alike; only its size is the mail's own fault.
  if (command === 'MAIL FROM' && code !== 552) return told('stopped', 'sender-refused');
  return told('failed', 'server-refused');
}

function refusesUs(error: SmtpError, code: number): boolean {
  return SIGN_IN_REFUSED.includes(code) || (error.code === 'EAUTH' && !isTemporary(code));
}

/** 503 says that the conversation went wrong, not that the mail is. */
function isTemporary(code: number): boolean {
  return (code >= 400 && code < 500) || code === 503;
}

function outcome(kind: OutcomeKind, reason: MessageReason | null, answer: string): SendOutcome {
  return { kind, reason, answer: answer.slice(0, LONGEST_ANSWER) };
}

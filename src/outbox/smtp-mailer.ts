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
const SIGN_IN_REFUSED = [530, 534, 535, 538];
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
    try {
      const info = (await this.transport.sendMail({
        envelope: { from: mail.from, to: [mail.to] },
        raw: mail.bytes,
        signal: AbortSignal.timeout(this.limit),
        ...{ progress },
      })) as { response?: string };
      return outcome('sent', null, info.response ?? '');
    } catch (error) {
      return outcomeOf(error as SmtpError, progress);
    }
  }

  close(): void {
    this.transport.close();
  }
}

function outcomeOf(error: SmtpError, progress: Progress): SendOutcome {
  const answer = error.response ?? error.message;
  if (error.responseCode || error.code === 'EAUTH') return answered(error, answer);
  if (progress.bodySent) {
    const silent = error.code === 'ETIMEDOUT' || error.name === 'AbortError' || error.code === 'EABORT';
    return outcome('in-doubt', silent ? 'no-answer' : 'connection-lost', answer);
  }
  if (error.code === 'EENVELOPE') return outcome('failed', 'address-wrong', answer);
  if (error.code === 'EMESSAGE') return outcome('failed', 'server-refused', answer);
  const aboutTls = error.code === 'ETLS' || /CERT|SELF_SIGNED|UNABLE_TO|SSL/.test(error.originalCode ?? '');
  return outcome('unreachable', aboutTls ? 'tls' : 'unreachable', answer);
}

/** The server spoke: 4xx asks to come again, 5xx does not; before MAIL it speaks of us, not of the mail. */
function answered(error: SmtpError, answer: string): SendOutcome {
  const code = error.responseCode ?? 0;
  const command = error.command ?? '';
  const temporary = code >= 400 && code < 500;
  if (command === 'STARTTLS') return outcome('unreachable', 'tls', answer);
  if (SIGN_IN_REFUSED.includes(code) || (error.code === 'EAUTH' && !temporary))
    return outcome('stopped', 'sign-in-refused', answer);
  if (!['MAIL FROM', 'RCPT TO', 'DATA'].includes(command))
    return outcome('unreachable', 'server-busy', answer);
  if (temporary || code === 503) return outcome('later', 'server-busy', answer);
  // A refused sender would fail every mail alike; only its size is the mail's own fault.
  if (command === 'MAIL FROM' && code !== 552) return outcome('stopped', 'sender-refused', answer);
  return outcome('failed', 'server-refused', answer);
}

function outcome(kind: OutcomeKind, reason: MessageReason | null, answer: string): SendOutcome {
  return { kind, reason, answer: answer.slice(0, LONGEST_ANSWER) };
}

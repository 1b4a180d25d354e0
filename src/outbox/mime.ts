/**
 * The bytes of a mail, a pure function of its row: the same at every attempt and after a restart, so
 * that a receiving server can tell a copy by its Message-ID and nobody can tell the copies apart.
 */
import MailComposer from 'nodemailer/lib/mail-composer';
import type { StoredMail } from './messages.js';

const BOUNDARY_PREFIX = 'duban';

/** multipart/alternative; with a calendar entry multipart/mixed around it. All bodies are base64. */
export function bytesOf(mail: StoredMail): Promise<Buffer> {
  const composer = new MailComposer({
    from: { name: mail.fromName, address: mail.fromAddress },
    to: { name: mail.toName, address: mail.toAddress },
    subject: mail.subject,
    headers: mail.headers,
    messageId: mail.messageId,
    date: new Date(mail.datedAt),
    text: mail.text,
    html: mail.html,
    attachments: mail.calendar ? [calendarPart(mail.calendar)] : [],
    textEncoding: 'base64',
    baseBoundary: mail.boundary,
    boundaryPrefix: BOUNDARY_PREFIX,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return new Promise((resolve, reject) => {
    composer.compile().build((error, bytes) => (error ? reject(error) : resolve(bytes!)));
  });
}

function calendarPart(calendar: NonNullable<StoredMail['calendar']>) {
  return {
    filename: calendar.fileName,
    content: calendar.content,
    contentType: 'text/calendar; charset=utf-8; method=PUBLISH',
    contentTransferEncoding: 'base64' as const,
  };
}

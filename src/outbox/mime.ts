/**
 * The bytes of a mail, a pure function of its row: the same at every attempt, after a restart and after
 * an upgrade of any package, so that a receiving server can tell a copy and nobody can tell the copies
 * apart. multipart/alternative; with a calendar entry multipart/mixed around it. All bodies are base64.
 */
import type { CalendarEntry, StoredMail } from './messages.js';
import { addressHeader, base64Lines, fileNameParameters, textHeader } from './mime-headers.js';

export function bytesOf(mail: StoredMail): Buffer {
  const body = mail.calendar ? mixed(mail, mail.calendar) : alternative(mail);
  return Buffer.from([...headersOf(mail), body].join('\r\n'), 'utf8');
}

function headersOf(mail: StoredMail): string[] {
  return [
    addressHeader('From', mail.fromName, mail.fromAddress),
    addressHeader('To', mail.toName, mail.toAddress),
    textHeader('Subject', mail.subject),
    `Date: ${new Date(mail.datedAt).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: ${mail.messageId}`,
    ...Object.entries(mail.headers).map(([name, value]) => textHeader(name, value)),
    'MIME-Version: 1.0',
  ];
}

function alternative(mail: StoredMail): string {
  return multipart('alternative', `${mail.boundary}-a`, [
    part(['Content-Type: text/plain; charset=utf-8'], mail.text),
    part(['Content-Type: text/html; charset=utf-8'], mail.html),
  ]);
}

function mixed(mail: StoredMail, calendar: CalendarEntry): string {
  const { name, filename } = fileNameParameters(calendar.fileName);
  const type = `Content-Type: text/calendar; charset=utf-8; method=PUBLISH;\r\n ${name}`;
  const disposition = `Content-Disposition: attachment;\r\n ${filename}`;
  return multipart('mixed', `${mail.boundary}-m`, [
    alternative(mail),
    part([type, disposition], calendar.content),
  ]);
}

function multipart(kind: string, boundary: string, parts: string[]): string {
  const begun = parts.map((one) => `--${boundary}\r\n${one}\r\n`).join('');
  return `Content-Type: multipart/${kind};\r\n boundary="${boundary}"\r\n\r\n${begun}--${boundary}--\r\n`;
}

function part(headers: string[], content: string): string {
  return [...headers, 'Content-Transfer-Encoding: base64', '', base64Lines(content)].join('\r\n');
}

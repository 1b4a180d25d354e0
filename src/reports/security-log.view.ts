/** A line of the security log in words. */
import { dayInZone, timeInZone } from '../rules/day.js';
import type { SecurityLine } from './security-log.queries.js';

export interface SecurityLineView {
  id: number;
  when: string;
  kind: string;
  who: string;
  subject: string;
  address: string;
  details: string;
}

export interface SecuritySpeech {
  say(key: string, values?: Record<string, string | number>): string;
  knows(key: string): boolean;
  timeZone: string;
}

export function lineView(line: SecurityLine, speech: SecuritySpeech): SecurityLineView {
  const { id, at, kind, personId, personName, subject, address, details } = line;
  return {
    ...{ id, subject: subjectOf(subject, speech), address: address ?? '' },
    when: `${dayInZone(at, speech.timeZone)} ${timeInZone(at, speech.timeZone)}`,
    kind: speech.say(`security.${kind}`),
    who: personName ?? (personId === null ? '' : speech.say('securityLog.number', { id: personId })),
    details: Object.entries(details)
      .map(([name, value]) => detail(name, value, speech))
      .join('；'),
  };
}

/** `link:29` is said in words; an address stands as it was asked for. */
function subjectOf(subject: string | null, { say, knows }: SecuritySpeech): string {
  const [, kind, id] = /^(\w+):([\w:-]+)$/.exec(subject ?? '') ?? [];
  if (kind === undefined || id === '-' || !knows(`securityLog.subject.${kind}`)) return subject ?? '';
  return say(`securityLog.subject.${kind}`, { id: id! });
}

/** What was refused is said as the page said it; whatever else there is stands as it was written. */
function detail(name: string, value: string | number, speech: SecuritySpeech): string {
  const { say, knows } = speech;
  if (name === 'code') return refusal(value, speech);
  if (name === 'more') return say('securityLog.more', { count: value });
  const label = knows(`securityLog.detail.${name}`) ? say(`securityLog.detail.${name}`) : name;
  return say('securityLog.pair', { label, value: valueOf(name, String(value), speech) });
}

function valueOf(name: string, value: string, speech: SecuritySpeech): string {
  const { say, knows, timeZone } = speech;
  if (name === 'reason') return refusal(value, speech);
  if (name === 'minute') return timeInZone(`${value}:00.000Z`, timeZone);
  if (name === 'change' && knows(`trail.person-${value}`)) return say(`trail.person-${value}`);
  const words = value
    .split(' ')
    .map((word) => (knows(`securityLog.value.${word}`) ? say(`securityLog.value.${word}`) : word));
  return words.join(' ');
}

/** A sentence with places for values is not one without them; within a list none needs its full stop. */
function refusal(code: string | number, { say, knows }: SecuritySpeech): string {
  const key = `refusal.${code}`;
  return knows(key) && !/\{\w+\}/.test(say(key)) ? say(key).replace(/[。.]$/, '') : String(code);
}

/** A message as the ledger shows it: states and reasons in words, instants as the clock on the wall. */
import { dayInZone, timeInZone } from '../rules/day.js';
import type { Say } from '../web/deadline-words.js';
import type { ListedMessage } from './mailbox.queries.js';

const KINDS = [
  'issue',
  'reminders',
  'overdue-digest',
  'leader-digest',
  'urging',
  'supervision-notice',
  'instruction',
  'reassignment',
  'handover',
  'link',
  'refinement',
  'mail-test',
  'invitation',
  'password',
];
const COLOURS: Record<string, string> = {
  sent: 'green',
  kept: 'green',
  pending: 'not-started',
  sending: 'not-started',
  later: 'yellow',
  failed: 'red',
  expired: 'yellow',
  skipped: 'not-started',
};

export interface MessageView {
  id: number;
  kindWord: string;
  onDay: string;
  toName: string;
  toAddress: string;
  subject: string;
  stateWord: string;
  colour: string;
  reasonWord: string | null;
  serverAnswer: string | null;
  /** Where it was tried more than once; a sent one may then have arrived more than once. */
  attemptsWord: string | null;
  /** When it was sent, or will be tried next. */
  at: string | null;
  nextAt: string | null;
}

export function messageView(say: Say, message: ListedMessage, timeZone: string): MessageView {
  const shown = shownState(message);
  const { id, onDay, toName, toAddress, subject, reason, serverAnswer, attempts } = message;
  const sent = message.state === 'sent';
  const saysWhy = reason !== null && reason !== 'kept-here';
  return {
    ...{ id, onDay, toName, toAddress, subject, serverAnswer },
    kindWord: kindWord(say, message.kind),
    stateWord: say(`mailbox.state.${shown}`),
    colour: COLOURS[shown]!,
    reasonWord: saysWhy ? say(`mailbox.reason.${reason}`) : null,
    attemptsWord:
      attempts > 1 ? say(`mailbox.${sent ? 'attemptsSent' : 'attempts'}`, { count: attempts }) : null,
    at: message.sentAt && onTheClock(message.sentAt, timeZone),
    nextAt: shown === 'later' ? onTheClock(message.nextAttemptAt, timeZone) : null,
  };
}

export function kindWord(say: Say, kind: string): string {
  return KINDS.includes(kind) ? say(`mailbox.kind.${kind}`) : kind;
}

/** `2018-11-09 08:30` */
export function onTheClock(instant: string, timeZone: string): string {
  return `${dayInZone(instant, timeZone)} ${timeInZone(instant, timeZone)}`;
}

/** Waiting for a second attempt is another thing than waiting for the first. */
function shownState({ state, attempts, reason }: ListedMessage): string {
  if (state === 'pending' && attempts > 0) return 'later';
  return state === 'sent' && reason === 'kept-here' ? 'kept' : state;
}

/** A notice as its page prints it: the fields of the 督办通知单, one page of A4. */
import type { Day } from '../rules/day.js';
import type { ContactFacts } from '../units/unit-directory.queries.js';
import { headingOf, matterOf, type Say } from '../web/deadline-words.js';
import type { NoticeItemRow, NoticeReply, NoticeRow, NoticeState } from './supervision-notices.queries.js';

const COLOURS: Record<NoticeState, { colour: string; sign: string }> = {
  open: { colour: 'not-started', sign: '○' },
  pending: { colour: 'green', sign: '●' },
  answered: { colour: 'closed', sign: '√' },
  late: { colour: 'red', sign: '■' },
  withdrawn: { colour: 'closed', sign: '×' },
};

/** The boxes of 督办意见, in the order of the paper. */
const OPINIONS = ['accepted', 'continue', 'returned'] as const;
/** Names that still fit into their field. */
const MOST_NAMES = 8;
/** So little that the unit's own field may be twice as high on the sheet. */
const FEW_ITEMS = 2;
const FEW_WORDS = 120;

export interface NoticeFacts {
  notice: NoticeRow;
  items: NoticeItemRow[];
  cooperating: string[];
  contacts: ContactFacts[];
  reply: NoticeReply | null;
}

export function numberOf(say: Say, { year, number }: Pick<NoticeRow, 'year' | 'number'>): string {
  return say('supervisionNotice.number', { year, number });
}

export function summaryView(
  say: Say,
  notice: Pick<NoticeRow, 'id' | 'year' | 'number' | 'unitId' | 'unitName' | 'planTitle'> & {
    urgency: string;
    sentOn: string;
    replyDueOn: string;
    state: string;
  },
) {
  return {
    ...notice,
    numberWord: numberOf(say, notice),
    urgencyWord: say(`supervisionNotice.urgency.${notice.urgency}`),
    stateWord: say(`supervisionNotice.state.${notice.state}`),
    ...COLOURS[notice.state as NoticeState],
  };
}

export function noticeView(say: Say, facts: NoticeFacts, dayWord: (day: Day) => string) {
  const { notice, items, cooperating, contacts, reply } = facts;
  const outcome = reply && reply.state !== 'pending' ? reply.state : null;
  return {
    ...summaryView(say, notice),
    ...{ reason: notice.reason, requirement: notice.requirement, sentBy: notice.sentBy },
    ...{ withdrawnOn: notice.withdrawnOn, withdrawnReason: notice.withdrawnReason },
    ...{ supervisorName: notice.supervisorName, replyDeadlineId: notice.replyDeadlineId, reply },
    source: sourceOf(say, notice),
    isRoomy: items.length <= FEW_ITEMS && notice.reason.length + notice.requirement.length <= FEW_WORDS,
    items: items.map((item) => ({
      ...item,
      heading: headingOf(say, item),
      matter: item.taskNo === null ? '' : matterOf(say, item),
    })),
    cooperating: namesWithin(say, cooperating),
    head: personOf(contacts.find((contact) => contact.isHead)),
    handler: personOf(contacts.find((contact) => !contact.isHead)),
    sentWord: dayWord(notice.sentOn),
    replyWord: dayWord(notice.replyDueOn),
    opinions: OPINIONS.map((opinion) => ({
      word: say(`supervisionNotice.opinion.${opinion}`),
      box: opinion === outcome ? '■' : '□',
    })),
  };
}

/** Title marks within title marks are single ones. */
function sourceOf(say: Say, { planTitle, documentNumber: number }: NoticeRow): string {
  const plan = planTitle.replaceAll('《', '〈').replaceAll('》', '〉');
  return number
    ? say('supervisionNotice.source', { plan, number })
    : say('supervisionNotice.sourcePlain', { plan });
}

function personOf(contact: ContactFacts | undefined): string {
  return contact ? [contact.name, contact.phone].filter(Boolean).join('　') : '';
}

function namesWithin(say: Say, names: string[]): string {
  const shown = names.slice(0, MOST_NAMES).join('、');
  return names.length > MOST_NAMES
    ? say('supervisionNotice.andMore', { names: shown, n: names.length })
    : shown;
}

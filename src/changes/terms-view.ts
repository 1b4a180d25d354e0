/** What the pages of changed terms share: words for an outcome, a deadline's facts, and the forms of a page. */
import type { WordValues } from '../platform/words.js';
import { owedOn } from '../rules/deadline-state.js';
import type { Outcome } from '../rules/outcome.js';
import { headingOf, matterOf, type Say } from '../web/deadline-words.js';
import type { RefusedForm } from '../web/forms.js';
import type { Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import type { DeadlineSubject } from './subjects.queries.js';

export interface FormView {
  values: Record<string, unknown>;
  messages: Record<string, string>;
}

/** What was typed where this form was refused, else what it begins with. */
export function formView(refused: RefusedForm | null, begins: Record<string, unknown> = {}): FormView {
  return refused ? { values: refused.values, messages: refused.messages } : { values: begins, messages: {} };
}

/** Where a page has several forms, the fields of one bear its mark: the summary leads to the right one. */
export function marked(refused: RefusedForm | null, mark: string): RefusedForm | null {
  return (
    refused && {
      ...refused,
      faults: refused.faults.map((fault) => ({ ...fault, field: fault.field && fault.field + mark })),
    }
  );
}

const CHIPS: Record<Outcome, string> = {
  pending: 'yellow',
  approved: 'green',
  refused: 'red',
  withdrawn: 'not-started',
};

export function outcomeView(say: Say, outcome: Outcome) {
  return { outcomeWord: say(`terms.is.${outcome}`), chip: CHIPS[outcome] };
}

export function deadlineView(say: Say, deadline: DeadlineSubject) {
  const owed = owedOn(deadline);
  return {
    deadline,
    owedOn: owed,
    originally: owed === deadline.originalDueOn ? null : deadline.originalDueOn,
    heading: headingOf(say, deadline),
    matter: matterOf(say, deadline),
  };
}

export function sayTo(pages: Pages, request: WebRequest): Say {
  return (key: string, values?: WordValues) => pages.say(request, key, values);
}

/** 0, which nothing has, where the path names no key. */
export function idOf(request: WebRequest): number {
  const { id } = request.params as { id: string };
  return /^\d{1,9}$/.test(id) ? Number(id) : 0;
}

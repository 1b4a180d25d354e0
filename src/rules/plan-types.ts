/**
 * What reading a plan gives: the plan, what the reader is unsure of, and the text that became nothing.
 *
 * Example: 「1.严格控制各类会议。（牵头单位：市委办；协同单位：市考核办等）」 gives one ReadTask with no "1",
 * text 「严格控制各类会议。」, lead [市委办], cooperating [市考核办], openEnded true, and a doubt `open-ended`.
 *
 * All offsets count UTF-16 units of the text read; `end` is exclusive.
 */
export interface Span {
  start: number;
  end: number;
}

export interface ReadDeadline extends Span {
  /** As printed; a day it names is in `dueOn` (YYYY-MM-DD), null for 长期坚持 and for what cannot be dated. */
  phrase: string;
  dueOn: string | null;
}

export interface ReadUnit extends Span {
  name: string;
  part: 'lead' | 'cooperating';
}

export interface ReadTask {
  /** The number as printed, without its punctuation; null where none is printed. */
  no: string | null;
  /** The nearest heading above, '' where there is none. */
  section: string;
  /** All headings above, outermost first; the last one is `section`. */
  sectionPath: string[];
  /**
   * Verbatim, without number and responsibility bracket, line breaks kept. A responsibility that stands inside
   * the text is cut out when it is the only one, and kept when there are several (they say who does which sentence).
   * Page numbers 「— 3 —」 between its lines are cut out too.
   */
  text: string;
  lead: string[];
  cooperating: string[];
  openEnded: boolean;
  /** What the document states, the principal one (from the bracket, else the first) first. */
  deadlines: ReadDeadline[];
  source: Span;
  units: ReadUnit[];
}

export interface RefinementDeadline extends ReadDeadline {
  kind: 'refinement';
}

export interface ReadPlan {
  title: string | null;
  documentNumber: string | null;
  issuedBy: string | null;
  issuedOn: string | null;
  tasks: ReadTask[];
  deadlines: RefinementDeadline[];
}

export type DoubtCode =
  | 'no-tasks'
  | 'no-lead'
  | 'open-ended'
  | 'group-without-members' // params: unit
  | 'long-name' // params: unit (its beginning; too long for a unit's name, not taken)
  | 'no-date'
  | 'unreadable-date' // params: phrase
  | 'ambiguous-year' // params: phrase, year
  | 'ambiguous-day' // params: phrase (6月前: before June, or by its end?)
  | 'unlabelled-units' // params: units (all taken as lead)
  | 'inherited-lead-rule' // params: count (the document says the first named leads)
  | 'inherited-units' // params: units (taken from the heading or the merged cell above)
  | 'several-brackets' // params: count (units named sentence by sentence)
  | 'numbering-gap' // params: from, to
  | 'duplicate-number' // params: no
  | 'no-title'
  | 'no-document-number'
  | 'no-issue-day'
  | 'truncated'
  | 'not-text' // params: kind
  | 'empty'
  | 'too-large'; // params: limit (bytes)

/** The wording is made elsewhere, from the words files, by code and params. */
export interface Doubt extends Span {
  code: DoubtCode;
  taskNo: string | null;
  params?: Record<string, string>;
}

export interface LeftOver extends Span {
  text: string;
}

export interface Reading {
  plan: ReadPlan;
  doubts: Doubt[];
  leftOver: LeftOver[];
  /** Title, number, letterhead, signature, headings and table frames: tasks, these and leftOver are the whole text. */
  structure: Span[];
}

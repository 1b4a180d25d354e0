/**
 * One entry of the trail in words: who, through which door, a sentence, and before → after of whatever the sentence
 * itself does not name. A verb, field or value without wording is still shown, as it is stored: hiding a change
 * would be worse than an English word.
 */
import type { WordValues } from '../platform/words.js';

export interface TrailRow {
  id: number;
  at: string;
  personName: string;
  door: string;
  verb: string;
  noun: string;
  nounId: string;
  planId: number | null;
  before: string | null;
  after: string | null;
}

/** Whom and what an entry is about, by name; empty where there is no such thing. */
export interface TrailSubject {
  unit: string;
  /** “第3项 命名优秀区镇” */
  task: string;
  /** “2019年上半年进展” */
  matter: string;
  person: string;
}

export interface TrailSpeech {
  say: (key: string, values?: WordValues) => string;
  hasWord: (key: string) => boolean;
  /** An instant by the wall clock. */
  local: (instant: string) => string;
  subjectOf: (row: TrailRow) => TrailSubject | null;
  /** The name behind an id, where the field holds one. */
  nameOf: (noun: string, field: string, id: number) => string | null;
}

export interface TrailView {
  id: number;
  when: string;
  who: string;
  door: string;
  about: string;
  what: string;
  changes: { field: string; before: string; after: string }[];
}

type Fields = Record<string, unknown>;

export function trailView(row: TrailRow, speech: TrailSpeech): TrailView {
  const subject = speech.subjectOf(row);
  const before = fieldsOf(row.before);
  const after = fieldsOf(row.after);
  const key = `trail.${row.noun}-${row.verb}`;
  const named = speech.hasWord(key) ? placesIn(speech.say(key)) : [];
  return {
    id: row.id,
    when: speech.local(row.at),
    who: row.personName || speech.say('trail.formerContact'),
    door: wordOr(speech, `door.${row.door}`, row.door),
    about: aboutOf(subject, named),
    what: speech.hasWord(key)
      ? speech.say(key, valuesOf({ row, before, after }, { named, subject, speech }))
      : speech.say('trail.other', { noun: wordOr(speech, `noun.${row.noun}`, row.noun), verb: row.verb }),
    changes: changesOf({ row, before, after }, { named, speech }),
  };
}

/** What the sentence names already is not said twice. */
function aboutOf(subject: TrailSubject | null, named: string[]): string {
  if (!subject) return '';
  const { task, unit, matter, person } = subject;
  const parts = Object.entries({ task, unit, matter, person }).filter(([place]) => !named.includes(place));
  return [...new Set(parts.map(([, text]) => text).filter(Boolean))].join(' · ');
}

/** Places of a sentence that are not called as the field they hold. */
const PLACES: Record<string, { field: string; of: 'before' | 'after' }> = {
  number: { field: 'receiptNumber', of: 'after' },
  rework: { field: 'reworkOn', of: 'after' },
  before: { field: 'dueOn', of: 'before' },
  after: { field: 'dueOn', of: 'after' },
  paper: { field: 'number', of: 'after' },
};

interface Told {
  row: TrailRow;
  before: Fields;
  after: Fields;
}

function valuesOf(
  told: Told,
  { named, subject, speech }: { named: string[]; subject: TrailSubject | null; speech: TrailSpeech },
): WordValues {
  const fromSubject: Record<string, string> = { ...subject };
  return Object.fromEntries(
    named.map((place) => {
      const { field, of } = PLACES[place] ?? { field: place, of: 'after' as const };
      const value = told[of][field] ?? told.before[field];
      const own = value === undefined ? undefined : valueInWords(speech, told.row.noun, field, value);
      return [place, own ?? fromSubject[place] ?? ''];
    }),
  );
}

function changesOf(
  { row, before, after }: Told,
  { named, speech }: { named: string[]; speech: TrailSpeech },
): TrailView['changes'] {
  const said = [...named.map((place) => PLACES[place]?.field ?? place), ...DERIVED];
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const inWords = (of: Fields, field: string) =>
    of[field] === undefined ? '' : valueInWords(speech, row.noun, field, of[field]);
  return fields
    .filter(
      (field) => !said.includes(field) && !(before[field] === undefined && saysNothing(field, after[field])),
    )
    .map((field) => ({
      field: wordOr(speech, `trailField.${field}`, field),
      before: inWords(before, field),
      after: inWords(after, field),
    }))
    .filter((change) => change.before !== change.after);
}

/** Of what is new: what it leaves open, and what it hangs on, which the line above it has named already. */
function saysNothing(field: string, value: unknown): boolean {
  return value === null || value === '' || REFERENCES.includes(field);
}

/** Follows from another field. */
const DERIVED = ['nameKey'];
const REFERENCES =
  'id taskId deadlineId dutyId targetId submissionId instructionId urgingId extensionId'.split(' ');
/** Lists of keys: each of them has entries of its own, so their number says enough. */
const COUNTED = 'waived opened held deadlines deadlineIds'.split(' ');

/** Where the words of a field's values stand. */
const VALUES: Record<string, string> = {
  source: 'source.',
  channel: 'channel.',
  standing: 'standing.',
  grade: 'grade.',
  selfRating: 'grade.',
  part: 'part.',
  kinds: 'kind.',
  job: 'runs.job.',
};
const STATES: Record<string, string> = { task: 'taskState.', plan: 'plan.state-' };

const LONGEST = 300;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

function valueInWords(speech: TrailSpeech, noun: string, field: string, value: unknown): string {
  if (value === null || value === '') return speech.say('trail.nothing');
  if (typeof value === 'boolean') return speech.say(value ? 'trail.yes' : 'trail.no');
  if (typeof value === 'number') return speech.nameOf(noun, field, value) ?? String(value);
  if (typeof value === 'string') return stringInWords(speech, noun, field, value);
  return shortened(severalInWords(speech, noun, field, value as object));
}

/** Of what holds several things at once the values one after another; keys of rows say nothing to a reader. */
function severalInWords(speech: TrailSpeech, noun: string, field: string, value: object): string {
  if (Array.isArray(value)) {
    if (COUNTED.includes(field)) return speech.say('trail.items', { count: value.length });
    const items = value.map((item) => valueInWords(speech, noun, field, item));
    return items.join(value.some((item) => typeof item === 'object') ? '；' : '、');
  }
  return Object.entries(value)
    .filter(([name, item]) => item !== null && !name.endsWith('Id'))
    .map(([name, item]) => valueInWords(speech, noun, name, item))
    .join(' ');
}

function stringInWords(speech: TrailSpeech, noun: string, field: string, value: string): string {
  if (INSTANT.test(value)) return speech.local(value);
  const stem = field === 'state' ? STATES[noun] : VALUES[field];
  const keys = [`trailValue.${field}-${value}`, ...(stem ? [stem + value] : [])];
  const key = keys.find((candidate) => speech.hasWord(candidate));
  return key ? speech.say(key) : shortened(value);
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function wordOr(speech: TrailSpeech, key: string, otherwise: string): string {
  return speech.hasWord(key) ? speech.say(key) : otherwise;
}

/** A sentence asked for without values keeps its places. */
function placesIn(sentence: string): string[] {
  return [...sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
}

function fieldsOf(json: string | null): Fields {
  return json ? (JSON.parse(json) as Fields) : {};
}

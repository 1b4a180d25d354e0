/**
 * One responsibility, as printed in a bracket, a line or a table cell: who, in which part, until when.
 *
 * Two ways of writing are mixed freely: labels (牵头单位：A；配合单位：B，6月底完成) and verbs (A牵头，B、C按职责分工负责;
 * A会同B负责; A（牵头）、B). A name belongs to the next verb after it, else to the label before it, else it follows
 * the part already named. `responsible` stays open until the whole item is known (plan-parts).
 *
 * Example: 「合肥海关牵头，省港航集团、省机场集团按职责分工负责」 → 合肥海关 lead; two responsible.
 */
import { FIRST_LEADS, labelsIn, namesUnits, type Label } from './plan-labels.js';
import { WITH, saysWhen, verbOf, type Role } from './plan-verbs.js';
import { isUnitLike, splitConjunctions, tokensOf, withoutAndOthers, type Token } from './plan-units.js';
import { bracketsIn, withoutEnd } from './plan-text.js';
import { datesIn } from './plan-dates.js';
import type { Span } from './plan-types.js';

/** In characters; the longest list of bodies seen in a document has 400. */
export const LONGEST_DUTY = 1200;

export interface Mention extends Token {
  role: Role;
}

export interface Duty extends Span {
  mentions: Mention[];
  /** Deadlines stated as fields, as printed; `labelled` when a label like 完成时限 stands before. */
  phrases: (Span & { labelled: boolean })[];
  openAt: number | null;
  /** 「排在第一位的部门为牵头部门」 stands here. */
  statesRule: boolean;
  labelled: boolean;
  closed: boolean;
}

interface Draft {
  duty: Duty;
  pending: Mention[];
  last: Role | null;
  helping: boolean;
  inPhrase: boolean;
  verbs: number;
}

const LEAD_MARK = /[（(](?:牵头|主办|总?牵头单位|牵头部门|主责)[）)]$/;
const PERSON_MARK = /[（(](?:责任人|负责人|联系人|分管领导|责任领导)[：:][^（）()]*[）)]$/;

function addNames(draft: Draft, token: Token): void {
  const lead = LEAD_MARK.test(token.text);
  const bare = token.text
    .replace(LEAD_MARK, '')
    .replace(PERSON_MARK, '')
    .replace(/^[^自、，]{0,6}由(?!贸)(?=.{2})/, '');
  const from = token.start + token.text.indexOf(bare);
  const open = withoutAndOthers({ start: from, end: from + bare.length, text: bare });
  draft.duty.openAt ??= open.openAt;
  for (const name of splitConjunctions(open.token)) {
    const text = withoutEnd(name.text.replace(/^[*＊\-—:：]+/, ''), '*＊。:：');
    if (text.length < 2 || /^(?:无|同上|[\d.]+|有关|相关)$/.test(text)) continue;
    if (!isUnitLike(text) && /\d\s*[年月日]|起(?:施行|实施|执行)$/.test(text)) continue;
    const at = name.start + name.text.indexOf(text);
    const mention: Mention = { start: at, end: at + text.length, text, role: lead ? 'lead' : 'responsible' };
    if (lead) draft.duty.mentions.push(mention);
    else draft.pending.push(mention);
    if (lead) draft.last = 'lead';
  }
}

function assign(draft: Draft, role: Role): void {
  for (const mention of draft.pending) draft.duty.mentions.push({ ...mention, role });
  draft.pending = [];
  draft.last = role;
}

/** 「A会同B、C负责」: A leads, and whoever comes before the next verb helps. */
function joinsWith(draft: Draft, token: Token): boolean {
  const match = WITH.exec(token.text);
  if (match === null || match.index === 0) return false;
  const left = token.text.slice(0, match.index);
  const leader = (verbOf(left)?.rest ?? left).replace(/^[^自、，]{0,6}由(?!贸)/, '');
  const at = match.index + match[0].length;
  if (!isUnitLike(leader) || at >= token.text.length) return false;
  addNames(draft, { start: token.start, end: token.start + match.index, text: verbOf(left)?.rest ?? left });
  assign(draft, 'lead');
  draft.verbs += 1;
  draft.helping = true;
  takeName(draft, { start: token.start + at, end: token.end, text: token.text.slice(at) });
  return true;
}

function takeName(draft: Draft, token: Token): void {
  const verb = verbOf(token.text);
  const counts =
    verb !== null &&
    (verb.rest === '' || isUnitLike(verb.rest.replace(/等.{0,8}$/, '')) || isUnitLike(verb.rest));
  if (!counts) return addNames(draft, token);
  if (verb.rest !== '')
    addNames(draft, { start: token.start, end: token.start + verb.rest.length, text: verb.rest });
  draft.verbs += 1;
  assign(draft, draft.helping && verb.role === 'responsible' ? 'cooperating' : verb.role);
  draft.helping = false;
}

/** What follows a day and is no body belongs to the day: 「6月底前完成编制、印发」. */
function continuesPhrase(draft: Draft, token: Token): boolean {
  if (!draft.inPhrase || isUnitLike(token.text) || token.text.includes('等')) return false;
  const verb = verbOf(token.text);
  if (verb !== null && (verb.rest === '' || isUnitLike(verb.rest))) return false;
  draft.duty.phrases.at(-1)!.end = token.end;
  return true;
}

function readToken(draft: Draft, token: Token): void {
  if (FIRST_LEADS.test(token.text) || /^(?:以?下|余)同$/.test(token.text)) {
    draft.duty.statesRule ||= FIRST_LEADS.test(token.text);
  } else if (saysWhen(token.text)) {
    draft.duty.phrases.push({ start: token.start, end: token.end, labelled: false });
    draft.inPhrase = true;
  } else if (!continuesPhrase(draft, token)) {
    draft.inPhrase = false;
    if (!joinsWith(draft, token)) takeName(draft, token);
  }
}

/** Names after the last verb or label: those after 牵头 help, others go on in the same part. */
function partOfRest(draft: Draft, role: Role | null): Role {
  if (draft.helping) return 'cooperating';
  if (role !== null) return role;
  if (draft.last === 'lead') return 'cooperating';
  return draft.last ?? 'responsible';
}

function readList(draft: Draft, text: string, base: number, role: Role | null): void {
  draft.last = role;
  draft.helping = false;
  draft.inPhrase = false;
  for (const token of tokensOf(text, base)) readToken(draft, token);
  assign(draft, partOfRest(draft, role));
}

/** 「2021年6月底前完成方案，12月底前全面推开」 is two phrases; a part without a day belongs to the one before. */
function readWhen(duty: Duty, text: string, base: number): void {
  const pieces = text.matchAll(/[^；;，,。]+/g);
  let open = false;
  for (const piece of pieces) {
    const blank = /^[\s\u3000]*/.exec(piece[0])![0].length;
    const span = { start: base + piece.index + blank, end: base + piece.index + piece[0].trimEnd().length };
    if (span.start >= span.end) continue;
    if (!open || datesIn(piece[0]).length > 0) duty.phrases.push({ ...span, labelled: true });
    else duty.phrases.at(-1)!.end = span.end;
    open = true;
  }
}

/** A label inside a bracket, 「乙局（责任人：某某）」, belongs to the name before it. */
function labelsOutside(text: string): Label[] {
  const labels = labelsIn(text);
  if (labels.length === 0) return labels;
  const brackets = bracketsIn(text).filter((bracket) => bracket.closed);
  return labels.filter(
    (label) => !brackets.some((bracket) => bracket.start < label.start && label.end <= bracket.end),
  );
}

function readLabelled(draft: Draft, text: string, base: number, labels: Label[]): void {
  readList(draft, text.slice(0, labels[0]!.start), base, null);
  labels.forEach((label, index) => {
    const value = text.slice(label.end, labels[index + 1]?.start ?? text.length);
    if (label.kind === 'deadline') readWhen(draft.duty, value, base + label.end);
    else if (namesUnits(label)) readList(draft, value, base + label.end, label.kind as Role);
  });
}

/** Believable as a whole: most names read like bodies and none is a sentence. */
function isBelievable(mentions: Mention[]): boolean {
  const like = mentions.filter((mention) => isUnitLike(mention.text)).length;
  return mentions.every((mention) => mention.text.length <= 45) && like * 10 >= mentions.length * 6;
}

function draftOf(base: number, length: number): Draft {
  const duty: Duty = {
    start: base,
    end: base + length,
    mentions: [],
    phrases: [],
    openAt: null,
    statesRule: false,
    labelled: false,
    closed: true,
  };
  return { duty, pending: [], last: null, helping: false, inPhrase: false, verbs: 0 };
}

/** Labels alone make a responsibility when they name somebody, or at least say 单位, 责任人 or 时限. */
function fromLabels(draft: Draft, text: string, base: number, labels: Label[]): Duty | null {
  const { duty } = draft;
  readLabelled(draft, text, base, labels);
  duty.labelled = labels.some(namesUnits);
  const named = /单\s*位|部\s*门|领导|人|时|期|进度|主体/.test(text.slice(labels[0]!.start, labels[0]!.end));
  const known = duty.labelled ? duty.mentions.length > 0 || labels.length > 1 : named;
  return known && duty.mentions.every((mention) => mention.text.length <= 60) ? duty : null;
}

/**
 * Reads the text of one responsibility that starts at `base`; null when it is none.
 * `bare` also accepts a plain list of bodies without label or verb: （工业和信息化部、应急管理部）.
 */
export function readDuty(text: string, base: number, bare = false): Duty | null {
  if (text.length > LONGEST_DUTY) return null;
  const draft = draftOf(base, text.length);
  const labels = labelsOutside(text);
  if (labels.length > 0) return fromLabels(draft, text, base, labels);
  readList(draft, text, base, null);
  const { duty } = draft;
  if (duty.mentions.length === 0) return duty.phrases.length > 0 ? duty : null;
  if (draft.verbs > 0) return isBelievable(duty.mentions) ? duty : null;
  return bare && duty.mentions.every((mention) => isUnitLike(mention.text)) ? duty : null;
}

/** No list is this long: one name, which is then doubted, and no day. */
function tooLong(duty: Duty, text: string, kind: Role | 'deadline'): Duty {
  return kind === 'deadline'
    ? duty
    : { ...duty, mentions: [{ start: duty.start, end: duty.end, text, role: kind }] };
}

/** One table cell whose column says the part. */
export function readCell(text: string, base: number, kind: Role | 'deadline'): Duty {
  const draft = draftOf(base, text.length);
  draft.duty.labelled = true;
  if (text.length > LONGEST_DUTY) return tooLong(draft.duty, text, kind);
  const labels = labelsOutside(text);
  if (labels.some(namesUnits)) readLabelled(draft, text, base, labels);
  else if (kind === 'deadline') readWhen(draft.duty, text, base);
  else readList(draft, text, base, kind);
  return draft.duty;
}

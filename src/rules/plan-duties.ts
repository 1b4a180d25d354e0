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
import { isUnitLike, splitConjunctions, tokensOf, withoutAndOthers, type Token } from './plan-units.js';
import { bracketsIn } from './plan-text.js';
import { datesIn } from './plan-dates.js';
import type { Span } from './plan-types.js';

export type Role = 'lead' | 'responsible' | 'cooperating';

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

const BY_ROLE = '(?:(?:按照|按|依照|依据|根据|结合)(?:各自)?(?:职责职能|职责|职能|分工|任务|权限|实际)(?:分工|任务|权限|范围)?)?';
const LEADS =
  /(?:总|共同|联合)?(?:牵头|主办|主责|抓总)(?:负责|负总责|办理|落实|实施|推进|组织|抓好|协调|统筹|抓总|完成)*$/;
const HELPS = new RegExp(
  `${BY_ROLE}(?:分别|共同|积极|协同|做好|密切|具体|参与)*(?:配合|协办|协助|参与|参加|协作|协同|支持|会办)(?:落实|配合|做好|推进|实施|开展|完成)*$`,
);
const DOES = new RegExp(
  `${BY_ROLE}(?:分别|共同|具体|联合|分头|各自|抓好|认真|组织|做好|分工|协同|结合实际)*(?:负责|落实|承办|办理|实施|推进|执行|承担|完成|各负其责)(?:落实|实施|办理|推进|抓好|制定|完成)*$`,
);
const WITH = /会同|会商|协同|联合(?!会|社|体|国|组织|大学|惩戒)/;
const STANDING =
  /^(?:年内|全年|长期|持续|常态|常年|定期|适时|立即|立行|即知|随时|分年度|每年|每季|每月|按时|按进度|贯穿|近期|逐年|中长期|短期|春节|汛期|印发|自印发|\d+个?(?:月|工作日|天|日|年)内)/;

/** A field that says until when: it names a day, or says 长期坚持, and is no unit. */
function saysWhen(text: string): boolean {
  if (isUnitLike(text) || text.length > 60) return false;
  return STANDING.test(text) || datesIn(text).some((hit) => hit.year !== null || hit.month !== null || hit.part !== '');
}

function verbOf(text: string): { role: Role; rest: string } | null {
  const tail = text.slice(-40).replace(/[。.]$/, '');
  const head = text.slice(0, Math.max(0, text.length - 40));
  const ways: [Role, RegExp][] = [
    ['lead', LEADS],
    ['cooperating', HELPS],
    ['responsible', DOES],
  ];
  for (const [role, pattern] of ways) {
    const match = pattern.exec(tail);
    if (match !== null) return { role, rest: head + tail.slice(0, match.index) };
  }
  return null;
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
  const bare = token.text.replace(LEAD_MARK, '').replace(PERSON_MARK, '').replace(/^[^自、，]{0,6}由(?!贸)(?=.{2})/, '');
  const from = token.start + token.text.indexOf(bare);
  const open = withoutAndOthers({ start: from, end: from + bare.length, text: bare });
  draft.duty.openAt ??= open.openAt;
  for (const name of splitConjunctions(open.token)) {
    const text = name.text.replace(/^[*＊\-—:：]+|[*＊。:：]+$/g, '');
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
  const counts = verb !== null && (verb.rest === '' || isUnitLike(verb.rest.replace(/等.{0,8}$/, '')) || isUnitLike(verb.rest));
  if (!counts) return addNames(draft, token);
  if (verb.rest !== '') addNames(draft, { start: token.start, end: token.start + verb.rest.length, text: verb.rest });
  draft.verbs += 1;
  assign(draft, draft.helping && verb.role === 'responsible' ? 'cooperating' : verb.role);
  draft.helping = false;
}

function readList(draft: Draft, text: string, base: number, role: Role | null): void {
  draft.last = role;
  draft.helping = false;
  draft.inPhrase = false;
  for (const token of tokensOf(text, base)) {
    if (FIRST_LEADS.test(token.text) || /^(?:以?下|余)同$/.test(token.text)) {
      draft.duty.statesRule ||= FIRST_LEADS.test(token.text);
    } else if (saysWhen(token.text)) {
      draft.duty.phrases.push({ start: token.start, end: token.end, labelled: false });
      draft.inPhrase = true;
    } else if (draft.inPhrase && !isUnitLike(token.text) && verbOf(token.text)?.rest !== '' && !/等/.test(token.text)) {
      const unit = verbOf(token.text);
      if (unit !== null && isUnitLike(unit.rest)) takeName(draft, token);
      else draft.duty.phrases.at(-1)!.end = token.end;
    } else if (!joinsWith(draft, token)) {
      draft.inPhrase = false;
      takeName(draft, token);
    }
  }
  const rest: Role = role ?? (draft.last === 'lead' || draft.helping ? 'cooperating' : (draft.last ?? 'responsible'));
  const fallen = role === null && draft.last === 'cooperating' && !draft.helping ? 'cooperating' : rest;
  assign(draft, draft.helping ? 'cooperating' : fallen);
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
  const brackets = bracketsIn(text).filter((bracket) => bracket.closed);
  return labelsIn(text).filter((label) => !brackets.some((bracket) => bracket.start < label.start && label.end <= bracket.end));
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

/**
 * Reads the text of one responsibility that starts at `base`; null when it is none.
 * `bare` also accepts a plain list of bodies without label or verb: （工业和信息化部、应急管理部）.
 */
export function readDuty(text: string, base: number, bare = false): Duty | null {
  if (text.length > 1200) return null;
  const duty: Duty = {
    start: base,
    end: base + text.length,
    mentions: [],
    phrases: [],
    openAt: null,
    statesRule: false,
    labelled: false,
    closed: true,
  };
  const draft: Draft = { duty, pending: [], last: null, helping: false, inPhrase: false, verbs: 0 };
  const labels = labelsOutside(text);
  if (labels.length > 0) {
    readLabelled(draft, text, base, labels);
    duty.labelled = labels.some(namesUnits);
    const named = /单\s*位|部\s*门|领导|人|时|期|进度|主体/.test(text.slice(labels[0]!.start, labels[0]!.end));
    const known = duty.labelled ? duty.mentions.length > 0 || labels.length > 1 : named;
    return known && duty.mentions.every((mention) => mention.text.length <= 60) ? duty : null;
  }
  readList(draft, text, base, null);
  if (duty.mentions.length === 0) return duty.phrases.length > 0 ? duty : null;
  if (draft.verbs > 0) return isBelievable(duty.mentions) ? duty : null;
  return bare && duty.mentions.every((mention) => isUnitLike(mention.text)) ? duty : null;
}

/** One table cell whose column says the part. */
export function readCell(text: string, base: number, kind: Role | 'deadline'): Duty {
  const duty = readDuty('', base) ?? { ...EMPTY, mentions: [], phrases: [], start: base, end: base + text.length };
  const draft: Draft = { duty, pending: [], last: null, helping: false, inPhrase: false, verbs: 0 };
  const labels = labelsOutside(text);
  if (labels.some(namesUnits)) readLabelled(draft, text, base, labels);
  else if (kind === 'deadline') readWhen(duty, text, base);
  else readList(draft, text, base, kind);
  return duty;
}

const EMPTY: Duty = {
  start: 0,
  end: 0,
  mentions: [],
  phrases: [],
  openAt: null,
  statesRule: false,
  labelled: true,
  closed: true,
};

/**
 * The words that say what follows: who leads, who cooperates, until when, which leader looks after it.
 *
 * 责任单位 is ambiguous by itself: beside 牵头单位 it names those who cooperate, alone it names those who lead, so it
 * is its own class (`responsible`) until the whole item is known. 牵头领导 and 责任人 are persons, never units.
 *
 * Example: 「牵头考核单位：市工信局，完成时限：6月底」 → [牵头考核单位 lead][完成时限 deadline].
 */
import type { Span } from './plan-types.js';

export type LabelClass = 'lead' | 'responsible' | 'cooperating' | 'deadline' | 'person' | 'other';

export interface Label extends Span {
  kind: LabelClass;
}

const WHO = '(?:单\\s*位|部\\s*门|主\\s*体|处室|科室|股室|机构|地区|镇街|乡镇|领导|人员|负责人|人)';
const DOES =
  '(?:牵头|主办|主责|承办|责\\s*任|落实|实施|承担|完成|配合|协办|协同|协作|协助|参与|参加|会办|支持|督办|督导|督查|监督|验收|指导|主管|分管|主管|包联|挂钩|联系|执行|整改)';
const WHEN =
  '(?:(?:(?:完成|整改|办结|工作|推进|落实|实施|任务|计划|目标|预计|拟)\\s*)?(?:时\\s*限|时\\s*间|期\\s*限)(?:要求|节点|安排|进度|表)?|(?:完成|推进|时序|工作|时间)进度(?:要求|安排)?|进度要求|完成日期|时间节点)';
const COLON = '\\s*[：:]';
const AND_WHO = `[及和、与/](?:责任|配合|牵头|参与)?${WHO}`;
const LABEL = new RegExp(
  `(?:第一|主要|总|市级|县级|区级|省级|具体)?${DOES}(?:考核|责任|落实|主办|实施|整改|配合|参与|协同|市级?|县级?|区级?|省级?)?(?:\\s*(?:${WHO}(?:${AND_WHO})?|${AND_WHO}|(?=（)))?(?:（[^（）：:]{1,10}）)?${COLON}|${WHEN}${COLON}`,
  'g',
);
/** Without a colon only the full words are labels, and only before a gap: 「责任单位 市发改委 完成时限 6月底」. */
const SPACED = new RegExp(
  `(?<=^|[\\s\\u3000])(?:(?:牵头|主办|主责|承办|责任|配合|协办|协同|协作|参与|参加)(?:考核|责任)?(?:单位|部门|领导|人)|(?:完成|整改|办结)(?:时限|时间|期限)|时限要求|时间要求)(?=[\\s\\u3000])`,
  'g',
);

const KINDS: [LabelClass, RegExp][] = [
  ['person', /(?:领导|负责人|责任人|联系人|人员?)$/],
  ['other', /^.{0,4}?(?:督办|督导|督查|监督|验收|指导|联系|包联|挂钩|分管)/],
  ['deadline', /时限|时间|期限|进度|日期|节点/],
  ['cooperating', /^.{0,2}?(?:配合|协办|协同|协作|协助|参与|参加|会办|支持)/],
  ['lead', /牵头|主办|主责|承办|主管|第一责任|主要责任/],
  ['responsible', /责任|落实|实施|承担|完成|执行|整改/],
];

export function labelClass(printed: string): LabelClass | null {
  const word = printed
    .replace(/[\s\u3000：:]/g, '')
    .replace(/（[^（）]*）$/, '')
    .replace(/([位门体室])(?:[及和、与/].*)$/, '$1');
  for (const [kind, pattern] of KINDS) if (pattern.test(word)) return kind;
  return null;
}

/** 落实：, 完成： and the like are words of the text; without 单位/部门 only 牵头, 配合 and the like are labels. */
function isLabel(printed: string): boolean {
  const word = printed.replace(/[\s\u3000：:]/g, '');
  return !/^(?:落实|实施|完成|承担|支持|整改|执行|联系|指导|监督|参与|参加|协助|责任)$/.test(word);
}

function matchesOf(pattern: RegExp, text: string): Label[] {
  const found: Label[] = [];
  for (const match of text.matchAll(pattern)) {
    const kind = isLabel(match[0]) ? labelClass(match[0]) : null;
    if (kind !== null) found.push({ start: match.index, end: match.index + match[0].length, kind });
  }
  return found;
}

/** All labels of a text in order, none overlapping; of two that overlap the first counts. */
export function labelsIn(text: string): Label[] {
  const colon = Math.max(text.lastIndexOf('：'), text.lastIndexOf(':'));
  const withColon = colon < 0 ? [] : matchesOf(LABEL, text.slice(0, colon + 1));
  const spaced = /\s/.test(text) ? matchesOf(SPACED, text) : [];
  const all = [...withColon, ...spaced].sort((a, b) => a.start - b.start);
  let end = 0;
  return all.filter((label) => {
    const free = label.start >= end;
    if (free) end = label.end;
    return free;
  });
}

export function namesUnits(label: Label): boolean {
  return label.kind === 'lead' || label.kind === 'responsible' || label.kind === 'cooperating';
}

/** 「排在第一位的部门为牵头部门」, 「列第一位的责任单位为牵头单位」, 「排名第一的为主办单位」. */
export const FIRST_LEADS =
  /(?:第一(?:位|个|家|名)?|首位|首个|最前|居首)[^。；;：:，,（）()]{0,14}(?:为|是|作为|系)[^。；;，,（）()]{0,8}(?:牵头|主办|主责|第一责任)/;

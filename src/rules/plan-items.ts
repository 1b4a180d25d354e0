/**
 * An item: the paragraphs or the row that make one task, before units and days are settled.
 *
 * Example: 「1.推进项目。 / （1）开工十个。 / （责任单位：A）」 is one item: no 1, text to 「十个。」, source to the bracket.
 */
import type { Duty } from './plan-duties.js';
import type { Found } from './plan-found.js';
import { pathOf } from './plan-sections.js';
import { hasUnits, type Node, type Paragraph } from './plan-tree.js';
import type { Span } from './plan-types.js';

export interface Item {
  no: string | null;
  kind: string;
  /** Numbers run within one scope: the parent node, or the table. */
  scope: object;
  source: Span;
  text: Span;
  /** Responsibilities inside the text. */
  cuts: Span[];
  duties: Duty[];
  inherited: boolean;
  path: string[];
  /** Parts of the source that are neither text nor responsibility. */
  unused: Span[];
  /** Responsibilities outside the source that it shares. */
  shared: Span[];
}

const CLOSING =
  /^(?:各(?:责任|牵头|有关|相关|级|地|区|县|市|镇|乡|部门|单位|配合|成员|处室|旗)[^，。]{0,24}(?:要|应|须|务必|需|请)|请各|本(?:方案|办法|意见|通知|计划|政策|措施|规定|细则|清单)|附件|抄送|联系人|（此件|以上)/;

export function flatten(node: Node): Paragraph[] {
  const own = node.head === null ? node.paragraphs : [node.head, ...node.paragraphs];
  return [...own, ...node.kids.flatMap(flatten)];
}

export function found(paragraph: Paragraph): Found[] {
  return [...paragraph.found.inner, ...paragraph.found.trailing];
}

/** One item over some paragraphs; `node` gives the number, null for none. */
export function itemOver(given: Paragraph[], node: Node | null, section: Node | null): Item {
  const broken = given.findIndex((paragraph, index) => index > 0 && paragraph.breaks);
  const paragraphs = broken < 0 ? given : given.slice(0, broken);
  const first = paragraphs[0]!;
  const content = paragraphs.filter((paragraph) => !paragraph.found.alone);
  const last = content.at(-1) ?? first;
  const all = paragraphs.flatMap(found);
  const from = node === null ? first.line.start : first.from;
  const text = { start: from, end: Math.max(from, last.found.textEnd) };
  const end = Math.max(paragraphs.at(-1)!.line.end, text.end);
  return {
    no: node?.no ?? null,
    kind: node?.kind ?? 'paragraph',
    scope: node?.parent ?? section ?? first,
    source: { start: first.line.start, end },
    text,
    cuts: all.map((item) => item.span).filter((span) => span.start >= text.start && span.start < text.end),
    duties: all.map((item) => item.duty),
    inherited: false,
    path: pathOf(section),
    unused: [],
    shared: [],
  };
}

/** 「整改目标：…」 after 「责任单位：…」 is still the same item. */
const FIELD =
  /^[\u4e00-\u9fa5]{0,4}(?:目标|措施|举措|要求|标准|内容|任务|进展|情况|成果|成效|指标|依据)[：:]/;

/** Paragraphs up to the last one that names units, and the fields (完成时限：…) right after it. */
export function throughLastDuty(paragraphs: Paragraph[]): Paragraph[] {
  let end = paragraphs.findLastIndex(hasUnits) + 1;
  while (end < paragraphs.length && (paragraphs[end]!.found.alone || FIELD.test(paragraphs[end]!.line.text)))
    end += 1;
  return paragraphs.slice(0, end);
}

export function beforeClosing(paragraphs: Paragraph[]): Paragraph[] {
  const at = paragraphs.findIndex(
    (paragraph, index) =>
      index > 0 &&
      paragraph.marker === null &&
      CLOSING.test(paragraph.line.text) &&
      found(paragraph).length === 0,
  );
  return at < 0 ? paragraphs : paragraphs.slice(0, at);
}

export function allNodes(parts: Node[]): Node[] {
  const nodes: Node[] = [];
  const walk = (node: Node): void => {
    nodes.push(node);
    node.kids.forEach(walk);
  };
  parts.forEach(walk);
  return nodes;
}

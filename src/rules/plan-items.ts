/**
 * Which paragraphs are tasks, where the document gives responsibilities.
 *
 * The paragraph that carries a responsibility is the task, with its number if it has one, else without. A
 * responsibility after the last sub-item belongs to the whole item; one on a heading is shared by the items under it.
 * Numbered items between tasks that name nobody are tasks without lead; principles and requirements are not.
 *
 * Example: 「（三）加强监管（责任单位：A） / 1.… / 2.…」 → two tasks, 1 and 2, both led by A (inherited).
 */
import type { Duty } from './plan-duties.js';
import type { Found } from './plan-found.js';
import { itemsOfTable } from './plan-rows.js';
import { dutiesUnder, hasUnits, headingOf, isHeading, type Node, type Outline, type Paragraph } from './plan-tree.js';
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

const NOT_TASKS =
  /^(?:指导思想|总体(?:要求|思路|目标|考虑)|基本(?:原则|要求)|工作(?:原则|目标|要求|思路)|主要目标|发展目标|目标要求|预期目标|总体定位|有关(?:要求|说明|事项)|几点要求|相关要求|(?:强化|加强)?(?:组织)?保障(?:措施|机制)?$|组织(?:保障|实施|领导)|实施步骤|工作(?:步骤|机制)|时间安排|方法步骤|附则|适用范围|考评|考核|监督检查)/;
const PRINCIPLE =
  /^(?:指导思想|总体(?:要求|思路|目标|考虑|定位)|基本(?:原则|要求)|工作(?:原则|目标|思路)|主要目标|发展目标|目标要求|预期目标|附则|适用范围)/;
const CLOSING =
  /^(?:各(?:责任|牵头|有关|相关|级|地|区|县|市|镇|乡|部门|单位|配合|成员|处室|旗)[^，。]{0,24}(?:要|应|须|务必|需|请)|请各|本(?:方案|办法|意见|通知|计划|政策|措施|规定|细则|清单)|附件|抄送|联系人|（此件|以上)/;

export function headingText(node: Node): string {
  return node.head === null ? '' : headingOf(node).text;
}

function bareHeading(node: Node): string {
  return node.head === null ? '' : headingText(node).slice(node.head.from - node.head.line.start);
}

/** 指导思想 and the like never hold tasks; 保障措施 only where somebody is named, or where nobody is anywhere. */
export function isPrinciple(node: Node): boolean {
  return PRINCIPLE.test(bareHeading(node)) && node.head !== null && (isHeading(node.head) || node.kids.length > 0);
}

export function isNoTaskSection(node: Node): boolean {
  return NOT_TASKS.test(bareHeading(node)) && node.head !== null && (isHeading(node.head) || node.kids.length > 0);
}

export function pathOf(node: Node | null): string[] {
  const path: string[] = [];
  for (let at = node; at !== null; at = at.parent) {
    const name = headingText(at);
    if (name !== '') path.unshift(name);
  }
  return path;
}

export function flatten(node: Node): Paragraph[] {
  const own = node.head === null ? node.paragraphs : [node.head, ...node.paragraphs];
  return [...own, ...node.kids.flatMap(flatten)];
}

function found(paragraph: Paragraph): Found[] {
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
const FIELD = /^[\u4e00-\u9fa5]{0,4}(?:目标|措施|举措|要求|标准|内容|任务|进展|情况|成果|成效|指标|依据)[：:]/;

/** Paragraphs up to the last one that names units, and the fields (完成时限：…) right after it. */
function throughLastDuty(paragraphs: Paragraph[]): Paragraph[] {
  let end = paragraphs.findLastIndex(hasUnits) + 1;
  while (end < paragraphs.length && (paragraphs[end]!.found.alone || FIELD.test(paragraphs[end]!.line.text))) end += 1;
  return paragraphs.slice(0, end);
}

export function beforeClosing(paragraphs: Paragraph[]): Paragraph[] {
  const at = paragraphs.findIndex(
    (paragraph, index) => index > 0 && paragraph.marker === null && CLOSING.test(paragraph.line.text) && found(paragraph).length === 0,
  );
  return at < 0 ? paragraphs : paragraphs.slice(0, at);
}

/** Unnumbered paragraphs, each its own task; a line with nothing but fields closes what stands before it. */
function paragraphItems(node: Node): Item[] {
  const groups: Paragraph[][] = [];
  let waiting: Paragraph[] = [];
  let closes = false;
  for (const paragraph of node.paragraphs) {
    const fields = paragraph.found.alone;
    if (paragraph.breaks) {
      waiting = [];
      closes = false;
    }
    if (fields && closes && waiting.length === 0) groups.at(-1)!.push(paragraph);
    else if (fields && hasUnits(paragraph) && waiting.length > 0) {
      groups.push([...waiting, paragraph]);
      waiting = [];
    } else if (hasUnits(paragraph)) {
      groups.push([paragraph]);
      waiting = [];
    } else {
      if (paragraph.found.trailing.length === 0 || !fields) waiting.push(paragraph);
      closes = false;
      continue;
    }
    closes = true;
  }
  return groups.map((group) => itemOver(group, null, node));
}

interface Habits {
  /** Kinds whose headings have several tasks as paragraphs under them. */
  paragraphs: Set<string>;
  /** Parent kind > child kind: how often only the last child names units, and how often each does. */
  lastOnly: Map<string, number>;
  each: Map<string, number>;
}

function learn(nodes: Node[]): Habits {
  const habits: Habits = { paragraphs: new Set(), lastOnly: new Map(), each: new Map() };
  for (const node of nodes) {
    if (node.head !== null && isHeading(node.head) && !hasUnits(node.head)) {
      const tasks = node.paragraphs.filter((p, i) => hasUnits(p) && !(p.found.alone && i > 0 && node.paragraphs[i - 1]!.found.alone));
      if (tasks.length > 1) habits.paragraphs.add(node.kind);
    }
    if (node.kids.length < 2) continue;
    const key = `${node.kind}>${node.kids[0]!.kind}`;
    const at = node.kids.findIndex((kid) => dutiesUnder(kid) > 0);
    if (at < 0) continue;
    const counts = at === node.kids.length - 1 ? habits.lastOnly : habits.each;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return habits;
}

function isShared(node: Node, habits: Habits): boolean {
  if (node.head === null || node.kids.length < 2 || [node.head, ...node.paragraphs].some(hasUnits)) return false;
  const last = node.kids.at(-1)!;
  if (node.kids.some((kid) => dutiesUnder(kid) > 0 && kid !== last) || last.tables.length > 0) return false;
  const key = `${node.kind}>${node.kids[0]!.kind}`;
  const times = habits.lastOnly.get(key) ?? 0;
  const needed = ['cn', 'chapter', 'mark'].includes(node.kind) ? 2 : 1;
  return times >= needed && times > (habits.each.get(key) ?? 0);
}

const HEADING_KINDS = ['cn', 'cnp', 'chapter', 'mark'];

/** A pure heading with a responsibility: the items under it share it. */
function isSharedHeading(node: Node): boolean {
  const text = node.head!.line.text.slice(0, node.head!.found.textEnd - node.head!.line.start);
  return HEADING_KINDS.includes(node.kind) && isHeading(node.head!) && !text.endsWith('。');
}

function ownItems(node: Node, habits: Habits): Item[] {
  const head = node.head!;
  const kidsSpeak = node.kids.some((kid) => dutiesUnder(kid) > 0);
  const own = [head, ...node.paragraphs];
  if (hasUnits(head) && isHeading(head) && !/。$/.test(bareText(head))) {
    if (!kidsSpeak && node.kids.length > 0 && isSharedHeading(node)) return shareOut(node, own);
    return [itemOver(kidsSpeak ? beforeClosing(own) : beforeClosing(flatten(node)), node, node.parent)];
  }
  if (hasUnits(head)) return [itemOver(kidsSpeak ? throughLastDuty(own) : withKids(node, own), node, node.parent)];
  if (!node.paragraphs.some(hasUnits)) return [];
  if (isHeading(head) && habits.paragraphs.has(node.kind)) return paragraphItems(node);
  return [itemOver(kidsSpeak ? throughLastDuty(own) : withKids(node, own), node, node.parent)];
}

function withKids(node: Node, own: Paragraph[]): Paragraph[] {
  return node.kids.length === 0 ? throughLastDuty(own) : beforeClosing(flatten(node));
}

function bareText(paragraph: Paragraph): string {
  return paragraph.line.text.slice(0, paragraph.found.textEnd - paragraph.line.start);
}

function shareOut(node: Node, own: Paragraph[]): Item[] {
  const duties = own.flatMap(found).map((item) => item.duty);
  const shared = own.flatMap(found).map((item) => item.span);
  return node.kids.map((kid) => {
    const item = itemOver(beforeClosing(flatten(kid)), kid, node);
    return { ...item, duties: [...item.duties, ...duties], inherited: true, shared };
  });
}


function visit(node: Node, habits: Habits, taken: Set<Node>): Item[] {
  const tables = node.tables.flatMap((table) => itemsOfTable(table, pathOf(node)));
  if (node.kind === 'part') return [...tables, ...paragraphItems(node), ...node.kids.flatMap((kid) => visit(kid, habits, taken))];
  if (dutiesUnder(node) === 0) return tables;
  if (isShared(node, habits)) {
    taken.add(node);
    return [itemOver(throughLastDuty(flatten(node)), node, node.parent)];
  }
  const own = ownItems(node, habits);
  if (own.some((item) => item.no !== null || item.kind !== 'paragraph')) taken.add(node);
  if (own.some((item) => item.inherited)) for (const kid of node.kids) taken.add(kid);
  const below = own.some((item) => item.inherited) ? [] : node.kids.flatMap((kid) => visit(kid, habits, taken));
  return [...tables, ...own, ...below];
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

/** Items that name nobody but stand in the row of those that do. */
function silentItems(nodes: Node[], taken: Set<Node>): Item[] {
  const items: Item[] = [];
  const numbered = nodes.filter((node) => node.no !== null && node.kind !== 'part');
  const nextTaken = new Map<Node, number>();
  const next = new Map<string, number>();
  for (const node of numbered.toReversed()) {
    nextTaken.set(node, next.get(node.kind) ?? 0);
    if (taken.has(node)) next.set(node.kind, node.value);
  }
  const rows = rowBounds(nodes, taken);
  const before = new Map<string, number>();
  for (const node of numbered) {
    const runs = before.get(node.kind) === node.value - 1 && nextTaken.get(node)! > node.value && !underNoTasks(node);
    const silent = !taken.has(node) && dutiesUnder(node) === 0 && !isNoTaskSection(node);
    if (silent && (runs || rows.has(node))) {
      items.push(itemOver(beforeClosing(flatten(node)), node, node.parent));
      before.set(node.kind, node.value);
    } else if (taken.has(node)) before.set(node.kind, node.value);
  }
  return items;
}

/** Nodes with a task of the same kind and parent before them with a lower number, or after them with a higher one. */
function rowBounds(nodes: Node[], taken: Set<Node>): Set<Node> {
  const inside = new Set<Node>();
  const mark = (kids: Node[], fits: (own: number, bound: number) => boolean): void => {
    const bounds = new Map<string, number>();
    for (const kid of kids) {
      const bound = bounds.get(kid.kind);
      if (bound !== undefined && fits(kid.value, bound)) inside.add(kid);
      if (taken.has(kid) && (bound === undefined || fits(bound, kid.value))) bounds.set(kid.kind, kid.value);
    }
  };
  for (const node of nodes) {
    mark(node.kids, (own, bound) => own > bound);
    mark(node.kids.toReversed(), (own, bound) => own < bound);
  }
  return inside;
}

function underNoTasks(node: Node): boolean {
  for (let up = node.parent; up !== null; up = up.parent) if (isNoTaskSection(up)) return true;
  return false;
}

/** The tasks of a document in which at least one paragraph or table row names units. */
export function itemsWithDuties(outline: Outline): Item[] {
  const nodes = allNodes(outline.parts);
  const taken = new Set<Node>();
  const habits = learn(nodes);
  const items = outline.parts.flatMap((part) => visit(part, habits, taken));
  if (items.length === 0) return [];
  return [...items, ...silentItems(nodes, taken)].sort((a, b) => a.source.start - b.source.start);
}

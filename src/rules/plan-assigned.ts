/**
 * Which paragraphs are tasks, where the document gives responsibilities.
 *
 * The paragraph that carries a responsibility is the task, with its number if it has one, else without. A
 * responsibility after the last sub-item belongs to the whole item; one on a heading is shared by the items under it.
 * Numbered items between tasks that name nobody are tasks without lead; principles and requirements are not.
 *
 * Example: 「（三）加强监管（责任单位：A） / 1.… / 2.…」 → two tasks, 1 and 2, both led by A (inherited).
 */
import { habitsOf, isShared, type Habits } from './plan-habits.js';
import {
  allNodes,
  beforeClosing,
  flatten,
  found,
  itemOver,
  throughLastDuty,
  type Item,
} from './plan-items.js';
import { itemsOfTable } from './plan-rows.js';
import { pathOf } from './plan-sections.js';
import { silentItems } from './plan-silent.js';
import { dutiesUnder, hasUnits, isHeading, type Node, type Outline, type Paragraph } from './plan-tree.js';

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

const HEADING_KINDS = ['cn', 'cnp', 'chapter', 'mark'];

/** A pure heading with a responsibility: the items under it share it. */
function isSharedHeading(node: Node): boolean {
  const text = node.head!.line.text.slice(0, node.head!.found.textEnd - node.head!.line.start);
  return HEADING_KINDS.includes(node.kind) && isHeading(node.head!) && !text.endsWith('。');
}

/** A heading that itself names units, as against a sentence that does. */
function isTitled(head: Paragraph): boolean {
  return hasUnits(head) && isHeading(head) && !bareText(head).endsWith('。');
}

function ownItems(node: Node, habits: Habits): Item[] {
  const head = node.head!;
  const own = [head, ...node.paragraphs];
  if (!own.some(hasUnits)) return [];
  const kidsSpeak = node.kids.some((kid) => dutiesUnder(kid) > 0);
  const silentKids = !kidsSpeak && node.kids.length > 0;
  if (silentKids && isTitled(head) && isSharedHeading(node)) return shareOut(node, own);
  if (!hasUnits(head) && isHeading(head) && habits.paragraphs.has(node.kind)) return paragraphItems(node);
  if (silentKids || isTitled(head)) {
    return [itemOver(beforeClosing(kidsSpeak ? own : flatten(node)), node, node.parent)];
  }
  return [itemOver(throughLastDuty(own), node, node.parent)];
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
  if (node.kind === 'part')
    return [...tables, ...paragraphItems(node), ...node.kids.flatMap((kid) => visit(kid, habits, taken))];
  if (dutiesUnder(node) === 0) return tables;
  if (isShared(node, habits)) {
    taken.add(node);
    return [itemOver(throughLastDuty(flatten(node)), node, node.parent)];
  }
  const own = ownItems(node, habits);
  if (own.some((item) => item.no !== null || item.kind !== 'paragraph')) taken.add(node);
  if (own.some((item) => item.inherited)) for (const kid of node.kids) taken.add(kid);
  const below = own.some((item) => item.inherited)
    ? []
    : node.kids.flatMap((kid) => visit(kid, habits, taken));
  return [...tables, ...own, ...below];
}

/** The tasks of a document in which at least one paragraph or table row names units. */
export function itemsWithDuties(outline: Outline): Item[] {
  const nodes = allNodes(outline.parts);
  const taken = new Set<Node>();
  const habits = habitsOf(nodes);
  const items = outline.parts.flatMap((part) => visit(part, habits, taken));
  if (items.length === 0) return [];
  return [...items, ...silentItems(nodes, taken)].sort((a, b) => a.source.start - b.source.start);
}

/**
 * Numbered items that name nobody but stand in the row of those that do: tasks without lead.
 *
 * Example: 1.（责任单位：A） 2. 3.（责任单位：C） → item 2 is a task too; 「三、保障措施 1. 2.」 at the end is none.
 */
import { beforeClosing, flatten, itemOver, type Item } from './plan-items.js';
import { isNoTaskSection, isUnderNoTasks } from './plan-sections.js';
import { dutiesUnder, type Node } from './plan-tree.js';

/** For each numbered node the number of the next task of its kind, 0 where none comes. */
function nextTasks(numbered: Node[], taken: Set<Node>): Map<Node, number> {
  const found = new Map<Node, number>();
  const next = new Map<string, number>();
  for (const node of numbered.toReversed()) {
    found.set(node, next.get(node.kind) ?? 0);
    if (taken.has(node)) next.set(node.kind, node.value);
  }
  return found;
}

export function silentItems(nodes: Node[], taken: Set<Node>): Item[] {
  const items: Item[] = [];
  const numbered = nodes.filter((node) => node.no !== null && node.kind !== 'part');
  const next = nextTasks(numbered, taken);
  const rows = rowBounds(nodes, taken);
  const before = new Map<string, number>();
  for (const node of numbered) {
    const runs =
      before.get(node.kind) === node.value - 1 && next.get(node)! > node.value && !isUnderNoTasks(node);
    const silent = (runs || rows.has(node)) && dutiesUnder(node) === 0 && !isNoTaskSection(node);
    if (taken.has(node) || silent) before.set(node.kind, node.value);
    if (!taken.has(node) && silent) items.push(itemOver(beforeClosing(flatten(node)), node, node.parent));
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

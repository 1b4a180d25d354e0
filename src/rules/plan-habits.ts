/**
 * What a document does all through: whether its headings have several tasks as paragraphs under them, and whether
 * it names units after the last sub-item for all of them.
 *
 * Example: in every item 1. only the last of （1）（2）（3） ends in a bracket → the bracket is the whole item's.
 */
import { dutiesUnder, hasUnits, isHeading, type Node } from './plan-tree.js';

export interface Habits {
  /** Kinds whose headings have several tasks as paragraphs under them. */
  paragraphs: Set<string>;
  /** Parent kind > child kind: how often only the last child names units, and how often each does. */
  lastOnly: Map<string, number>;
  each: Map<string, number>;
}

export function habitsOf(nodes: Node[]): Habits {
  const habits: Habits = { paragraphs: new Set(), lastOnly: new Map(), each: new Map() };
  for (const node of nodes) {
    if (node.head !== null && isHeading(node.head) && !hasUnits(node.head)) {
      const tasks = node.paragraphs.filter(
        (p, i) => hasUnits(p) && !(p.found.alone && i > 0 && node.paragraphs[i - 1]!.found.alone),
      );
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

export function isShared(node: Node, habits: Habits): boolean {
  if (node.head === null || node.kids.length < 2 || [node.head, ...node.paragraphs].some(hasUnits))
    return false;
  const last = node.kids.at(-1)!;
  if (node.kids.some((kid) => dutiesUnder(kid) > 0 && kid !== last) || last.tables.length > 0) return false;
  const key = `${node.kind}>${node.kids[0]!.kind}`;
  const times = habits.lastOnly.get(key) ?? 0;
  const needed = ['cn', 'chapter', 'mark'].includes(node.kind) ? 2 : 1;
  return times >= needed && times > (habits.each.get(key) ?? 0);
}

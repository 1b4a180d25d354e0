/**
 * Which paragraphs are tasks, where nobody is named: the finest numbered level that most of a section has.
 *
 * Example: 宁办发〔2019〕45号 has 七 sections with 20 numbered measures: 20 tasks, each without lead. 第…条 is never
 * split further, and neither is 「1.」: what stands below is part of its text.
 */
import { allNodes, beforeClosing, flatten, itemOver, type Item } from './plan-items.js';
import { isPrinciple } from './plan-sections.js';
import type { Node, NodeKind, Outline } from './plan-tree.js';

const GOES_DEEPER: NodeKind[] = ['chapter', 'mark', 'cn', 'cnp'];
const IS_LEVEL: NodeKind[] = ['chapter', 'article', 'cn', 'cnp', 'num', 'dec', 'mark'];

/** 「本办法自颁布之日起施行」, 「本方案由…负责解释」. */
function isFinal(node: Node): boolean {
  return (
    node.kids.length === 0 &&
    /^本[\u4e00-\u9fa5]{2,6}(?:自|由).{0,40}(?:施行|执行|实施|解释)/.test(
      node.head!.line.text.slice(node.head!.from - node.head!.line.start),
    )
  );
}

function levels(node: Node): Node[] {
  return node.kids.filter((kid) => IS_LEVEL.includes(kid.kind) && !isPrinciple(kid) && !isFinal(kid));
}

function pick(nodes: Node[]): Node[] {
  const deeper = nodes.filter((node) => GOES_DEEPER.includes(node.kind) && levels(node).length > 0);
  const mustGo = nodes.some((node) => node.kind === 'chapter' || node.kind === 'mark');
  if (deeper.length === 0 || (!mustGo && deeper.length * 2 < nodes.length)) {
    return nodes.filter((node) => node.kind !== 'chapter' && node.kind !== 'mark');
  }
  return nodes.flatMap((node) => {
    if (deeper.includes(node)) return pick(levels(node));
    return node.kind === 'chapter' || node.kind === 'mark' ? [] : [node];
  });
}

/** The body: every part but the cover, unless the cover is all there is. */
function bodyParts(parts: Node[]): Node[] {
  const numbered = parts.filter((part) => levels(part).length > 0);
  const sizes = numbered.map((part) => allNodes([part]).length);
  const most = sizes.reduce((larger, size) => Math.max(larger, size), 0);
  return numbered.filter((_, index) => sizes[index] === most).slice(0, 1);
}

export function itemsWithoutDuties(outline: Outline): Item[] {
  return bodyParts(outline.parts)
    .flatMap((part) => pick(levels(part)))
    .map((node) => itemOver(beforeClosing(flatten(node)), node, node.parent));
}

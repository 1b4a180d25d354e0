/**
 * Headings: which hold no tasks, and the path of headings above a node.
 *
 * Example: 「二、基本原则」 and what stands under it are no tasks; 「三、保障措施」 only where somebody is named there.
 */
import { isHeading, type Node } from './plan-tree.js';

const NOT_TASKS =
  /^(?:指导思想|总体(?:要求|思路|目标|考虑)|基本(?:原则|要求)|工作(?:原则|目标|要求|思路)|主要目标|发展目标|目标要求|预期目标|总体定位|有关(?:要求|说明|事项)|几点要求|相关要求|(?:强化|加强)?(?:组织)?保障(?:措施|机制)?$|组织(?:保障|实施|领导)|实施步骤|工作(?:步骤|机制)|时间安排|方法步骤|附则|适用范围|考评|考核|监督检查)/;
const PRINCIPLE =
  /^(?:指导思想|总体(?:要求|思路|目标|考虑|定位)|基本(?:原则|要求)|工作(?:原则|目标|思路)|主要目标|发展目标|目标要求|预期目标|附则|适用范围)/;

export function headingText(node: Node): string {
  return node.heading?.text ?? '';
}

function bareHeading(node: Node): string {
  return node.head === null ? '' : headingText(node).slice(node.head.from - node.head.line.start);
}

/** 指导思想 and the like never hold tasks; 保障措施 only where somebody is named, or where nobody is anywhere. */
export function isPrinciple(node: Node): boolean {
  return (
    PRINCIPLE.test(bareHeading(node)) && node.head !== null && (isHeading(node.head) || node.kids.length > 0)
  );
}

export function isNoTaskSection(node: Node): boolean {
  return (
    NOT_TASKS.test(bareHeading(node)) && node.head !== null && (isHeading(node.head) || node.kids.length > 0)
  );
}

export function pathOf(node: Node | null): string[] {
  const path: string[] = [];
  for (let at = node; at !== null; at = at.parent) {
    const name = headingText(at);
    if (name !== '') path.unshift(name);
  }
  return path;
}

export function isUnderNoTasks(node: Node): boolean {
  for (let up = node.parent; up !== null; up = up.parent) if (isNoTaskSection(up)) return true;
  return false;
}

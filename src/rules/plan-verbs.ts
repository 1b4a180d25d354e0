/**
 * The verbs that say a unit's part where no label does, and the words that say when.
 *
 * Example: 「省港航集团按职责分工负责」 → responsible, rest 「省港航集团」; 「6月底取得成效并持续推进」 says when.
 */
import { datesIn } from './plan-dates.js';
import { isUnitLike } from './plan-units.js';

export type Role = 'lead' | 'responsible' | 'cooperating';

const BY_ROLE =
  '(?:(?:按照|按|依照|依据|根据|结合)(?:各自)?(?:职责职能|职责|职能|分工|任务|权限|实际)(?:分工|任务|权限|范围)?)?';
const LEADS =
  /(?:总|共同|联合)?(?:牵头|主办|主责|抓总)(?:负责|负总责|办理|落实|实施|推进|组织|抓好|协调|统筹|抓总|完成)*$/;
const HELPS = new RegExp(
  `${BY_ROLE}(?:分别|共同|积极|协同|做好|密切|具体|参与)*(?:配合|协办|协助|参与|参加|协作|协同|支持|会办)(?:落实|配合|做好|推进|实施|开展|完成)*$`,
);
const DOES = new RegExp(
  `${BY_ROLE}(?:分别|共同|具体|联合|分头|各自|抓好|认真|组织|做好|分工|协同|结合实际)*(?:负责|落实|承办|办理|实施|推进|执行|承担|完成|各负其责)(?:落实|实施|办理|推进|抓好|制定|完成)*$`,
);
export const WITH = /会同|会商|协同|联合(?!会|社|体|国|组织|大学|惩戒)/;
const STANDING =
  /^(?:年内|全年|长期|持续|常态|常年|定期|适时|立即|立行|即知|随时|分年度|每年|每季|每月|按时|按进度|贯穿|近期|逐年|中长期|短期|春节|汛期|印发|自印发|\d+个?(?:月|工作日|天|日|年)内)/;

/** A field that says until when: it names a day, or says 长期坚持, and is no unit. */
export function saysWhen(text: string): boolean {
  if (isUnitLike(text) || text.length > 60) return false;
  return (
    STANDING.test(text) ||
    datesIn(text).some((hit) => hit.year !== null || hit.month !== null || hit.part !== '')
  );
}

export function verbOf(text: string): { role: Role; rest: string } | null {
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

/**
 * Rule: a task is marked “from its text and by a person, with one or more of: one-off (研究建立, 制定, 设立,
 * 健全), yearly (每年), standing (落实, 坚持, 加强, 及时)”; what says 定期 recurs and is never simply done. The
 * words propose, a person confirms: where the text has no such word, or only one that may mean either
 * (完善, 优化), the proposal is not certain and the supervisor is asked.
 *
 * Example: Haimen's item 13, “探索建立心理评测和干预机制。落实干部健康休养制度，市级层面每年组织…，设立干部关爱帮扶资金”,
 * is one-off, yearly and standing at once, for certain. Item 17, “完善落实干部谈心谈话制度”, is standing, and asked.
 * Item 3, “根据分类综合考核结果，每年…命名…”, is yearly and rests on the year's assessment results.
 */

export type TaskKind = 'one-off' | 'yearly' | 'standing';

export interface KindProposal {
  /** never empty, in the order one-off, yearly, standing */
  kinds: TaskKind[];
  /** the year's completion falls on 31 March following */
  restsOnAssessment: boolean;
  /** false: ask the supervisor */
  certain: boolean;
}

const ONE_OFF =
  /研究(?:建立|制定|出台|提出)|探索建立|建立|制定|制订|设立|健全|出台|编制|修订|组建|成立|建成|建设完成|印发|厘清|完成(?!率|度|情况)/u;
/** Whoever guides others to establish something has a standing task. */
const URGING_OTHERS = /(?:指导|推动|督促|鼓励|支持|引导|促进|要求|帮助)[^，。；]*$/u;
const YEARLY = /每一?年|逐年|按年度|一年一[次度]/u;
const BY_YEARLY_ASSESSMENT =
  /(?:根据|依据|按照|依照)[^，。；]*年度[^，。；]*(?:考核|考评|评定)(?:等次|结果)/u;
const ASSESSMENT_RESULT = /(?:考核|考评|评定|评价)(?:等次|结果)/u;
const STANDING = new RegExp(
  [
    '落实|坚持|加强|强化|深化|注重|重视|关注|用好|做好|防止|严禁',
    '及时|定期|经常|持续|日常|长期|常态化|严格|大力|积极|每(?:半年|季|个?月|周)|按(?:月|季)',
    '推进|推动|指导|督促|引导',
  ].join('|'),
  'u',
);
const MAY_MEAN_EITHER = /完善|改进|优化|改革|理顺|提升|规范/u;
/** A clause that only says whom the task concerns: “对在贯彻落实…中表现突出的单位和个人”. */
const SAYS_WHOM = /^(?:对在|对受到|或)/u;

export function proposeKinds(text: string): KindProposal {
  const sentences = text.replace(/\s+/gu, '').split(/[。；;！!]/u);
  const clauses = sentences
    .flatMap((sentence) => sentence.split(/[，,]/u))
    .filter((clause) => !SAYS_WHOM.test(clause));
  const yearly = sentences.filter((sentence) => YEARLY.test(sentence) || BY_YEARLY_ASSESSMENT.test(sentence));
  const isOneOff = clauses.some(saysOneOff);
  const isStanding = clauses.some((clause) => STANDING.test(clause));
  const isVague = !isOneOff && clauses.some((clause) => MAY_MEAN_EITHER.test(clause));
  const isSaid = isOneOff || isStanding || yearly.length > 0;
  const kinds: TaskKind[] = [];
  if (isOneOff || (isVague && !isSaid)) kinds.push('one-off');
  if (yearly.length > 0) kinds.push('yearly');
  if (isStanding || kinds.length === 0) kinds.push('standing');
  const restsOnAssessment = yearly.some((sentence) => ASSESSMENT_RESULT.test(sentence));
  return { kinds, restsOnAssessment, certain: isSaid && !isVague };
}

function saysOneOff(clause: string): boolean {
  const match = ONE_OFF.exec(clause);
  return match !== null && !URGING_OTHERS.test(clause.slice(0, match.index));
}

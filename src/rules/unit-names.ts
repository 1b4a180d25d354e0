/**
 * Rule: a unit keeps its aliases and former names, and a plan writes one unit in more than one way:
 * full-width or half-width, 〈工〉 or （工）, with or without a space. Two spellings are one unit when
 * their keys are equal; “Unicode tricks: NFC stored, NFKC for keys”.
 *
 * Example: '部门党〈工〉委〈组〉' and '部门党（工）委 (组)' have the key '部门党(工)委(组)'. Of the Haimen plan's
 * names '各区镇', '其他各考核主管部门' and '市容错纠错领导小组其他各成员单位' are groups, '市考核办' is not.
 */

const IGNORED = /[\s\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u00ad]/gu;
const OPENING = /[〈《<〔【[{「『]/gu;
const CLOSING = /[〉》>〕】\]}」』]/gu;
const QUOTES = /[“”„‟"‘’‛'＂＇]/gu;
const DASHES = /[‐‑‒–—―−]/gu;

/** For comparing only; the stored name stays as written. */
export function unitKey(name: string): string {
  return name
    .normalize('NFKC')
    .replace(IGNORED, '')
    .replace(OPENING, '(')
    .replace(CLOSING, ')')
    .replace(QUOTES, '"')
    .replace(DASHES, '-')
    .toLowerCase();
}

export function namesMatch(a: string, b: string): boolean {
  return unitKey(a) === unitKey(b);
}

const GROUP_SIGNS = [
  /各/u, // 各区镇, 市各执法审批主管部门
  /其他|其它|其余/u, // 其他涉及单位
  /等$/u,
  /成员单位$/u,
  /^部门/u, // the second half of 各区镇、部门党〈工〉委〈组〉
  /^(?:所有|全体|全部)/u,
  /(?:有关|相关|涉及|涉事|责任|牵头|主管|协同|配合|下属|所属)(?:的)?(?:单位|部门|机构|地区|方面|企业|乡镇|区镇)$/u,
];

/** True for a name that stands for several units: the supervisor is asked for its members. */
export function looksLikeGroup(name: string): boolean {
  const key = unitKey(name);
  return GROUP_SIGNS.some((sign) => sign.test(key));
}

/**
 * Titles: one to four short lines that end in the word for a kind of document. The attached document's own title
 * wins over the title of the notice that sends it out.
 *
 * Example: 「《海门市贯彻落实省委“三项机制”」 + 「实施办法（试行）》贯彻施行任务分解方案」 is one title; 「（2018—2020年）」 on
 * the next line would belong to it.
 */
import { wholeDate } from './plan-dates.js';
import { markerOf } from './plan-numbering.js';
import { halfWidth, squeeze } from './plan-text.js';
import type { Line } from './plan-lines.js';

export interface Title {
  text: string;
  /** Lines from..to (exclusive). */
  from: number;
  to: number;
}

const STRONG =
  /(?:方案|意见|办法|计划|清单|规划|措施|要点|规定|细则|规则|制度|台账|纲要|决定|公告|通报|通知|函|指标|指南|条例|表|分工|分解|批复|规程|预案|举措|安排|目录|若干政策|政策措施|政策|工作报告|报告|责任书|任务书|行动|一览|汇总)$/;
const WEAK = /(?:任务|目标|工作|建设|体系|标准|项目|事项|实事|内容|机制|要求)$/;
const NOTE =
  /^(?:[（(](?:此件|本文|公开|主动|信息公开)|(?:#\s*)?[Ss](?:ource|OURCE)\s*[:：]|[Hh]ttps?:|HTTPS?:|【法宝|原文链接|抄送|抄报|主送[：:]|联系人[：:]|联系电话[：:])/;
/** Words of web pages: only as a label or alone on the line. */
const WEB_NOTE =
  /^(?:返回(?:首页)?|首\s*页|您的位置|当前位置|来源|信息来源|作者|编辑|浏览(?:量|次数)?|点击(?:量|数)?|发布(?:日期|时间|人)|索引号?|字[体号]|【?字体|分享|打印|主题词|签发人|分类|有效性|效力|无障碍.*)(?:[\s\u3000]*[：:].*)?$/;
const NUMBER_PART =
  '[\\u4e00-\\u9fa5A-Za-z]{1,16}\\s*[〔\\[（(【［〈]\\s*(?:19|20)\\d{2}\\s*年?[〕\\]）)】］〉]\\s*第?\\s*\\d{1,5}\\s*号';
const NUMBER_LINE = new RegExp(`^[（(【\\[]?\\s*(${NUMBER_PART})\\s*[）)】\\]]?(?:[\\s\\u3000]*签发人.*)?$`);
const NUMBER_LABEL = new RegExp(
  `(?:文\\s*号|发文?字\\s*号|发文文号|文件编号|【?字\\s*号】?)\\s*[：:】]?\\s*(${NUMBER_PART})`,
);
const NUMBER_IN_TITLE = new RegExp(
  `^(${NUMBER_PART})(?=[《关])|[（(](${NUMBER_PART})[）)]$|(?<=[通意方办》])(${NUMBER_PART})$`,
);

export function isNote(text: string): boolean {
  return NOTE.test(text) || (text.length <= 80 && WEB_NOTE.test(text));
}

/** 「— 3 —」, 「第 3 页 共 9 页」: part of the paper, not of the text. */
export const PAGE_NUMBER =
  /^(?:[-—–－]{1,2}\s*\d{1,3}\s*[-—–－]{1,2}|第\s*\d{1,3}\s*页(?:[\s,，/]*共\s*\d{1,3}\s*页)?)$/;

/** 「附件」, 「附件1」, 「附表2：」 alone on a line open an annex. */
export function isAnnex(text: string): boolean {
  return /^附\s*(?:件|表|录)\s*(?:(?:[\d０-９]{1,2}|[一二三四五六七八九十]{1,3})\s*)?[：:]?$/.test(text);
}

/** The 文号 a line consists of, carries under a label, or (a title) begins or ends with; as printed. */
export function numberIn(text: string): string | null {
  if (text.length > 160) return null;
  const plain = halfWidth(text);
  const match = NUMBER_LINE.exec(plain) ?? NUMBER_LABEL.exec(plain) ?? NUMBER_IN_TITLE.exec(plain);
  const printed = match?.slice(1).find((group) => group !== undefined);
  if (printed === undefined) return null;
  const at = plain.indexOf(printed);
  return squeeze(text.slice(at, at + printed.length));
}

export function isNumberLine(text: string): boolean {
  return text.length < 80 && NUMBER_LINE.test(halfWidth(text));
}

function couldBeTitle(line: Line): boolean {
  const text = line.text;
  if (text.length < 2 || text.length > 110 || /[。；：:！？]$|。|[\t|]/.test(text)) return false;
  if (
    isNote(text) ||
    isNumberLine(text) ||
    isAnnex(text) ||
    /^附\s*件\s*(?:\d+\s*)?[：:]/.test(text) ||
    wholeDate(text) !== null
  )
    return false;
  return markerOf(text) === null || line.level === 1;
}

function isBalanced(text: string): boolean {
  const count = (chars: string): number => [...text].filter((char) => chars.includes(char)).length;
  return count('《') <= count('》') && count('（(') <= count('）)');
}

function withoutBrackets(text: string): string {
  return text.replace(/(?:\s*[（(][^（）()]{1,40}[）)])+$/, '').replace(/》$/, '');
}

function wantsMore(text: string, next: Line | undefined): boolean {
  if (next === undefined || !couldBeTitle(next)) return false;
  return (
    /^的?(?:通知|意见|函|通报)$/.test(next.text) ||
    (/^.{0,40}(?:关于)?(?:印发|转发|批转|下达)/.test(text) &&
      !/(?:通知|函|通报)$/.test(text) &&
      /的(?:通知|函|通报)$/.test(next.text))
  );
}

/** A line that goes on with a title: not one that begins another with an issuer of its own. */
function goesOn(text: string, line: Line): boolean {
  if (!couldBeTitle(line) && !/^[（(].*[）)]$/.test(line.text)) return false;
  return !(isBalanced(text) && /^[^《]{3,}关于/.test(line.text));
}

/** The lines from `from` on that may be one title, at most five. */
function titleRun(lines: Line[], from: number): { text: string; to: number }[] {
  const run: { text: string; to: number }[] = [];
  if (from >= lines.length || !couldBeTitle(lines[from]!)) return run;
  for (let to = from; to < Math.min(lines.length, from + 5); to += 1) {
    const before = run.at(-1)?.text ?? '';
    if (to > from && !goesOn(before, lines[to]!)) break;
    run.push({ text: squeeze(to === from ? lines[to]!.text : `${before}\n${lines[to]!.text}`), to: to + 1 });
  }
  return run;
}

/** The title that begins at line `from`; null when these lines are none. */
export function titleAt(lines: Line[], from: number): Title | null {
  let weak: Title | null = null;
  for (const { text, to } of titleRun(lines, from)) {
    const bare = withoutBrackets(text.replace(NUMBER_IN_TITLE, ''));
    if (!isBalanced(text) || bare.length < 5 || wantsMore(text, lines[to])) continue;
    if (STRONG.test(bare)) return withSubtitle(lines, { text, from, to });
    if (WEAK.test(bare)) weak ??= { text, from, to };
  }
  return weak === null || weak.text.length < 10 ? null : withSubtitle(lines, weak);
}

function withSubtitle(lines: Line[], title: Title): Title {
  const next = lines[title.to];
  const isSubtitle = next !== undefined && /^[（(][^。；]{2,30}[）)]$/.test(next.text) && !isNote(next.text);
  if (
    !isSubtitle ||
    numberIn(next.text) !== null ||
    wholeDate(next.text) !== null ||
    /[：:]/.test(next.text)
  ) {
    return { ...title, text: cleaned(title.text) };
  }
  return { text: cleaned(`${title.text}${squeeze(next.text)}`), from: title.from, to: title.to + 1 };
}

function cleaned(text: string): string {
  const number = numberIn(text);
  return number === null || isNumberLine(text) ? text : text.replace(NUMBER_IN_TITLE, '').trim();
}

/** 关于印发…的通知: sends out another document. */
export function isNotice(title: string): boolean {
  return /(?:通知|函|通报)》?$/.test(withoutBrackets(title));
}

/** The single year a title names, never one end of 2021—2023年. */
export function yearInTitle(title: string): number | null {
  const match = /(?<![\d—–\-－~至到]\s*)((?:19|20)\d{2})\s*年(?!\s*[—–\-－~至到])/.exec(halfWidth(title));
  return match === null ? null : Number(match[1]);
}

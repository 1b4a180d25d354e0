/**
 * A list of units as printed: split at 、，；and blanks, but never inside brackets or quotes, and at 和、及、与 only
 * between two whole names (文化和旅游部 is one). Group names (各区镇) stay as printed; 等 and 等有关部门 are not
 * units but make the list open-ended.
 *
 * Example: 「市人社局、市考核办及其他涉及单位等」 → 市人社局, 市考核办, 其他涉及单位; open-ended.
 */
import { isBlank, squeeze, trimSpan, withoutEnd } from './plan-text.js';
import type { Span } from './plan-types.js';

export interface Token extends Span {
  text: string;
}

const OPENERS = '（(【〔[［〈<《“「『{';
const CLOSERS = '）)】〕]］〉>》”」』}';
const SEPARATORS = '、，,；;。／/|｜•';

const SUFFIX =
  /(?:部|委|局|厅|办|署|院|会|社|室|处|科|股|所|站|队|中心|公司|集团|行|府|组|团|校|大学|联|司|台|馆|园|区|县|市|州|旗|盟|镇|乡|村|街道|部门|单位|机关|机构|企业|海关|专班|各地|地方|主体|港|厂|银联|组织|总支|支部|基地|平台|支队|委员|校区|医院|学校|党组|工会|地区|新城|代表处|关|金库)$/;
const NOT_UNIT = /^(?:下同|以下同|余同|无|另行|详见|见附件|[-—/\d.％%]+)$|[。！？：:]/;

/** In characters; what is longer is a sentence. */
const LONGEST_NAME = 60;

function stripTail(name: string): string {
  let bare = name;
  for (let rest = ''; rest !== bare && '）)〉>〕]'.includes(bare.slice(-1));) {
    rest = bare;
    bare = bare.replace(/(?:（[^（）]*）|\([^()]*\)|〈[^〈〉]*〉|<[^<>]*>|〔[^〔〕]*〕|\[[^[\]]*\])$/, '');
  }
  return withoutEnd(bare, '"”’」*＊');
}

/** Does it read like the name of a body? By its last word; brackets at the end do not count. */
export function isUnitLike(name: string): boolean {
  if (name.length > LONGEST_NAME * 2) return false;
  const bare = stripTail(squeeze(name));
  return bare.length >= 2 && bare.length <= 45 && !NOT_UNIT.test(bare) && SUFFIX.test(bare);
}

/** 各区镇, 其他各…, 有关部门, 部门党〈工〉委〈组〉, 州直相关单位: a name for several bodies. */
export function isGroup(name: string): boolean {
  if (/^(?:各|其[他它]|有关|相关|全[市县区省州]|部门|所有|沿[江海线])/.test(name)) return true;
  if (/(?:有关|相关|涉及|成员|所属|[市县区省州]直|直属)(?:.{0,6})(?:部门|单位|企业|机构)/.test(name))
    return true;
  return /各[^级]|(?:主管|监管|执法|职能)部门$|^(?:[市县区省州镇乡、]+)(?:级)?(?:部门|单位)$/.test(name);
}

function splitAt(text: string, base: number, deep: boolean): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  let from = 0;
  const push = (to: number): void => {
    const span = trimSpan(text, from, to);
    if (span.start < span.end) {
      tokens.push({ start: base + span.start, end: base + span.end, text: text.slice(span.start, span.end) });
    }
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (deep && OPENERS.includes(char)) depth += 1;
    else if (deep && CLOSERS.includes(char)) depth = Math.max(0, depth - 1);
    else if (depth === 0 && (SEPARATORS.includes(char) || isBlank(char))) {
      push(at);
      from = at + 1;
    }
  }
  push(text.length);
  return deep && depth > 0 ? splitAt(text, base, false) : tokens;
}

/** A name broken over two lines is one name; two whole names with only a blank between are two. */
function mend(tokens: Token[], text: string, base: number): Token[] {
  const mended: Token[] = [];
  for (const token of tokens) {
    const last = mended.at(-1);
    const gap = last === undefined ? '、' : text.slice(last.end - base, token.start - base);
    if (
      last !== undefined &&
      gap.trim() === '' &&
      !isUnitLike(last.text) &&
      !/[\d底前成进]/.test(last.text.slice(-1))
    ) {
      const joined = {
        start: last.start,
        end: token.end,
        text: text.slice(last.start - base, token.end - base),
      };
      mended[mended.length - 1] = joined;
    } else mended.push(token);
  }
  return mended;
}

/** No word of two others (县市区): repeated, it could be read in too many ways to try. */
const KINDS_OF_PLACE = '(?:自治州|自治区|自治县|直辖市|县级市|省|市|州|盟|县|区|旗|镇|乡|街道|园区)';
const ALL_OF_A_KIND = new RegExp(`^(?:全[省市县区])?各(?:${KINDS_OF_PLACE}|、)+(?:（[^）]*）|\\([^)]*\\))?$`);
const ANOTHER_KIND = new RegExp(
  `^${KINDS_OF_PLACE}+(?:（[^）]*）|\\([^)]*\\))?(?:人民政府|政府|党委|党工委|管委会|办事处|（[^）]*）|和|及)*(?:等.{0,4})?$`,
);

/** 「各区、县（市）人民政府」 and 「有关部门、单位」 are one name. */
function joinGroups(tokens: Token[], text: string, base: number): Token[] {
  const joined: Token[] = [];
  for (const token of tokens) {
    const last = joined.at(-1);
    const places = last !== undefined && ALL_OF_A_KIND.test(last.text) && ANOTHER_KIND.test(token.text);
    const bodies =
      last !== undefined &&
      /(?:有关|相关|各|直)部门$/.test(last.text) &&
      /^(?:直属)?(?:单位|机构)$/.test(token.text);
    if (last !== undefined && (places || bodies) && text.charAt(last.end - base) === '、') {
      joined[joined.length - 1] = {
        start: last.start,
        end: token.end,
        text: text.slice(last.start - base, token.end - base),
      };
    } else joined.push(token);
  }
  return joined;
}

/** The pieces of a responsibility, with their places (`base` is where `text` starts). */
export function tokensOf(text: string, base: number): Token[] {
  return joinGroups(mend(splitAt(text, base, true), text, base), text, base);
}

const OTHER_NAME =
  /^(?:各|其[他它]|有关|相关|市|县|区|省|州|旗|盟|镇|乡|街道|国家|国务院|中国|中央|自治区|人民银行|公安|驻|党)/;

/** 「市残联及各医院」 is two names, 「住房和城乡建设局」 one: both sides must be whole. */
export function splitConjunctions(token: Token): Token[] {
  if (token.text.length > LONGEST_NAME * 2 || !/[及和与暨]/.test(token.text)) return [token];
  for (const match of token.text.matchAll(/以及|及|和|与|暨/g)) {
    const left = token.text.slice(0, match.index);
    const right = token.text.slice(match.index + match[0].length);
    const whole = isUnitLike(left) && isUnitLike(right) && !/^(?:人民)?政府$|^管委会$|^党组$/.test(right);
    const balanced =
      [...left].filter((c) => OPENERS.includes(c)).length ===
      [...left].filter((c) => CLOSERS.includes(c)).length;
    if (whole && balanced && (OTHER_NAME.test(right) || right.length >= 4)) {
      const cut = token.start + match.index + match[0].length;
      const first = { start: token.start, end: token.start + match.index, text: left };
      return [first, ...splitConjunctions({ start: cut, end: token.end, text: right })];
    }
  }
  return [token];
}

const AND_OTHERS =
  /等(?:(?:省|市|县|区|州|中央|国家|国务院|我市|本市)*(?:级|直|属)?(?:各|有关|相关|多个|其他|责任|配合|成员|职能|参与|行业|主管)*(?:部门|单位|部委|部委局|方面|机构|地区|地方|企业|处室|科室|委办局)*(?:[和及、与](?:有关|相关|各)?(?:部门|单位|地区|地方|企业))?|(?:[一二三四五六七八九十]+|\d+)[个家](?:部门|单位))$/;

/** 「海关总署等有关部门」 → 「海关总署」 and where the 等 stands; null where the list is closed. */
export function withoutAndOthers(token: Token): { token: Token; openAt: number | null } {
  const isName = token.text.length <= LONGEST_NAME * 2 && token.text.includes('等');
  const match = isName ? AND_OTHERS.exec(token.text) : null;
  if (match === null) return { token, openAt: null };
  const text = token.text.slice(0, match.index);
  return {
    token: { start: token.start, end: token.start + text.length, text },
    openAt: token.start + match.index,
  };
}

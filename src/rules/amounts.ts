/**
 * Rule: “target figure with its unit of measure”: an amount is a decimal number kept as text, so that 0.1 stays 0.1,
 * and what it is measured in stands beside it: 35 %, 10 个, 3.5 万元. 万 and 亿 belong to the measure, never multiplied.
 *
 * Example: '不少于10个' is 10 个, '满意度≥90%' is 满意度 90 %, '会议不超过5次' is 会议不超过 5 次 (a ceiling stays in the
 * name, as its sense would be lost), '3-5个' and '2019年培训10次' are no single figure.
 */
export interface Figure {
  /** What is measured, as printed before the number; '' where nothing is. */
  name: string;
  /** '10', '3.5' */
  amount: string;
  /** '个', '%', '万元'; '' where none is printed. */
  measuredIn: string;
}

const NUMBER = /[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?/g;
const AT_LEAST = /(?:不少于|不低于|不小于|至少|达到|达|大于等于|大于|超过(?<!不超过)|完成|约|[≥>＞=])+\s*$/u;
const ABOUT_AFTER = /(?:以上|左右|及以上|\(含\))$/u;
const CEILING_AFTER = /(?:以下|以内|及以下)$/u;
const PERCENT = /^(?:%|个?百分点|percent)$/iu;
const LONGEST_AMOUNT = 20;
const LONGEST_MEASURE = 10;

/** null where the text holds no number, or more than one. Never throws. */
export function figureIn(text: string): Figure | null {
  const plain = text.normalize('NFKC').replace(/百分之(\d+(?:\.\d+)?)/g, '$1%');
  const numbers = [...plain.matchAll(NUMBER)];
  if (numbers.length !== 1) return null;
  const [{ 0: printed, index }] = numbers as [RegExpExecArray];
  const amount = amountOf(printed);
  if (amount === null) return null;
  const behind = plain.slice(index + printed.length).trim();
  const ceiling = CEILING_AFTER.exec(behind)?.[0] ?? '';
  const measuredIn = behind.replace(CEILING_AFTER, '').replace(ABOUT_AFTER, '').trim();
  if (measuredIn.length > LONGEST_MEASURE) return null;
  const before = plain.slice(0, index).trim().replace(AT_LEAST, '').trim();
  return { name: before.replace(/[:：]$/u, '') + ceiling, amount, measuredIn };
}

/** A number as people type it, as plain decimal text without idle zeros; null when it is none. */
export function amountOf(text: string): string | null {
  const plain = text.normalize('NFKC').trim();
  if (plain.length > LONGEST_AMOUNT) return null;
  const match = /^([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?$/.exec(plain);
  if (match === null) return null;
  const whole = match[2]!.replaceAll(',', '').replace(/^0+(?=\d)/, '');
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  const digits = fraction ? `${whole}.${fraction}` : whole;
  return match[1] === '-' && /[1-9]/.test(digits) ? `-${digits}` : digits;
}

/** A reported amount: the number alone, or with the target's own measure behind it; null for anything else. */
export function reportedAmount(text: string, measuredIn: string): string | null {
  const plain = text.normalize('NFKC').trim();
  const measure = measuredIn.normalize('NFKC').trim();
  const bare = measure && plain.endsWith(measure) ? plain.slice(0, -measure.length) : plain;
  return amountOf(bare);
}

export function isPercentage(measuredIn: string): boolean {
  return PERCENT.test(measuredIn.normalize('NFKC').trim());
}

/** The exact sum of decimal texts. */
export function sumOf(amounts: string[]): string {
  const places = Math.max(0, ...amounts.map(placesOf));
  return unscaled(
    amounts.reduce((total, amount) => total + scaled(amount, places), 0n),
    places,
  );
}

const MEAN_PLACES = 2;

/** The mean with at most two decimals, half away from zero; of no amount '0'. */
export function meanOf(amounts: string[]): string {
  if (amounts.length === 0) return '0';
  const places = Math.max(MEAN_PLACES, ...amounts.map(placesOf));
  const total = amounts.reduce((sum, amount) => sum + scaled(amount, places), 0n);
  const divisor = BigInt(amounts.length) * 10n ** BigInt(places - MEAN_PLACES);
  const half = total < 0n ? -divisor / 2n : divisor / 2n;
  return unscaled((total + half) / divisor, MEAN_PLACES);
}

function placesOf(amount: string): number {
  return (amount.split('.')[1] ?? '').length;
}

function scaled(amount: string, places: number): bigint {
  const [whole, fraction = ''] = amount.split('.');
  return BigInt(whole! + fraction.padEnd(places, '0'));
}

function unscaled(value: bigint, places: number): string {
  const sign = value < 0n ? '-' : '';
  const digits = String(value < 0n ? -value : value).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  return amountOf(`${sign}${whole}${places ? `.${digits.slice(-places)}` : ''}`) ?? `${sign}${whole}`;
}

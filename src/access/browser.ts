/** A browser in words a person knows it by: `Chrome · Windows`. Only for the list of one's own sessions. */

/** The first that stands in the user agent: most browsers also name those they are built upon. */
const BROWSERS: [RegExp, string][] = [
  [/MicroMessenger/, 'WeChat'],
  [/DingTalk/, 'DingTalk'],
  [/QQBrowser/, 'QQ Browser'],
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrome|CriOS/, 'Chrome'],
  [/Safari\//, 'Safari'],
  [/Trident|MSIE/, 'Internet Explorer'],
];
const SYSTEMS: [RegExp, string][] = [
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/Windows/, 'Windows'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Mac OS X/, 'macOS'],
  [/UOS/, 'UOS'],
  [/Kylin/i, 'Kylin'],
  [/Linux/, 'Linux'],
];

/** @returns null for what calls itself nothing we know */
export function browserOf(userAgent: string | undefined): string | null {
  const named = (names: [RegExp, string][]) => names.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1];
  const words = [named(BROWSERS), named(SYSTEMS)].filter((word) => word !== undefined);
  return words.length ? words.join(' · ') : null;
}

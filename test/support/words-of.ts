/** What a page says, so that tests assert visible words and not markup. */

interface Page {
  body: string;
}

/** The visible words, tags and repeated space left out. */
export function wordsOf(page: Page): string {
  const plain = page.body.replace(/<(script|style|textarea)[^]*?<\/\1>/g, ' ').replace(/<[^>]+>/g, ' ');
  return decoded(plain).replace(/\s+/g, ' ');
}

/** The first link of a page whose address begins so. */
export function hrefOf(page: Page, start: string): string {
  const all = [...page.body.matchAll(/href="([^"]*)"/g)].map(([, href]) => decoded(href!));
  const found = all.find((href) => href.startsWith(start));
  if (found === undefined) throw new Error(`no link to ${start} among ${all.join(' ')}`);
  return found;
}

const NAMED: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#x27': "'",
  '#x3D': '=',
  '#x60': '`',
};

function decoded(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#x27|#x3D|#x60);/g, (_, name: string) => NAMED[name]!);
}

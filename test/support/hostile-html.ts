/** Reads HTML as a browser's tokenizer does, as far as it matters who could have slipped something in. */

export interface Shape {
  /** Elements in their order, each with the names of its attributes: `a class href`. */
  elements: string[];
  /** What is said, decoded. */
  text: string;
  /** Where links, forms, frames and pictures lead, and styles. */
  addresses: string[];
}

const RAW = ['script', 'style', 'textarea', 'title', 'noscript', 'iframe', 'xmp'];
const ADDRESSES = [
  'href',
  'src',
  'action',
  'formaction',
  'srcset',
  'data',
  'poster',
  'xlink:href',
  'style',
  'srcdoc',
];
const NAME = /[a-zA-Z][^\s/>]*/y;
const ATTRIBUTE = /[\s/]*([^\s/>=][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?/y;

export function shapeOf(html: string): Shape {
  const shape: Shape = { elements: [], text: '', addresses: [] };
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open < 0) break;
    shape.text += decoded(html.slice(at, open));
    at = after(html, open, shape);
  }
  if (at < html.length) shape.text += decoded(html.slice(at));
  return shape;
}

function after(html: string, open: number, shape: Shape): number {
  const next = html[open + 1] ?? '';
  if (html.startsWith('<!--', open)) return ended(html, open, '-->', shape, '#comment');
  if (next === '!' || next === '?') return ended(html, open, '>', shape, '#declaration');
  const isEnd = next === '/';
  NAME.lastIndex = open + (isEnd ? 2 : 1);
  const name = NAME.exec(html)?.[0].toLowerCase();
  if (!name) {
    shape.text += '<';
    return open + 1;
  }
  return tag(html, { name, isEnd, at: NAME.lastIndex }, shape);
}

function ended(html: string, open: number, mark: string, shape: Shape, kind: string): number {
  shape.elements.push(kind);
  const end = html.indexOf(mark, open + 2);
  return end < 0 ? html.length : end + mark.length;
}

interface Opened {
  name: string;
  isEnd: boolean;
  at: number;
}

function tag(html: string, { name, isEnd, at }: Opened, shape: Shape): number {
  const { names, end } = attributesIn(html, at, shape);
  shape.elements.push([`${isEnd ? '/' : ''}${name}`, ...names.sort()].join(' '));
  if (isEnd || !RAW.includes(name)) return end + 1;
  const close = html.toLowerCase().indexOf(`</${name}`, end + 1);
  const inner = html.slice(end + 1, close < 0 ? html.length : close);
  shape.text += ['textarea', 'title'].includes(name) ? decoded(inner) : inner;
  return close < 0 ? html.length : close;
}

/** @returns their names, and the place of the `>` */
function attributesIn(html: string, at: number, shape: Shape): { names: string[]; end: number } {
  const names: string[] = [];
  let place = beyondSpace(html, at);
  while (place < html.length && html[place] !== '>') {
    ATTRIBUTE.lastIndex = place;
    const found = ATTRIBUTE.exec(html);
    if (found) names.push(keep(found, shape));
    place = beyondSpace(html, found ? ATTRIBUTE.lastIndex : place + 1);
  }
  return { names, end: place };
}

function beyondSpace(html: string, at: number): number {
  let place = at;
  while (/[\s/]/.test(html[place] ?? '')) place += 1;
  return place;
}

function keep([, name, double, single, bare]: RegExpExecArray, shape: Shape): string {
  const attribute = name!.toLowerCase();
  const value = decoded(double ?? single ?? bare ?? '');
  if (ADDRESSES.includes(attribute)) shape.addresses.push(value.trim());
  else shape.text += ` ${value} `;
  return attribute;
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

export function decoded(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (hex) return String.fromCodePoint(parseInt(hex, 16));
      if (decimal) return String.fromCodePoint(Number(decimal));
      return NAMED[name!.toLowerCase()] ?? whole;
    },
  );
}

/** An address that leads into this product, or nowhere at all. */
export function isTame(address: string, baseUrl: string): boolean {
  return (
    /^(?:$|[/#?](?!\/)|mailto:|tel:|cid:)/.test(address) ||
    address.startsWith(baseUrl) ||
    /^[\w-]+:\s?[^;]*;?/.test(address) === false
  );
}

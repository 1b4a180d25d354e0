/**
 * What somebody types who means harm: it is shown as what it is, in every page, mail, export and answer, and no door
 * falls over. Every field is found by itself: what a DTO demands, what a table holds.
 */
import { Runner } from '../../src/jobs/runner.js';
import { testApp } from '../support/app.js';
import { allMessages, type StoredMessage } from '../support/haimen.js';
import type { ParsedMail } from 'mailparser';
import { bytesOf } from '../../src/outbox/mime.js';
import type { CalendarEntry, StoredMail } from '../../src/outbox/messages.js';
import { isTame, shapeOf, type Shape } from '../support/hostile-html.js';
import { allTextFields, fieldsWithoutEnd } from '../support/hostile-fields.js';
import { MARK, poison, unwritten, type Poisoned } from '../support/hostile-poison.js';
import { allFrom, FORMULAS, harmless, XSS } from '../support/hostile-texts.js';
import {
  everythingShown,
  hostileWorld,
  writeEverywhere,
  type HostileWorld,
  type Seen,
} from '../support/hostile-world.js';
import { asRead } from '../support/mail.js';
import { goTo } from '../support/morning.js';

const STORY = 300_000;
const START = '2018-11-22T02:00:00Z';
const countOf = (text: string, part: string) => text.split(part).length - 1;
const isHtml = ({ type }: Seen) => type.startsWith('text/html');
const isJson = ({ type }: Seen) => type.includes('json');

/** It grows while it is read: how many lines stand in it is no matter of words. */
const isLog = (address: string) => address.includes('/security-log');
const drawnAs = (address: string, { elements }: Shape) =>
  JSON.stringify(isLog(address) ? [...new Set(elements)].sort() : elements);

interface World extends HostileWorld {
  poisoned: Poisoned;
  shown: Map<string, Seen>;
}

async function tell(textFor: (turn: number) => string): Promise<World> {
  const t = await testApp({ now: START });
  const world = await hostileWorld(t);
  const poisoned = await poison(t, textFor);
  return { ...world, poisoned, shown: await everythingShown(world) };
}

it('holds at least sixty payloads, no two the same', () => {
  expect(new Set(XSS).size).toBe(XSS.length);
  expect(XSS.length).toBeGreaterThanOrEqual(60);
});

it('every text field of every form and call has an end', async () => {
  await (await testApp()).close();
  expect(allTextFields().length).toBeGreaterThan(80);
  expect(fieldsWithoutEnd()).toEqual([]);
});

describe('what is stored', () => {
  let plain: World;
  let hostile: World;

  beforeAll(async () => {
    plain = await tell((turn) => harmless(allFrom(turn)));
    hostile = await tell(allFrom);
  }, STORY);
  afterAll(async () => {
    await plain?.t.close();
    await hostile?.t.close();
  });

  it('stands in every column that holds words', () => {
    expect(unwritten(hostile.poisoned)).toEqual([]);
    expect([...hostile.poisoned.columns.values()].filter(Boolean).length).toBeGreaterThan(60);
  });

  it('is shown by the same pages', () => {
    const statuses = ({ shown }: World) =>
      [...shown].map(([address, { status, type }]) => `${address} ${status} ${type}`);
    expect(statuses(hostile)).toEqual(statuses(plain));
    expect([...hostile.shown].filter(([, { status }]) => status >= 500).map(([address]) => address)).toEqual(
      [],
    );
    expect(
      [...hostile.shown.values()].filter((seen) => isHtml(seen) && seen.status === 200).length,
    ).toBeGreaterThan(150);
  });

  it('never becomes an element, an attribute or an address of a page', () => {
    const faults: string[] = [];
    let said = 0;
    for (const [address, seen] of hostile.shown) {
      if (!isHtml(seen)) continue;
      const [wanted, found] = [shapeOf(plain.shown.get(address)!.body), shapeOf(seen.body)];
      if (drawnAs(address, found) !== drawnAs(address, wanted)) faults.push(`${address}: elements`);
      const wild = found.addresses.filter((one) => !isTame(one, hostile.t.config.baseUrl));
      if (wild.length) faults.push(`${address}: leads to ${wild.join(' ').slice(0, 200)}`);
      if (countOf(found.text, MARK) !== countOf(wanted.text, MARK))
        faults.push(`${address}: text is missing`);
      said += countOf(found.text, XSS[0]!);
    }
    expect(faults).toEqual([]);
    expect(said).toBeGreaterThan(100);
  });

  it('is said in full by the API, as JSON that no browser takes for a page', () => {
    let said = 0;
    for (const [address, seen] of hostile.shown) {
      if (!isJson(seen) || address.includes('/security-events')) continue;
      const wanted = plain.shown.get(address)!;
      expect([address, countOf(seen.body, MARK)]).toEqual([address, countOf(wanted.body, MARK)]);
      const texts = JSON.stringify(JSON.parse(seen.body));
      said += countOf(texts, JSON.stringify(XSS[0]).slice(1, -1));
    }
    expect(said).toBeGreaterThan(100);
  });

  it(
    'fills the same cells of every table that is taken away, and none is a formula',
    async () => {
      const isTable = ([, { type }]: [string, Seen]) => type.startsWith('text/csv');
      const tables = [...hostile.shown].filter(isTable);
      expect(tables.length).toBeGreaterThan(0);
      for (const [address, { body }] of tables) {
        if (isLog(address)) continue;
        const shapes = [cellsOf(body), cellsOf(plain.shown.get(address)!.body)].map((rows) =>
          rows.map((row) => row.length),
        );
        expect(shapes[0]).toEqual(shapes[1]);
      }
      await poison(hostile.t, (turn) => FORMULAS[turn % FORMULAS.length]!, { isBare: true });
      const again = [...(await everythingShown(hostile))].filter(isTable);
      let checked = 0;
      for (const [, { body }] of again)
        for (const cell of cellsOf(body).flat()) {
          checked += FORMULAS.some((formula) => cell.includes(formula.trim())) ? 1 : 0;
          if (/^[\s\ufeff]*[=+\-@\t\r＝＋－＠]/.test(cell)) expect(cell).toMatch(/^[+-]?[\d.]+%?$/);
        }
      expect(checked).toBeGreaterThan(20);
      await poison(hostile.t, allFrom);
    },
    STORY,
  );

  it(
    'is mailed as words, with no header, element or link beside',
    async () => {
      const before = new Map<World, number>();
      for (const [world, textFor] of [
        [plain, (turn: number) => harmless(allFrom(turn))],
        [hostile, allFrom],
      ] as const) {
        before.set(world, (await allMessages(world.t)).length);
        await mornings(world, ['2018-11-23', '2018-11-26', '2018-12-03', '2018-12-10']);
        await writeEverywhere(world, textFor);
        await mornings(world, ['2018-12-11', '2018-12-17']);
      }
      const written = async (world: World) => mailsOf(world, before.get(world)!);
      const [wanted, found] = [await written(plain), await written(hostile)];
      const known = (of: Mail[], what: (mail: Mail) => string[]) => new Set(of.flatMap(what));
      for (const what of [elementsOf, headersOf, addressesOf]) {
        const strange = [...known(found, what)].filter((one) => !known(wanted, what).has(one));
        expect(strange).toEqual([]);
      }
      for (const { read, stored } of found) {
        expect(stored.subject).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        const to = [read.to ?? []].flat().flatMap(({ value }) => value);
        expect(to.map(({ address }) => address)).toEqual([stored.toAddress]);
        expect([read.from?.value.length, read.cc, read.bcc]).toEqual([1, undefined, undefined]);
      }
      expect([...new Set(found.map(({ stored }) => stored.kind))]).toEqual(
        expect.arrayContaining(['reminders', 'overdue-digest', 'instruction']),
      );
      const hostileOnes = found.filter(({ stored }) => XSS.some((one) => stored.text.includes(one)));
      expect(hostileOnes.length).toBeGreaterThan(10);
      for (const { stored } of hostileOnes)
        expect(stored.html).not.toMatch(/<(script|img|svg|iframe|style>@)/i);
    },
    STORY,
  );
});

async function mornings({ t }: World, days: string[]): Promise<void> {
  for (const day of days) {
    goTo(t, day);
    await t.get(Runner).tick();
  }
}

interface Mail {
  stored: StoredMessage;
  read: ParsedMail;
}

async function mailsOf({ t }: World, from: number): Promise<Mail[]> {
  const stored = (await allMessages(t)).slice(from);
  const calendarOf = (text: unknown) =>
    typeof text === 'string' ? (JSON.parse(text) as CalendarEntry) : null;
  return Promise.all(
    stored.map(async (one) => {
      const mail = { ...one, calendar: calendarOf((one as { calendar?: unknown }).calendar) };
      return { stored: one, read: await asRead(bytesOf(mail as unknown as StoredMail)) };
    }),
  );
}

const elementsOf = ({ stored }: Mail) => shapeOf(stored.html).elements;
const headersOf = ({ read }: Mail) => [...read.headers.keys()];
const addressesOf = ({ stored }: Mail) =>
  shapeOf(stored.html).addresses.map((address) => address.replace(/\d+/g, '0').replace(/\{[^}]*\}/g, '{}'));

/** As a spreadsheet reads them. */
function cellsOf(text: string): string[][] {
  const table: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|$)/y;
  for (let at = text.startsWith('\ufeff') ? 1 : 0; at < text.length; at = cell.lastIndex) {
    cell.lastIndex = at;
    const found = cell.exec(text);
    if (!found) throw new Error(`no table from ${text.slice(at, at + 80)}`);
    table.at(-1)!.push(found[1]?.replaceAll('""', '"') ?? found[2]!);
    if (found[3] !== ',') table.push([]);
  }
  return table;
}

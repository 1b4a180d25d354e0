/** A morning of the year: the clock is put to 08:30, a job runs, and what it wrote is looked at. */
import { DigestsService } from '../../src/notices/digests.service.js';
import { RemindersService } from '../../src/notices/reminders.service.js';
import type { PreviousRun, RunCounts } from '../../src/notices/run.js';
import { rows } from '../../src/platform/sql.js';
import { Setting } from '../../src/platform/setting.entity.js';
import { day, instantAt } from '../../src/rules/day.js';
import type { TestApp } from './app.js';
import { addContact, addPerson } from './haimen.js';

export const NEVER: PreviousRun = { day: null, at: null };
export const ZONE = 'Asia/Shanghai';

/** The run of that day, as the next one is told of it. */
export function ranOn(text: string): PreviousRun {
  return { day: day(text), at: instantAt(day(text), '08:30', ZONE) };
}

export function goTo({ clock }: TestApp, text: string, time = '08:30'): void {
  clock.set(instantAt(day(text), time, ZONE));
}

export function remind(t: TestApp, text: string, previous: PreviousRun = NEVER): Promise<RunCounts> {
  goTo(t, text);
  return t.get(RemindersService).run(day(text), previous);
}

export function digest(t: TestApp, text: string, previous: PreviousRun = NEVER): Promise<RunCounts> {
  goTo(t, text);
  return t.get(DigestsService).runOverdue(day(text), previous);
}

export function leaderDigest(t: TestApp, text: string, previous: PreviousRun = NEVER): Promise<RunCounts> {
  goTo(t, text);
  return t.get(DigestsService).runWeekly(day(text), previous);
}

/** One contact of the unit, with this address. */
export async function contactOf(
  t: TestApp,
  unitId: number,
  address: string,
  name = '联络员',
): Promise<number> {
  return t.db.inTransaction(async (tx) => {
    const personId = await addPerson(tx, { name, email: address });
    await addContact(tx, unitId, personId);
    return personId;
  });
}

export async function setUnit(t: TestApp, unitId: number, given: Record<string, unknown>): Promise<void> {
  await t.db.inTransaction((tx) => tx.update('Unit', unitId, given));
}

export async function setting(t: TestApp, value: Record<string, unknown>): Promise<void> {
  await t.db.inTransaction((tx) => tx.insert(Setting, { name: 'reminders', value }));
}

export interface Line {
  noticeKey: string;
  unitId: number | null;
  recipient: string;
  outcome: string;
  reason: string | null;
  counts: Record<string, number>;
}

/** The ledger, in the order it was written. */
export async function ledger({ db }: TestApp): Promise<Line[]> {
  const found = await rows<Line & { counts: string }>(db.read, 'SELECT * FROM notices ORDER BY id');
  return found.map((line) => ({ ...line, counts: JSON.parse(line.counts) as Record<string, number> }));
}

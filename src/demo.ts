/**
 * Plays the demonstration: the real plan, issued fifteen working days before the anchor, with what ten lead
 * units answered since (`seeds/demo`). Every step goes through the same services as a person's, under a clock
 * that is put to the day of the step, so that mails, trail and ledger are those of real use.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { CalendarService } from './calendar/calendar.service.js';
import { play, sign, viewerOf, type Cast, type DemoEvent } from './demo-events.js';
import { Delivery } from './outbox/delivery.js';
import { Runner } from './jobs/runner.js';
import type { SettableClock } from './platform/clock.js';
import { Database } from './platform/database.js';
import { rows } from './platform/sql.js';
import { DraftsService } from './plans/drafts.service.js';
import { IssueService } from './plans/issue.service.js';
import { PlansService } from './plans/plans.service.js';
import { instantAt, type Day } from './rules/day.js';
import type { Viewer } from './rules/permissions.js';
import { readPlan, type Reading } from './rules/plan-reader.js';
import type { WorkingCalendar } from './rules/working-days.js';
import { SEEDS_FOLDER, seedTown, type SeededAccount } from './seed.js';

interface DemoStory {
  plan: string;
  /** Working days between issue and the anchor. */
  issuedBefore: number;
  verifier: string;
  /** Working days after issue on which the units sign; some do not. */
  signedOn: number;
  unsigned: string[];
  events: DemoEvent[];
}

const ISSUE_TIME = '10:00';
const MAIL_TIME = '08:30';
const WORK_TIME = '15:00';
const MORNING_JOBS = ['morning-reminders', 'overdue-digest', 'leader-digest'];
const PLAYER: Viewer = { personId: null, name: 'seed', roles: ['supervisor'], unitIds: [], door: 'cli' };

export interface PlayedDemo {
  issuedOn: Day;
  accounts: SeededAccount[];
}

/**
 * Into an empty database. The clock ends on the last working day before the anchor.
 * @param anchor the day on which the demonstration looks its best: three units are three working days late
 */
export async function playDemo(
  app: INestApplicationContext,
  clock: SettableClock,
  { anchor, password }: { anchor: Day; password: string },
): Promise<PlayedDemo> {
  const story = readStory();
  const calendar = await app.get(CalendarService).working();
  const issuedOn = calendar.plus(calendar.sameOrPrevious(anchor), -story.issuedBefore);
  const go = (day: Day, time: string) => clock.set(instantAt(day, time, clock.timeZone));
  go(issuedOn, ISSUE_TIME);
  const accounts = await seedTown(app, password);
  const cast = await castOf(app, story);
  await issue(app, cast, movedTo(issuedOn, readHaimen(story), calendar));
  await app.get(Delivery).deliverNow();
  for (let day = 1; day < story.issuedBefore; day += 1) {
    const today = calendar.plus(issuedOn, day);
    go(today, MAIL_TIME);
    for (const job of MORNING_JOBS) await app.get(Runner).runNow(PLAYER, job, today);
    await app.get(Delivery).deliverNow();
    go(today, WORK_TIME);
    if (day === story.signedOn) await sign(app, cast, story.unsigned);
    for (const event of story.events.filter((one) => one.day === day))
      await play(app, cast, event, (days) => calendar.plus(issuedOn, days));
  }
  return { issuedOn, accounts };
}

function readStory(): DemoStory {
  return JSON.parse(readFileSync(join(SEEDS_FOLDER, 'demo', 'haimen.json'), 'utf8')) as DemoStory;
}

interface Document {
  text: string;
  sourceName: string;
  reading: Reading;
}

function readHaimen(story: DemoStory): Document {
  const text = readFileSync(join(SEEDS_FOLDER, 'plans', story.plan), 'utf8');
  return { text, sourceName: story.plan, reading: readPlan(text) };
}

/** The document's own distance in working days between issue and the printed day is kept. */
function movedTo(issuedOn: Day, document: Document, calendar: WorkingCalendar): Document {
  const { reading } = document;
  const printedOn = reading.plan.issuedOn as Day;
  const deadlines = reading.plan.deadlines.map((deadline) => {
    if (deadline.dueOn === null) return deadline;
    const distance = calendar.workingDaysBetween(printedOn, deadline.dueOn as Day);
    return { ...deadline, dueOn: calendar.plus(issuedOn, distance) };
  });
  return { ...document, reading: { ...reading, plan: { ...reading.plan, issuedOn, deadlines } } };
}

async function castOf(app: INestApplicationContext, story: DemoStory): Promise<Cast> {
  const { read } = app.get(Database);
  const units = await rows<{ id: number; name: string; isSupervisor: unknown }>(
    read,
    `SELECT id, name, "isSupervisor" FROM units`,
  );
  const unitIds = new Map(units.map((unit) => [unit.name, unit.id]));
  const department = units.find((unit) => Boolean(unit.isSupervisor))!;
  const verifierUnitId = unitIds.get(story.verifier)!;
  return {
    unitIds,
    verifierUnitId,
    supervisor: await viewerOf(app, department.id, 'supervisor'),
    verifier: await viewerOf(app, verifierUnitId, 'verifier'),
  };
}

/** The document as it is, as a draft. */
export async function importHaimen(app: INestApplicationContext): Promise<void> {
  const story = readStory();
  const document = readHaimen(story);
  await app.get(PlansService).keep(PLAYER, document, document.reading);
}

async function issue(app: INestApplicationContext, cast: Cast, document: Document): Promise<void> {
  const { supervisor, verifierUnitId } = cast;
  const planId = await app.get(PlansService).keep(supervisor, document, document.reading);
  await app.get(DraftsService).correctPlan(supervisor, planId, { verifierUnitId });
  await app.get(DraftsService).settleDoubts(supervisor, planId, null);
  await app.get(IssueService).issue(supervisor, planId);
}

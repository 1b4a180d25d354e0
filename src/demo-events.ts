/** What happens in the demonstration after issue: units sign, refine, report; the department answers. */
import type { INestApplicationContext } from '@nestjs/common';
import { Database } from './platform/database.js';
import { row, rows } from './platform/sql.js';
import { ReceiptsService } from './progress/receipts.service.js';
import { RefinementsService } from './progress/refinements.service.js';
import { SubmissionsService } from './progress/submissions.service.js';
import { VerificationsService } from './progress/verifications.service.js';
import type { Day } from './rules/day.js';
import type { Viewer } from './rules/permissions.js';

interface DemoSubmission {
  text: string;
  standing?: 'on-schedule' | 'difficulty';
  difficulty?: string;
  file?: string;
}
interface DemoMeasure {
  no: string;
  measure: string;
  target: string;
  responsible: string;
  leader: string;
  /** Working days: when it is due. */
  afterIssue: number;
}
export interface DemoEvent {
  /** Working days after issue. */
  day: number;
  unit: string;
  submit?: DemoSubmission;
  refine?: DemoMeasure[];
  record?: DemoSubmission & { channel: 'telephone' | 'paper' | 'oa'; givenBy: string };
  accept?: true;
  return?: string;
}

export interface Cast {
  supervisor: Viewer;
  verifier: Viewer;
  verifierUnitId: number;
  unitIds: Map<string, number>;
}

/** Every unit that has duties, but those named. */
export async function sign(app: INestApplicationContext, cast: Cast, unsigned: string[]): Promise<void> {
  const units = await rows<{ id: number; name: string }>(
    app.get(Database).read,
    `SELECT DISTINCT u.id, u.name FROM duties d JOIN units u ON u.id = d."unitId" WHERE u.kind = 'unit' ORDER BY u.id`,
  );
  for (const { id, name } of units) {
    if (unsigned.includes(name)) continue;
    const reporter = await viewerOf(app, id, 'reporter');
    const signed = { contactName: reporter.name || '联络员', leaderInCharge: '甲某' };
    await app
      .get(ReceiptsService)
      .receive(reporter.personId === null ? cast.supervisor : reporter, id, signed);
  }
}

/** @param dayAfter the day so many working days after issue */
export async function play(
  app: INestApplicationContext,
  cast: Cast,
  event: DemoEvent,
  dayAfter: (days: number) => Day,
): Promise<void> {
  const unitId = cast.unitIds.get(event.unit)!;
  const deadline = await row<{ id: number }>(
    app.get(Database).read,
    `SELECT id FROM deadlines WHERE kind = 'refinement' AND "unitId" = :unitId ORDER BY id DESC LIMIT 1`,
    { unitId },
  );
  if (event.refine || event.submit || event.record)
    await handIn(app, cast, event, { ...deadline!, dayAfter });
  else
    await answer(
      app,
      unitId === cast.supervisor.unitIds[0] ? cast.verifier : cast.supervisor,
      event,
      deadline!.id,
    );
}

async function handIn(
  app: INestApplicationContext,
  cast: Cast,
  { unit, refine, submit, record }: DemoEvent,
  { id, dayAfter }: { id: number; dayAfter: (days: number) => Day },
): Promise<void> {
  const reporter = await viewerOf(app, cast.unitIds.get(unit)!, 'reporter');
  const standing = 'on-schedule' as const;
  if (refine) {
    const measures = refine.map(({ afterIssue, ...row }) => ({ ...row, dueOn: dayAfter(afterIssue) }));
    await app.get(RefinementsService).handIn(reporter, { deadlineId: id }, { rows: measures });
  } else if (submit) {
    const { file, ...words } = submit;
    const bytes = Buffer.from(words.text);
    const files = file ? [{ field: 'files', name: file, mediaType: 'text/plain', bytes }] : [];
    await app.get(SubmissionsService).submit(reporter, id, { standing, ...words }, files);
  } else if (record) {
    await app.get(SubmissionsService).record(cast.supervisor, id, { standing, ...record });
  }
}

async function answer(
  app: INestApplicationContext,
  verifier: Viewer,
  event: DemoEvent,
  deadlineId: number,
): Promise<void> {
  const pending = await row<{ id: number }>(
    app.get(Database).read,
    `SELECT id FROM submissions WHERE "deadlineId" = :deadlineId AND state = 'pending'`,
    { deadlineId },
  );
  const verdict = event.return
    ? { outcome: 'returned' as const, reason: event.return }
    : { outcome: 'accepted' as const };
  await app.get(VerificationsService).verify(verifier, pending!.id, verdict);
}

/** Somebody of a unit, as if signed in. */
export async function viewerOf(
  app: INestApplicationContext,
  unitId: number,
  role: Viewer['roles'][number],
): Promise<Viewer> {
  const person = await row<{ id: number; name: string }>(
    app.get(Database).read,
    `SELECT p.id, p.name FROM people p JOIN contacts c ON c."personId" = p.id WHERE c."unitId" = :unitId ORDER BY c.id LIMIT 1`,
    { unitId },
  );
  return {
    personId: person?.id ?? null,
    name: person?.name ?? '',
    roles: [role],
    unitIds: [unitId],
    door: 'page',
  };
}

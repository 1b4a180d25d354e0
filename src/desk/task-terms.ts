/** On a task's page: how its days came about, what was asked about its terms, and where one goes to change them. */
import { coordinationsOf } from '../changes/coordinations.queries.js';
import { extensionsOf, type ExtensionRow } from '../changes/extensions.queries.js';
import { filingsOf } from '../changes/filings.queries.js';
import { decidedFor } from '../changes/subjects.queries.js';
import { openSuspension } from '../changes/suspensions.queries.js';
import type { Reader } from '../platform/database.js';
import { dayChangesOf } from '../plans/day-changes.queries.js';
import { mayDecide, mayDecideAll } from '../rules/deciding.js';
import { isOpen, owedOn } from '../rules/deadline-state.js';
import { maySubmit, maySupervise, type Viewer } from '../rules/permissions.js';
import { matterOf } from '../web/deadline-words.js';
import type { DayContext } from './deadline-view.js';
import type { TaskDeadlineRow, TaskRow } from './task.queries.js';
import { isOfDepartment } from './viewer-scope.js';

interface Link {
  href: string;
  word: string;
}

type Subject = Pick<TaskRow, 'id' | 'state' | 'verifierUnitId' | 'supervisorUnitId'>;

interface Looking {
  viewer: Viewer;
  leadUnitIds: number[];
  context: DayContext;
}

export async function taskTerms(read: Reader, task: Subject, deadlines: TaskDeadlineRow[], looking: Looking) {
  const ids = deadlines.map((row) => row.id);
  const extensions = await extensionsOf(read, ids);
  return {
    suspension: task.state === 'suspended' ? await openSuspension(read, task.id) : null,
    changes: await changesOf(read, deadlines, looking.context),
    places: await places(read, task, looking),
    byDeadline: new Map(deadlines.map((row) => [row.id, linksOn(row, task, extensions, looking)] as const)),
  };
}

async function changesOf(read: Reader, deadlines: TaskDeadlineRow[], { say }: DayContext) {
  const changes = await dayChangesOf(
    read,
    deadlines.map((row) => row.id),
  );
  return deadlines.flatMap((row) =>
    (changes.get(row.id) ?? []).map((change) => ({
      ...change,
      unitName: row.unitName,
      matter: matterOf(say, row),
      sourceWord: say(`source.${change.source}`),
      // What the calendar moved has no words of a person.
      reason: change.source === 'calendar' ? '' : change.reason,
    })),
  );
}

/** With the number of what is there, where anything is. */
async function places(
  read: Reader,
  task: Subject,
  { viewer, leadUnitIds, context: { say } }: Looking,
): Promise<Link[]> {
  const supervises = maySupervise(viewer).ok;
  const isLead = leadUnitIds.some((unitId) => maySubmit(viewer, { unitId }).ok);
  const stops = leadUnitIds.map((unitId) => ({ ...decidedFor(task, unitId), isUnasked: true }));
  const maySuspend = supervises || (stops.length > 0 && mayDecideAll(viewer, stops).ok);
  // Of what has ended only what was asked before is there to read.
  const isAskedFor = (isLead || supervises) && !['closed', 'withdrawn'].includes(task.state);
  const seen =
    isOfDepartment(viewer) || viewer.unitIds.includes(task.verifierUnitId ?? 0) ? null : viewer.unitIds;
  const place = (name: string, count: number, may: boolean): Link[] => {
    if (!may && count === 0) return [];
    const word = say(`terms.place.${name}`);
    return [
      { href: `/tasks/${task.id}/${name}`, word: count ? say('terms.counted', { word, count }) : word },
    ];
  };
  return [
    ...place('filings', (await filingsOf(read, task.id, seen)).length, isAskedFor),
    ...place('coordinations', (await coordinationsOf(read, task.id, seen)).length, isAskedFor),
    ...place('suspension', 0, maySuspend && ['issued', 'active', 'suspended'].includes(task.state)),
    ...place('deadlines', 0, supervises && ['issued', 'active'].includes(task.state)),
  ];
}

function linksOn(row: TaskDeadlineRow, task: Subject, extensions: ExtensionRow[], looking: Looking): Link[] {
  const { viewer, context } = looking;
  const matter = { ...decidedFor(task, row.unitId), isUnasked: true };
  const corrects = row.waivedOn === null && mayDecide(viewer, matter).ok;
  const pending = extensions.find((one) => one.deadlineId === row.id && one.outcome === 'pending');
  return [
    ...(pending ? waitingLink(row, task, pending, looking) : askingLink(row, looking)),
    ...(corrects
      ? [{ href: `/deadlines/${row.id}/correction`, word: context.say('source.correction') }]
      : []),
  ];
}

function waitingLink(
  { unitId }: TaskDeadlineRow,
  { verifierUnitId }: Pick<TaskRow, 'verifierUnitId'>,
  { id }: ExtensionRow,
  { viewer, context: { say } }: Looking,
): Link[] {
  const sees =
    isOfDepartment(viewer) || [unitId, verifierUnitId ?? 0].some((one) => viewer.unitIds.includes(one));
  return sees ? [{ href: `/extensions/${id}`, word: say('mail.digest.waiting.extension') }] : [];
}

function askingLink(row: TaskDeadlineRow, { viewer, context: { say, by } }: Looking): Link[] {
  const mayAsk = maySubmit(viewer, row).ok || maySupervise(viewer).ok;
  const inTime = isOpen(row, by.today) && row.pendingSince === null && owedOn(row) >= by.today;
  if (!mayAsk || !inTime) return [];
  return [{ href: `/deadlines/${row.id}/extensions`, word: say('terms.extension.link') }];
}

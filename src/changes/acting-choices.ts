/** The lead units of a task for which somebody may act: its own, or all of them for a supervisor. */
import type { Reader } from '../platform/database.js';
import { maySubmit, maySupervise, type Viewer } from '../rules/permissions.js';
import { dutyHolders } from './subjects.queries.js';

export interface Choice {
  value: string;
  word: string;
}

export async function actingChoices(read: Reader, viewer: Viewer, taskId: number): Promise<Choice[]> {
  const leads = (await dutyHolders(read, taskId)).filter(({ part }) => part === 'lead');
  const may = leads.filter(({ unitId }) => maySubmit(viewer, { unitId }).ok || maySupervise(viewer).ok);
  return may.map(({ unitId, unitName }) => ({ value: String(unitId), word: unitName }));
}

/**
 * From a document to the rows of a draft: what the reader found, with titles, kinds and the doubts that
 * only the register of units can raise.
 */
import { wrongInput } from '../platform/refusal.js';
import type { Day } from '../rules/day.js';
import { isDay } from '../rules/day.js';
import { decodeDocument, readPlan, type Doubt, type Reading, type ReadTask } from '../rules/plan-reader.js';
import { proposeKinds } from '../rules/proposals.js';
import { shortTitle } from '../rules/task-titles.js';
import type { StoredDoubt } from './plan.entity.js';
import type { PrintedDeadline, Task } from './task.entity.js';

/** A file's bytes as text. @throws Refusal with a sentence for what is not a text document */
export function textOf(bytes: Uint8Array): string {
  const decoded = decodeDocument(bytes);
  if ('text' in decoded) return decoded.text;
  const code = decoded.doubt.code;
  if (code === 'empty') throw wrongInput('document-empty', { file: 'document-empty' });
  if (code === 'too-large') throw wrongInput('document-too-large', { file: 'document-too-large' });
  throw wrongInput('document-not-text', { file: 'document-not-text' }, decoded.doubt.params ?? {});
}

/** Reads a document that is to become a draft. @throws Refusal when it is empty or holds no task */
export function readDocument(text: string): Reading {
  if (!text.trim()) throw wrongInput('document-empty', { text: 'document-empty' });
  const reading = readPlan(text);
  if (reading.plan.tasks.length === 0)
    throw wrongInput('document-without-tasks', { text: 'document-without-tasks' });
  return reading;
}

export type DraftTask = Omit<Task, 'id' | 'planId'>;

/** `position` counts from 0; a task without printed number gets its place as number. */
export function draftTask(task: ReadTask, position: number): DraftTask {
  const printed = task.deadlines.map(printedDeadline);
  const proposal = proposeKinds([task.text, ...printed.map((one) => one.phrase)].join('。'));
  return {
    parentId: null,
    position,
    no: task.no ?? String(position + 1),
    section: task.section,
    title: shortTitle(task.text),
    text: task.text,
    sourcePlanId: null,
    sourceStart: task.source.start,
    sourceEnd: task.source.end,
    openEnded: task.openEnded,
    kinds: proposal.kinds,
    kindsCertain: proposal.certain,
    restsOnAssessment: proposal.restsOnAssessment,
    standingRhythm: 'half-year',
    printed,
    reporting: null,
    verifierUnitId: null,
    leaderInCharge: null,
    sensitiveFromOn: null,
    state: 'draft',
    closedOn: null,
    grade: null,
  };
}

function printedDeadline({ phrase, dueOn }: { phrase: string; dueOn: string | null }): PrintedDeadline {
  return { phrase, dueOn: asDay(dueOn) };
}

export function asDay(text: string | null): Day | null {
  return isDay(text) ? text : null;
}

export interface RegisterDoubts {
  /** Printed names that no unit, alias or former name matches; they are taken in as new. */
  unknown: Set<string>;
  /** Names that stand for the supervising department. */
  supervisor: Set<string>;
}

/** The reader's doubts and those of the register, in the order of the document. */
export function doubtsOf(reading: Reading, register: RegisterDoubts): StoredDoubt[] {
  const told = new Set<string>();
  const found: Doubt[] = [...reading.doubts];
  reading.plan.tasks.forEach((task, position) => {
    const own = draftTask(task, position);
    const add = (code: string, params: Record<string, string> = {}): void => {
      found.push({ code: code as Doubt['code'], taskNo: own.no, ...task.source, params });
    };
    for (const name of [...task.lead, ...task.cooperating]) {
      if (!register.unknown.has(name) || told.has(name)) continue;
      told.add(name);
      add('unknown-unit', { unit: name });
    }
    if (task.lead.some((name) => register.supervisor.has(name))) add('led-by-supervisor');
    if (!own.kindsCertain) add('kind-uncertain');
  });
  return found
    .map((doubt) => ({ ...doubt, params: doubt.params ?? {}, settled: false }))
    .sort((a, b) => a.start - b.start);
}

/**
 * What the reader is unsure of, each with its place. Wording is made elsewhere, by code and params.
 *
 * Example: items numbered 1, 2, 4, 4 → numbering-gap {from: 2, to: 4} and duplicate-number {no: 4}.
 */
import { numeral } from './plan-text.js';
import { isGroup } from './plan-units.js';
import type { Stated } from './plan-deadlines.js';
import type { Duty } from './plan-duties.js';
import type { Item } from './plan-items.js';
import type { Parts } from './plan-parts.js';
import type { Doubt, DoubtCode, ReadTask, Span } from './plan-types.js';

function doubt(code: DoubtCode, taskNo: string | null, span: Span, params?: Record<string, string>): Doubt {
  const base = { code, taskNo, start: span.start, end: span.end };
  return params === undefined ? base : { ...base, params };
}

export interface TaskFacts {
  task: ReadTask;
  item: Item;
  parts: Parts;
  stated: Stated[];
}

const SHOWN_OF_LONG_NAME = 20;

function unitDoubts({ task, item, parts }: TaskFacts): Doubt[] {
  const found: Doubt[] = [];
  const names = parts.units.map((unit) => unit.name).join('、');
  if (task.lead.length === 0) found.push(doubt('no-lead', task.no, task.source));
  const openAt = item.duties.find((duty) => duty.openAt !== null)?.openAt ?? null;
  if (openAt !== null) found.push(doubt('open-ended', task.no, { start: openAt, end: openAt + 1 }));
  for (const unit of parts.units) {
    if (isGroup(unit.name)) found.push(doubt('group-without-members', task.no, unit, { unit: unit.name }));
  }
  for (const unit of parts.tooLong) {
    found.push(doubt('long-name', task.no, unit, { unit: `${unit.name.slice(0, SHOWN_OF_LONG_NAME)}…` }));
  }
  if (item.inherited) found.push(doubt('inherited-units', task.no, task.source, { units: names }));
  if (parts.assumed) found.push(doubt('unlabelled-units', task.no, spanOf(item.duties), { units: names }));
  return found;
}

function spanOf(duties: Duty[]): Span {
  const naming = duties.filter((duty) => duty.mentions.length > 0);
  return { start: naming[0]?.start ?? 0, end: naming.at(-1)?.end ?? 0 };
}

function taskDoubts(facts: TaskFacts): Doubt[] {
  const { task, item, stated } = facts;
  const found = unitDoubts(facts);
  const naming = item.duties.filter((duty) => duty.mentions.length > 0);
  if (naming.length > 1 && item.cuts.length > 0 && !item.inherited) {
    found.push(doubt('several-brackets', task.no, spanOf(item.duties), { count: String(naming.length) }));
  }
  if (item.duties.some((duty) => !duty.closed)) found.push(doubt('truncated', task.no, spanOf(item.duties)));
  if (stated.length === 0) found.push(doubt('no-date', task.no, task.source));
  for (const deadline of stated) {
    if (deadline.trouble === null) continue;
    const year = deadline.dueOn?.slice(0, 4) ?? '';
    found.push(doubt(deadline.trouble, task.no, deadline, { phrase: deadline.phrase, year }));
  }
  return found;
}

interface Numbered {
  value: number;
  scope: object;
}

/** The first item of a kind may not begin above 1; a new scope may begin again at 1. */
function numberDoubt(task: ReadTask, now: Numbered, before: Numbered | undefined): Doubt | null {
  const last = before ?? { value: 0, scope: now.scope };
  if (before !== undefined && before.scope !== now.scope && now.value === 1) return null;
  if (before !== undefined && now.value === last.value) {
    return doubt('duplicate-number', task.no, task.source, { no: task.no! });
  }
  const from = String(last.value);
  const gap = now.value > last.value + 1;
  return gap ? doubt('numbering-gap', task.no, task.source, { from, to: String(now.value) }) : null;
}

function numberDoubts(facts: TaskFacts[]): Doubt[] {
  const found: Doubt[] = [];
  const last = new Map<string, Numbered>();
  for (const { task, item } of facts) {
    const value = task.no === null ? null : numeral(task.no);
    if (value === null) continue;
    const one = numberDoubt(task, { value, scope: item.scope }, last.get(item.kind));
    if (one !== null) found.push(one);
    last.set(item.kind, { value, scope: item.scope });
  }
  return found;
}

/** Where the document says that the first named unit leads. */
function ruleDoubts(facts: TaskFacts[], ruleAt: Span | null): Doubt[] {
  const count = facts.filter(({ parts }) => parts.byRule).length;
  return ruleAt === null || count === 0
    ? []
    : [doubt('inherited-lead-rule', null, ruleAt, { count: String(count) })];
}

export interface HeadFacts {
  title: string | null;
  documentNumber: string | null;
  issuedOn: string | null;
}

export function doubtsOf(facts: TaskFacts[], head: HeadFacts, ruleAt: Span | null, length: number): Doubt[] {
  const top = { start: 0, end: Math.min(length, 1) };
  const found: Doubt[] = [];
  if (head.title === null) found.push(doubt('no-title', null, top));
  if (head.documentNumber === null) found.push(doubt('no-document-number', null, top));
  if (head.issuedOn === null) found.push(doubt('no-issue-day', null, top));
  if (facts.length === 0) found.push(doubt('no-tasks', null, { start: 0, end: length }));
  return [...found, ...ruleDoubts(facts, ruleAt), ...facts.flatMap(taskDoubts), ...numberDoubts(facts)].sort(
    (a, b) => a.start - b.start,
  );
}

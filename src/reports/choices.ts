/** The values a filter may have, and a JSON field may bear. */
import type { DeadlineState } from '../rules/deadline-state.js';
import type { Light } from '../rules/lights.js';

export const STATES: DeadlineState[] = [
  'not-open',
  'not-due',
  'due-soon',
  'due-today',
  'overdue',
  'pending',
  'met',
  'made-up-late',
  'waived',
];

export const LIGHTS: Light[] = ['red', 'yellow', 'green', 'not-started', 'closed'];

export const TASK_STATES = [
  'draft',
  'registered',
  'issued',
  'active',
  'claimed',
  'closed',
  'suspended',
  'withdrawn',
] as const;
export type TaskState = (typeof TASK_STATES)[number];

export const DEADLINE_KINDS = ['refinement', 'progress', 'completion', 'answer', 'reply'] as const;
export type DeadlineKind = (typeof DEADLINE_KINDS)[number];

/**
 * Rule: the state of a task is “draft → registered → issued → active → claimed → closed; suspended, withdrawn”. Every
 * move is one row of the table below: from where, to where, by whom, and what must be there. Late is never a state.
 *
 * Example: Haimen's item 4 is yearly. Issued on 2018-11-02, active once its lead has signed, claimed for 2019 with
 * evidence by the first lead, then `close-year` by an outside verifier: it is active again, for 2020.
 */
export type TaskState =
  'draft' | 'registered' | 'issued' | 'active' | 'claimed' | 'closed' | 'suspended' | 'withdrawn';

/** 等次: what the verifier gives at close-out, and how the unit rates itself. */
export type Grade = 'full' | 'mostly' | 'partly' | 'not';
export const GRADES: readonly Grade[] = ['full', 'mostly', 'partly', 'not'];

export type Move =
  | 'register'
  | 'issue'
  | 'activate'
  | 'claim'
  | 'return-claim'
  | 'close'
  | 'close-year'
  | 'close-with-parent'
  | 'end'
  | 'reopen'
  | 'suspend'
  | 'resume'
  | 'withdraw';

/** How the one who moves it stands to the task. A supervisor records on a unit's behalf (代录) as that unit. */
export type Mover = 'supervisor' | 'verifier' | 'lead' | 'first-lead';

export type Need =
  'reason' | 'review-day' | 'evidence' | 'self-rating' | 'grade' | 'other-leads-settled' | 'plan-ended';

export interface Rule {
  from: readonly TaskState[];
  /** back: to where it was before it was suspended */
  to: TaskState | 'back';
  by: readonly Mover[];
  needs: readonly Need[];
}

export const TRANSITIONS: Record<Move, Rule> = {
  register: { from: ['draft'], to: 'registered', by: ['supervisor'], needs: [] },
  issue: { from: ['registered'], to: 'issued', by: ['supervisor'], needs: [] },
  // By the first receipt of a lead unit, or by what it hands in before it has signed.
  activate: { from: ['issued'], to: 'active', by: ['lead', 'first-lead', 'supervisor'], needs: [] },
  claim: {
    from: ['issued', 'active'],
    to: 'claimed',
    by: ['first-lead'],
    needs: ['evidence', 'self-rating', 'other-leads-settled'],
  },
  'return-claim': { from: ['claimed'], to: 'active', by: ['verifier'], needs: ['reason'] },
  close: { from: ['claimed'], to: 'closed', by: ['verifier'], needs: ['grade'] },
  'close-year': { from: ['claimed'], to: 'active', by: ['verifier'], needs: ['grade'] },
  // What is open below a task ends with it: the verifier saw it before closing.
  'close-with-parent': {
    from: ['issued', 'active', 'suspended'],
    to: 'closed',
    by: ['verifier'],
    needs: [],
  },
  // Standing tasks end with the plan.
  end: { from: ['issued', 'active'], to: 'closed', by: ['supervisor'], needs: ['plan-ended'] },
  reopen: { from: ['closed'], to: 'active', by: ['supervisor', 'verifier'], needs: ['reason'] },
  suspend: {
    from: ['issued', 'active'],
    to: 'suspended',
    by: ['supervisor'],
    needs: ['reason', 'review-day'],
  },
  resume: { from: ['suspended'], to: 'back', by: ['supervisor'], needs: ['reason'] },
  withdraw: {
    from: ['draft', 'registered', 'issued', 'active', 'claimed', 'suspended'],
    to: 'withdrawn',
    by: ['supervisor'],
    needs: ['reason'],
  },
};

export type MoveCode =
  | `task-is-${TaskState}`
  | 'mover-not-supervisor'
  | 'mover-not-verifier'
  | 'mover-not-lead'
  | 'mover-not-first-lead'
  | `move-needs-${Need}`;

export type MoveVerdict = { ok: true; to: TaskState } | { ok: false; code: MoveCode };

export interface MoveFacts {
  state: TaskState;
  /** where a suspended task stood before */
  stateBefore?: TaskState | null;
  by: Mover;
  /** what is there of what the move needs */
  given: readonly Need[];
}

/** Where a move leads, or why it may not be made: the state first, then who, then what is missing. */
export function next(move: Move, facts: MoveFacts): MoveVerdict {
  const rule = TRANSITIONS[move];
  if (!rule.from.includes(facts.state)) return { ok: false, code: `task-is-${facts.state}` };
  if (!rule.by.includes(facts.by)) return { ok: false, code: `mover-not-${rule.by[0]!}` };
  const missing = rule.needs.find((need) => !facts.given.includes(need));
  if (missing) return { ok: false, code: `move-needs-${missing}` };
  return { ok: true, to: rule.to === 'back' ? (facts.stateBefore ?? 'active') : rule.to };
}

/** The moves a state allows at all, whoever makes them: what a page offers. */
export function movesFrom(state: TaskState): Move[] {
  return (Object.keys(TRANSITIONS) as Move[]).filter((move) => TRANSITIONS[move].from.includes(state));
}

/** The table as a Mermaid state diagram, for the README. */
export function asMermaid(): string {
  const lines = Object.entries(TRANSITIONS).flatMap(([move, rule]) =>
    rule.from.flatMap((from) =>
      (rule.to === 'back' ? TRANSITIONS.suspend.from : [rule.to]).map((to) => `  ${from} --> ${to}: ${move}`),
    ),
  );
  return ['stateDiagram-v2', '  [*] --> draft', ...lines, '  closed --> [*]', '  withdrawn --> [*]'].join(
    '\n',
  );
}

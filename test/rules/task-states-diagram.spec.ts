import { readFileSync } from 'node:fs';
import {
  asMermaid,
  movesFrom,
  next,
  TRANSITIONS,
  type Move,
  type TaskState,
} from '../../src/rules/task-states.js';

const STATES = Object.keys({
  draft: 0,
  registered: 0,
  issued: 0,
  active: 0,
  claimed: 0,
  closed: 0,
  suspended: 0,
  withdrawn: 0,
} satisfies Record<TaskState, 0>) as TaskState[];
const MOVES = Object.keys(TRANSITIONS) as Move[];

describe('the table of states', () => {
  it('is the diagram that stands in the README', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    expect(readme).toContain(asMermaid());
  });

  it('says no to every move that has no arrow, by the state it is in', () => {
    for (const state of STATES) {
      for (const move of MOVES) {
        const { by, needs, from } = TRANSITIONS[move];
        const verdict = next(move, { state, by: by[0]!, given: needs });
        expect(verdict.ok).toBe(from.includes(state));
        if (!verdict.ok) expect(verdict.code).toBe(`task-is-${state}`);
        expect(movesFrom(state).includes(move)).toBe(verdict.ok);
      }
    }
  });

  it.each(MOVES)(
    'lets “%s” be made by whom the table names, with everything it needs, and not otherwise',
    (move) => {
      const { by, needs, from, to } = TRANSITIONS[move];
      const facts = { state: from[0]!, stateBefore: 'issued' as const, by: by[0]!, given: needs };
      expect(next(move, facts)).toEqual({ ok: true, to: to === 'back' ? 'issued' : to });
      for (const mover of ['supervisor', 'verifier', 'lead', 'first-lead'] as const)
        expect(next(move, { ...facts, by: mover }).ok).toBe(by.includes(mover));
      for (const need of needs) {
        const given = needs.filter((one) => one !== need);
        expect(next(move, { ...facts, given })).toEqual({ ok: false, code: `move-needs-${need}` });
      }
    },
  );
});

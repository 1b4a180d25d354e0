import { day } from '../../src/rules/day.js';
import { barsEnding } from '../../src/rules/endings.js';
import type { TaskState } from '../../src/rules/task-states.js';

describe('a plan that is to end with 2019-12-31', () => {
  it.each<[TaskState, string[], boolean]>([
    ['active', [], false],
    ['issued', [], false],
    ['active', [''], true],
    ['issued', ['2019'], true],
    ['active', ['2020'], false],
    ['active', ['2020', '2018'], true],
    ['claimed', [], true],
    ['suspended', [], true],
    ['closed', [''], false],
    ['withdrawn', ['2019'], false],
  ])('%s, owing completions %j: must be settled first? %s', (state, owedCompletions, expected) => {
    expect(barsEnding({ state, owedCompletions }, day('2019-12-31'))).toBe(expected);
  });
});

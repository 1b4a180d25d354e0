/** How Haimen's year ends, through whichever door it was played. */
import type { ScorecardDto } from '../../src/reports/lists.dto.js';
import { LEADS, RENAMED, SUCCESSOR, type Year } from './year.js';

/** Nothing is late; item 3 rests on the year's assessment and is due in March; the one-off item 15 is closed. */
export function expectLights(lights: Record<string, string>): void {
  const items = Array.from({ length: 21 }, (_, i) => String(i + 1));
  const others = Object.fromEntries(items.map((no) => [no, 'green']));
  expect(lights).toEqual({ ...others, '3': 'not-started', '15': 'closed' });
}

/** Points of 2018 and 2019, and whatever did not count one for a day that was kept. */
const CARDS: Record<string, [number, number, string[]]> = {
  市考核办: [-1, 5, ['returned refinement -2']],
  市委组织部: [1, 16, []],
  // The extension of item 15 was granted, but no risk was filed: the original day counts.
  市委办: [1, 6, ['late 15 progress -1']],
  市政府办: [1, 0, []],
  // Two lates of 2018; the half-year's was shielded by a filing.
  市人社局: [-2, 2, ['late refinement -1', 'late reply -1', 'late 11 progress 0 filing']],
  // It answered the call for coordination four working days late.
  市财政局: [1, -1, ['late 12 answer -1']],
  市卫健委: [1, 3, []],
  市级机关工委: [1, 0, []],
  市直机关工委: [0, 2, []],
  市总工会: [1, 0, []],
  市纪委监委: [1, 8, []],
};

export async function expectCards({ doors, unitId }: Year): Promise<void> {
  const cards: typeof CARDS = {};
  for (const name of [...LEADS.filter((lead) => lead !== RENAMED[0]), RENAMED[1], SUCCESSOR]) {
    const [first, second] = [
      await doors.scorecard(unitId(name), 2018),
      await doors.scorecard(unitId(name), 2019),
    ];
    cards[name] = [first.points, second.points, [...faults(first), ...faults(second)]];
    // Reckoned again, it is the same to the letter.
    expect(await doors.scorecard(unitId(name), 2019)).toEqual(second);
  }
  expect(cards).toEqual(CARDS);
}

function faults({ plans }: ScorecardDto): string[] {
  return plans
    .flatMap((plan) => plan.events)
    .filter(({ code }) => code !== 'on-time')
    .map(({ code, no, kind, points, shieldedBy }) =>
      [code, no, kind, points, shieldedBy?.split(':')[0]].filter((part) => part != null).join(' '),
    );
}

/** One point is struck, and nothing else changes. */
export function expectContest({ before, after }: { before: ScorecardDto; after: ScorecardDto }): void {
  expect([before.points, after.points]).toEqual([-2, -1]);
  const struck = after.plans[0]!.events.filter((event) => event.struck);
  expect(struck).toMatchObject([
    { code: 'late', kind: 'refinement', points: 0, objection: { outcome: 'approved' } },
  ]);
}

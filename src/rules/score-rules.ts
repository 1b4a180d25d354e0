/**
 * Rule: “scores by rules kept as data with published presets (on time +1, late −1, returned −2, after urging half)”.
 * A plan takes a preset or its own numbers. Numbers are halves, so that sums are exact; what is a merit never costs
 * and what is a fault never pays, so that no shield can lower a score.
 *
 * Presets: `plain` is the first and holds where nothing was chosen. `gentle` halves lateness and lets a return cost
 * half a point: it is meant for a first year. `graded` adds what the verifier gave at close-out, and charges an
 * extension half a point unless a risk was filed.
 */
export interface ScorePoints {
  /** handed in by the day that counts */
  onTime: number;
  /** the same, but only after an urging */
  onTimeUrged: number;
  late: number;
  /** each return */
  returned: number;
  /** each extension granted */
  extension: number;
  /** the grade of a close-out, to the unit that claimed it */
  full: number;
  mostly: number;
  partly: number;
  not: number;
}
export type PointName = keyof ScorePoints;

export interface ScoreRules {
  /** the preset's name, or `own` */
  preset: string;
  points: ScorePoints;
}

const PLAIN: ScorePoints = {
  ...{ onTime: 1, onTimeUrged: 0.5, late: -1, returned: -2, extension: 0 },
  ...{ full: 0, mostly: 0, partly: 0, not: 0 },
};

export const PRESETS = {
  plain: PLAIN,
  gentle: { ...PLAIN, late: -0.5, returned: -0.5 },
  graded: { ...PLAIN, extension: -0.5, full: 2, mostly: 1, partly: 0, not: -2 },
} satisfies Record<string, ScorePoints>;
export type PresetName = keyof typeof PRESETS;
export const PRESET_NAMES = Object.keys(PRESETS) as PresetName[];
export const POINT_NAMES = Object.keys(PLAIN) as PointName[];
export const OWN_RULES = 'own';

export const defaultScoreRules: ScoreRules = { preset: 'plain', points: PLAIN };

export function isPreset(name: string): name is PresetName {
  return Object.hasOwn(PRESETS, name);
}

/** No single event decides a year. */
export const MOST_POINTS = 10;

type Bounds = readonly [lowest: number, highest: number];
const MERIT: Bounds = [0, MOST_POINTS];
const FAULT: Bounds = [-MOST_POINTS, 0];
const EITHER: Bounds = [-MOST_POINTS, MOST_POINTS];

export const POINT_BOUNDS: Record<PointName, Bounds> = {
  ...{ onTime: MERIT, onTimeUrged: MERIT, late: FAULT, returned: FAULT, extension: FAULT },
  ...{ full: MERIT, mostly: EITHER, partly: EITHER, not: FAULT },
};

export type PointFault =
  'points-not-halves' | 'points-out-of-bounds' | 'urged-above-on-time' | 'grades-out-of-order';

/** What is wrong with a plan's own numbers, by number; empty where they may be used. */
export function faultsOfPoints(points: ScorePoints): Partial<Record<PointName, PointFault>> {
  const faults: Partial<Record<PointName, PointFault>> = {};
  if (points.onTimeUrged > points.onTime) faults.onTimeUrged = 'urged-above-on-time';
  const grades = ['full', 'mostly', 'partly', 'not'] as const;
  grades.forEach((grade, i) => {
    const better = grades[i - 1];
    if (better && points[grade] > points[better]) faults[grade] = 'grades-out-of-order';
  });
  for (const name of POINT_NAMES) {
    const [lowest, highest] = POINT_BOUNDS[name];
    if (!Number.isInteger(points[name] * 2)) faults[name] = 'points-not-halves';
    else if (points[name] < lowest || points[name] > highest) faults[name] = 'points-out-of-bounds';
  }
  return faults;
}

/** Numbers as one of the presets where they are the same as its. */
export function rulesOf(points: ScorePoints): ScoreRules {
  const preset = PRESET_NAMES.find((name) =>
    POINT_NAMES.every((each) => PRESETS[name][each] === points[each]),
  );
  return { preset: preset ?? OWN_RULES, points };
}

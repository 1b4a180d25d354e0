/** What a plan's scores are reckoned by, kept as data. */
export interface ScoreRules {
  preset: string;
  points: Record<string, number>;
}

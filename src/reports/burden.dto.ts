import { IsOptional, Matches } from 'class-validator';

export class BurdenQueryDto {
  /** YYYY-MM; left away: this month. */
  @IsOptional() @Matches(/^[1-9]\d{3}-(0[1-9]|1[0-2])$/) month?: string;
}

/** What one unit was asked for and sent in a month, across plans. */
export class UnitBurdenDto {
  unitId: number;
  unitName: string;
  /** Deadlines opened: refinement plans, progress, completions. */
  deadlines: number;
  urgings: number;
  /** Supervision notices. */
  notices: number;
  /** Calls for coordination it has to answer. */
  coordinations: number;
  /** Submissions returned. */
  returns: number;
  /** The sum of the five. */
  requests: number;
  /** One for each of its people; a mail that speaks to somebody of two units counts for both. */
  mails: number;
}

export class BurdenDto {
  /** YYYY-MM */
  month: string;
  /** The most asked first. */
  items: UnitBurdenDto[];
}

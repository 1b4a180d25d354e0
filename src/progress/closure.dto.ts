import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import type { Day } from '../rules/day.js';
import { IsDay } from '../web/is-day.js';

/** 重新启动 of a closed task. */
export class ReopeningDto {
  /** Needed: why what was closed is taken up again. */
  @IsOptional() @IsString() @MaxLength(2000) reason?: string;

  /** By when the completion is owed again. */
  @IsDay() dueOn: Day;
}

/** 告知 of the other leads that a claim is coming. */
export class TellingDto {
  /** The year that is claimed, `2019`; left away: the completion that has no period. */
  @IsOptional() @Matches(/^\d{4}$/) period?: string;
}

export class TellingResultDto {
  /** How many units were told now. */
  told: number;
  /** YYYY-MM-DD: from this day on their silence no longer stops the claim. */
  claimableOn: string;
}

export class ReopeningResultDto {
  taskId: number;
  state: 'active';
}

import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { Day } from '../rules/day.js';
import { OneLine } from '../web/fields.js';
import { IsDay } from '../web/is-day.js';

export const LONGEST_INSTRUCTION = 500;
const LONGEST_NAME = 50;

/** 批示: a leader's note on a task. */
export class InstructionDto {
  @IsString() @MaxLength(LONGEST_INSTRUCTION) text: string;

  /** Which leader wrote it; needed from a supervisor, a leader's own is signed with the leader's name. */
  @IsOptional() @OneLine() @IsString() @MaxLength(LONGEST_NAME) leaderName?: string;

  /** The day it was written; left away: today. */
  @IsOptional() @IsDay() instructedOn?: Day;
}

export class InstructionResultDto {
  instructionId: number;
  /** How many people of the lead units were written to. */
  mails: number;
}

/** What is asked about the reform of a unit, by form and by API alike. */
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { IsDay } from '../web/is-day.js';
import type { Day } from '../rules/day.js';

const LONGEST_NAME = 100;
const LONGEST_LIST = 2_000;
const LONGEST_REASON = 500;

export const REFORM_KINDS = ['rename', 'merge', 'split', 'dissolve'] as const;
export type ReformKind = (typeof REFORM_KINDS)[number];

/** The largest key an integer column holds on both databases. */
const LARGEST_KEY = 2_147_483_647;
const MOST_CHOICES = 5_000;

/** Which of the successors takes a duty. */
export class ReformChoiceDto {
  @IsInt() @Min(1) @Max(LARGEST_KEY) dutyId: number;
  /** The name of one of them; empty: it waits 待认领. */
  @IsString() @MaxLength(LONGEST_NAME) successor: string;
}

/** A form sends `12:市卫健委`, a program an object. */
const Choices = () =>
  Transform(({ value }: { value: unknown }) =>
    Array.isArray(value)
      ? value.map((one: unknown) => Object.assign(new ReformChoiceDto(), choiceOf(one)))
      : value,
  );

function choiceOf(one: unknown): object {
  if (typeof one !== 'string') return typeof one === 'object' && one !== null ? one : {};
  const at = one.indexOf(':');
  return { dutyId: Number(one.slice(0, at)), successor: one.slice(at + 1) };
}

export class ReformDto {
  @IsIn(REFORM_KINDS) kind: ReformKind;
  /** The day it takes effect; left away: today. */
  @IsOptional() @IsDay() on?: Day;
  /** The paper that says so, or the cause in words. */
  @IsString() @MaxLength(LONGEST_REASON) reason: string;
  /** rename: the new name. */
  @IsOptional() @IsString() @MaxLength(LONGEST_NAME) name?: string;
  /** merge: the units that end together with this one, separated by 、 or line breaks. */
  @IsOptional() @IsString() @MaxLength(LONGEST_LIST) with?: string;
  /** merge, dissolve: who takes over. split: all who do, separated by 、. A name nobody bears yet is a new unit. */
  @IsOptional() @IsString() @MaxLength(LONGEST_LIST) successors?: string;
  /** The unit that verifies from now on what the ended ones verified; left away: the only successor. */
  @IsOptional() @IsString() @MaxLength(LONGEST_NAME) verifier?: string;
  /** split: who takes which duty; one that is left out waits 待认领. */
  @IsOptional()
  @Choices()
  @IsArray()
  @ArrayMaxSize(MOST_CHOICES)
  @ValidateNested({ each: true })
  choices?: ReformChoiceDto[];
}

/** Who takes over a duty that is 待认领. */
export class ClaimDutyDto {
  /** The unit's name, as it is registered. */
  @IsString() @MaxLength(LONGEST_NAME) unit: string;
  @IsString() @MaxLength(LONGEST_REASON) reason: string;
}

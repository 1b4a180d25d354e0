import { applyDecorators } from '@nestjs/common';
import { Transform, Type } from 'class-transformer';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { OneLine } from '../web/fields.js';
import { IsDay } from '../web/is-day.js';
import type { Day } from '../rules/day.js';
import type { TaskKind } from '../rules/proposals.js';
import type { GroupMode } from './duty.entity.js';
import type { Reporting } from './plan.entity.js';

/** Characters of a pasted document: some hundred pages, as much as a body may carry. A longer one comes as a file. */
const LONGEST_DOCUMENT = 500_000;

/** A tick box of a form arrives as text, or as two with the hidden field that says it was there. */
const Tick = () =>
  Transform(({ value }: { value: unknown }) =>
    [value].flat().some((one) => one === true || one === 'on' || one === 'true'),
  );
/** The largest key an integer column holds on both databases. */
const LARGEST_KEY = 2_147_483_647;
const RowKey = () =>
  applyDecorators(
    Type(() => Number),
    IsInt(),
    Min(1),
    Max(LARGEST_KEY),
  );
const OneOrMany = () =>
  Transform(({ value }: { value: unknown }) =>
    Array.isArray(value) || value === undefined ? value : [value],
  );

/** A document to be read: its text, or a file beside it. */
export class DocumentDto {
  @IsOptional() @IsString() @MaxLength(LONGEST_DOCUMENT) text?: string;
  /** What the source is called; a file's own name where it came as a file. */
  @IsOptional() @IsString() @MaxLength(200) name?: string;
}

/** Corrections to the plan as a whole. What is left away stays, unless `whole` says that all was given. */
export class PlanCorrectionDto {
  /** A form that holds every field: what it lacks was emptied. */
  @IsOptional() @Tick() @IsBoolean() whole?: boolean;
  @IsOptional() @OneLine() @IsString() @MaxLength(300) title?: string;
  @IsOptional() @OneLine() @IsString() @MaxLength(100) documentNumber?: string;
  @IsOptional() @OneLine() @IsString() @MaxLength(100) issuedBy?: string;
  @IsOptional() @IsDay() issuedOn?: Day;
  @IsOptional() @IsDay() refinementDueOn?: Day;
  @IsOptional() @IsIn(['first-lead', 'each-lead']) reporting?: Reporting;
  /** The outside unit that verifies every task the supervising department leads itself. */
  @IsOptional() @RowKey() verifierUnitId?: number;
}

/** Whether a draft stands alone, adds to an issued plan or replaces one. */
export class PlanRelationDto {
  @IsIn(['alone', 'supplement', 'replacement']) relation: 'alone' | 'supplement' | 'replacement';
  /** The plan it adds to or replaces: issued, not over, not itself a supplement. */
  @IsOptional() @RowKey() relatedPlanId?: number;
}

/** What one co-operating duty owes: a group's members, or a unit that is asked to report too. */
export class DutyChoiceDto {
  @IsOptional() @IsIn(['informed', 'collected', 'each']) groupMode?: GroupMode;
  @IsOptional() @RowKey() collectorUnitId?: number;
  @IsOptional() @Tick() @IsBoolean() reports?: boolean;
}

/** Corrections to one task of a draft. Units are named as on paper; new ones are taken into the register. */
export class TaskCorrectionDto {
  /** A form that holds every field: what it lacks was emptied. */
  @IsOptional() @Tick() @IsBoolean() whole?: boolean;
  @IsOptional() @OneLine() @IsString() @MaxLength(60) title?: string;
  @IsOptional() @IsString() @MaxLength(20_000) text?: string;
  /** Lead units, first lead first: names separated by 、 or line breaks. */
  @IsOptional() @IsString() @MaxLength(4000) lead?: string;
  @IsOptional() @IsString() @MaxLength(8000) cooperating?: string;
  @IsOptional()
  @OneOrMany()
  @IsArray()
  @IsIn(['one-off', 'yearly', 'standing'], { each: true })
  kinds?: TaskKind[];
  @IsOptional() @Tick() @IsBoolean() restsOnAssessment?: boolean;
  @IsOptional() @IsIn(['half-year', 'year']) standingRhythm?: 'half-year' | 'year';
  @IsOptional() @IsIn(['as-plan', 'first-lead', 'each-lead']) reporting?: Reporting | 'as-plan';
  @IsOptional() @RowKey() verifierUnitId?: number;
}

/** Which doubts of the list were looked at: their places, separated by commas; left away: all. */
export class DoubtsDto {
  @IsOptional() @Matches(/^\d+(,\d+)*$/) places?: string;
}

/** null: all of them. */
export function placesOf({ places }: DoubtsDto): number[] | null {
  return places?.split(',').map(Number) ?? null;
}

/** A person's day for a proposed deadline of a draft. */
export class DeadlineDayDto {
  @IsOptional() @IsDay() dueOn?: Day;
  /** true: this is not asked for. */
  @IsOptional() @Tick() @IsBoolean() dropped?: boolean;
}

export class IssueDto {
  /** Days that lie in the past are meant: a plan already running is taken over. */
  @IsOptional() @Tick() @IsBoolean() acceptPastDays?: boolean;
}

/** A page of the list of plans. */
export class PlanPageDto {
  @IsOptional() @RowKey() after?: number;
}

import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { MOST_ROWS } from '../rules/measure-rows.js';
import { Numbered } from '../web/fields.js';
import { IsDay } from '../web/is-day.js';
import type { Day } from '../rules/day.js';
import { GRADES, type Grade } from '../rules/task-states.js';

/** Of one row of a refinement plan. */
export class MeasureRemarkDto {
  @IsInt() measureId: number;
  @IsString() @MaxLength(500) remark: string;
}

export class VerificationDto {
  @IsIn(['accepted', 'returned']) outcome: 'accepted' | 'returned';

  /** Needed to accept a claim, together with a remark: 完成 / 基本完成 / 部分完成 / 未完成 */
  @IsOptional() @IsIn(GRADES) grade?: Grade;

  /** Needed for a return: what is missing, in words the unit can act on. Of an accepted claim: the remark. */
  @IsOptional() @IsString() @MaxLength(2000) reason?: string;

  /** By when it is owed again; left away: three working days from today, never before the due day. */
  @IsOptional() @IsDay() reworkOn?: Day;

  /** Of a refinement plan, by row; in a form `remark-<measure>`. A return with remarks needs no other reason. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_ROWS)
  @ValidateNested({ each: true })
  @Type(() => MeasureRemarkDto)
  @Numbered({ prefix: 'remark', number: 'measureId', value: 'remark' })
  remarks?: MeasureRemarkDto[];
}

import { Type } from 'class-transformer';
import { IsIn, IsInt, IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { LONGEST_REASON } from './extension.dto.js';

/** 报备 */
export class FilingDto {
  @IsString() @IsNotEmpty() @MaxLength(LONGEST_REASON) text: string;

  /** Of several leads the one that files; needed only where it is not plain. */
  @IsOptional() @Type(() => Number) @IsInt() unitId?: number;
}

export class FilingDecisionDto {
  @IsIn(['approved', 'refused']) outcome: 'approved' | 'refused';

  /** Needed where it is refused. */
  @IsOptional() @IsString() @MaxLength(LONGEST_REASON) remark?: string;
}

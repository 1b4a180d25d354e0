/** The pasted notice, first for checking, then for saving. */
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

const LONGEST_NOTICE = 20_000;
const [FIRST_YEAR, LAST_YEAR] = [2000, 2100];

export class CalendarNoticeDto {
  @IsString({ message: 'calendar-text-not-read' })
  @MaxLength(LONGEST_NOTICE)
  text: string;
  /** Where the text does not say it. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(FIRST_YEAR) @Max(LAST_YEAR) year?: number;
}

export class YearQuery {
  @IsOptional() @Type(() => Number) @IsInt() @Min(FIRST_YEAR) @Max(LAST_YEAR) year?: number;
}

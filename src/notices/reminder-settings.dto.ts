import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, MaxLength, Min } from 'class-validator';

/** A field left away takes what holds above. */
export class ReminderSettingsDto {
  /** Left away: of the whole house. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) jurisdictionId?: number;
  /** Working days left at which a unit is reminded: `7、3、1`. */
  @IsOptional() @IsString() @MaxLength(100) remindBefore?: string;
  @IsOptional() @IsString() @MaxLength(10) urgeAfter?: string;
  @IsOptional() @IsString() @MaxLength(10) noticeAfter?: string;
  @IsOptional() @IsString() @MaxLength(10) unverifiedAfter?: string;
  @IsOptional() @IsString() @MaxLength(10) unsignedAfter?: string;
  @IsOptional() @IsIn(['yes', 'no', '']) digestEveryWorkingDay?: 'yes' | 'no' | '';
  /** Of the house only: `08:30` */
  @IsOptional() @IsString() @MaxLength(10) hour?: string;
}

export class SettingsQuery {
  @IsOptional() @IsString() @MaxLength(12) jurisdiction?: string;
}

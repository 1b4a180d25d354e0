import { OneLine } from '../web/fields.js';
import { IsOptional, IsString, MaxLength } from 'class-validator';

const LONGEST_REASON = 500;

/** A target figure of a task. */
export class TargetDto {
  /** What is measured; may be left away. */
  @IsOptional() @OneLine() @IsString() @MaxLength(100) name?: string;

  /** A decimal number: 10, 3.5 */
  @IsString() @MaxLength(40) amount: string;

  /** 个, %, 万元 */
  @IsOptional() @OneLine() @IsString() @MaxLength(10) measuredIn?: string;

  /** Why it is added or corrected after issue. */
  @IsString() @MaxLength(LONGEST_REASON) reason: string;
}

export class TargetAnswerDto {
  targetId: number;
  taskId: number;
}

/** 签收: what a unit says when it signs for its duties, and what the API answers. */
import { Transform } from 'class-transformer';
import { IsInt, IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import { OneLine } from '../web/fields.js';
import type { Day } from '../rules/day.js';

const LONGEST_NAME = 50;
const trimmed = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.trim() : value;

export class ReceivingDto {
  /** 联络员: who answers for it in the unit. */
  @Transform(trimmed) @OneLine() @IsString() @IsNotEmpty() @MaxLength(LONGEST_NAME) contactName: string;

  /** 分管领导 */
  @Transform(trimmed) @OneLine() @IsString() @IsNotEmpty() @MaxLength(LONGEST_NAME) leaderInCharge: string;

  /** Only the duties of this plan; left away: of all. */
  @IsOptional() @IsInt() planId?: number;
}

export class SignedPlanDto {
  receiptId: number;
  planId: number;
  /** How many duties it signs. */
  duties: number;
}

export class SignedDto {
  signedOn: Day;
  receipts: SignedPlanDto[];
}

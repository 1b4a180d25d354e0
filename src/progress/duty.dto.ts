/** 退回改派: what is said when a duty is sent back or given to another unit, and what the API answers. */
import { Transform } from 'class-transformer';
import { IsInt, IsNotEmpty, IsString, MaxLength } from 'class-validator';
import type { DutyPart } from '../plans/duty.entity.js';
import type { DutyEnd } from '../plans/former-duty.entity.js';
import type { Day } from '../rules/day.js';
import type { Outcome } from '../rules/outcome.js';

const LONGEST_REASON = 500;
const trimmed = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' ? value.trim() : value;

export class SendingBackDto {
  /** Why this is not the unit's to do. */
  @Transform(trimmed) @IsString() @IsNotEmpty() @MaxLength(LONGEST_REASON) reason: string;
}

export class ReassignmentDto extends SendingBackDto {
  @IsInt() toUnitId: number;
}

/** As a person types it. */
export class ReassignmentFormDto extends SendingBackDto {
  /** Official name, alias or former name. */
  @Transform(trimmed) @IsString() @IsNotEmpty() @MaxLength(100) unit: string;
}

export class SendingBackRefusalDto {
  /** Why it stays with the unit. */
  @Transform(trimmed) @IsString() @IsNotEmpty() @MaxLength(LONGEST_REASON) remark: string;
}

export class SentBackDto {
  sentBackId: number;
  dutyId: number;
  outcome: Outcome;
}

export class ReassignedDto {
  /** Another than asked for where the unit had a part in the task already. */
  dutyId: number;
  unitId: number;
  /** Deadlines that the unit owes now. */
  deadlineIds: number[];
}

export class SentBackRowDto {
  id: number;
  unitId: number;
  unitName: string;
  reason: string;
  askedOn: Day;
  outcome: Outcome;
  remark: string | null;
  decidedOn: Day | null;
}

export class FormerDutyDto {
  unitId: number;
  unitName: string;
  part: DutyPart;
  isFirst: boolean;
  issuedOn: Day | null;
  signedOn: Day | null;
  /** The first day it was no longer this unit's. */
  endedOn: Day;
  cause: DutyEnd;
  reason: string;
  successorUnitId: number | null;
  successorName: string | null;
}

export class DutyDetailsDto {
  id: number;
  planId: number;
  taskId: number;
  taskNo: string;
  title: string;
  unitId: number;
  unitName: string;
  part: DutyPart;
  isFirst: boolean;
  issuedOn: Day | null;
  signedOn: Day | null;
  /** 待认领 since this day. */
  unclaimedFromOn: Day | null;
  /** Who held it before, the last first. */
  former: FormerDutyDto[];
  /** What was sent back, the newest first. */
  sentBack: SentBackRowDto[];
}

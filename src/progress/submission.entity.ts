import { Entity, ForeignKey, Index } from 'typeorm';
import {
  DayColumn,
  IdColumn,
  InstantColumn,
  IntegerColumn,
  OptionalIntegerColumn,
  OptionalTextColumn,
  TextColumn,
} from '../platform/columns.js';
import type { Day } from '../rules/day.js';
import type { Grade } from '../rules/task-states.js';

/** How it came. Telephone, paper and OA are 代录: recorded by a supervisor on the unit's behalf. */
export type Channel = 'web' | 'link' | 'mail' | 'api' | 'workbook' | 'telephone' | 'paper' | 'oa';
/** 按序时推进 / 有困难 / 申请办结 / 本期无变化 */
export type Standing = 'on-schedule' | 'difficulty' | 'claim' | 'nothing-new';
export type SubmissionState = 'pending' | 'accepted' | 'returned' | 'replaced';

/** 报送: what a unit hands in for one deadline. Editable until verified: an edit replaces it by a new row. */
@Entity('submissions')
@Index(['deadlineId', 'id'])
@Index(['state', 'submittedAt'])
export class Submission {
  @IdColumn() id: number;
  @ForeignKey('Deadline') @IntegerColumn() deadlineId: number;
  @Index() @ForeignKey('Unit') @IntegerColumn() unitId: number;
  /** Shown to the unit: 〔2026〕000123 */
  @Index({ unique: true }) @TextColumn() receiptNumber: string;
  @TextColumn() text: string;
  @TextColumn() standing: Standing;
  @OptionalIntegerColumn() percentage: number | null;
  @OptionalTextColumn() difficulty: string | null;
  @OptionalTextColumn() nextStep: string | null;
  @TextColumn() channel: Channel;
  /** The day it reached the department; counts as the met day once accepted. */
  @DayColumn() receivedOn: Day;
  @InstantColumn() submittedAt: string;
  @ForeignKey('Person') @OptionalIntegerColumn() submittedById: number | null;
  /** Of one that came by a mail's link: which. */
  @OptionalIntegerColumn() linkId: number | null;
  /** Who gave it by telephone or on paper, where a supervisor recorded it. */
  @OptionalTextColumn() givenBy: string | null;
  /** Of a claim 申请办结: how the unit grades itself. */
  @OptionalTextColumn() selfRating: Grade | null;
  @TextColumn() state: SubmissionState;
}

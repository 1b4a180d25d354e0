import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import type { DeadlineKind } from './choices.js';

const FIRST_YEAR = 2000;
const LAST_YEAR = 2100;

export class YearQueryDto {
  /** This year where it is left away. */
  @IsOptional() @Type(() => Number) @IsInt() @Min(FIRST_YEAR) @Max(LAST_YEAR) year?: number;
}

export class StatementQueryDto extends YearQueryDto {
  /** The half-year; of this year the one that runs where it is left away, of a past one the second. */
  @IsOptional() @IsIn(['H1', 'H2']) half?: 'H1' | 'H2';
}

export class ListedDueDto {
  deadlineId: number;
  kind: DeadlineKind;
  /** `2019-H1`, `2019`, or empty where there is no period. */
  period: string;
  /** The day the unit owes by, a rework day included. */
  owedOn: string;
  metOn: string | null;
}

export class ListedTaskDto {
  taskId: number;
  no: string;
  title: string;
  text: string;
  /** lead or cooperating. */
  part: string;
  isFirst: boolean;
  leads: string[];
  cooperating: string[];
  /** What this unit owes of it in that year. */
  dues: ListedDueDto[];
  /** Who to ask: the contact the first lead named. */
  contact: string | null;
}

export class ListedPlanDto {
  planId: number;
  title: string;
  documentNumber: string | null;
  /** The first day on which this unit was told of it. */
  issuedOn: string | null;
  signedOn: string | null;
  contactName: string | null;
  leaderInCharge: string | null;
  tasks: ListedTaskDto[];
  /** Owed for the plan as a whole: its refinement plan. */
  dues: ListedDueDto[];
}

/** 任务单 */
export class UnitTasksDto {
  /** 〔2019〕12号 */
  number: string;
  year: number;
  unitId: number;
  unitName: string;
  plans: ListedPlanDto[];
}

export class SpokenDto {
  submissionId: number;
  receivedOn: string;
  standing: string;
  text: string;
  /** pending, accepted or returned. */
  state: string;
}

export class StatedDto extends ListedDueDto {
  planId: number;
  planTitle: string;
  taskId: number | null;
  no: string | null;
  title: string | null;
  originalDueOn: string;
  state: string;
  /** Taken off within the period: moved, closed with its task, corrected. */
  waivedOn: string | null;
  /** The last word on the same matter before the period. */
  before: SpokenDto | null;
  /** The last word within it. */
  within: SpokenDto | null;
}

/** 对账单: open before + new − done − taken off = open after. */
export class StatementDto {
  unitId: number;
  unitName: string;
  year: number;
  half: 'H1' | 'H2';
  fromOn: string;
  /** Today where the period still runs. */
  toOn: string;
  openBefore: number;
  opened: number;
  done: number;
  takenOff: number;
  openAfter: number;
  items: StatedDto[];
}

export class ListedObjectionDto {
  id: number;
  reason: string;
  /** pending, approved (upheld) or refused. */
  outcome: string;
  remark: string | null;
  askedOn: string;
  decidedOn: string | null;
}

export class ScoreEventDto {
  /** The same whenever it is computed: what an objection refers to. */
  key: string;
  /** on-time, on-time-urged, late, returned, extended, grade-full … grade-not. */
  code: string;
  on: string;
  /** What it counts; 0 where it is shielded or struck. */
  points: number;
  /** What it counts by the rules. */
  worth: number;
  deadlineId: number | null;
  taskId: number | null;
  submissionId: number | null;
  /** As printed; null for what the unit owes for the plan as a whole. */
  no: string | null;
  title: string | null;
  /** null where it is about the task and not one deadline. */
  kind: DeadlineKind | null;
  period: string;
  /** `filing:5` or `coordination:2` */
  shieldedBy: string | null;
  /** An objection was upheld. */
  struck: boolean;
  objection: ListedObjectionDto | null;
}

export class ShareDto {
  done: number;
  onTime: number;
  lateNow: number;
  /** Percent, whole; null where nothing was due. */
  rate: number | null;
}

export class UnitStandingDto extends ShareDto {
  unitId: number;
  unitName: string;
  leads: number;
  cooperates: number;
  asked: number;
  pending: number;
  madeUpLate: number;
  /** Working days. */
  daysLate: number;
  returned: number;
  nothingNew: number;
  extensions: number;
  completions: ShareDto;
  reports: ShareDto;
  points: number;
  /** By points; null where the unit owed nothing, or where it is not for this reader. */
  place: number | null;
}

export class ScoredPlanDto {
  planId: number;
  title: string;
  documentNumber: string | null;
  preset: string;
  standing: UnitStandingDto;
  /** How many units have a place; null where places are not shown. */
  placesOf: number | null;
  events: ScoreEventDto[];
}

/** 成绩单 */
export class ScorecardDto {
  unitId: number;
  unitName: string;
  year: number;
  points: number;
  plans: ScoredPlanDto[];
}

export class PlanStandingDto {
  planId: number;
  year: number | null;
  preset: string;
  items: UnitStandingDto[];
}

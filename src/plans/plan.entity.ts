import { Entity, ForeignKey, Index } from 'typeorm';
import {
  IdColumn,
  InstantColumn,
  IntegerColumn,
  JsonColumn,
  OptionalDayColumn,
  OptionalInstantColumn,
  OptionalIntegerColumn,
  OptionalJsonColumn,
  OptionalTextColumn,
  TextColumn,
} from '../platform/columns.js';
import type { Day } from '../rules/day.js';
import type { ScoreRules } from '../rules/scores.js';

export type PlanState = 'draft' | 'issued' | 'withdrawn';
/** Joint tasks: the first lead reports for all, or each lead for itself. */
export type Reporting = 'first-lead' | 'each-lead';

/** What the reader was unsure of, until a person has settled it. */
export interface StoredDoubt {
  code: string;
  taskNo: string | null;
  start: number;
  end: number;
  params: Record<string, string>;
  settled: boolean;
}
export interface LeftOver {
  start: number;
  end: number;
  text: string;
}

/** 方案: one issued document with its source text. */
@Entity('plans')
export class Plan {
  @IdColumn() id: number;
  @TextColumn() title: string;
  @Index() @OptionalTextColumn() documentNumber: string | null;
  @OptionalTextColumn() issuedBy: string | null;
  /** The day the document bears. */
  @OptionalDayColumn() issuedOn: Day | null;
  /** The printed day for the refinement plans 细化方案 of all lead units. */
  @OptionalDayColumn() refinementDueOn: Day | null;
  @OptionalTextColumn() refinementPhrase: string | null;
  @TextColumn() sourceName: string;
  @TextColumn() sourceText: string;
  @JsonColumn() doubts: StoredDoubt[];
  @JsonColumn() leftOver: LeftOver[];
  @TextColumn() state: PlanState;
  @TextColumn() reporting: Reporting;
  /** The department that supervises it. */
  @ForeignKey('Unit') @IntegerColumn() supervisorUnitId: number;
  /** 交办: the day the clock started. */
  @OptionalDayColumn() clockStartedOn: Day | null;
  @OptionalInstantColumn() issuedAt: string | null;
  /** Set on a draft that adds its items to an issued plan when it is issued. */
  @OptionalIntegerColumn() supplementsPlanId: number | null;
  /** Issuing this one withdraws what is open of that one. */
  @OptionalIntegerColumn() replacesPlanId: number | null;
  /** The plan is over: its standing tasks ended with it. */
  @OptionalDayColumn() endedOn: Day | null;
  /** What its scores are reckoned by; null: the first published preset. */
  @OptionalJsonColumn() scoreRules: ScoreRules | null;
  /** Since when units see each other's places; null: they do not. */
  @OptionalDayColumn() rankingFromOn: Day | null;
  /** Its department's when it was made; null: the topmost one. */
  @OptionalIntegerColumn() jurisdictionId: number | null;
  @InstantColumn() createdAt: string;
  @InstantColumn() changedAt: string;
}

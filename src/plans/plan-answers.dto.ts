import type { PlanState, Reporting } from './plan.entity.js';

/** A plan as the API shows it in lists. */
export class PlanSummaryDto {
  id: number;
  title: string;
  documentNumber: string | null;
  issuedBy: string | null;
  /** The day the document bears, YYYY-MM-DD. */
  issuedOn: string | null;
  state: PlanState;
  /** The day the clock started, YYYY-MM-DD; null for a draft. */
  clockStartedOn: string | null;
  tasks: number;
}

export class PlanDto extends PlanSummaryDto {
  refinementDueOn: string | null;
  reporting: Reporting;
  supervisorUnitId: number;
  /** Of a draft: what is still to be checked. */
  openDoubts: number;
  /** Of a draft: what stands in the way of issuing it, as sentences. */
  problems: string[];
}

export class PlanListDto {
  items: PlanSummaryDto[];
  /** Give it as `after` to get the next page; null at the end. */
  next: string | null;
}

export class RelatedPlanDto {
  id: number;
  title: string;
  documentNumber: string | null;
}

export class PlanRelationsDto {
  /** The plan that its items joined. */
  supplements: RelatedPlanDto | null;
  /** The plan whose open tasks it withdrew. */
  replaces: RelatedPlanDto | null;
  supplementedBy: RelatedPlanDto[];
  replacedBy: RelatedPlanDto | null;
}

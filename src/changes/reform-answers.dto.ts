/** What the API says about the reform of units. */
export class ReformedDto {
  /** The units that took over, in the order they were named. */
  successors: number[];
  /** How many duties another unit has now. */
  moved: number;
  /** How many duties wait for a unit. */
  unclaimed: number;
}

export class SuccessorDto {
  unitId: number;
  name: string;
}

export class UnitReformDto {
  id: number;
  kind: 'rename' | 'merge' | 'split' | 'dissolve';
  onDay: string;
  reason: string;
  successors: SuccessorDto[];
}

export class FormerNameDto {
  name: string;
  /** null: as long as it is known. */
  fromOn: string | null;
  /** The first day on which it no longer bore it. */
  untilOn: string;
}

export class UnitHistoryDto {
  reforms: UnitReformDto[];
  formerNames: FormerNameDto[];
}

export class UnclaimedDutyDto {
  id: number;
  taskId: number;
  taskNo: string;
  title: string;
  planId: number;
  part: 'lead' | 'cooperating';
  isFirst: boolean;
  /** The unit that held it and is no more. */
  unitId: number;
  unitName: string;
  unclaimedFromOn: string;
}

export class UnclaimedListDto {
  items: UnclaimedDutyDto[];
  next: string | null;
}

export class ClaimedDutyDto {
  unitId: number;
}

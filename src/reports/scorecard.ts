/** A unit's standing and its events in one plan, as page and API give them. */
import type { ScoredPlanDto, ListedObjectionDto, UnitStandingDto } from './lists.dto.js';
import type { ListedDeadlineRow } from './lists.queries.js';
import type { ScoreEvent } from '../rules/scores.js';
import type { ObjectionRow } from './objections.queries.js';
import type { ScoredUnit, UnitInPlan } from './scores.service.js';

/** What the unit owed, to name events by, and what it contested. */
export interface Named {
  deadlines: ListedDeadlineRow[];
  objections: ObjectionRow[];
}

export function scoredPlanDto(
  { plan, unit, place }: UnitInPlan,
  { deadlines, objections }: Named,
): ScoredPlanDto {
  const { planId, title, documentNumber, rules } = plan;
  const own = new Map(objections.filter((one) => one.planId === planId).map((one) => [one.eventKey, one]));
  return {
    ...{ planId, title, documentNumber, preset: rules.preset },
    standing: standingDto(unit, place?.place ?? null),
    placesOf: place?.of ?? null,
    events: unit.score.events.map((event) => ({
      ...event,
      ...nameOf(event, deadlines),
      objection: objectionDto(own.get(event.key)),
    })),
  };
}

function nameOf({ deadlineId, taskId }: ScoreEvent, deadlines: ListedDeadlineRow[]) {
  const deadline = deadlines.find((one) => one.id === deadlineId);
  const { no, title } = deadline ??
    deadlines.find((one) => one.taskId === taskId) ?? { no: null, title: null };
  return { no, title, kind: deadline?.kind ?? null, period: deadline?.period ?? '' };
}

export function standingDto(unit: ScoredUnit, place: number | null): UnitStandingDto {
  const { unitId, name: unitName, leads, cooperates, nothingNew, extensions, standing, score } = unit;
  return {
    unitId,
    unitName,
    leads,
    cooperates,
    ...standing,
    nothingNew,
    extensions,
    points: score.points,
    place,
  };
}

function objectionDto(objection: ObjectionRow | undefined): ListedObjectionDto | null {
  if (!objection) return null;
  const { id, reason, outcome, remark, askedOn, decidedOn } = objection;
  return { id, reason, outcome, remark, askedOn, decidedOn };
}

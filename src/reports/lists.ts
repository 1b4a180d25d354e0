/** The three lists 三单 from rows: what a unit has to do in a year, how a half-year stands, and what came of it. */
import { earlierOf, type Day } from '../rules/day.js';
import { deadlineStateBy, owedOn, type Cutoffs } from '../rules/deadline-state.js';
import type {
  ListedDueDto,
  ListedPlanDto,
  ListedTaskDto,
  SpokenDto,
  StatedDto,
  StatementDto,
} from './lists.dto.js';
import type { ListedDeadlineRow, ListedDutyRow, PartnerRow, SpokenRow } from './lists.queries.js';
import { isWithin, type Span } from './span.js';

export function dueOf(row: ListedDeadlineRow): ListedDueDto {
  const { id: deadlineId, kind, period, metOn } = row;
  return { deadlineId, kind, period, metOn, owedOn: owedOn(row) };
}

export interface TaskListParts {
  duties: ListedDutyRow[];
  partners: PartnerRow[];
  deadlines: ListedDeadlineRow[];
  /** by unit, where it named nobody when it signed */
  contacts: Map<number, string>;
}

export function listedPlans(parts: TaskListParts, span: Span): ListedPlanDto[] {
  const dues = parts.deadlines.filter((one) => one.waivedOn === null && isWithin(span, owedOn(one)));
  const plans = new Map<number, ListedPlanDto>();
  for (const duty of parts.duties) {
    const plan = plans.get(duty.planId) ?? newPlan(duty, dues);
    plans.set(duty.planId, plan);
    plan.issuedOn = [plan.issuedOn, duty.issuedOn].filter((day) => day !== null).sort()[0] ?? null;
    if (plan.signedOn === null) Object.assign(plan, signatureOf(duty));
    plan.tasks.push(listedTask(duty, parts, dues));
  }
  return [...plans.values()];
}

function newPlan(
  { planId, planTitle: title, documentNumber }: ListedDutyRow,
  dues: ListedDeadlineRow[],
): ListedPlanDto {
  const ofPlan = dues.filter((one) => one.planId === planId && one.taskId === null).map(dueOf);
  const unsigned = { signedOn: null, contactName: null, leaderInCharge: null };
  return { planId, title, documentNumber, issuedOn: null, ...unsigned, tasks: [], dues: ofPlan };
}

function signatureOf({ signedOn, contactName, leaderInCharge }: ListedDutyRow) {
  return { signedOn, contactName, leaderInCharge };
}

function listedTask(duty: ListedDutyRow, parts: TaskListParts, dues: ListedDeadlineRow[]): ListedTaskDto {
  const { taskId, no, title, text, part, isFirst } = duty;
  const partners = parts.partners.filter((one) => one.taskId === taskId);
  const namesOf = (wanted: string) =>
    partners.filter((one) => one.part === wanted).map((one) => one.unitName);
  const first = partners.find((one) => one.isFirst) ?? partners.find((one) => one.part === 'lead');
  return {
    ...{ taskId, no, title, text, part, isFirst },
    leads: namesOf('lead'),
    cooperating: namesOf('cooperating'),
    dues: dues.filter((one) => one.taskId === taskId).map(dueOf),
    contact: first ? (first.contactName ?? parts.contacts.get(first.unitId) ?? null) : null,
  };
}

type Balance = Pick<StatementDto, 'openBefore' | 'opened' | 'done' | 'takenOff' | 'openAfter' | 'items'>;

/** What was open when the period began, what came, was done or taken off in it, and what is open at its end. */
export function balanceOf(
  deadlines: ListedDeadlineRow[],
  spoken: SpokenRow[],
  { fromOn, toOn }: Span,
  by: Cutoffs,
): Balance {
  const span = { fromOn, toOn: earlierOf(toOn, by.today) };
  const courses = deadlines.map((row) => ({ row, ...courseOf(row) }));
  const shown = courses.filter(
    ({ from, until }) => from !== null && from <= span.toOn && (until ?? fromOn) >= fromOn,
  );
  const ended = shown.filter(({ until }) => until !== null && until <= span.toOn);
  const opened = shown.filter(({ from }) => from! >= fromOn).length;
  const done = ended.filter(({ row, until }) => row.metOn === until).length;
  return {
    openBefore: shown.length - opened,
    opened,
    done,
    takenOff: ended.length - done,
    openAfter: shown.length - ended.length,
    items: shown.map(({ row }) => stated(row, spoken, span, by)),
  };
}

/** From the day it was asked for until it was done or taken off. */
function courseOf(row: ListedDeadlineRow): { from: Day | null; until: Day | null } {
  return { from: row.openedOn ?? row.heldOpenedOn, until: row.metOn ?? row.waivedOn };
}

function stated(row: ListedDeadlineRow, spoken: SpokenRow[], span: Span, by: Cutoffs): StatedDto {
  const { planId, planTitle, taskId, no, title, originalDueOn, waivedOn } = row;
  const said = spoken.filter((one) => one.planId === planId && one.taskId === taskId);
  return {
    ...dueOf(row),
    ...{ planId, planTitle, taskId, no, title, originalDueOn, waivedOn },
    state: deadlineStateBy(row, by),
    before: spokenDto(said.findLast((one) => one.receivedOn < span.fromOn)),
    within: spokenDto(said.findLast((one) => isWithin(span, one.receivedOn))),
  };
}

function spokenDto(one: SpokenRow | undefined): SpokenDto | null {
  if (!one) return null;
  const { submissionId, receivedOn, standing, text, state } = one;
  return { submissionId, receivedOn, standing, text, state };
}

/** What the pages of a draft show, in words. */
import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { NotFound, Refusal } from '../platform/refusal.js';
import { row, rows } from '../platform/sql.js';
import type { IssueProblem } from '../rules/issuing.js';
import { dayInWords, matterOf, type Say } from '../web/deadline-words.js';
import type { RefusedForm } from '../web/forms.js';
import { Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import {
  draftView,
  type DraftDeadline,
  type DraftDuty,
  type DraftTaskView,
  type DraftView,
} from './drafts.queries.js';
import { burdenView } from './draft-burden.js';
import { IssueService } from './issue.service.js';
import type { StoredDoubt } from './plan.entity.js';
import { relationForm } from './plan-relations.view.js';
import type { Viewer } from '../rules/permissions.js';
import { inArea } from '../units/area.queries.js';

const KINDS = ['one-off', 'yearly', 'standing'] as const;
const GROUP_MODES = ['informed', 'collected', 'each'] as const;

interface UnitChoice {
  id: number;
  name: string;
}

@Injectable()
export class DraftPages {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly calendar: CalendarService,
    private readonly issuing: IssueService,
    private readonly pages: Pages,
  ) {}

  newPlan(request: WebRequest, refused?: RefusedForm): string {
    return this.pages.render(request, 'plans/new', { refused, text: refused?.values['text'] ?? '' });
  }

  pastedName(request: WebRequest): string {
    return this.pages.say(request, 'plans.pasted', { day: this.clock.today() });
  }

  async draft(request: WebRequest, planId: number, refused?: RefusedForm): Promise<string> {
    const view = await draftView(this.db.read, planId);
    if (!view) throw new NotFound('plan');
    if (view.plan.state !== 'draft') throw new Refusal('plan-not-draft');
    const say = this.sayer(request);
    const put = await this.deadlineWords(say);
    const problems = await this.issuing.problemsOf(planId);
    return this.pages.render(request, 'plans/draft', {
      refused,
      plan: view.plan,
      // A refused form shows what was typed, all else what is stored.
      values: { ...view.plan, ...refused?.values },
      reportings: choices(say, 'plans.reporting', ['first-lead', 'each-lead'], view.plan.reporting),
      units: await this.unitChoices(request.viewer!, soleVerifier(view)),
      relation: await relationForm(this.db.read, say, planId, refused),
      counts: countsOf(view),
      doubts: doubtGroups(say, view.plan.doubts),
      openDoubts: view.plan.doubts.filter((doubt) => !doubt.settled).length,
      leftOver: view.plan.leftOver,
      tasks: view.tasks.map((task) => taskRow(say, task, put)),
      refinements: refinementView(view.refinements, put),
      problems: problems.map((problem) => problemView(say, problem)),
      pastDays: problems.find((problem) => problem.code === 'deadline-already-past')?.names[0],
      burden: burdenView(await this.issuing.burdenOf(planId)),
      isReady: problems.every((problem) => problem.code === 'deadline-already-past'),
    });
  }

  async task(request: WebRequest, taskId: number, refused?: RefusedForm): Promise<string> {
    const planId = await this.planOfTask(taskId);
    const view = await draftView(this.db.read, planId);
    if (!view) throw new NotFound('plan');
    if (view.plan.state !== 'draft') throw new Refusal('plan-not-draft');
    const task = view.tasks.find((one) => one.id === taskId)!;
    const say = this.sayer(request);
    const put = await this.deadlineWords(say);
    const all = await this.unitChoices(request.viewer!, task.verifierUnitId);
    return this.pages.render(request, 'plans/task-draft', {
      refused,
      plan: view.plan,
      isSaved: (request.query as Record<string, string>)['saved'] !== undefined,
      task,
      values: { title: task.title, ...refused?.values },
      lead: refused?.values['lead'] ?? namesOf(task, 'lead'),
      cooperating: refused?.values['cooperating'] ?? namesOf(task, 'cooperating'),
      kinds: KINDS.map((kind) => ({
        value: kind,
        word: say(`plans.kind.${kind}`),
        isChosen: task.kinds.includes(kind),
      })),
      rhythms: choices(say, 'plans.rhythm', ['half-year', 'year'], task.standingRhythm),
      reportings: choices(
        say,
        'plans.reporting',
        ['as-plan', 'first-lead', 'each-lead'],
        task.reporting ?? 'as-plan',
      ),
      units: all,
      duties: task.duties
        .filter((duty) => duty.part === 'cooperating' || duty.unitKind === 'group')
        .map((duty) => dutyView(say, duty, all)),
      deadlines: task.deadlines.map((deadline) => ({
        ...put(deadline),
        typed: typedDay(request, deadline, refused),
      })),
      printed: task.printed,
    });
  }

  async ofDeadline(request: WebRequest, deadlineId: number, refused: RefusedForm): Promise<string> {
    const found = await this.deadlinePlace(deadlineId);
    if (found.taskId !== null) return this.task(request, found.taskId, refused);
    return this.draft(request, found.planId, refused);
  }

  async pageOfDeadline(deadlineId: number): Promise<string> {
    const { planId, taskId } = await this.deadlinePlace(deadlineId);
    return taskId === null ? `/plans/${planId}/draft#refinement` : `/tasks/${taskId}/draft?saved=1`;
  }

  async planOfTask(taskId: number): Promise<number> {
    const found = await row<{ planId: number }>(
      this.db.read,
      `SELECT "planId" FROM tasks WHERE id = :taskId`,
      { taskId },
    );
    if (!found) throw new NotFound('task');
    return found.planId;
  }

  async taskOfDuty(dutyId: number): Promise<number> {
    const found = await row<{ taskId: number }>(
      this.db.read,
      `SELECT "taskId" FROM duties WHERE id = :dutyId`,
      { dutyId },
    );
    if (!found) throw new NotFound('duty');
    return found.taskId;
  }

  private async deadlinePlace(deadlineId: number): Promise<{ planId: number; taskId: number | null }> {
    const found = await row<{ planId: number; taskId: number | null }>(
      this.db.read,
      `SELECT "planId", "taskId" FROM deadlines WHERE id = :deadlineId`,
      { deadlineId },
    );
    if (!found) throw new NotFound('deadline');
    return found;
  }

  private async unitChoices(
    viewer: Viewer,
    chosen: number | null,
  ): Promise<(UnitChoice & { isChosen: boolean })[]> {
    const found = await rows<UnitChoice>(
      this.db.read,
      `SELECT id, name FROM units WHERE kind = 'unit' AND "endedOn" IS NULL
         AND ${inArea(viewer, '"jurisdictionId"')} ORDER BY id`,
    );
    return found.map((unit) => ({ ...unit, isChosen: unit.id === chosen }));
  }

  private async deadlineWords(say: Say) {
    const calendar = await this.calendar.working();
    return (deadline: DraftDeadline) => ({
      ...deadline,
      matter: matterOf(say, deadline),
      day: dayInWords(say, deadline.dueOn, calendar),
      nominal:
        deadline.nominalOn && deadline.nominalOn !== deadline.dueOn
          ? dayInWords(say, deadline.nominalOn, calendar)
          : null,
      from: say(`source.${deadline.source}`),
      isPast: deadline.dueOn < this.clock.today(),
    });
  }

  private sayer(request: WebRequest): Say {
    return (key, values) => this.pages.say(request, key, values);
  }
}

type DeadlineInWords = ReturnType<Awaited<ReturnType<DraftPages['deadlineWords']>>>;

function choices(say: Say, path: string, values: string[], chosen: string) {
  return values.map((value) => ({ value, word: say(`${path}.${value}`), isChosen: value === chosen }));
}

function countsOf(view: DraftView) {
  const leads = view.tasks.flatMap((task) => task.duties.filter((duty) => duty.part === 'lead'));
  return {
    tasks: view.tasks.length,
    leadDuties: leads.length,
    leadUnits: new Set(leads.map((duty) => duty.unitId)).size,
    cooperating: view.tasks.flatMap((task) => task.duties).length - leads.length,
  };
}

/** The day as it was typed into that deadline's own form, or the one that stands. */
function typedDay(request: WebRequest, deadline: DraftDeadline, refused?: RefusedForm): string {
  const { id } = request.params as { id?: string };
  const isOfThisForm = request.url.endsWith('/day') && Number(id) === deadline.id;
  return (isOfThisForm && refused?.values['dueOn']?.toString()) || deadline.dueOn;
}

/** The outside verifier all self-led tasks share, or null. */
function soleVerifier(view: DraftView): number | null {
  const named = new Set(view.tasks.flatMap((task) => task.verifierUnitId ?? []));
  return named.size === 1 ? [...named][0]! : null;
}

/** The same doubt about several items is one line: 第1、2、3项没有写明完成时限. */
function doubtGroups(say: Say, doubts: StoredDoubt[]) {
  const groups = new Map<string, { doubt: StoredDoubt; places: number[]; nos: string[] }>();
  doubts.forEach((doubt, place) => {
    const key = JSON.stringify([doubt.code, doubt.params, doubt.settled]);
    const group = groups.get(key) ?? { doubt, places: [], nos: [] };
    groups.set(key, group);
    group.places.push(place);
    if (doubt.taskNo !== null) group.nos.push(doubt.taskNo);
  });
  return [...groups.values()].map(({ doubt, places, nos }) => {
    const sentence = say(`doubt.${doubt.code}`, doubt.params);
    const named = nos.length
      ? say('plans.doubtOfTask', { no: [...new Set(nos)].join('、'), sentence })
      : sentence;
    return { sentence: named, places: places.join(','), settled: doubt.settled };
  });
}

function problemView(say: Say, problem: IssueProblem) {
  return {
    code: problem.code,
    sentence: say(`refusal.${problem.code}`, {
      names: problem.names.join('、'),
      count: problem.names.length,
    }),
  };
}

function taskRow(say: Say, task: DraftTaskView, put: (deadline: DraftDeadline) => DeadlineInWords) {
  const deadlines = task.deadlines.filter((deadline) => !deadline.isDropped).map(put);
  return {
    id: task.id,
    no: task.no,
    section: task.section,
    title: task.title,
    text: task.text,
    leads: task.duties.filter((duty) => duty.part === 'lead'),
    cooperating: task.duties.filter((duty) => duty.part === 'cooperating'),
    openEnded: task.openEnded,
    kinds: task.kinds.map((kind) => say(`plans.kind.${kind}`)),
    isKindAsked: !task.kindsCertain,
    // Several units with the same matter and day are one line here.
    deadlines: [...new Map(deadlines.map((one) => [`${one.matter} ${one.dueOn}`, one])).values()],
  };
}

function refinementView(refinements: DraftDeadline[], put: (deadline: DraftDeadline) => DeadlineInWords) {
  const [first] = refinements;
  return first ? { ...put(first), units: refinements.length } : null;
}

function namesOf(task: DraftTaskView, part: DraftDuty['part']): string {
  return task.duties
    .filter((duty) => duty.part === part)
    .map((duty) => duty.printedName)
    .join('、');
}

function dutyView(say: Say, duty: DraftDuty, units: UnitChoice[]) {
  return {
    ...duty,
    isGroup: duty.unitKind === 'group',
    modes: choices(say, 'plans.groupMode', [...GROUP_MODES], duty.groupMode ?? 'informed'),
    collectors: units.map((unit) => ({
      id: unit.id,
      name: unit.name,
      isChosen: unit.id === duty.collectorUnitId,
    })),
  };
}

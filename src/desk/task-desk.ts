/** Draws a task's page. */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import { ACCEPTED_EXTENSIONS } from '../progress/file-kinds.js';
import { VerificationsService } from '../progress/verifications.service.js';
import { maySupervise, type Viewer } from '../rules/permissions.js';
import { matterOf, type Say } from '../web/deadline-words.js';
import { Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { gradeChoices } from './claim-work.js';
import type { DayContext } from './deadline-view.js';
import { DeskDay } from './desk-day.js';
import { lightsOfTask } from './light-history.js';
import { pressingOnTask } from './pressing.js';
import { addFigures, figuresSaid, figureWork, type FigureWork } from './figure-fields.js';
import { familyOf } from './sub-tasks.js';
import { submissionView } from './submission-view.js';
import {
  deadlinesOf,
  dutiesOf,
  hasPartIn,
  saidFor,
  taskById,
  type DutyRow,
  type TaskDeadlineRow,
  type TaskRow,
} from './task.queries.js';
import { taskDuties } from './task-duties.js';
import { taskLife } from './task-life.js';
import { dutyViews, lineView, taskLight } from './task.view.js';
import { taskTerms } from './task-terms.js';
import { trailInWords } from './trail-reading.js';
import { trailOf } from './trail.queries.js';
import { filesOf } from './unit-work.queries.js';
import { formView } from './unit-work.view.js';
import { isOfDepartment } from './viewer-scope.js';

const SUBMISSIONS_SHOWN = 50;
const TRAIL_SHOWN = 20;

interface Drawn {
  viewer: Viewer;
  context: DayContext;
  figures: FigureWork;
}

@Injectable()
export class TaskDesk {
  constructor(
    private readonly db: Database,
    private readonly day: DeskDay,
    private readonly verifications: VerificationsService,
    private readonly pages: Pages,
  ) {}

  /** @throws NotFound also for a task that is not the viewer's business */
  async draw(request: WebRequest, viewer: Viewer, id: number): Promise<string> {
    const task = await taskById(this.db.read, id);
    const seesAll = isOfDepartment(viewer);
    const drawn = {
      ...{ viewer, context: await this.day.of(request) },
      figures: await figureWork(this.db.read, [id], []),
    };
    if (!task || (!seesAll && !(await this.mayLook(task, drawn)))) throw new NotFound('task');
    const duties = await dutiesOf(this.db.read, id);
    const leads = [...new Set(duties.filter((duty) => duty.part === 'lead').map((duty) => duty.unitId))];
    const deadlines = await deadlinesOf(this.db.read, task, leads);
    const pressing = await pressingOnTask(
      this.db.read,
      { taskId: id, deadlineIds: deadlines.map((row) => row.id) },
      viewer,
      drawn.context.say,
    );
    const standing = { viewer, leadUnitIds: leads, context: drawn.context };
    const terms = await taskTerms(this.db.read, task, deadlines, standing);
    return this.pages.render(request, 'desk/task', {
      terms,
      family: await familyOf(this.db.read, task, standing),
      pressing,
      title: drawn.context.say('desk.item', { no: task.no, title: task.title }),
      task,
      kinds: kindsOf(drawn.context.say, task),
      light: taskLight(task, deadlines, leads, drawn.context),
      ...partsOf(drawn.context.say, duties),
      duties: await taskDuties(this.db.read, id, viewer, drawn.context.say),
      lines: deadlines.map((row) => ({
        ...this.line(row, drawn),
        ...{ urged: pressing.urged.get(row.id), links: terms.byDeadline.get(row.id) },
      })),
      ...(await this.handedIn(task, deadlines, drawn)),
      lightHistory: await lightsOfTask(this.db.read, id, drawn.context.say),
      trail: seesAll ? await this.trail(task, drawn) : null,
      accept: ACCEPTED_EXTENSIONS.map((extension) => `.${extension}`).join(','),
    });
  }

  private async mayLook(task: TaskRow, { viewer, context }: Drawn): Promise<boolean> {
    const { today } = context.by;
    return task.planState === 'issued' && (await hasPartIn(this.db.read, task.id, viewer.unitIds, today));
  }

  /** What was handed in, and what may be done with the task: both ask who may verify. */
  private async handedIn(task: TaskRow, deadlines: TaskDeadlineRow[], drawn: Drawn) {
    const asked = { taskId: task.id, planId: task.planId, unitId: 0 };
    const [ofTask, ...each] = await this.verifications.verdictsFor(drawn.viewer, [asked, ...deadlines]);
    const verifies = new Set(deadlines.filter((_, i) => each[i]!.ok).map((row) => row.id));
    return {
      submissions: await this.submissions(deadlines, verifies, drawn),
      life: await taskLife(this.db.read, task, deadlines, { ...drawn, mayVerify: ofTask!.ok }),
    };
  }

  private line(row: TaskDeadlineRow, { viewer, context, figures }: Drawn) {
    const line = lineView(row, context);
    const isOwn = viewer.unitIds.includes(row.unitId);
    const records = line.isOpen && !isOwn && maySupervise(viewer).ok;
    const recording = records ? formView('recording', row, { said: null }, { context, again: null }) : null;
    addFigures(recording, { ...row, saidId: null }, figures, context.say);
    return { ...line, reports: line.isOpen && isOwn, recording };
  }

  /** A unit sees what it handed in itself, and what it was named to verify. */
  private async submissions(
    deadlines: TaskDeadlineRow[],
    verifies: ReadonlySet<number>,
    { viewer, context }: Drawn,
  ) {
    const shown = deadlines.filter(
      ({ id, unitId }) => viewer.unitIds.includes(unitId) || isOfDepartment(viewer) || verifies.has(id),
    );
    const byId = new Map(shown.map((row) => [row.id, row]));
    const seen = await saidFor(this.db.read, [...byId.keys()], SUBMISSIONS_SHOWN);
    const files = await filesOf(
      this.db.read,
      seen.map((said) => said.id),
    );
    const figures = await figuresSaid(
      this.db.read,
      seen.map(({ id }) => id),
      context.say,
    );
    return await Promise.all(
      seen.map(async (said) => {
        const deadline = byId.get(said.deadlineId)!;
        const isForViewer = said.state === 'pending' && verifies.has(said.deadlineId);
        return {
          ...submissionView(context.say, said, { kind: deadline.kind, files: files.get(said.id) }),
          ...{ figures: figures.get(said.id), unitName: said.unitThen ?? deadline.unitName },
          matter: matterOf(context.say, deadline),
          verification: isForViewer
            ? {
                submissionId: said.id,
                proposedOn: await this.verifications.proposedReworkDay(deadline),
                grades: said.standing === 'claim' ? gradeChoices(context.say, null) : null,
              }
            : null,
        };
      }),
    );
  }

  /** The newest; all of it stands on a page of its own. */
  private async trail({ id: taskId, planId }: TaskRow, { context }: Drawn) {
    const found = await trailOf(this.db.read, { of: 'task', planId, taskId }, { limit: TRAIL_SHOWN });
    return trailInWords(this.db.read, found, context);
  }
}

function partsOf(say: Say, duties: DutyRow[]) {
  return { leads: dutyViews(say, duties, 'lead'), cooperating: dutyViews(say, duties, 'cooperating') };
}

function kindsOf(say: Say, task: TaskRow): string {
  const kinds = JSON.parse(task.kinds) as string[];
  return kinds.map((kind) => say(`kind.${kind}`)).join('、');
}

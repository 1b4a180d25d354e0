/**
 * What people do in Haimen's year, by two doors: the services, as the pages call them, and the API, as a program does.
 * The story is told once (`year.ts`) and played through each.
 */
import { CoordinationsService } from '../../src/changes/coordinations.service.js';
import { ExtensionsService } from '../../src/changes/extensions.service.js';
import { FilingsService } from '../../src/changes/filings.service.js';
import { ReformsService } from '../../src/changes/reforms.service.js';
import { SuspensionsService } from '../../src/changes/suspensions.service.js';
import { UnclaimedService } from '../../src/changes/unclaimed.service.js';
import { InstructionsService } from '../../src/notices/instructions.service.js';
import { SupervisionNoticesService } from '../../src/notices/supervision-notices.service.js';
import { UrgingService } from '../../src/notices/urging.service.js';
import { ReassignmentsService } from '../../src/progress/reassignments.service.js';
import { ReceiptsService } from '../../src/progress/receipts.service.js';
import { RefinementsService } from '../../src/progress/refinements.service.js';
import { SubmissionsService } from '../../src/progress/submissions.service.js';
import { VerificationsService } from '../../src/progress/verifications.service.js';
import { ListsService } from '../../src/reports/lists.service.js';
import type { ScorecardDto } from '../../src/reports/lists.dto.js';
import { ObjectionsService } from '../../src/reports/objections.service.js';
import { TaskReports } from '../../src/reports/task-reports.service.js';
import type { TaskSummaryDto } from '../../src/reports/report-answers.dto.js';
import type { Viewer } from '../../src/rules/permissions.js';
import type { Grade } from '../../src/rules/task-states.js';
import type { Program } from './api.js';
import type { TestApp } from './app.js';

/** `supervisor`, `verifier`, `leader`, or the unit whose reporter it is. */
export type Who = string;

export interface HandIn {
  text: string;
  standing: 'on-schedule' | 'difficulty' | 'claim' | 'nothing-new';
  selfRating?: Grade;
}
export interface Verdict {
  outcome: 'accepted' | 'returned';
  reason?: string;
  grade?: Grade;
}
export interface Decision {
  outcome: 'approved' | 'refused';
  remark?: string;
}
export interface NoticeWish {
  unitId: number;
  deadlineIds: number[];
  reason: string;
  requirement: string;
  replyDueOn: string;
}

export interface Doors {
  receive(who: Who, unitId: number): Promise<void>;
  sendBack(who: Who, dutyId: number, reason: string): Promise<void>;
  refuseSentBack(dutyId: number, remark: string): Promise<void>;
  reassign(dutyId: number, toUnitId: number, reason: string): Promise<void>;
  /** @returns the submission's id */
  refine(who: Who, deadlineId: number, pasted: string): Promise<number>;
  submit(who: Who, deadlineId: number, given: HandIn): Promise<number>;
  verify(who: Who, submissionId: number, verdict: Verdict): Promise<void>;
  extend(who: Who, deadlineId: number, given: { askedDay: string; reason: string }): Promise<number>;
  decideExtension(who: Who, id: number, decision: Decision): Promise<void>;
  /** By a leader: the department leads the item itself. */
  suspend(taskId: number, given: { reason: string; reviewOn: string }): Promise<void>;
  resume(taskId: number, reason: string): Promise<void>;
  file(who: Who, taskId: number, text: string): Promise<number>;
  decideFiling(id: number, decision: Decision): Promise<void>;
  coordinate(
    who: Who,
    taskId: number,
    given: { blockerUnitId: number; matter: string; answerDueOn: string },
  ): Promise<void>;
  urge(deadlineIds: number[]): Promise<void>;
  /** @returns its number within the year */
  notice(wish: NoticeWish): Promise<number>;
  instruct(taskId: number, text: string): Promise<void>;
  reform(unitId: number, given: { kind: string; reason: string; name?: string }): Promise<void>;
  giveUnclaimed(dutyId: number, unit: string, reason: string): Promise<void>;
  object(
    who: Who,
    given: { unitId: number; planId: number; eventKey: string; reason: string },
  ): Promise<number>;
  decideObjection(who: Who, id: number, decision: Required<Decision>): Promise<void>;
  scorecard(unitId: number, year: number): Promise<ScorecardDto>;
  tasks(planId: number): Promise<TaskSummaryDto[]>;
}

const CONTACT = { contactName: '联络员甲', leaderInCharge: '分管领导乙' };

export function byServices(t: TestApp, viewerOf: (who: Who) => Viewer): Doors {
  const supervisor = viewerOf('supervisor');
  // A DTO class says more than its literal; the services read the fields alone.
  const dto = (given: object) => given as never;
  return {
    receive: async (who, unitId) =>
      void (await t.get(ReceiptsService).receive(viewerOf(who), unitId, CONTACT)),
    sendBack: async (who, id, reason) =>
      void (await t.get(ReassignmentsService).sendBack(viewerOf(who), id, { reason })),
    refuseSentBack: async (id, remark) =>
      void (await t.get(ReassignmentsService).refuse(supervisor, id, { remark })),
    reassign: async (id, toUnitId, reason) =>
      void (await t.get(ReassignmentsService).reassign(supervisor, id, { toUnitId, reason })),
    refine: async (who, deadlineId, pasted) =>
      (await t.get(RefinementsService).handIn(viewerOf(who), { deadlineId }, { pasted })).submissionId,
    submit: async (who, id, given) =>
      (await t.get(SubmissionsService).submit(viewerOf(who), id, dto(given))).submissionId,
    verify: (who, id, verdict) => t.get(VerificationsService).verify(viewerOf(who), id, dto(verdict)),
    extend: (who, id, given) => t.get(ExtensionsService).request(viewerOf(who), id, dto(given)),
    decideExtension: async (who, id, decision) => {
      if (decision.outcome === 'refused') await t.get(ExtensionsService).refuse(viewerOf(who), id, decision);
      else await t.get(ExtensionsService).approve(viewerOf(who), id, dto(decision));
    },
    suspend: (id, given) => t.get(SuspensionsService).suspend(viewerOf('leader'), id, dto(given)),
    resume: (id, reason) => t.get(SuspensionsService).resume(viewerOf('leader'), id, { reason }),
    file: (who, taskId, text) => t.get(FilingsService).file(viewerOf(who), taskId, { text }),
    decideFiling: (id, decision) => t.get(FilingsService).decide(supervisor, id, decision),
    coordinate: async (who, taskId, given) =>
      void (await t.get(CoordinationsService).call(viewerOf(who), taskId, dto(given))),
    urge: async (deadlineIds) =>
      void (await t.get(UrgingService).urge(supervisor, { deadlineIds, toHead: false })),
    notice: async (wish) =>
      (await t.get(SupervisionNoticesService).send(supervisor, dto({ ...wish, urgency: 'urgent' }))).number,
    instruct: async (taskId, text) =>
      void (await t.get(InstructionsService).instruct(viewerOf('leader'), taskId, { text })),
    reform: async (unitId, given) =>
      void (await t.get(ReformsService).reform(supervisor, unitId, dto(given))),
    giveUnclaimed: async (id, unit, reason) =>
      void (await t.get(UnclaimedService).assign(supervisor, id, { unit, reason })),
    object: (who, { unitId, ...given }) => t.get(ObjectionsService).object(viewerOf(who), unitId, given),
    decideObjection: (who, id, decision) => t.get(ObjectionsService).decide(viewerOf(who), id, decision),
    scorecard: (unitId, year) => t.get(ListsService).scorecard(supervisor, unitId, year),
    tasks: async (planId) => (await t.get(TaskReports).ofPlan(supervisor, planId, { limit: 200 })).items,
  };
}

export function byApi(programOf: (who: Who) => Program): Doors {
  const supervisor = programOf('supervisor');
  const post = async <T>(who: Program, url: string, body: object): Promise<T> => {
    const answer = await who.post<T>(url, body);
    if (answer.status >= 300) throw new Error(`${url}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  type Made = { id: number };
  type Handed = { submissionId: number };
  const send = async (who: Who, url: string, body: object) => void (await post(programOf(who), url, body));
  return {
    receive: (who, unitId) => send(who, `/units/${unitId}/receipts`, CONTACT),
    sendBack: (who, id, reason) => send(who, `/duties/${id}/sending-back`, { reason }),
    refuseSentBack: (id, remark) => send('supervisor', `/duties/${id}/sending-back/refusal`, { remark }),
    reassign: (id, toUnitId, reason) =>
      send('supervisor', `/duties/${id}/reassignment`, { toUnitId, reason }),
    refine: async (who, id, pasted) =>
      (await post<Handed>(programOf(who), `/deadlines/${id}/refinement`, { pasted })).submissionId,
    submit: async (who, id, given) =>
      (await post<Handed>(programOf(who), `/deadlines/${id}/submissions`, given)).submissionId,
    verify: (who, id, verdict) => send(who, `/submissions/${id}/verification`, verdict),
    extend: async (who, id, given) =>
      (await post<Made>(programOf(who), `/deadlines/${id}/extensions`, given)).id,
    decideExtension: (who, id, decision) => send(who, `/extensions/${id}/decision`, decision),
    suspend: (id, given) => send('leader', `/tasks/${id}/suspension`, given),
    resume: (id, reason) => send('leader', `/tasks/${id}/resumption`, { reason }),
    file: async (who, taskId, text) =>
      (await post<Made>(programOf(who), `/tasks/${taskId}/filings`, { text })).id,
    decideFiling: (id, decision) => send('supervisor', `/filings/${id}/decision`, decision),
    coordinate: (who, taskId, given) => send(who, `/tasks/${taskId}/coordinations`, given),
    urge: (deadlineIds) => send('supervisor', '/urgings', { deadlineIds }),
    notice: async (wish) =>
      (await post<{ number: number }>(supervisor, '/supervision-notices', { ...wish, urgency: 'urgent' }))
        .number,
    instruct: (taskId, text) => send('leader', `/tasks/${taskId}/instructions`, { text }),
    reform: (unitId, given) => send('supervisor', `/units/${unitId}/reforms`, given),
    giveUnclaimed: (id, unit, reason) => send('supervisor', `/duties/${id}/claim`, { unit, reason }),
    object: async (who, given) => (await post<Made>(programOf(who), '/objections', given)).id,
    decideObjection: (who, id, decision) => send(who, `/objections/${id}/decision`, decision),
    scorecard: async (unitId, year) =>
      (await supervisor.get<ScorecardDto>(`/units/${unitId}/scorecard?year=${year}`)).body,
    tasks: async (planId) => (await supervisor.all<TaskSummaryDto>(`/plans/${planId}/tasks?limit=200`)).items,
  };
}

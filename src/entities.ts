/** Every table of the product, for the two connections; a test holds the migrations against it. */
import { ApiToken } from './access/api-token.entity.js';
import { IdempotentAnswer } from './access/idempotent-answer.entity.js';
import { Link } from './access/link.entity.js';
import { PersonRole } from './access/person-role.entity.js';
import { RecoveryCode } from './access/recovery-code.entity.js';
import { Session } from './access/session.entity.js';
import { SignInFailure } from './access/sign-in-failure.entity.js';
import { UsedPassword } from './access/used-password.entity.js';
import { AuditEntry } from './audit/audit-entry.entity.js';
import { PersonalValue } from './audit/personal-value.entity.js';
import { SecurityEvent } from './audit/security-event.entity.js';
import { CalendarDayRow } from './calendar/calendar-day.entity.js';
import { CalendarYear } from './calendar/calendar-year.entity.js';
import { Coordination } from './changes/coordination.entity.js';
import { Extension } from './changes/extension.entity.js';
import { Filing } from './changes/filing.entity.js';
import { Suspension } from './changes/suspension.entity.js';
import { UnitChange } from './changes/unit-change.entity.js';
import { JobRun } from './jobs/job-run.entity.js';
import { DigestRecipient } from './notices/digest-recipient.entity.js';
import { Instruction } from './notices/instruction.entity.js';
import { SupervisionNoticeItem } from './notices/supervision-notice-item.entity.js';
import { SupervisionNotice } from './notices/supervision-notice.entity.js';
import { Urging } from './notices/urging.entity.js';
import { Message } from './outbox/message.entity.js';
import { Notice } from './outbox/notice.entity.js';
import { DayChange } from './plans/day-change.entity.js';
import { Deadline } from './plans/deadline.entity.js';
import { Duty } from './plans/duty.entity.js';
import { FormerDuty } from './plans/former-duty.entity.js';
import { Plan } from './plans/plan.entity.js';
import { Receipt } from './plans/receipt.entity.js';
import { SentBackDuty } from './plans/sent-back-duty.entity.js';
import { Target } from './plans/target.entity.js';
import { TaskMove } from './plans/task-move.entity.js';
import { Task } from './plans/task.entity.js';
import { Setting } from './platform/setting.entity.js';
import { Attachment } from './progress/attachment.entity.js';
import { ClaimTelling } from './progress/claim-telling.entity.js';
import { Figure } from './progress/figure.entity.js';
import { Measure } from './progress/measure.entity.js';
import { Submission } from './progress/submission.entity.js';
import { Verification } from './progress/verification.entity.js';
import { LightSnapshot } from './reports/light-snapshot.entity.js';
import { Objection } from './reports/objection.entity.js';
import { Contact } from './units/contact.entity.js';
import { GroupMember } from './units/group-member.entity.js';
import { Jurisdiction } from './units/jurisdiction.entity.js';
import { Person } from './units/person.entity.js';
import { UnitAlias } from './units/unit-alias.entity.js';
import { UnitName } from './units/unit-name.entity.js';
import { Unit } from './units/unit.entity.js';

export const ENTITIES = [
  ApiToken,
  Attachment,
  AuditEntry,
  CalendarDayRow,
  CalendarYear,
  ClaimTelling,
  Contact,
  Coordination,
  DayChange,
  Deadline,
  DigestRecipient,
  Duty,
  Extension,
  Figure,
  Filing,
  FormerDuty,
  GroupMember,
  IdempotentAnswer,
  Instruction,
  JobRun,
  Jurisdiction,
  LightSnapshot,
  Link,
  Measure,
  Message,
  Notice,
  Objection,
  Person,
  PersonRole,
  Plan,
  Receipt,
  RecoveryCode,
  SecurityEvent,
  PersonalValue,
  SentBackDuty,
  Session,
  Setting,
  SignInFailure,
  Submission,
  SupervisionNotice,
  SupervisionNoticeItem,
  Suspension,
  Target,
  Task,
  TaskMove,
  Unit,
  UnitAlias,
  UnitChange,
  UnitName,
  Urging,
  UsedPassword,
  Verification,
];

/** Every table of the product, for the two connections; a test holds the migrations against it. */
import { ApiToken } from './access/api-token.entity.js';
import { PersonRole } from './access/person-role.entity.js';
import { Session } from './access/session.entity.js';
import { SignInFailure } from './access/sign-in-failure.entity.js';
import { AuditEntry } from './audit/audit-entry.entity.js';
import { CalendarDayRow } from './calendar/calendar-day.entity.js';
import { CalendarYear } from './calendar/calendar-year.entity.js';
import { JobRun } from './jobs/job-run.entity.js';
import { DigestRecipient } from './notices/digest-recipient.entity.js';
import { Notice } from './outbox/notice.entity.js';
import { Message } from './outbox/message.entity.js';
import { Deadline } from './plans/deadline.entity.js';
import { Duty } from './plans/duty.entity.js';
import { Plan } from './plans/plan.entity.js';
import { Task } from './plans/task.entity.js';
import { Setting } from './platform/setting.entity.js';
import { Attachment } from './progress/attachment.entity.js';
import { Submission } from './progress/submission.entity.js';
import { Verification } from './progress/verification.entity.js';
import { Contact } from './units/contact.entity.js';
import { GroupMember } from './units/group-member.entity.js';
import { Person } from './units/person.entity.js';
import { UnitAlias } from './units/unit-alias.entity.js';
import { Unit } from './units/unit.entity.js';

export const ENTITIES = [
  ApiToken,
  Attachment,
  AuditEntry,
  CalendarDayRow,
  CalendarYear,
  Contact,
  Deadline,
  DigestRecipient,
  Duty,
  GroupMember,
  JobRun,
  Message,
  Notice,
  Person,
  PersonRole,
  Plan,
  Session,
  Setting,
  SignInFailure,
  Submission,
  Task,
  Unit,
  UnitAlias,
  Verification,
];

/**
 * The department's overdue digest, on mornings with news, and the leaders' on the first working day of a week.
 * The rule composes (`rules/digest`); here is what it is given and who reads it. Departments are read one after the
 * other, so that memory holds one at a time.
 */
import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import { Database } from '../platform/database.js';
import { departmentCards, type DepartmentCard } from '../plans/department-card.js';
import { MailKit, type MailContents } from '../plans/mail-kit.js';
import { roundsOf } from '../plans/mail-recipients.js';
import type { Day } from '../rules/day.js';
import { cutoffs } from '../rules/deadline-state.js';
import { composeDigest, composeLeaderDigest, type Digest, type DigestItem } from '../rules/digest.js';
import type { WorkingCalendar } from '../rules/working-days.js';
import { UnitDirectory } from '../units/unit-directory.queries.js';
import { digestMail, leaderDigestMail, type DigestContext, type DigestPart } from './digest-mail.js';
import {
  digestDetails,
  digestItems,
  digestReaders,
  digestUnits,
  supervisingDepartments,
  type DigestReader,
  type DigestWindow,
} from './digest.queries.js';
import { digestRequests } from './digest-requests.queries.js';
import { escalationCounts } from './escalation.queries.js';
import { NoticePost, type Batch } from './notice-post.js';
import { settingsInForce, thresholdsOf, type SettingsInForce } from './reminder-settings.queries.js';
import { noCounts, type PreviousRun, type RunCounts } from './run.js';
import {
  composedNotices,
  isLost,
  lookBackFrom,
  lostMails,
  newestTold,
  type ComposedNotice,
} from './told.queries.js';

/** Deadlines read at once. */
const ROWS_PER_ROUND = 2000;

interface Cadence {
  kind: 'overdue-digest' | 'leader-digest';
  readers: 'overdue' | 'weekly';
  compose: typeof composeDigest;
  mail: (kit: MailKit, parts: DigestPart[], context: DigestContext) => MailContents;
}

const OVERDUE: Cadence = {
  kind: 'overdue-digest',
  readers: 'overdue',
  compose: composeDigest,
  mail: digestMail,
};
const WEEKLY: Cadence = {
  kind: 'leader-digest',
  readers: 'weekly',
  compose: composeLeaderDigest,
  mail: leaderDigestMail,
};

interface Morning extends DigestContext {
  previous: PreviousRun;
  calendar: WorkingCalendar;
  inForce: SettingsInForce;
  departments: Map<number, DepartmentCard>;
}

@Injectable()
export class DigestsService {
  constructor(
    private readonly db: Database,
    private readonly calendar: CalendarService,
    private readonly units: UnitDirectory,
    private readonly kit: MailKit,
    private readonly post: NoticePost,
  ) {}

  runOverdue(forDay: Day, previous: PreviousRun): Promise<RunCounts> {
    return this.run(OVERDUE, forDay, previous);
  }

  runWeekly(forDay: Day, previous: PreviousRun): Promise<RunCounts> {
    return this.run(WEEKLY, forDay, previous);
  }

  /** @returns what this run wrote; nothing on a free day, and nothing the second time */
  private async run(cadence: Cadence, today: Day, previous: PreviousRun): Promise<RunCounts> {
    const calendar = await this.calendar.working();
    if (!calendar.isWorkingDay(today)) return noCounts();
    return this.post.writeAll(this.rounds(cadence, { today, previous, calendar }));
  }

  private async *rounds(
    cadence: Cadence,
    day: Pick<Morning, 'today' | 'previous' | 'calendar'>,
  ): AsyncGenerator<Batch> {
    const ids = await supervisingDepartments(this.db.read);
    const readers = await digestReaders(this.db.read, cadence.readers, day.today);
    const inForce = await settingsInForce(this.db.read);
    const departments = await departmentCards(this.units, ids, day.today);
    for (const together of sharingReaders(ids, readers)) {
      yield await this.composeFor(cadence, together, readers, {
        ...day,
        ...{ departments, inForce, settings: inForce.house },
      });
    }
  }

  private async composeFor(
    cadence: Cadence,
    departmentIds: number[],
    readers: DigestReader[],
    morning: Morning,
  ): Promise<Batch> {
    const parts = new Map<number, DigestPart>();
    for (const departmentId of departmentIds) {
      const part = await this.partOf(cadence, departmentId, morning);
      if (part) parts.set(departmentId, part);
    }
    const batch: Batch = { mails: [], lines: [] };
    const addressed = byAddress(readers.filter((reader) => departmentIds.includes(reader.departmentId)));
    for (const { reader, own } of addressed) {
      const told = own.flatMap((departmentId) => parts.get(departmentId) ?? []);
      batch.lines.push(lineOf(cadence, reader, told, morning.today));
      if (told.length > 0) batch.mails.push(this.mailOf(cadence, reader, told, morning));
    }
    for (const [departmentId, part] of parts) {
      const isRead = readers.some((reader) => reader.departmentId === departmentId);
      if (!isRead) batch.lines.push(unreadLine(cadence, departmentId, part, morning.today));
    }
    return batch;
  }

  /** null: the rule has nothing to say of this department today. */
  private async partOf(cadence: Cadence, departmentId: number, morning: Morning): Promise<DigestPart | null> {
    const { today, calendar } = morning;
    const [department] = (await this.units.byIds([departmentId])).values();
    const settings = morning.inForce.of(department?.jurisdictionId ?? null);
    const previous = await this.toldOf(cadence, departmentId, morning);
    const thresholds = thresholdsOf(settings);
    const { dueSoonUntil } = cutoffs(calendar, today, thresholds);
    const items = await this.itemsOf({ departmentId, today, until: dueSoonUntil });
    const requests = await digestRequests(this.db.read, { departmentId, today });
    const digest = cadence.compose(
      {
        ...{ today, lastRunOn: previous.day, lastRunAt: previous.at, items, requests, thresholds },
        everyWorkingDay: settings.digestEveryWorkingDay,
      },
      calendar,
    );
    if (!digest) return null;
    const details = await digestDetails(this.db.read, shownIn(digest));
    const escalation = await escalationCounts(this.db.read, { today, calendar, settings, departmentId });
    return { department: morning.departments.get(departmentId)!, digest, details, escalation, settings };
  }

  /** The last run, unless its digest reached nobody of the department: then the last one that did. */
  private async toldOf(cadence: Cadence, departmentId: number, morning: Morning): Promise<PreviousRun> {
    const { today, previous } = morning;
    const lost = await lostMails(this.db.read, cadence.kind, today);
    if (lost.size === 0) return previous;
    const lately = await composedNotices(this.db.read, cadence.kind, [departmentId], lookBackFrom(today));
    const days = [...new Set(lately.map((notice) => notice.day))];
    const readersOn = (day: Day) => lately.filter((one) => one.day === day).map(addressIn);
    if (days.length === 0 || !isLost(readersOn(days[0]!), days[0]!, lost)) return previous;
    return newestTold(lately, (notice) => readersOn(notice.day), lost);
  }

  /** The whole of a department, read a round of units at a time. */
  private async itemsOf(window: DigestWindow): Promise<DigestItem[]> {
    const units = await digestUnits(this.db.read, window);
    const names = new Map(units.map(({ unitId, name }) => [unitId, name]));
    const items: DigestItem[] = [];
    for (const round of roundsOf(units, new Map(), ROWS_PER_ROUND)) {
      const some = new Map(round.map((unitId) => [unitId, names.get(unitId)!]));
      for (const item of await digestItems(this.db.read, some, window)) items.push(item);
    }
    return items;
  }

  private mailOf(
    cadence: Cadence,
    reader: DigestReader,
    parts: DigestPart[],
    morning: Morning,
  ): Batch['mails'][number] {
    return {
      dedupeKey: `${cadence.kind}:${morning.today}:${reader.address}`,
      kind: cadence.kind,
      onDay: morning.today,
      to: { name: reader.name, address: reader.address },
      expiresOn: morning.today,
      ...cadence.mail(this.kit, parts, morning),
    };
  }
}

/** `督查科 <ribao@haimen.example>`, as `lineOf` writes it. */
function addressIn({ recipient }: ComposedNotice): string {
  return recipient.slice(recipient.lastIndexOf('<') + 1, -1);
}

function shownIn(digest: Digest): number[] {
  const late = digest.units.flatMap((unit) => unit.rows.map((row) => row.item.id));
  return [...new Set([...late, ...digest.waiting.flatMap((row) => row.deadlineId ?? [])])];
}

/** Somebody who reads for several departments gets one mail, so those departments are composed together. */
function sharingReaders(departmentIds: number[], readers: DigestReader[]): number[][] {
  const recipients = new Map(
    departmentIds.map((id) => [id, readers.filter((reader) => reader.departmentId === id)]),
  );
  return roundsOf(
    departmentIds.map((unitId) => ({ unitId, rows: 1 })),
    recipients,
    1,
  );
}

function byAddress(readers: DigestReader[]): { reader: DigestReader; own: number[] }[] {
  const found = new Map<string, { reader: DigestReader; own: number[] }>();
  for (const reader of readers) {
    const known = found.get(reader.address);
    if (known) known.own.push(reader.departmentId);
    else found.set(reader.address, { reader, own: [reader.departmentId] });
  }
  return [...found.values()];
}

function lineOf(
  cadence: Cadence,
  reader: DigestReader,
  told: DigestPart[],
  today: Day,
): Batch['lines'][number] {
  const isTold = told.length > 0;
  return {
    noticeKey: `${cadence.kind}:${today}:${reader.address}`,
    kind: cadence.kind,
    onDay: today,
    unitId: reader.departmentId,
    recipient: `${reader.name} <${reader.address}>`,
    outcome: isTold ? 'composed' : 'skipped',
    reason: isTold ? null : 'nothing-to-say',
    counts: isTold ? { ...told[0]!.digest.counts } : {},
  };
}

/** News that nobody is there to read is said in the ledger. */
function unreadLine(
  cadence: Cadence,
  departmentId: number,
  part: DigestPart,
  today: Day,
): Batch['lines'][number] {
  return {
    noticeKey: `${cadence.kind}:${today}:unit-${departmentId}`,
    kind: cadence.kind,
    onDay: today,
    unitId: departmentId,
    recipient: '',
    outcome: 'skipped',
    reason: 'no-recipient',
    counts: { ...part.digest.counts },
  };
}

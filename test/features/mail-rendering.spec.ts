/**
 * Every mail as it leaves, held against what mail programs need: Outlook draws with Word, dark modes turn colours round,
 * offices read on a phone and some as plain text only.
 */
import { digestMail, leaderDigestMail } from '../../src/notices/digest-mail.js';
import type { DigestPart } from '../../src/notices/digest-mail.js';
import { instructionMail } from '../../src/notices/instruction-mail.js';
import type { PressedRow } from '../../src/notices/pressed.queries.js';
import { noticeMail } from '../../src/notices/supervision-notice-mail.js';
import { urgingMail } from '../../src/notices/urging-mail.js';
import { filledMarks } from '../../src/outbox/unit-marks.js';
import { MailKit, type MailContents } from '../../src/plans/mail-kit.js';
import { roomFor } from '../../src/plans/mail-rows.js';
import { Config } from '../../src/platform/config.js';
import { Templates } from '../../src/platform/templates.js';
import { TEMPLATES_FOLDER } from '../../src/platform/templates-folder.js';
import { Words } from '../../src/platform/words.js';
import { composeDigest, composeLeaderDigest, type DigestItem } from '../../src/rules/digest.js';
import { day, type Day } from '../../src/rules/day.js';
import { defaultReminderSettings } from '../../src/rules/reminder-settings.js';
import { decideReminder } from '../../src/rules/reminders.js';
import { workingCalendar } from '../../src/rules/working-days.js';
import { issueMail } from '../../src/plans/issue-mail.js';
import { reminderMail } from '../../src/notices/reminder-mail.js';
import { toldOf } from '../../src/notices/reminder-told.js';
import type { OwedRow } from '../../src/notices/reminders.queries.js';

const NASTY = '落实<b>“三项”</b>&机制';
const calendar = workingCalendar([], [2018]);
const today = day('2018-11-21');
const words = new Words(TEMPLATES_FOLDER);
const config = Object.assign(new Config(), { baseUrl: 'https://duban.example' });
const kit = new MailKit(config, new Templates(TEMPLATES_FOLDER, words), words);
const english = Object.assign(new MailKit(config, new Templates(TEMPLATES_FOLDER, words), words), {
  language: 'en',
});

const department = {
  name: '市委组织部',
  person: '联络员甲',
  phone: '0513-00000001',
  address: 'zm@haimen.example',
};
const plan = {
  id: 1,
  title: '贯彻《办法》任务分解方案',
  documentNumber: '海办〔2018〕122号',
  supervisorUnitId: 9,
  jurisdictionId: null,
};
/** As it leaves: the place of a unit's page filled. */
function sent({ text, html, ...mail }: MailContents): MailContents {
  const address = ({ unitId }: { unitId: number }) => `https://duban.example/l/${unitId}.abc`;
  return { ...mail, text: filledMarks(text, address), html: filledMarks(html, address) };
}

const facts = {
  reworkOn: null,
  pendingSince: null,
  metOn: null,
  waivedOn: null,
  openedOn: day('2018-11-02'),
};

function owed(id: number, dueOn: string, given: Partial<OwedRow> = {}): OwedRow {
  return {
    ...{
      ...facts,
      id,
      unitId: 1,
      planId: 1,
      taskId: id,
      taskNo: String(id),
      title: NASTY,
      dueOn: day(dueOn),
    },
    ...{
      kind: 'progress' as const,
      returnReason: null,
      returnedAt: null,
      acceptedAt: null,
      receivedAt: null,
    },
    ...{ owedOn: day(dueOn), daysLate: 0, workingDaysLeft: 0 },
    ...given,
  };
}

const standing = {
  ...{ done: 3, rate: 67, lateNow: 1, madeUpLate: 1, returned: 2 },
  plans: [{ planId: 1, points: '−1.5', place: { place: 3, of: 10 } }],
};

function reminder(by: MailKit, units: string[] = ['市委办']): MailContents {
  const rows = [
    owed(1, '2018-11-20'),
    owed(2, '2018-11-21'),
    owed(3, '2018-11-22', {
      reworkOn: day('2018-11-26'),
      returnedAt: '2018-11-20T06:00:00.000Z',
      returnReason: NASTY,
    }),
    owed(4, '2018-11-30', { taskNo: null, taskId: null, kind: 'refinement', title: '' }),
    owed(5, '2018-11-20', { metOn: day('2018-11-19'), acceptedAt: '2018-11-20T06:00:00.000Z' }),
  ];
  const last = { lastRunOn: day('2018-11-20'), lastRunAt: '2018-11-20T00:30:00.000Z' };
  const decided = decideReminder({ today, ...last, owed: rows }, calendar)!;
  const sections = units.map((unitName) => toldOf(decided, unitName));
  const details = rows.map((row) => ({ ...row, period: row.taskNo === null ? '' : '2018-H2' }));
  const context = {
    today,
    thresholds: [1, 3, 7],
    standings: new Map([[1, standing]]),
    plans: new Map([[1, plan]]),
    departments: new Map([[9, department]]),
    details: new Map(details.map((detail) => [detail.id, detail])),
  };
  return sent(reminderMail(by, sections, context));
}

function issue(by: MailKit): MailContents {
  const duty = { taskId: 1, taskNo: '3', title: NASTY, leads: ['市政府办'], via: null, collector: null };
  const deadlines = [{ kind: 'progress' as const, period: '2019-H1', dueOn: day('2019-06-28') }];
  const brief = {
    unitId: 1,
    refinementOn: day('2018-11-30'),
    duties: [
      { ...duty, part: 'lead' as const, isFirst: true, deadlines },
      { ...duty, part: 'cooperating' as const, isFirst: false, deadlines: [] },
      {
        ...duty,
        part: 'informed' as const,
        isFirst: false,
        deadlines: [],
        via: '各区镇',
        collector: '海门街道',
      },
    ],
  };
  return sent(
    issueMail(by, [{ unitName: '市委办', brief }], { today, calendar, planId: 1, plan, department }),
  );
}

function item(id: number, dueOn: Day, given: Partial<DigestItem> = {}): DigestItem {
  return {
    ...{
      ...facts,
      id,
      unitId: id % 3,
      unitName: `单位${id % 3}`,
      planId: 1,
      planTitle: '',
      taskNo: null,
      title: '',
    },
    ...{ kind: 'progress' as const, lastWord: null, returns: 1, pendingAt: null, dueOn },
    ...given,
  };
}

function part(compose: typeof composeDigest, count = 20, on = today): DigestPart {
  const items = Array.from({ length: count }, (_, i) => item(i + 1, day('2018-11-20')));
  items.push(
    item(99, day('2018-11-20'), { pendingSince: day('2018-11-12'), pendingAt: '2018-11-12T06:00:00.000Z' }),
  );
  const last = { lastRunOn: null, lastRunAt: null, everyWorkingDay: false };
  const digest = compose({ today: on, ...last, items }, calendar)!;
  const details = items.map(({ id }) => ({
    ...{
      id,
      planId: 1,
      planTitle: plan.title,
      documentNumber: null,
      taskId: id,
      taskNo: String(id),
      title: NASTY,
    },
    ...{ kind: 'progress' as const, period: '2018-H2', lastText: NASTY, lastStanding: 'on-schedule' },
  }));
  const escalation = { urge: 18, notice: 2, call: 1, leader: 1, paused: 1 };
  return { department, digest, details: new Map(details.map((one) => [one.id, one])), escalation };
}

const pressed = (id: number, given: Partial<PressedRow> = {}): PressedRow => ({
  ...{ ...facts, id, planId: 1, planTitle: plan.title, documentNumber: plan.documentNumber },
  ...{ supervisorUnitId: 9, unitId: 1, unitName: '市委办', taskId: id, taskNo: String(id), title: NASTY },
  ...{ kind: 'progress', period: '2018-H2', dueOn: day('2018-11-20'), urgings: 0, lastUrgedOn: null },
  ...given,
});
const unit = { unitId: 1, name: '市委办' };

function urging(by: MailKit, count: number): MailContents {
  const rows = Array.from({ length: count }, (_, i) => pressed(i + 1));
  return sent(urgingMail(by, unit, rows, { today, calendar, note: NASTY, departments: [department] }));
}

function notice(by: MailKit): MailContents {
  const written = {
    ...{ id: 1, year: 2018, number: 1, urgency: 'urgent' as const, reason: NASTY, requirement: NASTY },
    replyDueOn: day('2018-11-28'),
  };
  const items = [
    pressed(1),
    pressed(2, { kind: 'refinement', taskNo: null, taskId: null, period: '', title: '' }),
  ];
  return sent(noticeMail(by, unit, written, items, { today, calendar, departments: [department] }));
}

function instruction(by: MailKit): MailContents {
  const task = {
    ...{ id: 1, no: '3', title: NASTY, state: 'active' as const, planId: 1, planTitle: plan.title },
    ...{ documentNumber: plan.documentNumber, planState: 'issued', supervisorUnitId: 9 },
  };
  const written = { leaderName: '市委办', text: NASTY, instructedOn: today };
  const unit = { unitId: 1, name: '市委办' };
  return sent(
    instructionMail(by, unit, { task, instruction: written }, { today, departments: [department] }),
  );
}

const context = { today, settings: defaultReminderSettings };
const monday = { ...context, today: day('2018-12-10') };
const mails = (by: MailKit): [string, MailContents][] => [
  ['reminder', reminder(by)],
  ['reminder of two units', reminder(by, ['市委办', '市政府办'])],
  ['issue', issue(by)],
  ['urging', urging(by, 1)],
  ['urging of many', urging(by, 20)],
  ['supervision notice', notice(by)],
  ['instruction', instruction(by)],
  ['overdue digest', digestMail(by, [part(composeDigest)], context)],
  ['leader digest', leaderDigestMail(by, [part(composeLeaderDigest, 20, monday.today)], monday)],
];

describe.each(mails(kit))('%s', (_name, { html, text, subject }) => {
  it('gives every cell its own text and background colour, and every cell with words its font', () => {
    const cells = [...html.matchAll(/<td([^>]*)>(?=([^<\s]?))/g)];
    expect(cells.length).toBeGreaterThan(5);
    for (const [cell, attributes, first] of cells) {
      expect(cell).toMatch(/background-color:#[0-9A-F]{6}/);
      expect(cell).toMatch(/[";]color:#[0-9A-F]{6}/);
      if (first && first !== '&')
        expect(attributes).toContain(`font-family:'Microsoft YaHei',SimSun,Arial,sans-serif`);
    }
  });

  it('is a table of 600 pixels that gives way on a phone, with the style in the tags', () => {
    expect(html).toContain('width="600"');
    expect(html).toContain('max-width:600px');
    expect(html).not.toMatch(/<style|class=|<script|<link|<img|url\(|@import/);
    expect(html.match(/<table(?! role="presentation")/g)).toBeNull();
  });

  it('says light colours, the language, and a preheader that is not the subject', () => {
    expect(html).toContain('<html lang="zh-CN">');
    expect(html).toContain('<meta name="color-scheme" content="light only">');
    const preheader = /<div style="display:none[^>]*>([^<]+)<\/div>/.exec(html)?.[1];
    expect(preheader).toMatch(/项/);
    expect(subject).not.toContain(preheader);
  });

  it('leads nowhere but to this product and to the department', () => {
    const targets = [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href!);
    expect(targets.length).toBeGreaterThan(1);
    for (const href of targets)
      expect(href).toMatch(/^(https:\/\/duban\.example\/|mailto:zm@haimen\.example$)/);
  });

  it('escapes what people wrote in the HTML and leaves it as it is in the text', () => {
    expect(html).not.toContain('<b>“三项”');
    expect(text).not.toMatch(/&(amp|lt|quot|#x27|#x3D);/);
    if (html.includes('三项')) expect(text).toContain(NASTY);
  });

  it('has the same numbers and links in both parts, and no place left unfilled', () => {
    for (const [, href] of html.matchAll(/href="(https:[^"]*)"/g)) expect(text).toContain(href);
    expect(html + text + subject).not.toMatch(/\{\w+\}|undefined|\[object|NaN/);
    expect(text).not.toMatch(/\n{4}/);
    expect(text).toContain('联系单位：市委组织部　联系人：联络员甲　0513-00000001');
  });

  it('states a state by sign, word and colour', () => {
    for (const [, sign, word] of html.matchAll(/([■▲●])&nbsp;([^<]+)/g))
      expect([sign, word!.trim()]).not.toContain('');
    if (html.includes('#8C1D18')) expect(html).toMatch(/■&nbsp;(超期|审核逾时)/);
  });

  it('is well below what mail programs cut off', () => {
    expect(Buffer.byteLength(html)).toBeLessThan(60_000);
  });
});

describe('in English', () => {
  it.each(mails(english))('%s has no Chinese of ours left', (_name, { html, text, subject }) => {
    const data =
      /督办(?=〔)|落实|三项|机制|市委办|市政府办|市委组织部|联络员甲|贯彻|办法|任务分解方案|海办|号|单位|各区镇|海门街道/g;
    for (const part of [html, text, subject]) {
      const left = part.replace(data, '').match(/[\u4e00-\u9fff]+/g);
      expect(left).toBeNull();
    }
  });
});

describe('the rows of a mail', () => {
  it('are shared in turn, so that a long section does not hide a short one', () => {
    expect(roomFor([20], 15)).toEqual([15]);
    expect(roomFor([20, 3], 15)).toEqual([12, 3]);
    expect(roomFor([2, 3], 15)).toEqual([2, 3]);
    expect(roomFor([9, 9, 9, 9], 15)).toEqual([4, 4, 4, 3]);
    expect(roomFor([], 15)).toEqual([]);
  });

  it('one button and its bare address for each unit', () => {
    for (const [units, count] of [
      [['市委办'], 1],
      [['市委办', '市政府办'], 2],
    ] as const) {
      const { html } = reminder(kit, [...units]);
      expect(html.match(/bgcolor="#0B4A8F"/g)).toHaveLength(count);
      expect(html.match(/>https:\/\/duban\.example\/l\/1\.abc</g)).toHaveLength(count);
    }
  });
});

import fc from 'fast-check';
import { addDays, day, instantAt, type Day } from '../../src/rules/day.js';
import {
  decideReminder,
  defaultReminderSettings,
  type Owed,
  type ReminderInput,
  type UnitReminder,
} from '../../src/rules/reminders.js';
import { realCalendar, workingDaysFrom } from './real-calendar.js';

const calendar = realCalendar();
const SHANGHAI = 'Asia/Shanghai';
const at = (d: string, time = '08:30'): string => instantAt(day(d), time, SHANGHAI);

/** The refinement plan one lead unit of Haimen owes. */
function owed(other: Partial<Owed> = {}): Owed {
  return {
    id: 1,
    unitId: 7,
    planId: 1,
    taskNo: null,
    title: '细化方案',
    kind: 'refinement',
    dueOn: day('2018-11-20'),
    openedOn: day('2018-11-02'),
    ...{ reworkOn: null, pendingSince: null, metOn: null, waivedOn: null },
    ...{ returnedAt: null, returnReason: null, acceptedAt: null, receivedAt: null },
    ...other,
  };
}

/** One morning, the run before having been on lastRunOn at 08:30. */
function morning(today: string, lastRunOn: string | null, items: Owed[]): UnitReminder | null {
  const last = lastRunOn === null ? null : day(lastRunOn);
  const input: ReminderInput = {
    today: day(today),
    lastRunOn: last,
    lastRunAt: last && at(last),
    owed: items,
  };
  return decideReminder(input, calendar);
}

/** The mail days when the job runs on these days; what is owed may depend on the day. */
function mailDays(runs: Day[], owedOnDay: (d: Day) => Owed[]): string[] {
  let lastRunOn: string | null = '2018-11-02';
  const mails: string[] = [];
  for (const d of runs) {
    if (morning(d, lastRunOn, owedOnDay(d))) mails.push(d);
    lastRunOn = d;
  }
  return mails;
}

function groupsOf(reminder: UnitReminder | null): Record<string, number[]> {
  return Object.fromEntries(
    (reminder?.groups ?? []).map(({ group, items }) => [group, items.map((item) => item.id)]),
  );
}

const EVERY_MORNING = workingDaysFrom(calendar, '2018-11-05', '2019-01-02');
const FIRST_NOTICES = ['2018-11-09', '2018-11-15', '2018-11-19', '2018-11-20', '2018-11-21'];
const WEEKLY = ['2018-11-26', '2018-12-03', '2018-12-10', '2018-12-17', '2018-12-24', '2019-01-02'];

describe('Haimen, from issue on 2 November 2018 to 2 January', () => {
  it('has 43 working days, the day of issue included', () => {
    expect(EVERY_MORNING).toHaveLength(42);
  });

  it('a silent lead unit gets eleven mails besides the one of the issue', () => {
    expect(mailDays(EVERY_MORNING, () => [owed()])).toEqual([...FIRST_NOTICES, ...WEEKLY]);
  });

  it('they say why: the nearness first, then newly late, then the weekly mention', () => {
    const causes = [...FIRST_NOTICES, ...WEEKLY].map(
      (d) => morning(d, calendar.plus(day(d), -1), [owed()])?.cause,
    );
    expect(causes).toEqual([
      'due-7',
      'due-3',
      'due-1',
      'due-today',
      'newly-late',
      ...WEEKLY.map(() => 'still-late'),
    ]);
  });

  it('a unit that hands its plan in on 16 November is mailed on the 9th and 15th only', () => {
    const handedIn = { pendingSince: day('2018-11-16'), receivedAt: at('2018-11-16', '15:00') };
    const accepted = { metOn: day('2018-11-16'), acceptedAt: at('2018-11-22', '10:00') };
    const story = (d: Day): Owed[] => {
      if (d <= '2018-11-16') return [owed()];
      return [owed(d <= '2018-11-22' ? handedIn : accepted)];
    };
    expect(mailDays(EVERY_MORNING, story)).toEqual(['2018-11-09', '2018-11-15']);
  });

  it('with lateness counted in working days: 1, 3 on Friday the 23rd, 30 on 2 January', () => {
    const late = (d: string): number | undefined =>
      morning(d, '2018-11-02', [owed()])?.groups[0]?.items[0]?.daysLate;
    expect(['2018-11-21', '2018-11-23', '2019-01-02'].map(late)).toEqual([1, 3, 30]);
  });

  it('a returned plan is told the next morning, then as its rework day comes near', () => {
    const returned = {
      returnedAt: at('2018-11-21', '16:00'),
      returnReason: '未量化',
      reworkOn: day('2018-11-26'),
    };
    const story = (d: Day): Owed[] => {
      if (d <= '2018-11-16') return [owed()];
      return [owed(d <= '2018-11-21' ? { pendingSince: day('2018-11-16') } : returned)];
    };
    const days = mailDays(EVERY_MORNING, story).slice(0, 7);
    expect(days).toEqual([
      '2018-11-09',
      '2018-11-15',
      '2018-11-22', // returned
      '2018-11-23', // one working day left
      '2018-11-26', // the day
      '2018-11-27', // newly late
      '2018-12-03', // still late
    ]);
  });
});

describe('what causes a mail', () => {
  it.each<[string, string, string | null, Partial<Owed>, string | null]>([
    ['nothing near', '2018-11-08', '2018-11-07', {}, null],
    ['seven working days left', '2018-11-09', '2018-11-08', {}, 'due-7'],
    ['six left, told yesterday', '2018-11-12', '2018-11-09', {}, null],
    ['six left, but no run yesterday', '2018-11-12', '2018-11-08', {}, 'due-7'],
    ['run again on the same day', '2018-11-09', '2018-11-09', {}, null],
    ['the day itself, after three days without a run', '2018-11-20', '2018-11-15', {}, 'due-today'],
    ['late after an outage over the day', '2018-11-23', '2018-11-16', {}, 'newly-late'],
    ['still late on a Thursday', '2018-11-29', '2018-11-28', {}, null],
    ['still late on a Thursday, no run since Friday', '2018-11-29', '2018-11-23', {}, 'still-late'],
    ['still late on Monday, run again', '2018-11-26', '2018-11-26', {}, null],
    ['the first run ever, the item opened long ago', '2018-11-12', null, {}, 'due-7'],
    ['the first run ever, the item opened today', '2018-11-12', null, { openedOn: day('2018-11-12') }, null],
    [
      'opened since the last run, already near',
      '2018-11-12',
      '2018-11-08',
      { openedOn: day('2018-11-09') },
      null,
    ],
    [
      'opened with five left, three left now',
      '2018-11-15',
      '2018-11-14',
      { openedOn: day('2018-11-13') },
      'due-3',
    ],
    ['not open yet', '2018-11-20', '2018-11-19', { openedOn: null }, null],
    ['handed in', '2018-11-21', '2018-11-20', { pendingSince: day('2018-11-20') }, null],
    ['met', '2018-11-21', '2018-11-20', { metOn: day('2018-11-20') }, null],
    ['waived', '2018-11-21', '2018-11-20', { waivedOn: day('2018-11-20') }, null],
    [
      'returned since the last run',
      '2018-11-08',
      '2018-11-07',
      { returnedAt: at('2018-11-07', '17:00') },
      'returned',
    ],
    [
      'returned before the last run',
      '2018-11-08',
      '2018-11-07',
      { returnedAt: at('2018-11-06', '17:00') },
      null,
    ],
    [
      'returned and handed in again',
      '2018-11-08',
      '2018-11-07',
      { returnedAt: at('2018-11-07', '17:00'), pendingSince: day('2018-11-07') },
      null,
    ],
    ['returned, first run ever', '2018-11-08', null, { returnedAt: at('2018-11-06', '17:00') }, 'returned'],
  ])('%s', (_what, today, lastRunOn, other, cause) => {
    expect(morning(today, lastRunOn, [owed(other)])?.cause ?? null).toBe(cause);
  });

  it('nothing owed, nothing said', () => {
    expect(morning('2018-11-21', '2018-11-20', [])).toBeNull();
  });

  it('a due day on a free Sunday counts from the Friday before', () => {
    const sunday = owed({ dueOn: day('2019-06-30'), openedOn: day('2019-01-02') });
    const runs = workingDaysFrom(calendar, '2019-06-10', '2019-07-08');
    expect(mailDays(runs, () => [sunday])).toEqual([
      '2019-06-19',
      '2019-06-25',
      '2019-06-27',
      '2019-06-28',
      '2019-07-01',
      '2019-07-08',
    ]);
    expect(morning('2019-06-28', '2019-06-27', [sunday])?.cause).toBe('due-today');
  });

  it('the weekly mention comes on the first working day of a week, be it a Wednesday or none', () => {
    const late = owed({ dueOn: day('2018-12-26') });
    expect(morning('2018-12-29', '2018-12-28', [late])).toBeNull();
    expect(morning('2019-01-02', '2018-12-29', [late])?.cause).toBe('still-late');
    expect(morning('2019-01-03', '2019-01-02', [late])).toBeNull();
  });

  it('receipts and acceptances ride along but cause none', () => {
    const accepted = owed({ id: 2, metOn: day('2018-11-16'), acceptedAt: at('2018-11-20', '10:00') });
    const received = owed({ id: 3, pendingSince: day('2018-11-20'), receivedAt: at('2018-11-20', '11:00') });
    const older = owed({ id: 4, metOn: day('2018-11-16'), acceptedAt: at('2018-11-19', '10:00') });
    expect(morning('2018-11-21', '2018-11-20', [accepted, received, older])).toBeNull();
    const withCause = morning('2018-11-21', '2018-11-20', [owed(), accepted, received, older]);
    expect(withCause?.accepted.map(({ item, what }) => [item.id, what])).toEqual([
      [2, 'accepted'],
      [3, 'received'],
    ]);
  });

  it('other thresholds are a setting', () => {
    const settings = { ...defaultReminderSettings, remindBefore: [10, 2, 0] };
    const on = (today: string): string | null => {
      const lastRunOn = calendar.plus(day(today), -1);
      const input = { today: day(today), lastRunOn, lastRunAt: at(lastRunOn), owed: [owed()] };
      return decideReminder(input, calendar, settings)?.cause ?? null;
    };
    const causes = workingDaysFrom(calendar, '2018-11-05', '2018-11-21').map(on);
    expect(causes).toEqual([
      null,
      'due-3', // ten working days left: the farther of two
      ...[null, null, null, null, null, null, null],
      'due-1', // two left: the nearer
      null,
      'due-today',
      'newly-late',
    ]);
  });
});

describe('an answer to a request', () => {
  const answer = (on: string) => ({
    ...{ unitId: 7, planId: 1, kind: 'extension-approved', at: at(on, '15:00'), taskNo: null, title: '' },
    ...{ deadlineKind: 'refinement' as const, period: '', day: day('2018-11-30'), remark: null },
  });
  const decide = (today: string, lastRunOn: string | null, items: Owed[], answeredOn: string) =>
    decideReminder(
      {
        ...{ today: day(today), lastRunOn: lastRunOn === null ? null : day(lastRunOn) },
        ...{ lastRunAt: lastRunOn && at(lastRunOn), owed: items, answers: [answer(answeredOn)] },
      },
      calendar,
    );

  it.each<[string, string, string | null, Owed[], string | undefined]>([
    ['the morning after, nothing owed', '2018-11-07', '2018-11-06', [], 'answers'],
    ['the morning after, something far off', '2018-11-07', '2018-11-06', [owed()], 'answers'],
    ['a day later', '2018-11-08', '2018-11-07', [], undefined],
    ['when the runs between were missed', '2018-11-14', '2018-11-06', [], 'answers'],
    ['the first run ever', '2018-11-07', null, [], 'answers'],
    ['before what comes near', '2018-11-07', '2018-11-06', [owed({ dueOn: day('2018-11-07') })], 'answers'],
    [
      'after what is newly late',
      '2018-11-07',
      '2018-11-06',
      [owed({ dueOn: day('2018-11-06') })],
      'newly-late',
    ],
  ])('%s', (_, today, lastRunOn, items, cause) => {
    const reminder = decide(today, lastRunOn, items, '2018-11-06');
    expect(reminder?.cause).toBe(cause);
    expect(reminder?.answers.length).toBe(cause && 1);
  });
});

describe('what the mail holds', () => {
  const due = (id: number, dueOn: string, other: Partial<Owed> = {}): Owed =>
    owed({ id, dueOn: day(dueOn), ...other });
  const items = [
    due(1, '2018-12-28'), // far off
    due(2, '2018-11-28'), // 5 left
    due(3, '2018-11-26'), // 3 left
    due(4, '2018-11-22'), // 1 left
    due(5, '2018-11-21'), // today
    due(6, '2018-11-20'), // newly late
    due(7, '2018-11-09'), // still late
    due(8, '2018-12-20', { returnedAt: at('2018-11-20', '17:00'), returnReason: '未量化' }),
    due(9, '2018-11-21', { pendingSince: day('2018-11-20') }),
    due(10, '2018-11-19', { planId: 2 }), // still late
  ];
  const reminder = morning('2018-11-21', '2018-11-20', items);

  it('everything the unit has, across plans: newly late and returned first, then by nearness, still late last', () => {
    expect(reminder?.groups.map(({ group }) => group)).toEqual([
      'newly-late',
      'returned',
      'due-today',
      'due-1',
      'due-3',
      'due-7',
      'still-late',
    ]);
    expect(groupsOf(reminder)).toEqual({
      'newly-late': [6],
      returned: [8],
      'due-today': [5],
      'due-1': [4],
      'due-3': [3],
      'due-7': [2],
      'still-late': [7, 10],
    });
    expect(reminder).toMatchObject({ unitId: 7, cause: 'newly-late' });
  });

  it('with the day owed, the days late and the days left of each', () => {
    expect(reminder?.groups[0]?.items[0]).toMatchObject({
      owedOn: '2018-11-20',
      daysLate: 1,
      workingDaysLeft: -1,
    });
    expect(reminder?.groups[4]?.items[0]).toMatchObject({
      owedOn: '2018-11-26',
      daysLate: 0,
      workingDaysLeft: 3,
    });
  });

  it('and the numbers of its first line, the nearer included in the farther', () => {
    expect(reminder?.counts).toEqual({
      overdue: 3,
      newlyLate: 1,
      returned: 1,
      dueToday: 1,
      dueIn3: 3,
      dueIn7: 4,
      answered: 0,
      total: 8,
    });
  });
});

describe('however often the job misses a run', () => {
  const dueDays = fc.array(fc.integer({ min: 0, max: 80 }), { minLength: 1, maxLength: 5 });
  const someRuns = fc.subarray(EVERY_MORNING, { minLength: 1 });
  const itemsDue = (ns: number[]): Owed[] =>
    ns.map((n, i) => owed({ id: i, dueOn: addDays(day('2018-11-05'), n), openedOn: day('2018-11-02') }));

  it('a run that follows missed ones mails exactly when one of them would have, or itself', () => {
    fc.assert(
      fc.property(dueDays, someRuns, (ns, runs) => {
        const all = mailDays(EVERY_MORNING, () => itemsDue(ns));
        const some = mailDays(runs, () => itemsDue(ns));
        let last = '2018-11-02';
        for (const run of runs) {
          const missed = all.filter((d) => last < d && d <= run);
          if (some.includes(run)) expect(missed.length).toBeGreaterThan(0);
          const news = missed.filter((d) => !isWeeklyMention(d, ns));
          if (news.length > 0) expect(some).toContain(run);
          last = run;
        }
      }),
    );
  });

  it('running a day again says nothing, whatever is owed', () => {
    fc.assert(
      fc.property(
        dueDays,
        fc.constantFrom(...EVERY_MORNING),
        (ns, d) => morning(d, d, itemsDue(ns)) === null,
      ),
    );
  });

  /** The weekly mention of a past week is not made up: this week’s is enough. */
  function isWeeklyMention(d: string, ns: number[]): boolean {
    return morning(d, calendar.plus(day(d), -1), itemsDue(ns))?.cause === 'still-late';
  }
});

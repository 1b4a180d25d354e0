import { addDays, day, instantAt, type Day } from '../../src/rules/day.js';
import {
  composeDigest,
  composeLeaderDigest,
  type Digest,
  type DigestInput,
  type DigestItem,
  type DigestRequest,
} from '../../src/rules/digest.js';
import { realCalendar, workingDaysFrom } from './real-calendar.js';

const calendar = realCalendar();
const at = (d: string, time = '08:30'): string => instantAt(day(d), time, 'Asia/Shanghai');

/** The refinement plan one lead unit of Haimen owes. */
function item(other: Partial<DigestItem> = {}): DigestItem {
  return {
    id: 1,
    unitId: 7,
    unitName: '市委办',
    planId: 1,
    planTitle: '贯彻施行任务分解方案',
    taskNo: null,
    title: '细化方案',
    kind: 'refinement',
    dueOn: day('2018-11-20'),
    openedOn: day('2018-11-02'),
    ...{ reworkOn: null, pendingSince: null, metOn: null, waivedOn: null },
    ...{ lastWord: null, returns: 0, pendingAt: null },
    ...other,
  };
}

function pendingSince(d: string, other: Partial<DigestItem> = {}): DigestItem {
  return item({ pendingSince: day(d), pendingAt: at(d, '15:00'), ...other });
}

function request(other: Partial<DigestRequest> = {}): DigestRequest {
  return {
    kind: 'extension',
    unitId: 7,
    unitName: '市委办',
    planTitle: '贯彻施行任务分解方案',
    taskNo: '3',
    title: '命名优秀区镇',
    deadlineId: null,
    waitingSince: day('2018-11-06'),
    waitingAt: at('2018-11-06', '10:00'),
    ...other,
  };
}

function input(
  today: string,
  lastRunOn: string | null,
  items: DigestItem[],
  other: Partial<DigestInput> = {},
): DigestInput {
  const last = lastRunOn === null ? null : day(lastRunOn);
  return {
    today: day(today),
    lastRunOn: last,
    lastRunAt: last && at(last),
    items,
    everyWorkingDay: false,
    ...other,
  };
}

/** One working morning after another. */
function digestOn(today: string, items: DigestItem[], other: Partial<DigestInput> = {}): Digest | null {
  return composeDigest(input(today, calendar.plus(day(today), -1), items, other), calendar);
}

const EVERY_MORNING = workingDaysFrom(calendar, '2018-11-05', '2019-01-02');
const MONDAYS = ['2018-12-10', '2018-12-17', '2018-12-24', '2019-01-02'];

function digestDays(itemsOn: (d: Day) => DigestItem[], other: Partial<DigestInput> = {}): string[] {
  return EVERY_MORNING.filter((d) => digestOn(d, itemsOn(d), other));
}

describe('Haimen’s department, from issue to 2 January', () => {
  it('has a digest only on days with news and on the first working day of a week', () => {
    expect(digestDays(() => [item()])).toEqual([
      '2018-11-21', // newly late
      '2018-11-23', // 3 working days late
      '2018-11-26', // Monday
      '2018-12-03', // Monday
      '2018-12-04', // 10 working days late
      ...MONDAYS,
    ]);
  });

  it('has none at all while nothing is late and nothing waits', () => {
    expect(digestDays(() => [item({ metOn: day('2018-11-16') })])).toEqual([]);
    expect(digestDays(() => [item({ dueOn: day('2019-06-28') })])).toEqual([]);
    expect(digestDays(() => [])).toEqual([]);
  });

  it('hears of a plan handed in on Friday the 16th, each Monday while it waits, and when five working days have passed', () => {
    const story = (d: Day): DigestItem[] => [d <= '2018-11-16' ? item() : pendingSince('2018-11-16')];
    expect(digestDays(story).slice(0, 4)).toEqual(['2018-11-19', '2018-11-23', '2018-11-26', '2018-12-03']);
    expect(digestOn('2018-11-19', story(day('2018-11-19')))?.news).toEqual(['newly-waiting', 'weekly']);
    expect(digestOn('2018-11-23', story(day('2018-11-23')))?.news).toEqual(['unverified']);
  });

  it('has one every working day something is late, if so set', () => {
    const days = digestDays(() => [item()], { everyWorkingDay: true });
    expect(days).toEqual(EVERY_MORNING.filter((d) => d > '2018-11-20'));
  });
});

describe('what makes a digest go out', () => {
  it.each<[string, string, string | null, DigestItem[], DigestRequest[], string[] | null]>([
    ['newly late', '2018-11-21', '2018-11-20', [item()], [], ['newly-late']],
    ['merely due today', '2018-11-20', '2018-11-19', [item()], [], null],
    ['merely still late on a Thursday', '2018-11-22', '2018-11-21', [item()], [], null],
    ['run again on the same day', '2018-11-21', '2018-11-21', [item()], [], null],
    [
      'late and three days late during an outage',
      '2018-11-23',
      '2018-11-16',
      [item()],
      [],
      ['newly-late', 'reached-urging', 'weekly'],
    ],
    ['ten days late', '2018-12-04', '2018-12-03', [item()], [], ['reached-notice']],
    ['the first run ever', '2018-11-22', null, [item()], [], ['newly-late']],
    ['the first run ever, long after', '2018-12-06', null, [item()], [], ['newly-late', 'reached-notice']],
    [
      'told to the unit since, already late',
      '2018-11-29',
      '2018-11-28',
      [item({ openedOn: day('2018-11-28') })],
      [],
      ['newly-late', 'reached-urging'],
    ],
    [
      'returned, and not late any more',
      '2018-11-22',
      '2018-11-21',
      [item({ reworkOn: day('2018-11-26') })],
      [],
      null,
    ],
    ['an extension requested', '2018-11-07', '2018-11-06', [], [request()], ['newly-waiting']],
    ['an extension still waiting', '2018-11-08', '2018-11-07', [], [request()], null],
    ['a filing', '2018-11-07', '2018-11-06', [], [request({ kind: 'filing' })], ['newly-waiting']],
    [
      'a suspended task before its review day',
      '2018-11-05',
      '2018-11-02',
      [],
      [request({ kind: 'review', waitingAt: at('2018-11-02') })],
      null,
    ],
    [
      'a suspended task on its review day',
      '2018-11-06',
      '2018-11-05',
      [],
      [request({ kind: 'review', waitingAt: at('2018-11-02') })],
      ['newly-waiting'],
    ],
    [
      'a review day that was a Saturday, on Monday',
      '2018-11-12',
      '2018-11-09',
      [],
      [request({ kind: 'review', waitingSince: day('2018-11-10'), waitingAt: at('2018-11-02') })],
      ['newly-waiting', 'weekly'],
    ],
    [
      'a review the day after, still waiting',
      '2018-11-07',
      '2018-11-06',
      [],
      [request({ kind: 'review', waitingAt: at('2018-11-02') })],
      null,
    ],
    ['a duty sent back', '2018-11-07', '2018-11-06', [], [request({ kind: 'sent-back' })], ['newly-waiting']],
    [
      'unsigned for two days',
      '2018-11-06',
      '2018-11-05',
      [],
      [request({ kind: 'unsigned', waitingSince: day('2018-11-02') })],
      null,
    ],
    [
      'unsigned for three',
      '2018-11-07',
      '2018-11-06',
      [],
      [request({ kind: 'unsigned', waitingSince: day('2018-11-02') })],
      ['newly-waiting'],
    ],
    [
      'unsigned for four',
      '2018-11-08',
      '2018-11-07',
      [],
      [request({ kind: 'unsigned', waitingSince: day('2018-11-02') })],
      null,
    ],
    ['a free Monday, the week begins on Wednesday', '2019-01-02', '2018-12-29', [item()], [], ['weekly']],
  ])('%s', (_what, today, lastRunOn, items, requests, news) => {
    expect(composeDigest(input(today, lastRunOn, items, { requests }), calendar)?.news ?? null).toEqual(news);
  });

  it('every working day only once a day', () => {
    const again = input('2018-11-22', '2018-11-22', [item()], { everyWorkingDay: true });
    expect(composeDigest(again, calendar)).toBeNull();
  });
});

describe('what the digest says', () => {
  const items = [
    item({ id: 1, unitId: 7, unitName: '市委办', lastWord: '正在起草', returns: 1 }), // 1 day late
    item({ id: 2, unitId: 7, unitName: '市委办', dueOn: day('2018-11-09') }), // 8 days late
    item({ id: 3, unitId: 8, unitName: '市人社局', dueOn: day('2018-11-16') }), // reached 3
    pendingSince('2018-11-13', { id: 4, unitId: 9, unitName: '市财政局' }), // 6 days unverified
    pendingSince('2018-11-20', { id: 5, unitId: 9, unitName: '市财政局' }),
    item({ id: 6, dueOn: day('2018-11-21') }), // today
    item({ id: 7, dueOn: day('2018-11-26') }), // 3 left
    item({ id: 8, dueOn: day('2018-11-30') }), // 7 left
    item({ id: 9, dueOn: day('2018-12-28') }), // far off
    item({ id: 10, metOn: day('2018-11-20') }),
  ];
  const requests = [request({ deadlineId: 2 })];
  const digest = digestOn('2018-11-21', items, { requests });

  it('by lead unit in the order given, the newly late first, with days late, last word, returns and open requests', () => {
    expect(
      digest?.units.map((unit) => [unit.unitName, unit.overdue, unit.rows.map((row) => row.item.id)]),
    ).toEqual([
      ['市委办', 2, [1, 2]],
      ['市人社局', 1, [3]],
    ]);
    const [first, second] = digest?.units[0]?.rows ?? [];
    expect(first).toMatchObject({ daysLate: 1, isNewlyLate: true, reached: null, owedOn: '2018-11-20' });
    expect(first?.item).toMatchObject({ lastWord: '正在起草', returns: 1 });
    expect(second).toMatchObject({ daysLate: 8, isNewlyLate: false, openRequests: [requests[0]] });
    expect(digest?.units[1]?.rows[0]).toMatchObject({ daysLate: 3, reached: 3 });
  });

  it('what waits for the department, its own lateness first', () => {
    expect(
      digest?.waiting.map((row) => [row.kind, row.deadlineId, row.waitingDays, row.isDepartmentLate]),
    ).toEqual([
      ['verification', 4, 6, true],
      ['extension', 2, 11, false],
      ['verification', 5, 1, false],
    ]);
    expect(digest?.waiting[0]).toMatchObject({ item: items[3], isNew: false, unitName: '市财政局' });
    expect(digest?.waiting[2]).toMatchObject({ isNew: true });
  });

  it('and the numbers of its first line', () => {
    expect(digest?.counts).toEqual({
      overdue: 3,
      newlyLate: 1,
      dueSoon: 3,
      dueIn3: 2,
      waiting: 3,
      departmentLate: 1,
    });
    expect(digest).toMatchObject({
      day: '2018-11-21',
      news: ['newly-late', 'reached-urging', 'newly-waiting'],
    });
    expect(digest?.truncated).toEqual({ late: 0, waiting: 0 });
    expect(digest?.unknownYears).toEqual([]);
  });

  it('names a year without a published calendar', () => {
    const late = item({ dueOn: day('2026-12-28'), openedOn: day('2026-11-02') });
    expect(digestOn('2026-12-29', [late])?.unknownYears).toEqual([2027]);
  });
});

describe('at most fifteen rows', () => {
  const many = Array.from({ length: 40 }, (_, i) =>
    item({
      id: i + 1,
      unitId: i % 10,
      unitName: `单位${i % 10}`,
      dueOn: i < 35 ? day('2018-11-15') : day('2018-11-20'),
    }),
  );
  const waiting = Array.from({ length: 20 }, (_, i) =>
    pendingSince('2018-11-20', { id: 100 + i, unitId: 50 }),
  );
  const rowsOf = (digest: Digest | null): number[] =>
    (digest?.units ?? []).flatMap((unit) => unit.rows.map((row) => row.item.id));

  it('the newly late are among them, the rest is a number; every unit stands with its own number', () => {
    const digest = digestOn('2018-11-21', many);
    expect(rowsOf(digest)).toHaveLength(15);
    expect([36, 37, 38, 39, 40].every((id) => rowsOf(digest).includes(id))).toBe(true);
    expect(digest?.truncated).toEqual({ late: 25, waiting: 0 });
    expect(digest?.units.map((unit) => unit.overdue)).toEqual(Array.from({ length: 10 }, () => 4));
    expect(digest?.counts.overdue).toBe(40);
  });

  it('neither what is late nor what waits hides the other', () => {
    const digest = digestOn('2018-11-21', [...many, ...waiting]);
    expect([rowsOf(digest).length, digest?.waiting.length]).toEqual([10, 5]);
    expect(digest?.truncated).toEqual({ late: 30, waiting: 15 });
  });

  it('room that one list leaves the other takes', () => {
    const digest = digestOn('2018-11-21', [...many.slice(0, 3), ...waiting]);
    expect([rowsOf(digest).length, digest?.waiting.length]).toEqual([3, 12]);
  });

  it('or as many as are asked for', () => {
    expect(rowsOf(digestOn('2018-11-21', many, { maxRows: 100 }))).toHaveLength(40);
  });
});

describe('the leaders’ digest', () => {
  const leaders = (today: string, items: DigestItem[], lastRunOn?: string | null): Digest | null =>
    composeLeaderDigest(
      input(today, lastRunOn === undefined ? calendar.plus(day(today), -1) : lastRunOn, items),
      calendar,
    );

  it('comes on the first working day of a week, and only once something is ten working days late', () => {
    const days = EVERY_MORNING.filter((d) => leaders(d, [item()]));
    expect(days).toEqual(MONDAYS);
  });

  it('holds exceptions only, and the numbers of all', () => {
    const items = [item(), item({ id: 2, dueOn: day('2018-12-05') }), pendingSince('2018-12-07', { id: 3 })];
    const digest = leaders('2018-12-10', items);
    expect(digest?.units.flatMap((unit) => unit.rows.map((row) => row.item.id))).toEqual([1]);
    expect(digest?.waiting).toEqual([]);
    expect(digest?.counts).toMatchObject({ overdue: 2, waiting: 1 });
  });

  it('names what the department itself let lie', () => {
    const digest = leaders('2018-12-10', [pendingSince('2018-11-30')]);
    expect(digest?.waiting.map((row) => row.isDepartmentLate)).toEqual([true]);
  });

  it('makes up a missed Monday on Tuesday, and says nothing twice', () => {
    expect(leaders('2018-12-11', [item()], '2018-12-07')).not.toBeNull();
    expect(leaders('2018-12-11', [item()], '2018-12-10')).toBeNull();
    expect(leaders('2018-12-11', [item()], null)).toBeNull();
    expect(leaders('2018-12-10', [item()], null)).not.toBeNull();
  });
});

describe('a missed morning', () => {
  it('loses no news: the next run says what the missed one would have', () => {
    const items = [item(), item({ id: 2, dueOn: day('2018-11-21') })];
    for (let gap = 1; gap < 10; gap += 1) {
      const today = addDays(day('2018-11-21'), gap);
      if (!calendar.isWorkingDay(today)) continue;
      const digest = composeDigest(input(today, '2018-11-20', items), calendar);
      expect(digest?.news).toContain('newly-late');
      expect(digest?.counts.newlyLate).toBe(2);
    }
  });
});

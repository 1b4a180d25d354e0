import fc from 'fast-check';
import { addDays, day, instantAt, type Day } from '../../src/rules/day.js';
import { dueRuns, type DueRun, type JobEntry, type TimetableInput } from '../../src/rules/timetable.js';
import { realCalendar } from './real-calendar.js';

const calendar = realCalendar();
const SHANGHAI = 'Asia/Shanghai';
const MORNING: JobEntry = {
  job: 'morning-reminders',
  at: '08:30',
  on: 'working days',
  catchUpDays: 3,
  mails: true,
};
const PERIODS: JobEntry = {
  job: 'open-next-period',
  at: '00:30',
  on: 'every day',
  catchUpDays: 3,
  mails: false,
};

function input(
  localDay: string,
  time: string,
  done: Day[] = [],
  other: Partial<TimetableInput> = {},
): TimetableInput {
  return {
    now: instantAt(day(localDay), time, SHANGHAI),
    timeZone: SHANGHAI,
    calendar,
    done: done.map((d) => ({ job: MORNING.job, day: d })),
    startedOn: day('2018-11-05'),
    ...other,
  };
}

function inShort(runs: DueRun[]): string[] {
  return runs.map((run) => (run.foldInto === null ? run.day : `${run.day} into ${run.foldInto}`));
}

/** Every working day from the start through this day is done. */
function doneThrough(until: string): Day[] {
  const days: Day[] = [];
  for (let d = day('2018-11-05'); d <= until; d = addDays(d, 1)) if (calendar.isWorkingDay(d)) days.push(d);
  return days;
}

describe('the morning mail', () => {
  it.each<[string, string, string, Day[], string[]]>([
    ['before half past eight nothing is due', '2018-11-09', '08:29', doneThrough('2018-11-08'), []],
    ['at half past eight it is', '2018-11-09', '08:30', doneThrough('2018-11-08'), ['2018-11-09']],
    ['it still is in the evening', '2018-11-09', '23:59', doneThrough('2018-11-08'), ['2018-11-09']],
    ['not twice', '2018-11-09', '08:31', doneThrough('2018-11-09'), []],
    ['not on a Saturday', '2018-11-10', '09:00', doneThrough('2018-11-09'), []],
    ['on a make-up Saturday', '2018-12-29', '09:00', doneThrough('2018-12-28'), ['2018-12-29']],
    ['not on a free Monday', '2018-12-31', '09:00', doneThrough('2018-12-29'), []],
    [
      'on the first working day after the holiday',
      '2019-01-02',
      '08:30',
      doneThrough('2018-12-29'),
      ['2019-01-02'],
    ],
    ['missed on Friday, it waits over Saturday', '2018-11-10', '09:00', doneThrough('2018-11-08'), []],
    ['and over Monday before half past eight', '2018-11-12', '08:00', doneThrough('2018-11-08'), []],
    [
      'then Friday folds into Monday',
      '2018-11-12',
      '08:30',
      doneThrough('2018-11-08'),
      ['2018-11-09 into 2018-11-12', '2018-11-12'],
    ],
    [
      'a crash after recording the folded days leaves the run that composes',
      '2018-11-12',
      '08:31',
      [...doneThrough('2018-11-09')],
      ['2018-11-12'],
    ],
    [
      'a day older than one that has run folds into that one',
      '2018-11-10',
      '09:00',
      [...doneThrough('2018-11-07'), day('2018-11-09')],
      ['2018-11-08 into 2018-11-09'],
    ],
  ])('%s', (_what, today, time, done, expected) => {
    expect(inShort(dueRuns([MORNING], input(today, time, done)))).toEqual(expected);
  });

  it('08:30 is that of the time zone of the timetable', () => {
    const utc = input('2018-11-09', '08:30', doneThrough('2018-11-08'), { timeZone: 'UTC' });
    expect(dueRuns([MORNING], utc)).toEqual([]);
    expect(dueRuns([{ ...MORNING, at: '00:30' }], utc)).toHaveLength(1);
  });

  it('nothing is due for a day before the installation began', () => {
    expect(inShort(dueRuns([MORNING], input('2018-11-05', '09:00')))).toEqual(['2018-11-05']);
    expect(inShort(dueRuns([MORNING], input('2018-11-05', '08:00')))).toEqual([]);
  });
});

describe('after an outage', () => {
  it.each([
    ['one minute', '2018-11-20', '08:31', 0],
    ['six hours', '2018-11-20', '14:30', 0],
    ['three days', '2018-11-23', '09:00', 3],
    ['thirty days', '2018-12-20', '09:00', 22],
  ])('of %s the newest day composes once, every older one folds into it', (_what, today, time, folded) => {
    const runs = dueRuns([MORNING], input(today, time, doneThrough('2018-11-19')));
    expect(runs.filter((run) => run.foldInto === null).map((run) => run.day)).toEqual([today]);
    expect(runs.filter((run) => run.foldInto === today)).toHaveLength(folded);
    expect(runs.at(-1)?.day).toBe(today);
  });

  it('of a year the list stays bounded', () => {
    const runs = dueRuns([MORNING], input('2019-11-20', '09:00', doneThrough('2018-11-19')));
    expect(runs.filter((run) => run.foldInto === null)).toHaveLength(1);
    expect(runs.length).toBeLessThan(100);
  });

  it('a job that mails nothing runs for each missed day, oldest first, but not beyond its catch-up days', () => {
    const runs = dueRuns([PERIODS], input('2018-11-20', '09:00'));
    expect(inShort(runs)).toEqual(['2018-11-17', '2018-11-18', '2018-11-19', '2018-11-20']);
  });
});

describe('when the clock jumps', () => {
  it('back by a second, an hour or a day, what was done is not due again', () => {
    const done = doneThrough('2018-11-20');
    for (const [d, time] of [
      ['2018-11-20', '08:29'],
      ['2018-11-20', '08:30'],
      ['2018-11-20', '07:30'],
      ['2018-11-19', '08:30'],
    ] as const)
      expect(dueRuns([MORNING], input(d, time, done))).toEqual([]);
  });

  it('forward a day and back, the skipped day is folded, never mailed after the newer one', () => {
    const done = [...doneThrough('2018-11-19'), day('2018-11-21')];
    expect(inShort(dueRuns([MORNING], input('2018-11-20', '08:30', done)))).toEqual([
      '2018-11-20 into 2018-11-21',
    ]);
  });

  it('however the clock wanders, each day is done once and no day composes after a newer one', () => {
    const step = fc.tuple(
      fc.integer({ min: 0, max: 40 }),
      fc.constantFrom('07:00', '08:30', '12:00', '23:30'),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const done: { job: string; day: Day }[] = [];
        let newest = '';
        for (const [n, time] of steps) {
          const now = input(addDays(day('2018-11-20'), n), time, [], { done });
          for (const run of dueRuns([MORNING, PERIODS], now)) {
            expect(done.some((past) => past.job === run.job && past.day === run.day)).toBe(false);
            done.push({ job: run.job, day: run.day });
            if (run.job !== MORNING.job || run.foldInto !== null) continue;
            expect(run.day > newest).toBe(true);
            newest = run.day;
          }
        }
      }),
    );
  });
});

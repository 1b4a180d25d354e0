import fc from 'fast-check';
import { addDays, day, type Day } from '../../src/rules/day.js';
import {
  cutoffs,
  deadlineState,
  deadlineStateBy,
  isOverdue,
  owedOn,
  reworkDay,
  workingDaysLate,
  workingDaysLeft,
  workingDaysMadeUpLate,
  type DeadlineFacts,
  type DeadlineState,
} from '../../src/rules/deadline-state.js';
import { defaultReminderSettings, thresholdsOf } from '../../src/rules/reminder-settings.js';
import { realCalendar } from './real-calendar.js';

const calendar = realCalendar();

/** Haimen's refinement plan of a silent unit. */
function facts(other: Partial<DeadlineFacts> = {}): DeadlineFacts {
  return {
    dueOn: day('2018-11-20'),
    reworkOn: null,
    pendingSince: null,
    metOn: null,
    waivedOn: null,
    openedOn: day('2018-11-02'),
    ...other,
  };
}

describe('the state of a deadline due on 2018-11-20', () => {
  it.each<[string, Partial<DeadlineFacts>, string, DeadlineState]>([
    ['nobody was told yet', { openedOn: null }, '2018-12-01', 'not-open'],
    ['it opens tomorrow', { openedOn: day('2018-11-09') }, '2018-11-08', 'not-open'],
    ['eight working days are left', {}, '2018-11-08', 'not-due'],
    ['seven working days are left', {}, '2018-11-09', 'due-soon'],
    ['it is the last day but one', {}, '2018-11-19', 'due-soon'],
    ['it is the day', {}, '2018-11-20', 'due-today'],
    ['the day has passed', {}, '2018-11-21', 'overdue'],
    ['it was handed in before', { pendingSince: day('2018-11-16') }, '2018-11-21', 'pending'],
    ['it was handed in after', { pendingSince: day('2018-11-22') }, '2018-11-22', 'pending'],
    ['it was met before', { metOn: day('2018-11-16') }, '2018-11-21', 'met'],
    ['it was met on the day', { metOn: day('2018-11-20') }, '2018-11-21', 'met'],
    ['it was met after', { metOn: day('2018-11-21') }, '2018-11-21', 'made-up-late'],
    ['it was waived', { waivedOn: day('2018-12-01') }, '2018-12-02', 'waived'],
    [
      'it was waived though met late',
      { waivedOn: day('2018-12-01'), metOn: day('2018-11-30') },
      '2018-12-02',
      'waived',
    ],
    ['it was returned, to be owed on the 23rd', { reworkOn: day('2018-11-23') }, '2018-11-22', 'due-soon'],
    ['the rework day has passed', { reworkOn: day('2018-11-23') }, '2018-11-24', 'overdue'],
    [
      'it was met by the rework day',
      { reworkOn: day('2018-11-23'), metOn: day('2018-11-23') },
      '2018-11-30',
      'met',
    ],
    [
      'it was met after the rework day',
      { reworkOn: day('2018-11-23'), metOn: day('2018-11-26') },
      '2018-11-30',
      'made-up-late',
    ],
  ])('when %s', (_why, other, today, state) => {
    expect(deadlineState(facts(other), calendar, day(today))).toBe(state);
  });

  it('is due soon as long as at most seven working days are left, a free due day counting from the working day before', () => {
    const sunday = facts({ dueOn: day('2019-06-30'), openedOn: day('2019-01-02') });
    expect(workingDaysLeft(day('2019-06-30'), calendar, day('2019-06-19'))).toBe(7);
    expect(deadlineState(sunday, calendar, day('2019-06-19'))).toBe('due-soon');
    expect(deadlineState(sunday, calendar, day('2019-06-18'))).toBe('not-due');
    expect(deadlineState(sunday, calendar, day('2019-06-30'))).toBe('due-today');
    expect(deadlineState(sunday, calendar, day('2019-07-01'))).toBe('overdue');
  });
});

describe('days late', () => {
  it.each([
    ['2018-11-20', 0],
    ['2018-11-21', 1],
    ['2018-11-23', 3],
    ['2018-11-25', 3],
    ['2018-12-04', 10],
    ['2018-12-31', 29],
    ['2019-01-02', 30],
  ])('on %s are %i working days', (today, days) => {
    expect(workingDaysLate(facts(), calendar, day(today))).toBe(days);
  });

  it('on the Saturday after a Friday it is overdue, with no working day late', () => {
    const friday = facts({ dueOn: day('2018-11-23') });
    expect(isOverdue(friday, day('2018-11-24'))).toBe(true);
    expect(workingDaysLate(friday, calendar, day('2018-11-24'))).toBe(0);
    expect(workingDaysLate(friday, calendar, day('2018-11-26'))).toBe(1);
  });

  it('are none for what is pending, met, waived or not open', () => {
    const others: Partial<DeadlineFacts>[] = [
      { pendingSince: day('2018-11-30') },
      { metOn: day('2018-11-30') },
      { waivedOn: day('2018-11-30') },
      { openedOn: null },
    ];
    for (const other of others) expect(workingDaysLate(facts(other), calendar, day('2018-12-04'))).toBe(0);
  });

  it('count from the rework day after a return', () => {
    expect(workingDaysLate(facts({ reworkOn: day('2018-12-03') }), calendar, day('2018-12-04'))).toBe(1);
  });

  it('stay on record for what was made up late', () => {
    expect(workingDaysMadeUpLate(facts({ metOn: day('2018-11-23') }), calendar)).toBe(3);
    expect(workingDaysMadeUpLate(facts({ metOn: day('2018-11-20') }), calendar)).toBe(0);
    expect(workingDaysMadeUpLate(facts(), calendar)).toBe(0);
  });
});

describe('the rework day', () => {
  it.each([
    ['2018-11-20', '2018-11-21', '2018-11-26', 'three working days after the return'],
    ['2018-11-20', '2018-11-05', '2018-11-20', 'never before the due day'],
    ['2018-11-20', '2018-11-16', '2018-11-21', 'over the weekend'],
    ['2018-12-20', '2018-12-28', '2019-01-03', 'the make-up Saturday counts, the holiday does not'],
  ])('of %s returned on %s is %s: %s', (dueOn, returnedOn, expected) => {
    expect(reworkDay(day(dueOn), day(returnedOn), calendar)).toBe(expected);
  });
});

describe('cut-offs: the SQL lists and the predicate are one rule', () => {
  it('on 2018-11-23 are these', () => {
    expect(cutoffs(calendar, day('2018-11-23'))).toEqual({
      today: '2018-11-23',
      overdueBefore: '2018-11-23',
      dueSoonUntil: '2018-12-04',
      dueIn3Until: '2018-11-28',
      urgeIfDueBy: '2018-11-20',
      noticeIfDueBy: '2018-11-11',
      unverifiedIfPendingBy: '2018-11-18',
      unsignedIfIssuedBy: '2018-11-20',
    });
  });

  /** What a WHERE clause does: text comparisons of coalesce(reworkOn, dueOn), nothing else. */
  function sqlState(f: DeadlineFacts, by: ReturnType<typeof cutoffs>): DeadlineState | 'settled' {
    const owed = f.reworkOn ?? f.dueOn;
    if (f.metOn !== null || f.waivedOn !== null) return 'settled';
    if (f.openedOn === null || f.openedOn > by.today) return 'not-open';
    if (f.pendingSince !== null) return 'pending';
    if (owed < by.overdueBefore) return 'overdue';
    if (owed > by.dueSoonUntil) return 'not-due';
    return owed === by.today ? 'due-today' : 'due-soon';
  }

  it('move with the settings of the jurisdiction', () => {
    const settings = { ...defaultReminderSettings, urgeAfter: 1, noticeAfter: 3 };
    expect(cutoffs(calendar, day('2018-11-23'), thresholdsOf(settings))).toMatchObject({
      urgeIfDueBy: '2018-11-22',
      noticeIfDueBy: '2018-11-20',
      dueSoonUntil: '2018-12-04',
    });
  });

  const DAYS = Array.from({ length: 90 }, (_, i) => addDays(day('2018-11-15'), i));

  it('over a grid of 90 × 90 days around New Year and Spring Festival both give the same state', () => {
    for (const today of DAYS) {
      const by = cutoffs(calendar, today);
      for (const dueOn of DAYS) {
        const f = facts({ dueOn });
        expect(sqlState(f, by)).toBe(deadlineState(f, calendar, today));
      }
    }
  });

  it('over the same grid each threshold is the count in working days it stands for', () => {
    for (const today of DAYS) {
      const by = cutoffs(calendar, today);
      for (const owed of DAYS) {
        const late = calendar.workingDaysBetween(owed, today);
        const found = [owed <= by.urgeIfDueBy, owed <= by.noticeIfDueBy, owed <= by.unverifiedIfPendingBy];
        expect(found).toEqual([late >= 3, late >= 10, late >= 5]);
        expect(owed <= by.unsignedIfIssuedBy).toBe(late >= 3);
        const left = calendar.workingDaysBetween(today, owed);
        expect([owed <= by.dueSoonUntil, owed <= by.dueIn3Until]).toEqual([left <= 7, left <= 3]);
      }
    }
  });

  it('with any facts both give the same state', () => {
    const someDay = fc.constantFrom(...DAYS);
    const maybe = fc.option(someDay, { nil: null });
    const anyFacts = fc.record<DeadlineFacts>({
      dueOn: someDay,
      reworkOn: maybe,
      pendingSince: maybe,
      metOn: maybe,
      waivedOn: maybe,
      openedOn: maybe,
    });
    fc.assert(
      fc.property(anyFacts, someDay, (f, today) => {
        const state = deadlineState(f, calendar, today);
        const expected = ['met', 'made-up-late', 'waived'].includes(state) ? 'settled' : state;
        return (
          sqlState(f, cutoffs(calendar, today)) === expected && (state === 'overdue') === isOverdue(f, today)
        );
      }),
    );
  });

  it('100,000 states of one day take milliseconds, not a second', () => {
    const by = cutoffs(calendar, day('2018-11-23'));
    const rows = Array.from({ length: 100_000 }, (_, i) => facts({ dueOn: DAYS[i % DAYS.length] as Day }));
    const started = performance.now();
    const overdue = rows.filter((row) => deadlineStateBy(row, by) === 'overdue').length;
    expect(performance.now() - started).toBeLessThan(1000);
    expect(overdue).toBe(rows.filter((row) => owedOn(row) < '2018-11-23').length);
  });
});

import { day } from '../../src/rules/day.js';
import { periodsToOpen, type PeriodicTask } from '../../src/rules/periods.js';
import { realCalendar } from './real-calendar.js';

const calendar = realCalendar();

function task(given: Partial<PeriodicTask>): PeriodicTask {
  return {
    ...{ taskId: 4, restsOnAssessment: false, standingRhythm: 'half-year', reporting: 'first-lead' },
    ...{ kinds: ['standing'], leads: [1, 2], asked: [], completion: null },
    newest: [{ kind: 'progress', period: '2019-H1', isOfLead: true }],
    ranAgainOn: new Map(),
    ...given,
  };
}

/** `1 progress 2019-H2 by 2019-12-31` */
function opened(given: Partial<PeriodicTask>, on: string): string[] {
  return periodsToOpen(task(given), calendar, day(on)).map(
    ({ unit, kind, period, dueOn }) => `${unit} ${kind} ${period} by ${dueOn}`,
  );
}

describe('a standing task', () => {
  it('opens the next half-year on the day after the one before has ended', () => {
    expect(opened({}, '2019-06-30')).toEqual([]);
    expect(opened({}, '2019-07-01')).toEqual(['1 progress 2019-H2 by 2019-12-31']);
  });

  it('opens every period that began while nobody ran the job', () => {
    expect(opened({}, '2020-08-10')).toEqual([
      '1 progress 2019-H2 by 2019-12-31',
      '1 progress 2020-H1 by 2020-06-30',
      '1 progress 2020-H2 by 2020-12-31',
    ]);
  });

  it('asks each lead where each reports, and whoever holds the duty now', () => {
    expect(opened({ reporting: 'each-lead', leads: [1, 7] }, '2019-07-01')).toEqual([
      '1 progress 2019-H2 by 2019-12-31',
      '7 progress 2019-H2 by 2019-12-31',
    ]);
  });

  it('opens nothing for a duty that nobody holds, and the first lead is not replaced by the second', () => {
    expect(opened({ leads: [null, 2] }, '2019-07-01')).toEqual([]);
    expect(opened({ leads: [null, 2], reporting: 'each-lead' }, '2019-07-01')).toEqual([
      '2 progress 2019-H2 by 2019-12-31',
    ]);
  });

  it('opens a year at a time where it is set to yearly, the day before a holiday where the year ends on one', () => {
    const newest = [{ kind: 'progress' as const, period: '2021', isOfLead: true }];
    expect(opened({ standingRhythm: 'year', newest }, '2021-12-31')).toEqual([]);
    expect(opened({ standingRhythm: 'year', newest }, '2022-01-01')).toEqual([
      '1 progress 2022 by 2022-12-30',
    ]);
  });

  it('asks co-operating units in their own rhythm, on their own line', () => {
    const newest = [
      { kind: 'progress' as const, period: '2019-H1', isOfLead: true },
      { kind: 'progress' as const, period: '2019', isOfLead: false },
    ];
    const given = {
      kinds: ['one-off', 'standing'] as PeriodicTask['kinds'],
      standingRhythm: 'year' as const,
    };
    expect(opened({ ...given, newest, asked: [8, 9] }, '2020-01-01')).toEqual([
      '1 progress 2019-H2 by 2019-12-31',
      '1 progress 2020-H1 by 2020-06-30',
      '8 progress 2020 by 2020-12-31',
      '9 progress 2020 by 2020-12-31',
    ]);
  });
});

describe('a unit whose clock stood', () => {
  const newest = [{ kind: 'progress' as const, period: '2018', isOfLead: true }];
  const ranAgain = (text: string, unit = 1) => ({ ranAgainOn: new Map([[unit, day(text)]]) });

  it('has ten working days for what passed meanwhile, and the whole period for what is still running', () => {
    const given = {
      newest: [{ ...newest[0]!, period: '2018-H2' }],
      ...ranAgain('2019-09-02'),
    };
    const rows = periodsToOpen(task(given), calendar, day('2019-09-03'));
    expect(rows.map(({ period, nominalOn, dueOn }) => ({ period, nominalOn, dueOn }))).toEqual([
      { period: '2019-H1', nominalOn: null, dueOn: '2019-09-18' },
      { period: '2019-H2', nominalOn: '2019-12-31', dueOn: '2019-12-31' },
    ]);
  });

  it('has them even where the period ends in less, however many nights the job was missed besides', () => {
    expect(opened(ranAgain('2019-12-27'), '2019-12-30')).toEqual(['1 progress 2019-H2 by 2020-01-14']);
  });

  it('is not excused by a standstill of before, nor by that of another', () => {
    expect(opened(ranAgain('2019-06-28'), '2020-01-06')).toEqual([
      '1 progress 2019-H2 by 2019-12-31',
      '1 progress 2020-H1 by 2020-06-30',
    ]);
    expect(opened(ranAgain('2019-12-31', 2), '2020-01-01')[0]).toBe('1 progress 2019-H2 by 2019-12-31');
  });
});

describe('a yearly task', () => {
  const yearly = {
    kinds: ['yearly'] as PeriodicTask['kinds'],
    newest: [{ kind: 'completion' as const, period: '2019', isOfLead: true }],
  };

  it('opens the completion of the next year, for the first lead', () => {
    expect(opened({ ...yearly, reporting: 'each-lead' }, '2020-01-01')).toEqual([
      '1 completion 2020 by 2020-12-31',
    ]);
  });

  it('is due on 31 March following where it rests on the assessment, but opens with the year', () => {
    expect(opened({ ...yearly, restsOnAssessment: true }, '2020-01-01')).toEqual([
      '1 completion 2020 by 2021-03-31',
    ]);
  });

  it('goes on beside a one-off part, whose progress ends with its completion', () => {
    const given: Partial<PeriodicTask> = {
      kinds: ['one-off', 'yearly'],
      completion: { nominalOn: day('2019-12-31'), dueOn: day('2019-12-31') },
      newest: [...yearly.newest, { kind: 'progress', period: '2019-H1', isOfLead: true }],
    };
    expect(opened(given, '2020-01-01')).toEqual(['1 completion 2020 by 2020-12-31']);
  });
});

describe('a one-off task', () => {
  const completion = { nominalOn: day('2019-12-31'), dueOn: day('2019-12-31') };

  it('opens no period that its completion speaks for', () => {
    expect(opened({ kinds: ['one-off'], completion }, '2020-03-01')).toEqual([]);
  });

  it('reports on when its completion was extended', () => {
    const extended = { ...completion, dueOn: day('2020-10-30') };
    expect(opened({ kinds: ['one-off'], completion: extended }, '2020-08-01')).toEqual([
      '1 progress 2019-H2 by 2019-12-31',
      '1 progress 2020-H1 by 2020-06-30',
    ]);
  });
});

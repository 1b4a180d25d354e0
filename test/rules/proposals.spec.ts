import fc from 'fast-check';
import { addDays, day, type Day } from '../../src/rules/day.js';
import {
  nextPeriod,
  proposeDeadlines,
  proposeKinds,
  recomputeForCalendar,
  type ProposalTask,
  type ProposedDeadline,
  type TaskKind,
} from '../../src/rules/proposals.js';
import { workingCalendar } from '../../src/rules/working-days.js';
import { realCalendar } from './real-calendar.js';

const calendar = realCalendar();
const ISSUED_ON = day('2018-11-02');

function aTask(kinds: TaskKind[], other: Partial<ProposalTask> = {}): ProposalTask {
  return {
    ref: 't',
    kinds,
    restsOnAssessment: false,
    standingRhythm: 'half-year',
    printed: [],
    leadUnits: ['甲', '乙'],
    reporting: 'first-lead',
    ...other,
  };
}

/** One line per proposed row: kind period unit dueOn. */
function proposed(task: ProposalTask, issuedOn: Day = ISSUED_ON): string[] {
  return proposeDeadlines({ issuedOn, refinementDueOn: null, tasks: [task] }, calendar).map(inShort);
}

function inShort(row: ProposedDeadline): string {
  return [row.kind, row.period || '-', row.unit, row.dueOn].join(' ');
}

describe('the kind of a task, from its text', () => {
  it.each<[string, TaskKind[], boolean, boolean]>([
    ['厘清区镇权责界限，研究建立区镇权责清单，进一步理顺工作关系，实现权责对称。', ['one-off'], false, true],
    ['健全完善体检结果运用机制，建立干部个人健康档案。', ['one-off'], false, true],
    [
      '根据分类综合考核结果，每年按照35%左右的比例命名一批年度综合考核优秀区镇（部门）。',
      ['yearly'],
      true,
      true,
    ],
    ['每年确定10个左右好班子、10名左右优秀区镇（部门）党政正职。', ['yearly'], false, true],
    ['加强机关文化建设，定期开展丰富多彩的文体活动。', ['standing'], false, true],
    ['严格控制各类会议、检查、台账、评比、考核项目和“一票否决”事项。', ['standing'], false, true],
    ['依照《办法》规定，对属于容错情形的干部或单位及时启动纠错程序。', ['standing'], false, true],
    [
      '全面落实公务员职务与职级并行制度，完善各类干部收入分配制度，探索建立收入增长机制。',
      ['one-off', 'standing'],
      false,
      true,
    ],
    [
      '关注干部心理健康，探索建立心理评测和干预机制。落实干部健康休养制度，每年组织优秀干部健康休养活动。设立干部关爱帮扶资金。',
      ['one-off', 'yearly', 'standing'],
      false,
      true,
    ],
    ['根据年度综合考核等次，对区镇和市级机关部门分别核发奖金。', ['yearly'], true, true],
    ['加强日常培养。每年选派优秀干部挂职锻炼。考核结果另行通报。', ['yearly', 'standing'], false, true],
    ['推动各基层单位结合实际建立内部奖励机制。', ['standing'], false, true],
    ['督促整改，按月报送完成情况。', ['standing'], false, true],
    ['完善落实干部谈心谈话制度、澄清保护机制。', ['standing'], false, false],
    ['完善干部谈心谈话制度。', ['one-off'], false, false],
    ['对受到综合性表彰奖励的单位和个人，以市委市政府名义进行通报表扬。', ['standing'], false, false],
    ['对在贯彻落实重要任务中表现突出的单位和个人，优先推荐为表彰对象。', ['standing'], false, false],
    ['', ['standing'], false, false],
  ])('%s is %j (on assessment: %s, certain: %s)', (text, kinds, restsOnAssessment, certain) => {
    expect(proposeKinds(text)).toEqual({ kinds, restsOnAssessment, certain });
  });

  it('is never nothing, whatever the text', () => {
    fc.assert(fc.property(fc.string(), (text) => proposeKinds(text).kinds.length > 0));
  });
});

describe('first deadlines of Haimen, issued 2018-11-02', () => {
  it('one-off: progress at the end of the first period, completion at the end of the second', () => {
    expect(proposed(aTask(['one-off']))).toEqual([
      'progress 2019-H1 甲 2019-06-28',
      'completion - 甲 2019-12-31',
    ]);
  });

  it('yearly: a completion for 2019 and no progress', () => {
    expect(proposed(aTask(['yearly']))).toEqual(['completion 2019 甲 2019-12-31']);
  });

  it('yearly on assessment results: 31 March following', () => {
    expect(proposed(aTask(['yearly'], { restsOnAssessment: true }))).toEqual([
      'completion 2019 甲 2020-03-31',
    ]);
  });

  it('standing: progress only, each half-year or each year', () => {
    expect(proposed(aTask(['standing']))).toEqual(['progress 2019-H1 甲 2019-06-28']);
    expect(proposed(aTask(['standing'], { standingRhythm: 'year' }))).toEqual([
      'progress 2019 甲 2019-12-31',
    ]);
  });

  it('all three: one progress row and two completions', () => {
    const all = aTask(['one-off', 'yearly', 'standing'], { standingRhythm: 'year' });
    expect(proposed(all)).toEqual([
      'progress 2019-H1 甲 2019-06-28',
      'completion - 甲 2019-12-31',
      'completion 2019 甲 2019-12-31',
    ]);
  });

  it('each lead reports where the task says so; the first lead alone completes', () => {
    expect(proposed(aTask(['one-off'], { reporting: 'each-lead' }))).toEqual([
      'progress 2019-H1 甲 2019-06-28',
      'progress 2019-H1 乙 2019-06-28',
      'completion - 甲 2019-12-31',
    ]);
  });

  it('a moved day keeps its nominal day', () => {
    const [row] = proposeDeadlines(
      { issuedOn: ISSUED_ON, refinementDueOn: null, tasks: [aTask(['standing'])] },
      calendar,
    );
    expect(row).toMatchObject({ nominalOn: '2019-06-30', dueOn: '2019-06-28', source: 'rule' });
  });

  it('one refinement row per distinct lead unit, on the printed day', () => {
    const tasks = [aTask([], { leadUnits: ['甲', '乙'] }), aTask([], { leadUnits: ['乙', '丙'] })];
    const rows = proposeDeadlines(
      { issuedOn: ISSUED_ON, refinementDueOn: day('2018-11-20'), tasks },
      calendar,
    );
    expect(rows.map(inShort)).toEqual([
      'refinement - 甲 2018-11-20',
      'refinement - 乙 2018-11-20',
      'refinement - 丙 2018-11-20',
    ]);
    expect(rows[0]).toMatchObject({ taskRef: null, nominalOn: null, source: 'document' });
  });

  it('a task without a lead unit gets none', () => {
    expect(proposed(aTask(['one-off', 'yearly', 'standing'], { leadUnits: [] }))).toEqual([]);
  });
});

describe('no period ends within 60 working days of issue', () => {
  it.each([
    ['2018-11-02', '2019-06-28', 'the 31 December before is working day 41'],
    ['2018-10-08', '2019-06-28', '31 December is free; to it there are 60 working days'],
    ['2018-09-29', '2018-12-29', 'with 61 the period counts, and its day moves before the holiday'],
  ])('issued %s, the first progress is due %s: %s', (issuedOn, dueOn) => {
    expect(proposed(aTask(['standing']), day(issuedOn))).toEqual([expect.stringContaining(dueOn)]);
  });

  it('never, for any day of issue', () => {
    const issue = fc.integer({ min: 0, max: 700 }).map((n) => addDays(day('2018-01-01'), n));
    const kinds = fc.subarray<TaskKind>(['one-off', 'yearly', 'standing'], { minLength: 1 });
    fc.assert(
      fc.property(issue, kinds, fc.boolean(), (issuedOn, some, restsOnAssessment) => {
        const tasks = [aTask(some, { restsOnAssessment })];
        const rows = proposeDeadlines({ issuedOn, refinementDueOn: null, tasks }, calendar);
        return rows.every(
          (row) =>
            calendar.isWorkingDay(row.dueOn) &&
            row.nominalOn !== null &&
            row.dueOn <= row.nominalOn &&
            calendar.workingDaysBetween(issuedOn, row.dueOn) > 60,
        );
      }),
    );
  });
});

describe('a printed day', () => {
  const printed = (dueOn: string): ProposalTask['printed'] => [
    { phrase: '适时', dueOn: null },
    { phrase: dueOn, dueOn: day(dueOn) },
  ];

  it('stands as the completion, also on a free day', () => {
    const plan = {
      issuedOn: ISSUED_ON,
      refinementDueOn: null,
      tasks: [aTask(['one-off'], { printed: printed('2018-12-31') })],
    };
    expect(proposeDeadlines(plan, calendar)).toEqual([
      {
        taskRef: 't',
        unit: '甲',
        kind: 'completion',
        period: '',
        nominalOn: null,
        dueOn: '2018-12-31',
        source: 'document',
      },
    ]);
  });

  it.each([
    ['2019-06-01', 0],
    ['2019-06-30', 0],
    ['2019-09-30', 1],
  ])('on %s leaves %i progress rows before it', (dueOn, rows) => {
    const kinds = proposed(aTask(['one-off'], { printed: printed(dueOn) })).filter((row) =>
      row.startsWith('progress'),
    );
    expect(kinds).toHaveLength(rows);
  });

  it('of a yearly task is that of its year, so that the next one follows', () => {
    expect(proposed(aTask(['yearly'], { printed: printed('2019-11-30') }))).toEqual([
      'completion 2019 甲 2019-11-30',
    ]);
    const onResults = aTask(['yearly'], { printed: printed('2019-03-15'), restsOnAssessment: true });
    expect(proposed(onResults)).toEqual(['completion 2018 甲 2019-03-15']);
  });

  it('of a task that is also yearly is the one-off completion', () => {
    expect(proposed(aTask(['one-off', 'yearly'], { printed: printed('2019-09-30') }))).toEqual([
      'progress 2019-H1 甲 2019-06-28',
      'completion - 甲 2019-09-30',
      'completion 2019 甲 2019-12-31',
    ]);
  });

  it('of a standing task completes it', () => {
    expect(proposed(aTask(['standing'], { printed: printed('2020-12-31') }))).toEqual([
      'progress 2019-H1 甲 2019-06-28',
      'completion - 甲 2020-12-31',
    ]);
  });
});

describe('the following period', () => {
  const open = { restsOnAssessment: false, endsOn: null };
  const row = (kind: ProposedDeadline['kind'], period: string): Parameters<typeof nextPeriod>[0] => ({
    taskRef: 't',
    unit: '甲',
    kind,
    period,
  });

  it('of a half-year is the next half-year, moved before a free day', () => {
    expect(nextPeriod(row('progress', '2019-H1'), open, calendar)).toMatchObject({
      period: '2019-H2',
      dueOn: '2019-12-31',
    });
    const moved = { period: '2020-H1', nominalOn: '2020-06-30', dueOn: '2020-06-30', source: 'rule' };
    expect(nextPeriod(row('progress', '2019-H2'), open, calendar)).toMatchObject(moved);
  });

  it('of a yearly completion is the next year, on its own day', () => {
    expect(nextPeriod(row('completion', '2019'), open, calendar)).toMatchObject({
      period: '2020',
      dueOn: '2020-12-31',
    });
    const onResults = { restsOnAssessment: true, endsOn: null };
    expect(nextPeriod(row('completion', '2019'), onResults, calendar)).toMatchObject({
      period: '2020',
      dueOn: '2021-03-31',
    });
  });

  it('is none for what has no period', () => {
    expect(nextPeriod(row('completion', ''), open, calendar)).toBeNull();
    expect(nextPeriod(row('refinement', ''), open, calendar)).toBeNull();
  });

  it('is no progress on or after the completion day, which says the same', () => {
    const endsOn = { restsOnAssessment: false, endsOn: day('2019-12-31') };
    expect(nextPeriod(row('progress', '2019-H1'), endsOn, calendar)).toBeNull();
    expect(nextPeriod(row('completion', '2018'), endsOn, calendar)).toMatchObject({ period: '2019' });
    expect(nextPeriod(row('completion', '2019'), endsOn, calendar)).toBeNull();
  });
});

describe('when the calendar changes', () => {
  const row = { id: 1, nominalOn: day('2027-12-31'), dueOn: day('2027-12-31'), source: 'rule' };
  const changed = workingCalendar([{ day: day('2027-12-31'), isOff: true, name: '元旦' }], [2027]);
  const today = day('2027-11-25');

  it('a proposed day that became free moves to the working day before, with source calendar', () => {
    expect(recomputeForCalendar([row], changed, today)).toEqual([
      { row, dueOn: '2027-12-30', source: 'calendar' },
    ]);
  });

  it('a moved one moves back when the day works after all', () => {
    const moved = { ...row, dueOn: day('2027-12-30'), source: 'calendar' };
    expect(recomputeForCalendar([moved], workingCalendar([], []), today)).toMatchObject([
      { dueOn: '2027-12-31' },
    ]);
  });

  it.each(['document', 'person', 'extension', 'correction'])('a day with source %s never moves', (source) => {
    expect(recomputeForCalendar([{ ...row, source }], changed, today)).toEqual([]);
  });

  it('a day that is due or past stays, and none moves to today or before', () => {
    expect(recomputeForCalendar([row], changed, day('2027-12-31'))).toEqual([]);
    expect(recomputeForCalendar([row], changed, day('2028-01-05'))).toEqual([]);
    expect(recomputeForCalendar([row], changed, day('2027-12-30'))).toEqual([]);
  });

  it('recomputing what was recomputed moves nothing', () => {
    const [move] = recomputeForCalendar([row], changed, today);
    const after = { ...row, dueOn: move?.dueOn ?? row.dueOn, source: 'calendar' };
    expect(recomputeForCalendar([after], changed, today)).toEqual([]);
  });
});

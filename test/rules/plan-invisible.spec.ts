/** Characters that nobody sees, names that are none, and numbers beyond 999. */
import { readPlan } from '../../src/rules/plan-reader.js';

const INVISIBLE = ['\u200b', '\u200e', '\u202a', '\u202e', '\u2060', '\u2066', '\ufeff', '\u00ad'];

describe('characters that nobody sees', () => {
  it.each(INVISIBLE)('%j splits no name, and stays in the text and in the places', (odd) => {
    const source = `1.推进${odd}登记。（牵头${odd}单位：市委${odd}办、市考${odd}核办；完成时限：2021年6${odd}月底）`;
    const [task] = readPlan(source).plan.tasks;
    expect(task!.lead).toEqual(['市委办', '市考核办']);
    expect(task!.text).toBe(`推进${odd}登记。`);
    expect(task!.source).toEqual({ start: 0, end: source.length });
    expect(task!.units.map(({ start, end }) => source.slice(start, end))).toEqual([
      `市委${odd}办`,
      `市考${odd}核办`,
    ]);
    expect(task!.deadlines).toEqual([
      expect.objectContaining({ dueOn: '2021-06-30', phrase: `2021年6${odd}月底` }),
    ]);
  });

  it('in front of a number, around a title or alone on a line change nothing', () => {
    const plain = '关于印发某市工作方案的通知\n1.修路。（责任单位：甲局）\n其余照旧。';
    const reading = readPlan(`\ufeff${plain.replaceAll('\n', '\u200b\n\u200b\n\u200e')}\u200b`);
    expect(reading.plan.title).toBe(readPlan(plain).plan.title);
    expect(reading.plan.tasks.map(({ no, text, lead }) => [no, text, lead])).toEqual([
      ['1', '修路。', ['甲局']],
    ]);
    expect(reading.leftOver.map(({ text }) => text)).toEqual(['其余照旧。']);
  });
});

describe('a name of more than 100 characters', () => {
  const table = (units: string): string => `序号\t任务\t责任单位\n1\t修路。\t${units}\n2\t建桥。\t乙局`;

  it('is no unit, and is doubted where it stands', () => {
    const long = `负责${'统筹推进'.repeat(30)}的局`;
    const source = table(`甲局、${long}`);
    const { plan, doubts } = readPlan(source);
    expect(plan.tasks[0]!.lead).toEqual(['甲局']);
    const doubt = doubts.find(({ code }) => code === 'long-name');
    expect(doubt).toMatchObject({ taskNo: '1', params: { unit: `${long.slice(0, 20)}…` } });
    expect(source.slice(doubt!.start, doubt!.end)).toBe(long);
  });

  it('also as a cell that is longer than any list: nothing is taken from it, and nothing from the row above', () => {
    const { plan, doubts } = readPlan(`${table('甲局')}\n3\t植树。\t${'丙局、'.repeat(500)}`);
    expect(plan.tasks.map((task) => task.lead)).toEqual([['甲局'], ['乙局'], []]);
    expect(doubts.filter(({ taskNo }) => taskNo === '3').map(({ code }) => code)).toEqual(
      expect.arrayContaining(['long-name', 'no-lead']),
    );
  });

  it('of 100 characters it may be', () => {
    const name = `${'建设'.repeat(49)}小组`.slice(0, 100);
    expect(readPlan(table(name)).plan.tasks[0]!.lead).toEqual([name]);
  });
});

describe('numbers', () => {
  const items = (count: number, item: (no: number) => string): string =>
    Array.from({ length: count }, (_, at) => item(at + 1)).join('\n');

  it.each([
    ['1.', (no: number) => `${no}.第几项工程按期完工。（责任单位：甲局）`],
    ['1、 without units', (no: number) => `${no}、第几项工程按期完工。`],
  ])('go on beyond 999: %s', (_, item) => {
    const { plan, doubts } = readPlan(items(2100, item));
    expect(plan.tasks).toHaveLength(2100);
    expect(plan.tasks.at(-1)!.no).toBe('2100');
    expect(doubts.map(({ code }) => code)).not.toContain('numbering-gap');
  });

  it('in brackets go on too; a year in brackets is none', () => {
    const { plan } = readPlan(items(1200, (no) => `（${no}）第几项工程按期完工。（责任单位：甲局）`));
    expect(plan.tasks.at(-1)!.no).toBe('1200');
    expect(readPlan('（2021）年度工作。（责任单位：甲局）').plan.tasks[0]!.no).toBeNull();
  });
});

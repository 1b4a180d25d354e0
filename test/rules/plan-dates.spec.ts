/** Days as documents write them, and what is no deadline. */
import { readPlan } from '../../src/rules/plan-reader.js';

/** First deadline of an item that states `field` after 完成时限, in a document issued on 2021-03-15. */
function due(field: string, title = '某县工作方案'): string | null | undefined {
  const source = `${title}\n1.修路。（责任单位：甲局；完成时限：${field}）\n某县人民政府\n2021年3月15日`;
  return readPlan(source).plan.tasks[0]?.deadlines[0]?.dueOn;
}

describe('a stated deadline', () => {
  it.each([
    ['2021年6月底前', '2021-06-30'],
    ['2021年6月', '2021-06-30'],
    ['2024年2月底', '2024-02-29'],
    ['2021.6.30', '2021-06-30'],
    ['2021-06-30', '2021-06-30'],
    ['２０２１年６月３０日', '2021-06-30'],
    ['二〇二一年六月底', '2021-06-30'],
    ['2021年十一月二十日前', '2021-11-20'],
    ['6月30日前', '2021-06-30'],
    ['5月上旬', '2021-05-10'],
    ['5月中旬前', '2021-05-20'],
    ['5月下旬', '2021-05-31'],
    ['2021年底前', '2021-12-31'],
    ['年底前', '2021-12-31'],
    ['年内', '2021-12-31'],
    ['明年3月底', '2022-03-31'],
    ['上半年', '2021-06-30'],
    ['第三季度末', '2021-09-30'],
    ['二季度', '2021-06-30'],
    ['每年12月底前', '2021-12-31'],
    ['4—6月', '2021-06-30'],
    ['2021年5月至2022年3月', '2022-03-31'],
    ['2021—2023年', '2023-12-31'],
    ['长期坚持', null],
    ['持续推进', null],
    ['立行立改', null],
  ])('%s → %s', (field, day) => {
    expect(due(field)).toBe(day);
  });

  it('keeps the phrase word for word, and two days as two deadlines, the year carried on', () => {
    const { tasks } = readPlan('1.修路。（甲局负责，2022年6月底前完成方案，12月底前全面推开）').plan;
    expect(tasks[0]!.deadlines.map(({ phrase, dueOn }) => [phrase, dueOn])).toEqual([
      ['2022年6月底前完成方案', '2022-06-30'],
      ['12月底前全面推开', '2022-12-31'],
    ]);
  });

  it("a missing year is the title's, even where the day had passed at issue", () => {
    expect(due('2月底', '某县2021年工作方案')).toBe('2021-02-28');
  });

  it('a missing year is the next one where the day had passed, with a doubt', () => {
    const source = '某县工作方案\n1.修路。（甲局负责，2月底前完成）\n某县人民政府\n2021年3月15日';
    const { plan, doubts } = readPlan(source);
    expect(plan.tasks[0]!.deadlines[0]!.dueOn).toBe('2022-02-28');
    expect(doubts.find((doubt) => doubt.code === 'ambiguous-year')).toMatchObject({
      params: { phrase: '2月底前完成', year: '2022' },
    });
  });

  it('what cannot be dated keeps its phrase, with a doubt', () => {
    const { plan, doubts } = readPlan('1.修路。（责任单位：甲局；完成时限：汛期到来之前）');
    expect(plan.tasks[0]!.deadlines).toMatchObject([{ phrase: '汛期到来之前', dueOn: null }]);
    expect(doubts.some((doubt) => doubt.code === 'unreadable-date')).toBe(true);
  });
});

describe('a day in the text', () => {
  const inText = (text: string): unknown[] =>
    readPlan(
      `某县工作方案\n1.${text}（责任单位：甲局）\n某县人民政府\n2021年3月15日`,
    ).plan.tasks[0]!.deadlines.map((deadline) => [deadline.phrase, deadline.dueOn]);

  it.each([
    ['2021年10月底前公布清单。', ['2021年10月底前', '2021-10-31']],
    ['到2025年，建成三条线。', ['到2025年', '2025-12-31']],
    ['力争到2023年底实现全覆盖。', ['力争到2023年底', '2023-12-31']],
  ])('is a limit: %s', (text, deadline) => {
    expect(inText(text)).toEqual([deadline]);
  });

  it.each([
    '自2023年1月1日起施行新标准。',
    '巩固2020年以来的成果。',
    '落实行动计划（2021—2023年）。',
    '年底严格考核。',
    '截至2020年底已建成两条。',
    '每年培训一百人。',
    '推广《2022年底前工作指引》。',
  ])('is none: %s', (text) => {
    expect(inText(text)).toEqual([]);
  });
});

describe('the refinement plan', () => {
  const refinement = (closing: string): unknown[] =>
    readPlan(
      `某县工作方案\n1.修路。（责任单位：甲局）\n${closing}\n某县人民政府\n2021年3月15日`,
    ).plan.deadlines.map(({ phrase, dueOn }) => [phrase, dueOn]);

  it.each([
    ['请各牵头单位将细化方案于4月20日前报县委办。', [['于4月20日前', '2021-04-20']]],
    [
      '各责任单位要于2021年4月2日前，将制订的实施方案报送县政府督查室。',
      [['于2021年4月2日前', '2021-04-02']],
    ],
    ['各牵头部门3月底前逐项制定具体措施，并报县政府备案。', [['3月底前', '2021-03-31']]],
    ['各单位每月25日前报送进展情况。', []],
    ['各单位年底前报送工作总结。', []],
    ['本方案自2021年4月1日起施行。', []],
  ])('%s', (closing, deadlines) => {
    expect(refinement(closing)).toEqual(deadlines);
  });
});

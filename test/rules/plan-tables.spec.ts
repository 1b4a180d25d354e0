/** Tables pasted as text, with and without their grid. */
import { readPlan } from '../../src/rules/plan-reader.js';

const rows = (source: string): unknown[][] =>
  readPlan(source).plan.tasks.map((task) => {
    return [
      task.no,
      task.section,
      task.text,
      task.lead.join(),
      task.cooperating.join(),
      task.deadlines[0]?.dueOn ?? null,
    ];
  });

describe('tables by tab', () => {
  it('columns may stand in any order', () => {
    const source =
      '完成时限\t责任单位\t序号\t工作任务\t配合单位\n2021年6月底前\t甲局、乙局\t1\t修复河堤\t丙局\n2021.12.31\t丁局\t2\t清理河道\t';
    expect(rows(source)).toEqual([
      ['1', '', '修复河堤', '甲局,乙局', '丙局', '2021-06-30'],
      ['2', '', '清理河道', '丁局', '', '2021-12-31'],
    ]);
  });

  it('a merged task is the heading of its measures, merged units go down with a doubt', () => {
    const source =
      '序号\t重点任务\t具体措施\t牵头单位\t责任单位\n1\t优化审批\t推行承诺制\t甲局\t乙局\n2\t\t压减材料\t\t\n3\t建设通道\t铺设光缆\t丙局\t各镇、街道';
    expect(rows(source)).toEqual([
      ['1', '优化审批', '推行承诺制', '甲局', '乙局', null],
      ['2', '优化审批', '压减材料', '甲局', '乙局', null],
      ['3', '建设通道', '铺设光缆', '丙局', '各镇、街道', null],
    ]);
    expect(readPlan(source).doubts.filter((doubt) => doubt.code === 'inherited-units')).toMatchObject([
      { taskNo: '2' },
    ]);
  });

  it('a quoted cell may run over several lines, a row with one cell is a heading', () => {
    const source = '序号\t任务\t责任单位\n一、民生\n1\t"改造校舍\n（一期）"\t甲局\n2\t改造医院\t乙局';
    expect(rows(source)).toEqual([
      ['1', '一、民生', '改造校舍\n（一期）', '甲局', '', null],
      ['2', '一、民生', '改造医院', '乙局', '', null],
    ]);
    expect(readPlan(source).leftOver).toEqual([]);
  });

  it('a leader column names no unit, and is left over for a person to see', () => {
    const source = '序号\t任务\t牵头领导\t牵头单位\n1\t修路\t王某\t甲局';
    expect(rows(source)).toEqual([['1', '', '修路', '甲局', '', null]]);
    expect(readPlan(source).leftOver.map((piece) => piece.text)).toEqual(['王某']);
  });

  it('two tables in two annexes number their rows apart', () => {
    const source = '附件1\n序号\t任务\t责任单位\n1\t甲事\t甲局\n附件2\n序号\t任务\t责任单位\n1\t乙事\t乙局';
    expect(rows(source).map((row) => row[2])).toEqual(['甲事', '乙事']);
    expect(readPlan(source).doubts.some((doubt) => doubt.code === 'duplicate-number')).toBe(false);
  });
});

describe('other grids', () => {
  it('Markdown with |', () => {
    const source =
      '| 序号 | 工作内容 | 责任单位 | 完成时间 |\n| --- | --- | --- | --- |\n| 1 | 排查企业 | 甲局 | 2023-06-30 |';
    expect(rows(source)).toEqual([['1', '', '排查企业', '甲局', '', '2023-06-30']]);
  });

  it('several blanks', () => {
    expect(
      rows('序号   任务   牵头单位\n1   公布清单   甲办\n2   建立热线   乙办').map((row) => [row[2], row[3]]),
    ).toEqual([
      ['公布清单', '甲办'],
      ['建立热线', '乙办'],
    ]);
  });

  it('one cell per line, as web pages give them', () => {
    const source =
      '序号\n\n主 要 任 务\n\n责任单位\n\n1\n\n产值增长6%。\n\n市发改委\n\n2\n\n投入达3%,\n\n企业超百家。\n\n市科技局、市经信局\n\n3\n\n新增就业。\n\n市人社局';
    expect(rows(source).map((row) => [row[0], String(row[2]).replace(/\s/g, ''), row[3]])).toEqual([
      ['1', '产值增长6%。', '市发改委'],
      ['2', '投入达3%,企业超百家。', '市科技局,市经信局'],
      ['3', '新增就业。', '市人社局'],
    ]);
  });
});

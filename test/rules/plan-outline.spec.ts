/** Which paragraphs become tasks, for the layouts documents come in. */
import { readFileSync } from 'node:fs';
import { readPlan } from '../../src/rules/plan-reader.js';

const sample = (name: string): string =>
  readFileSync(new URL(`./plan-samples/${name}`, import.meta.url), 'utf8');
const brief = (source: string): (string | null)[][] =>
  readPlan(source).plan.tasks.map((task) => [
    task.no,
    task.section,
    task.text.replace(/\s/g, ''),
    task.lead.join(),
  ]);

describe('numbers', () => {
  it.each([
    ['1.', '1'],
    ['1．', '1'],
    ['1、', '1'],
    ['（1）', '1'],
    ['(1)', '1'],
    ['1）', '1'],
    ['①', '①'],
    ['第一条　', '一'],
    ['一、', '一'],
    ['（一）', '一'],
    ['1.1 ', '1.1'],
    ['任务1：', '1'],
    ['１２．', '１２'],
    ['**（一）', '一'],
  ])('%s before a task is number %s', (printed, no) => {
    expect(brief(`${printed}修复河堤。（责任单位：甲局）`)).toEqual([[no, '', '修复河堤。', '甲局']]);
  });

  it('an amount or a year at the start is no number', () => {
    expect(
      brief('1.5亿元用于修路。（责任单位：甲局）\n2021年完成改造。（责任单位：乙局）').map(([no]) => no),
    ).toEqual([null, null]);
  });

  it('a gap and a repetition are doubted', () => {
    const { doubts } = readPlan(
      '1.甲事。（甲局负责）\n2.乙事。（甲局负责）\n4.丙事。（甲局负责）\n4.丁事。（甲局负责）',
    );
    expect(
      doubts
        .filter((doubt) => /numbering|duplicate/.test(doubt.code))
        .map(({ code, params }) => [code, params]),
    ).toEqual([
      ['numbering-gap', { from: '2', to: '4' }],
      ['duplicate-number', { no: '4' }],
    ]);
  });
});

describe('one item over several paragraphs', () => {
  it('ends with the responsibility on a line of its own, fields and all', () => {
    const source =
      '（一）改造小区\n改造五十个小区。\n加装电梯。\n责任单位：甲局、乙局  完成时限：2021年6月底\n（二）整治街巷\n整治八十条。\n牵头单位：丙局\n配合单位：丁局\n完成时限：2022年底前\n牵头领导：某某';
    const { tasks } = readPlan(source).plan;
    expect(
      tasks.map((task) => [
        task.no,
        task.lead,
        task.cooperating,
        task.deadlines.map((deadline) => deadline.dueOn),
      ]),
    ).toEqual([
      ['一', ['甲局', '乙局'], [], ['2021-06-30']],
      ['二', ['丙局'], ['丁局'], ['2022-12-31']],
    ]);
    expect(tasks[0]!.text).toBe('改造小区\n改造五十个小区。\n加装电梯。');
  });

  it('a responsibility after the last sub-item belongs to the whole', () => {
    const source =
      '1.推进项目。\n（1）开工十个。\n（2）竣工五个。\n（责任单位：甲局）\n2.稳定就业。\n（1）办招聘会。\n（2）发补贴。\n（责任单位：乙局）';
    expect(brief(source)).toEqual([
      ['1', '', '推进项目。（1）开工十个。（2）竣工五个。', '甲局'],
      ['2', '', '稳定就业。（1）办招聘会。（2）发补贴。', '乙局'],
    ]);
  });

  it('a responsibility on a heading is shared by the items under it, with a doubt', () => {
    const source = '一、壮大产业（甲局牵头，乙局配合）\n1.引进项目二十个。\n2.建成园区两个。';
    expect(brief(source)).toEqual([
      ['1', '一、壮大产业', '引进项目二十个。', '甲局'],
      ['2', '一、壮大产业', '建成园区两个。', '甲局'],
    ]);
    expect(readPlan(source).doubts.filter((doubt) => doubt.code === 'inherited-units')).toHaveLength(2);
  });

  it('what follows the fields under a label of its own stays with the item', () => {
    const source =
      '1.水质不达标。\n责任单位：甲县政府\n整改时限：立行立改，长期坚持\n整改目标：达到三类。\n整改措施：\n（1）排查。\n（2）建管网。\n2.砂场违规。\n责任单位：乙县政府\n整改目标：关停。';
    expect(brief(source)).toEqual([
      ['1', '', '水质不达标。整改目标：达到三类。整改措施：（1）排查。（2）建管网。', '甲县政府'],
      ['2', '', '砂场违规。整改目标：关停。', '乙县政府'],
    ]);
  });
});

describe('the paper it was printed on', () => {
  it('a page number between two halves of an item is no text and breaks nothing', () => {
    const source =
      '1.修复河堤，\n— 3 —\n清理河道。（责任单位：甲局）\n第 4 页 共 9 页\n2.架桥。（责任单位：乙局）';
    expect(readPlan(source).plan.tasks.map((task) => [task.no, task.text, task.lead.join()])).toEqual([
      ['1', '修复河堤，\n清理河道。', '甲局'],
      ['2', '架桥。', '乙局'],
    ]);
  });

  it('an item and its own measures may each name units', () => {
    const source =
      '1.压减时间。（甲部牵头，各地区负责）具体措施：\n（1）2023年6月底前统一标准。（甲部牵头，乙部配合）\n（2）公布清单。（乙部负责）';
    expect(brief(source).map(([no, , , lead]) => [no, lead])).toEqual([
      ['1', '甲部'],
      ['1', '甲部'],
      ['2', '乙部'],
    ]);
  });
});

describe('what is no task', () => {
  it('principles, goals, requirements and closing words, when other items carry responsibilities', () => {
    const { plan, leftOver } = readPlan(sample('own-three-levels.txt'));
    expect(plan.tasks.map((task) => task.no)).toEqual(['1', '2', '3', '4']);
    expect(leftOver.map((piece) => piece.text.slice(0, 8))).toEqual([
      '各镇（街道），县',
      '为做好今年工作，',
      '一、总体要求',
      '（一）指导思想。',
      '（二）基本原则。',
      '三、工作要求',
      '（一）加强领导。',
      '（二）按时报送。',
    ]);
  });

  it('an item that names nobody between two that do is a task without lead', () => {
    const source = '1.甲事。（责任单位：甲局）\n2.乙事。\n3.丙事。（责任单位：丙局）';
    expect(brief(source).map(([no, , , lead]) => [no, lead])).toEqual([
      ['1', '甲局'],
      ['2', ''],
      ['3', '丙局'],
    ]);
  });

  it('保障措施 that names units is a task', () => {
    const source = '一、任务\n1.甲事。（责任单位：甲局）\n二、保障措施\n2.强化领导。（责任单位：县委办）';
    expect(brief(source).map(([no, section]) => [no, section])).toEqual([
      ['1', '一、任务'],
      ['2', '二、保障措施'],
    ]);
  });
});

describe('where nobody is named', () => {
  it('articles are the tasks, their sub-items text', () => {
    const source =
      '某州数据管理办法\n第一章　总则　　第一条 　为规范管理，制定本办法。\n第二条 　各部门应当更新目录：\n（一）依据变化的；\n（二）职能变化的。\n第三条 　本办法自印发之日起施行。';
    expect(brief(source).map(([no, section, text]) => [no, section, text])).toEqual([
      ['一', '第一章　总则', '为规范管理，制定本办法。'],
      ['二', '第一章　总则', '各部门应当更新目录：（一）依据变化的；（二）职能变化的。'],
    ]);
  });

  it('headings with body paragraphs are the tasks, principles are not', () => {
    const source =
      '某市指导意见\n一、总体要求\n（一）指导思想\n坚持创新。\n二、建立体系\n（一）监督体系\n各方负责监督。\n（二）主体责任\n单位负责建设。\n三、保障措施\n（一）制度建设\n加快制定制度。';
    expect(brief(source).map(([no, section, text]) => [no, section, text])).toEqual([
      ['一', '二、建立体系', '监督体系各方负责监督。'],
      ['二', '二、建立体系', '主体责任单位负责建设。'],
      ['一', '三、保障措施', '制度建设加快制定制度。'],
    ]);
  });

  it('text without numbers gives no task and says so', () => {
    const { plan, doubts } = readPlan('今天天气很好。\n我们去散步。');
    expect(plan.tasks).toEqual([]);
    expect(doubts.map((doubt) => doubt.code)).toContain('no-tasks');
  });
});

/** Every way of saying who does it, on sentences of our own modelled on real layouts. */
import { readPlan, type ReadTask } from '../../src/rules/plan-reader.js';

/** The single task of a one-item document. */
function item(text: string, preface = ''): ReadTask {
  const { tasks } = readPlan(`某市重点任务分工方案\n${preface}一、重点任务\n1.${text}\n`).plan;
  expect(tasks).toHaveLength(1);
  return tasks[0]!;
}
const parts = (task: ReadTask): [string[], string[]] => [task.lead, task.cooperating];

describe('labels', () => {
  it.each([
    ['修路。（牵头单位：甲局；配合单位：乙局、丙局）', ['甲局'], ['乙局', '丙局']],
    ['修路。(牵头单位:甲局;协同单位:乙局,丙局)', ['甲局'], ['乙局', '丙局']],
    ['修路。【牵头部门：甲局、乙局，协办单位：丙局】', ['甲局', '乙局'], ['丙局']],
    ['修路。〔主办：甲局　协办：乙局〕', ['甲局'], ['乙局']],
    ['修路。[主责单位:甲局;参加单位:乙局]', ['甲局'], ['乙局']],
    ['修路。（承办单位：甲局；参与单位：乙局；责任单位：丙局）', ['甲局'], ['乙局', '丙局']],
    ['修路。（牵头单位：甲局）（配合单位：乙局）', ['甲局'], ['乙局']],
  ])('%s', (text, lead, cooperating) => {
    const task = item(text);
    expect(parts(task)).toEqual([lead, cooperating]);
    expect(task.text).toBe('修路。');
  });

  it('责任单位 alone names those who lead, beside 牵头单位 those who cooperate', () => {
    expect(parts(item('修路。（责任单位：甲局、乙局，各市人民政府）'))).toEqual([
      ['甲局', '乙局', '各市人民政府'],
      [],
    ]);
    expect(parts(item('修路。（牵头单位：甲局，责任单位：乙局、丙局）'))).toEqual([
      ['甲局'],
      ['乙局', '丙局'],
    ]);
  });

  it('a leader or a person is no unit', () => {
    const task = item(
      '修路。（牵头领导：王某某；牵头单位：甲局；责任人：李某；责任单位：乙局（责任人：赵某））',
    );
    expect(parts(task)).toEqual([['甲局'], ['乙局']]);
  });

  it('a unit that supervises has no duty', () => {
    expect(parts(item('修路。\n责任单位：甲局\n督导单位：乙局'))).toEqual([['甲局'], []]);
  });

  it('a broken line inside a responsibility changes nothing', () => {
    expect(parts(item('修路。（牵头单位：甲局，责任单\n位：乙局、\n丙局）'))).toEqual([
      ['甲局'],
      ['乙局', '丙局'],
    ]);
  });
});

describe('verbs', () => {
  it.each([
    ['修路。（甲局牵头，乙局、丙局配合）', ['甲局'], ['乙局', '丙局']],
    ['修路。（由甲局牵头、乙局配合）', ['甲局'], ['乙局']],
    ['修路。（甲局、乙局牵头，丙局等按职责分工负责）', ['甲局', '乙局'], ['丙局']],
    ['修路。（甲局会同乙局、丙局负责）', ['甲局'], ['乙局', '丙局']],
    ['修路。（甲局、乙局负责）', ['甲局', '乙局'], []],
    ['修路。（甲局、乙局按职责分工负责，各区人民政府结合实际落实）', ['甲局', '乙局', '各区人民政府'], []],
    ['修路。（责任单位：甲局（牵头）、乙局、丙局）', ['甲局'], ['乙局', '丙局']],
    ['修路。由甲局牵头，乙局、丙局配合。', ['甲局'], ['乙局', '丙局']],
    ['修路。（甲局、乙局、丙办公室）', ['甲局', '乙局', '丙办公室'], []],
  ])('%s', (text, lead, cooperating) => {
    const task = item(text);
    expect(parts(task)).toEqual([lead, cooperating]);
    expect(task.text).toBe('修路。');
  });

  it('all of an unlabelled list lead, with a doubt', () => {
    const { doubts } = readPlan('1.修路。（甲局、乙局负责）');
    expect(doubts.find((doubt) => doubt.code === 'unlabelled-units')).toMatchObject({
      taskNo: '1',
      params: { units: '甲局、乙局' },
    });
  });

  it.each([
    '（甲局、乙局负责，排在第一位的部门为牵头部门，下同）',
    '（甲局、乙局负责。列第一位的为牵头单位，下同）',
  ])('the rule of the first named holds from inside a bracket: %s', (bracket) => {
    const { plan, doubts } = readPlan(`1.修路。${bracket}\n2.架桥。（丙局、丁局负责）`);
    expect(plan.tasks.map(parts)).toEqual([
      [['甲局'], ['乙局']],
      [['丙局'], ['丁局']],
    ]);
    expect(doubts.filter((doubt) => doubt.code === 'inherited-lead-rule')).toMatchObject([
      { params: { count: '2' } },
    ]);
  });

  it('the rule of the first named holds from the preface', () => {
    const task = item(
      '修路。（责任单位：甲局、乙局）',
      '责任单位中排名第一的责任单位为牵头单位，其他为参与单位。\n',
    );
    expect(parts(task)).toEqual([['甲局'], ['乙局']]);
  });
});

describe('names', () => {
  it.each([
    ['市文化和旅游局、市住房和城乡建设局', ['市文化和旅游局', '市住房和城乡建设局']],
    ['市残联及各医院', ['市残联', '各医院']],
    ['甲局及其他涉及单位', ['甲局', '其他涉及单位']],
    ['各区镇、部门党〈工〉委〈组〉', ['各区镇', '部门党〈工〉委〈组〉']],
    ['市委办（市委政研室）、各县(市、区)政府(管委会)', ['市委办（市委政研室）', '各县(市、区)政府(管委会)']],
    ['各区、县（市）人民政府', ['各区、县（市）人民政府']],
    ['市直有关部门、单位', ['市直有关部门、单位']],
    ['市“263”办 市水务局', ['市“263”办', '市水务局']],
  ])('%s', (list, names) => {
    expect(item(`修路。（责任单位：${list}）`).lead).toEqual(names);
  });

  it.each(['等', '等有关部门', '等单位', '等12个部门', '等相关部门和单位'])(
    '「%s」 names nobody but leaves the list open',
    (others) => {
      const task = item(`修路。（责任单位：甲局、乙局${others}）`);
      expect(task.lead).toEqual(['甲局', '乙局']);
      expect(task.openEnded).toBe(true);
    },
  );

  it('each mention points to its place', () => {
    const source = '1.修路。（牵头单位：甲局；配合单位：各区镇）';
    const { plan, doubts } = readPlan(source);
    expect(plan.tasks[0]!.units.map((unit) => [source.slice(unit.start, unit.end), unit.part])).toEqual([
      ['甲局', 'lead'],
      ['各区镇', 'cooperating'],
    ]);
    const group = doubts.find((doubt) => doubt.code === 'group-without-members')!;
    expect(source.slice(group.start, group.end)).toBe('各区镇');
  });
});

describe('where it stands', () => {
  it('units named sentence by sentence stay in the text and are doubted', () => {
    const text = '扩大出口。（甲局负责）建设平台。（乙局牵头，甲局配合）';
    const task = item(text);
    expect(parts(task)).toEqual([['甲局', '乙局'], []]);
    expect(task.text).toBe('扩大出口。（甲局负责）建设平台。');
  });

  it('a single responsibility after the heading is cut out of the text', () => {
    expect(item('加强领导。（责任单位：甲局）各方要密切协作。').text).toBe('加强领导。各方要密切协作。');
  });

  it('a score, an explanation or a quoted document in brackets is text', () => {
    const task = item('建设平台（含移动端）。（0.5分）（6月底完成，牵头考核单位：甲局）');
    expect(task.text).toBe('建设平台（含移动端）。（0.5分）');
    expect(task.deadlines[0]!.phrase).toBe('6月底完成');
  });

  it('a bracket that is never closed is read and doubted', () => {
    const { plan, doubts } = readPlan('1.修路。（牵头单位：甲局；配合单位：乙局');
    expect(parts(plan.tasks[0]!)).toEqual([['甲局'], ['乙局']]);
    expect(doubts.some((doubt) => doubt.code === 'truncated')).toBe(true);
  });

  it('two items on one line are two', () => {
    const { tasks } = readPlan('1.修路。（责任单位：甲局）2.架桥。（责任单位：乙局）').plan;
    expect(tasks.map((task) => [task.no, task.text, task.lead])).toEqual([
      ['1', '修路。', ['甲局']],
      ['2', '架桥。', ['乙局']],
    ]);
  });
});

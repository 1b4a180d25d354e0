import fc from 'fast-check';
import { day } from '../../src/rules/day.js';
import { checkMeasures, COLUMNS, itemKey, MOST_ROWS, readMeasures } from '../../src/rules/measure-rows.js';

const issuedOn = day('2018-11-02');
const read = (text: string) => readMeasures(text, { issuedOn });
const faultsOf = (text: string) => read(text).faults.map(({ row, column, code }) => [row, column, code]);

const EXAMPLE = [
  '措施\t责任科室\t任务序号\t量化目标\t完成时间\t分管领导',
  '出台评选办法\t综合科\t4\t1份\t2019年3月底前\t张某',
  '组织评选\t考核科\t\t10个左右\t2019-12-20\t张某',
].join('\n');

describe('rows pasted from a spreadsheet', () => {
  it('are read by their header, in any order; a merged item number holds for the rows below', () => {
    const { rows, faults } = read(EXAMPLE);
    expect(faults).toEqual([]);
    expect(rows).toEqual([
      {
        row: 1,
        no: '4',
        measure: '出台评选办法',
        target: { name: '', amount: '1', measuredIn: '份' },
        responsible: '综合科',
        leader: '张某',
        dueOn: '2019-03-31',
      },
      {
        row: 2,
        no: '4',
        measure: '组织评选',
        target: { name: '', amount: '10', measuredIn: '个' },
        responsible: '考核科',
        leader: '张某',
        dueOn: '2019-12-20',
      },
    ]);
  });

  it('need no header in the usual order', () => {
    expect(read('4\t出台办法\t\t综合科\t张某\t2019/3/31').rows[0]).toMatchObject({
      no: '4',
      measure: '出台办法',
      target: null,
      responsible: '综合科',
      leader: '张某',
      dueOn: '2019-03-31',
    });
  });

  it.each([
    '项号\t具体措施\t量化目标\t责任单位（科室）\t分管领导\t完成时限',
    '任务序号\t工作举措\t目标值\t责任单位/科室\t责任领导\t时间节点',
    '序号\t措施\t指标\t责任部门\t牵头领导\t时限',
    '市考核办细化方案\n\n项号\t措施\t目标\t科室\t分管领导\t办结时限',
  ])('with the header %s', (header) => {
    expect(read(`${header}\n4\t出台办法\t1份\t综合科\t张某\t2019年6月`).faults).toEqual([]);
  });

  it('a running number stands back where another column names the item', () => {
    const { rows } = read('序号\t任务序号\t措施\t时限\n1\t十二\t出台办法\t2019年6月30日');
    expect(rows[0]).toMatchObject({ no: '十二', dueOn: '2019-06-30' });
  });

  it('a cell may hold line breaks and quotation marks', () => {
    const { rows } = read(
      '4\t"建立""一案一策""\n逐月更新"\t\t\t\t2019-06-30\n5\t"引"而不发\t\t\t\t2019-06-30',
    );
    expect(rows.map((row) => row.measure)).toEqual(['建立"一案一策"\n逐月更新', '"引"而不发']);
  });

  it('may be typed by hand with bars between the cells', () => {
    const { rows, faults } = read('4｜出台办法｜1份｜综合科｜张某｜2019年6月底前');
    expect(faults).toEqual([]);
    expect(rows[0]).toMatchObject({ measure: '出台办法', dueOn: '2019-06-30' });
  });

  it.each([
    ['2019-06-30', '2019-06-30'],
    ['2019/6/3', '2019-06-03'],
    ['2019.6.3', '2019-06-03'],
    ['2019年6月底前', '2019-06-30'],
    ['6月底前', '2019-06-30'],
    ['12月底', '2018-12-31'],
    ['2019年上半年', '2019-06-30'],
    ['二〇一九年六月三十日', '2019-06-30'],
    ['明年3月', '2019-03-31'],
  ])('the day %s is %s', (typed, due) => {
    expect(read(`4\t出台办法\t\t\t\t${typed}`).rows[0]!.dueOn).toBe(due);
  });

  it('tell what is wrong by row and column', () => {
    expect(
      faultsOf('\t出台办法\t若干\t\t\t长期坚持\n4\t\t\t\t\t\n4\t办\t\t\t\t2019年1月至2019年6月\t多余'),
    ).toEqual([
      [1, 'no', 'row-no-missing'],
      [1, 'target', 'row-target-unclear'],
      [1, 'dueOn', 'row-day-unclear'],
      [2, 'measure', 'row-measure-missing'],
      [2, 'dueOn', 'row-day-missing'],
      [3, null, 'row-cells-too-many'],
      [3, 'dueOn', 'row-day-unclear'],
    ]);
  });

  it('too long a cell and too many rows are told, not cut silently', () => {
    expect(faultsOf(`4\t${'长'.repeat(1001)}\t\t\t\t2019-06-30`)).toEqual([
      [1, 'measure', 'row-cell-too-long'],
    ]);
    const { rows, faults } = read('4\t办\t\t\t\t2019-06-30\n'.repeat(MOST_ROWS + 1));
    expect(rows).toHaveLength(MOST_ROWS);
    expect(faults).toEqual([{ row: MOST_ROWS + 1, column: null, code: 'rows-too-many' }]);
  });

  it('nothing pasted is no row', () => {
    for (const text of ['', '\n\t\n', '措施\t时限'])
      expect(read(text)).toMatchObject({ rows: [], faults: [] });
  });

  it('no text makes the reader throw, every row keeps its number, and what has no fault is whole', () => {
    const pieces = fc.constantFrom(
      ...[
        '\t',
        '\n',
        '"',
        '｜',
        '措施',
        '时限',
        '任务序号',
        '4',
        '10个',
        '2019年6月',
        '办',
        '\u0000',
        '\ud800',
        '百分之',
      ],
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(pieces).map((all) => all.join('')),
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          const { rows, faults, typed } = read(text);
          expect(rows.map(({ row }) => row)).toEqual(rows.map((_, i) => i + 1));
          expect(typed).toHaveLength(rows.length);
          const wrong = new Set(faults.map(({ row }) => row));
          for (const row of rows.filter((one) => !wrong.has(one.row))) {
            expect(row.measure && row.no && row.dueOn).toBeTruthy();
          }
        },
      ),
    );
  });

  it('what was read, written down with tabs, is read the same again', () => {
    const cell = fc.stringMatching(/^[一-龥]{1,8}$/);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 21 }), cell, cell), { minLength: 1, maxLength: 9 }),
        (all) => {
          const typed = all.map(([no, measure, leader]) => ({
            ...{
              no: String(no),
              measure: `落实${measure}`,
              target: '3个',
              responsible: '',
              leader,
              dueOn: '2019-06-30',
            },
          }));
          const text = typed.map((row) => COLUMNS.map((column) => row[column]).join('\t')).join('\n');
          expect(read(text)).toEqual(checkMeasures(typed, { issuedOn }));
        },
      ),
    );
  });
});

describe('the number of an item', () => {
  it.each([
    ['4', '4'],
    ['（4）', '4'],
    ['第4项', '4'],
    ['四、', '4'],
    ['（十二）', '12'],
    ['12.', '12'],
    ['4.1', '4.1'],
    ['４．１', '4.1'],
    ['A3', 'A3'],
  ])('%s is %s', (typed, key) => expect(itemKey(typed)).toBe(key));
});

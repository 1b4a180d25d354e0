/** What holds for every text: no throw, places inside the text, and nothing lost. */
import fc from 'fast-check';
import { decodeDocument, readPlan } from '../../src/rules/plan-reader.js';

const FRAGMENTS = [
  ...[
    '一、',
    '（一）',
    '1.',
    '2．',
    '（1）',
    '①',
    '第一条 ',
    '第一章 总则',
    '——',
    '## ',
    '**',
    '|',
    '"',
    '\t',
    '  ',
    '　',
  ],
  ...[
    '工作要求',
    '加强管理。',
    '完成建设，',
    '等',
    '，',
    '；',
    '。',
    '（',
    '）',
    '〔',
    '《',
    '》',
    '𠀀',
    '\ud800',
    '\u0000',
    '\u200b',
    '\u202a',
    '\u00ad',
  ],
  ...[
    '（牵头单位：市财政局；配合单位：各区镇等）',
    '（甲局、乙局负责）',
    '责任单位：甲局、乙局',
    '甲局牵头',
    '由甲局牵头，乙局配合。',
  ],
  ...[
    '完成时限：2021年6月底',
    '（6月底前完成）',
    '于3月5日前将细化方案报市委',
    '2021年3月1日',
    '某市人民政府',
    '某办〔2021〕3号',
  ],
  ...[
    '附件',
    '附件1\n',
    '关于印发某方案的通知',
    '序号\t任务\t责任单位\n',
    '1\t修路\t甲局\n',
    '序号\n任务\n责任单位\n',
    '\n',
    '\n',
    '\r\n',
  ],
];
/** Blank, or seen by nobody. */
const BLANK = /[\s\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;

const documents = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 40 }).map((parts) => parts.join('')),
);

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (let index = 0; index < whole.length && at < part.length; index += 1)
    if (whole[index] === part[at]) at += 1;
  return at === part.length;
}

describe('for every text', () => {
  it('each character that is no blank is in a task, in the structure or in what is left over', () => {
    fc.assert(
      fc.property(documents, (source) => {
        const reading = readPlan(source);
        const covered = new Uint8Array(source.length);
        const spans = [
          ...reading.leftOver,
          ...reading.structure,
          ...reading.plan.tasks.map((task) => task.source),
        ];
        for (const span of spans) covered.fill(1, span.start, span.end);
        let at = 0;
        for (const char of source) {
          expect(covered[at] === 1 || BLANK.test(char)).toBe(true);
          at += char.length;
        }
      }),
      { numRuns: 400 },
    );
  });

  it('places are inside the text, in order, and say what they point to', () => {
    fc.assert(
      fc.property(documents, (source) => {
        const { plan, doubts, leftOver } = readPlan(source);
        let end = 0;
        for (const task of plan.tasks) {
          expect(task.source.start).toBeGreaterThanOrEqual(end);
          expect(task.source.end).toBeGreaterThan(task.source.start);
          end = task.source.end;
          const whole = source.slice(task.source.start, task.source.end).replace(/\s/g, '');
          expect(isSubsequence(task.text.replace(/\s/g, ''), whole)).toBe(true);
          for (const deadline of task.deadlines)
            expect(source.slice(deadline.start, deadline.end)).toBe(deadline.phrase);
          for (const unit of task.units) expect(unit.end).toBeLessThanOrEqual(source.length);
        }
        expect(end).toBeLessThanOrEqual(source.length);
        let last = 0;
        for (const piece of leftOver) {
          expect(source.slice(piece.start, piece.end)).toBe(piece.text);
          expect(piece.start).toBeGreaterThanOrEqual(last);
          last = piece.end;
        }
        for (const doubt of doubts)
          expect([doubt.start >= 0, doubt.end <= source.length]).toEqual([true, true]);
      }),
      { numRuns: 400 },
    );
  });

  it('bytes of any kind are decoded or refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (file) => {
        const decoded = decodeDocument(file);
        expect('text' in decoded || 'doubt' in decoded).toBe(true);
      }),
    );
  });
});

describe('long texts', () => {
  it.each([
    '（牵头：',
    '责任单位：',
    '市局和',
    '按职责分工',
    '市财政局、',
    '2021年',
    '1.',
    '（',
    '序号\t任务\t责任单位\n',
    '一、甲\n',
  ])(
    'a text of nothing but 「%s」 is read in time',
    (fragment) => {
      const started = performance.now();
      readPlan(fragment.repeat(Math.ceil(60_000 / fragment.length)));
      expect(performance.now() - started).toBeLessThan(5_000);
    },
    20_000,
  );
});

describe('the time a text takes grows with its length', () => {
  const cpu = (source: string): number => {
    const before = process.cpuUsage();
    readPlan(source);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const n = 15_000;
  const long = (unit: string): string => unit.repeat(Math.ceil(n / unit.length));

  it.each([
    ['blanks', ' '],
    ['wide blanks', '\u3000'],
    ['tabs', '\t'],
    ['punctuation', '：'],
    ['asterisks', '*'],
    ['digits', '1'],
    ['opening brackets', '（'],
    ['pairs of brackets', '（）'],
    ['zero-width blanks', '\u200b'],
    ['places', '县市区'],
    ['days', '到2021年6月底前'],
    ['days of handing in', '于3月5日前将方案报'],
    ['labels', '责任'],
  ])('%s, after whatever begins an item, a label or an annex', (_, unit) => {
    const begins = [
      '1. ',
      '1.修路：。',
      '第',
      '附件',
      '责任',
      '：时',
      '（责任单位：各',
      '甲。\n（甲局负责）',
    ];
    const texts = (size: string): string => begins.map((start) => `${start}${size}x`).join('\n');
    const short = cpu(texts(long(unit)));
    expect(cpu(texts(long(unit).repeat(4)))).toBeLessThan(10 * short + 1_000);
  });

  it('kinds of places one after another have one reading', () => {
    expect(cpu(`1.甲。（责任单位：各${'县市区'.repeat(100)}x、镇）`)).toBeLessThan(1_000);
  });

  it('an annex list of a hundred thousand parts, and a heading as long as a book over as many items, are read', () => {
    expect(readPlan('附件\n一、修路\n'.repeat(100_000)).plan.tasks).toHaveLength(1);
    const heading = `一、${'加强'.repeat(50_000)}。`;
    expect(readPlan(`${heading}\n${'1.修路（甲局负责）\n'.repeat(10_000)}`).plan.tasks).toHaveLength(10_000);
  }, 20_000);
});

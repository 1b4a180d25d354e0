/** The five real documents: what reading them must give, word for word. */
import { readFileSync } from 'node:fs';
import { readPlan } from '../../src/rules/plan-reader.js';

const samples = new URL('./plan-samples/', import.meta.url);
const plans = new URL('../../seeds/plans/', import.meta.url);
const read = (base: URL, name: string): string => readFileSync(new URL(name, base), 'utf8');

interface Expected {
  no: string | null;
  section: string;
  sectionPath?: string[];
  text?: string;
  textStart?: string;
  lead: string[];
  cooperating: string[];
  cooperatingOpenEnded?: boolean;
  deadline?: string | null;
  deadlineIso?: string | null;
}

function expectation(
  name: string,
): { tasks: Expected[]; notTasks?: { textStart: string }[] } & Record<string, unknown> {
  return JSON.parse(read(samples, `${name}.expected.json`));
}

describe('the plan of Haimen, 海办〔2018〕122号', () => {
  const reading = readPlan(read(plans, 'haimen-2018-122.txt'));
  const expected = expectation('haimen-2018-122');

  it("takes the attached plan's title, not the notice's, and joins its two lines", () => {
    const { title, documentNumber, issuedBy, issuedOn } = reading.plan;
    expect({ title, documentNumber, issuedBy, issuedOn }).toEqual({
      title: expected.title,
      documentNumber: expected.documentNumber,
      issuedBy: expected.issuedBy,
      issuedOn: expected.issuedOn,
    });
  });

  it('gives all 21 items with section, verbatim text, leads, cooperating units and 等', () => {
    const got = reading.plan.tasks.map(({ no, section, text, lead, cooperating, openEnded }) => {
      return { no, section, text, lead, cooperating, cooperatingOpenEnded: openEnded };
    });
    expect(got).toEqual(expected.tasks);
  });

  it('finds the one hard date, the refinement plan of every lead unit, with the year of issue', () => {
    const deadlines = reading.plan.deadlines.map(({ kind, phrase, dueOn }) => ({ kind, phrase, dueOn }));
    expect(deadlines).toEqual([{ kind: 'refinement', phrase: '于11月20日前', dueOn: '2018-11-20' }]);
    expect(reading.plan.tasks.flatMap((task) => task.deadlines)).toEqual([]);
  });

  it('doubts what a person must decide: 21 items without date, 3 lists with 等, and every group', () => {
    const count = (code: string): number => reading.doubts.filter((doubt) => doubt.code === code).length;
    expect(count('no-date')).toBe(21);
    expect(count('open-ended')).toBe(3);
    const groups = new Set(
      reading.doubts.filter((d) => d.code === 'group-without-members').map((d) => d.taskNo),
    );
    expect([...groups]).toEqual(['1', '5', '8', '9', '12', '14', '15', '18', '19', '21']);
  });

  it('lists the covering letter, the preface and the closing paragraphs as left over', () => {
    const starts = reading.leftOver.map((piece) => piece.text.slice(0, 6));
    expect(starts).toEqual(['各区、镇党（', '现将《〈海门', '为贯彻执行好', '各责任单位要', '请各牵头单位']);
  });
});

describe('the measures of Ningqiang, 宁办发〔2019〕45号', () => {
  const reading = readPlan(read(plans, 'ningqiang-2019-45.txt'));

  it('reads twenty measures that still need units', () => {
    expect(reading.plan.tasks.map((task) => task.no)).toEqual(
      Array.from({ length: 20 }, (_, index) => String(index + 1)),
    );
    expect(reading.doubts.filter((doubt) => doubt.code === 'no-lead')).toHaveLength(20);
    expect(reading.plan.tasks.every((task) => task.lead.length + task.cooperating.length === 0)).toBe(true);
  });

  it('keeps the second half of an item that a page break cut in two', () => {
    expect(reading.plan.tasks[1]!.text).toMatch(
      /^教育引导干部增强历史担当。[^]*勇立潮头的历史担当，\n\n努力改革创新[^]*历史使命。$/,
    );
  });

  it('finds the head through the marks of Markdown', () => {
    const { title, documentNumber, issuedBy, issuedOn } = reading.plan;
    expect({ title, documentNumber, issuedBy, issuedOn }).toEqual({
      title: '关于进一步深化“三项机制”激励广大干部新时代新担当新作为的实施办法',
      documentNumber: '宁办发〔2019〕45号',
      issuedBy: '中共宁强县委办公室',
      issuedOn: '2019-10-11',
    });
  });
});

describe.each([
  ['02-guofa-bonded-zones-2019', '国发〔2019〕3号', '国务院', '2019-01-12'],
  ['05-anhui-iiot-policies-2021', '皖政办秘〔2021〕82号', '安徽省人民政府办公厅', '2021-09-02'],
  ['07-baotou-digital-gov-2022', '包府办发〔2022〕43号', '包头市人民政府办公室', '2022-04-14'],
])('the sample %s', (name, documentNumber, issuedBy, issuedOn) => {
  const reading = readPlan(read(samples, `${name}.txt`));
  const expected = expectation(name);

  it('has its head', () => {
    expect(reading.plan).toMatchObject({ documentNumber, issuedBy, issuedOn });
    expect(String(expected.title)).toContain(reading.plan.title);
  });

  it('gives every task with its units and dates, and invents none', () => {
    const got = reading.plan.tasks.map((task, index) => ({
      no: task.no,
      section: task.section,
      textStart: task.text.slice(0, expected.tasks[index]?.textStart?.length),
      lead: task.lead,
      cooperating: task.cooperating,
      deadline: task.deadlines[0]?.phrase ?? null,
      deadlineIso: task.deadlines[0]?.dueOn ?? null,
    }));
    const want = expected.tasks.map(
      ({ no, section, textStart, lead, cooperating, deadline, deadlineIso }) => {
        return { no, section, textStart, lead, cooperating, deadline, deadlineIso };
      },
    );
    expect(got).toEqual(want);
    for (const other of expected.notTasks ?? []) {
      expect(reading.plan.tasks.filter((task) => task.text.startsWith(other.textStart))).toEqual([]);
    }
  });
});

/** Title, document number, issuer and issue day. */
import { readPlan } from '../../src/rules/plan-reader.js';

const head = (source: string): (string | null)[] => {
  const { title, documentNumber, issuedBy, issuedOn } = readPlan(source).plan;
  return [title, documentNumber, issuedBy, issuedOn];
};
const BODY = '一、任务\n1.修路。（责任单位：甲局）\n';

describe('the head', () => {
  it('letterhead, number, a title over two lines, signature and day at the end', () => {
    const source = `某县人民政府办公室文件\n某政办发[2023]7号\n关于印发2023年重点工作\n任务分解方案的通知\n各镇：\n${BODY}某县人民政府办公室\n2023年2月20日`;
    expect(head(source)).toEqual([
      '关于印发2023年重点工作任务分解方案的通知',
      '某政办发[2023]7号',
      '某县人民政府办公室',
      '2023-02-20',
    ]);
  });

  it("the attached document's title wins over the notice's, its subtitle included", () => {
    const source = `某市人民政府关于印发某市城市更新行动方案的通知\n某政发（2021）５号\n各区：\n现印发给你们。\n某市人民政府\n二〇二一年二月二十日\n某市城市更新行动方案\n（2021—2023年）\n${BODY}`;
    expect(head(source)).toEqual([
      '某市城市更新行动方案（2021—2023年）',
      '某政发（2021）５号',
      '某市人民政府',
      '2021-02-20',
    ]);
  });

  it('the attached document may follow the word 附件', () => {
    const source = `某市委办公室关于印发某市分工方案的通知\n各区：\n现印发。\n附件：1.某市分工方案\n2.责任表\n某市委办公室\n2024年1月8日\n附件1\n某市分工方案\n${BODY}`;
    expect(head(source).slice(0, 1)).toEqual(['某市分工方案']);
    expect(readPlan(source).plan.tasks).toHaveLength(1);
  });

  it('the day below the title, the number behind it, the issuer from the title', () => {
    const source = `某省人民政府关于促进旅游发展的意见（某政发〔2019〕3号）\n（2019年1月12日）\n${BODY}`;
    expect(head(source)).toEqual([
      '某省人民政府关于促进旅游发展的意见',
      '某政发〔2019〕3号',
      '某省人民政府',
      '2019-01-12',
    ]);
  });

  it('two bodies sign together', () => {
    const source = `关于印发任务清单的通知\n${BODY}中共某省委办公厅\n某省人民政府办公厅\n2018年6月7日`;
    expect(head(source)[2]).toBe('中共某省委办公厅、某省人民政府办公厅');
  });

  it('day and issuer from the catalogue lines of a web page', () => {
    const source = `发文字号：某政办〔2023〕7号 发布机关：某市政府办公室\n成文日期：2023-03-01\n发布日期：2023-03-03 09:37\n某市年度重点工作任务分解\n${BODY}`;
    expect(head(source)).toEqual([
      '某市年度重点工作任务分解',
      '某政办〔2023〕7号',
      '某市政府办公室',
      '2023-03-01',
    ]);
  });

  it('a number quoted in a sentence is not the document number', () => {
    expect(head(`某市方案\n根据《通知》（某政发〔2020〕1号）要求，制定本方案。\n${BODY}`)[1]).toBeNull();
  });

  it('says what it did not find', () => {
    const codes = readPlan('1.修路。（责任单位：甲局）').doubts.map((doubt) => doubt.code);
    expect(codes).toEqual(expect.arrayContaining(['no-title', 'no-document-number', 'no-issue-day']));
  });
});

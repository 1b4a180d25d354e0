import fc from 'fast-check';
import { amountOf, figureIn, isPercentage, meanOf, reportedAmount, sumOf } from '../../src/rules/amounts.js';

describe('a figure with its unit of measure', () => {
  it.each([
    ['35%', '', '35', '%'],
    ['10个', '', '10', '个'],
    ['3.5万元', '', '3.5', '万元'],
    ['≥90%', '', '90', '%'],
    ['３５％', '', '35', '%'],
    ['不少于10个', '', '10', '个'],
    ['10个左右', '', '10', '个'],
    ['90分以上', '', '90', '分'],
    ['群众满意度达到95.50%以上', '群众满意度', '95.5', '%'],
    ['百分之三十五以上 35', '百分之三十五以上', '35', ''],
    ['满意率百分之95', '满意率', '95', '%'],
    ['会议不超过5次', '会议不超过', '5', '次'],
    ['差错率1%以下', '差错率以下', '1', '%'],
    ['培训干部：1,200人次', '培训干部', '1200', '人次'],
    ['12', '', '12', ''],
    ['提高5个百分点', '提高', '5', '个百分点'],
  ])('%s', (text, name, amount, measuredIn) => {
    expect(figureIn(text)).toEqual({ name, amount, measuredIn });
  });

  it.each(['', '若干', '3-5个', '2019年培训10次', '形成长效机制', '1份，每半年一次，由各单位自行组织2次'])(
    'is no single figure: %s',
    (text) => {
      expect(figureIn(text)).toBeNull();
    },
  );

  it('knows per cent in its spellings', () => {
    expect(['%', '％', '百分点', '个百分点'].map(isPercentage)).toEqual([true, true, true, true]);
    expect(['个', '', '万元'].map(isPercentage)).toEqual([false, false, false]);
  });
});

describe('an amount', () => {
  it.each([
    ['10', '10'],
    ['0010', '10'],
    ['1,200.50', '1200.5'],
    ['０.５', '0.5'],
    ['-0', '0'],
    ['-3.0', '-3'],
  ])('%s is %s', (typed, amount) => expect(amountOf(typed)).toBe(amount));

  it.each(['', '十', '1,20', '1e3', '1.', '.5', '0x10', 'NaN', '1 2', '9'.repeat(21)])(
    '%s is none',
    (typed) => expect(amountOf(typed)).toBeNull(),
  );

  it('may be reported with the measure of its target behind it, but no other', () => {
    expect(reportedAmount('10 个', '个')).toBe('10');
    expect(reportedAmount('35％', '%')).toBe('35');
    expect(reportedAmount('10份', '个')).toBeNull();
    expect(reportedAmount('约10', '个')).toBeNull();
  });
});

describe('sums and means of amounts', () => {
  it('are exact', () => {
    expect(sumOf(['0.1', '0.2'])).toBe('0.3');
    expect(sumOf(['10', '-4', '0.50'])).toBe('6.5');
    expect(sumOf([])).toBe('0');
    expect(meanOf(['35', '40'])).toBe('37.5');
    expect(meanOf(['1', '1', '0'])).toBe('0.67');
    expect(meanOf([])).toBe('0');
  });

  const amounts = fc.array(fc.integer({ min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 20 });

  it('do not depend on the order, and a sum is that of its cents', () => {
    fc.assert(
      fc.property(amounts, (cents) => {
        const texts = cents.map((cent) => amountOf((cent / 100).toFixed(2))!);
        const total = cents.reduce((sum, cent) => sum + cent, 0);
        expect(Math.round(Number(sumOf(texts)) * 100)).toBe(total);
        expect(sumOf([...texts].reverse())).toBe(sumOf(texts));
        expect(Math.abs(Number(meanOf(texts)) - total / 100 / cents.length)).toBeLessThanOrEqual(
          0.005 + 1e-6,
        );
      }),
    );
  });

  it('no text makes them throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const figure = figureIn(text);
        if (figure) expect(amountOf(figure.amount)).toBe(figure.amount);
        reportedAmount(text, text);
      }),
    );
  });
});

import fc from 'fast-check';
import { LONGEST_TITLE, shortTitle } from '../../src/rules/task-titles.js';

const lengthOf = (text: string): number => [...text].length;

describe('the short title of a task', () => {
  it.each([
    ['加强机关文化建设，定期开展丰富多彩、有益身心健康的文体活动、工会活动、党员活动。', '加强机关文化建设'],
    [
      '厘清区镇权责界限，研究建立区镇权责清单，进一步理顺工作关系。',
      '厘清区镇权责界限，研究建立区镇权责清单',
    ],
    ['完善落实干部谈心谈话制度、澄清保护机制。', '完善落实干部谈心谈话制度、澄清保护机制'],
    [
      '加强对优秀干部日常培养。对在平时考察中发现的优秀年轻干部，及时纳入组织视野。',
      '加强对优秀干部日常培养',
    ],
  ])('is the first clauses that fit: %s', (text, title) => {
    expect(shortTitle(text)).toBe(title);
  });

  it.each([
    [
      '依照《办法》规定，对符合相关情形的干部或单位及时启动容错程序。对问责中符合容错情形的，做好审核备案。',
      '对符合相关情形的干部或单位及时启动容错程序',
    ],
    [
      '依照《办法》规定，对属于容错情形的干部或单位及时启动纠错程序。',
      '对属于容错情形的干部或单位及时启动纠错程序',
    ],
    [
      '根据年度综合考核等次，对区镇和市级机关部门分别核发奖金。研究建立机制。',
      '对区镇和市级机关部门分别核发奖金',
    ],
    [
      '对受到党中央国务院、国家部委和省委、省政府综合性表彰奖励，或在全市创建国家级荣誉称号中作出突出贡献的单位和个人，以市委市政府名义进行通报表扬。',
      '以市委市政府名义进行通报表扬',
    ],
  ])('leaves out a leading clause that only says by which rule or whom: %s', (text, title) => {
    expect(shortTitle(text)).toBe(title);
  });

  it('of a clause that is too long ends before a 、 or between two words, with a sign that more follows', () => {
    expect(shortTitle('严格控制各类会议、检查、台账、评比、考核项目和“一票否决”事项。')).toBe(
      '严格控制各类会议、检查、台账、评比…',
    );
    expect(shortTitle('全面落实公务员职务与职级并行、职级与待遇挂钩等制度。')).toBe(
      '全面落实公务员职务与职级并行…',
    );
  });

  it('never splits a quotation or a book title where another cut is possible', () => {
    const text = '改进完善区镇落实推动全面高质量发展的战略布局“四个全面和两个维护”的考核办法。';
    expect(shortTitle(text)).not.toContain('“');
    expect(
      shortTitle('贯彻落实中央关于改革的《关于进一步激励广大干部新时代新担当新作为的意见》。'),
    ).not.toContain('《');
  });

  it('closes what it has to cut inside', () => {
    const title = shortTitle(
      '《关于进一步激励广大干部新时代新担当新作为的实施意见》起草印发工作由办公室负责。',
    );
    expect(title).toMatch(/^《关于进一步激励.*…》$/u);
    expect(lengthOf(title)).toBeLessThanOrEqual(LONGEST_TITLE);
  });

  it('is not misled by a quotation that was never closed, or closed by the wrong sign', () => {
    expect(shortTitle('提升“12345热线服务水平。对标先进。')).toBe('提升“12345热线服务水平');
    expect(shortTitle('提升“12345"热线服务水平。对标先进。')).toBe('提升“12345"热线服务水平');
  });

  it('a full stop inside a quotation ends nothing', () => {
    expect(shortTitle('落实“一岗双责。党政同责”要求。其余照旧。')).toBe('落实“一岗双责。党政同责”要求');
  });

  it.each([
    ['加强\t机关\u2028文化\u2029建设\f。', '加强 机关文化建设'],
    ['加强\u200e机关\u202a文化\u200b建设\u0000。', '加强机关文化建设'],
    ['接入\nOpen\nData。', '接入Open Data'],
  ])('is one line of visible text: %j', (text, title) => {
    expect(shortTitle(text)).toBe(title);
  });

  it.each(['（', '“x', ' ', '\n', '、甲', '以', '，', '《关于》'])(
    'of a hundred thousand times %j is found in no time',
    (piece) => {
      const started = performance.now();
      shortTitle(`推进${piece.repeat(100_000)}建设。`);
      expect(performance.now() - started).toBeLessThan(1_000);
    },
  );

  it('of nothing is nothing', () => {
    expect(shortTitle('')).toBe('');
    expect(shortTitle(' \n 。')).toBe('');
  });

  it('never has more than 24 characters, never throws, and never is empty for a text that begins with a word', () => {
    const pieces = fc.constantFrom(
      '落实',
      '《办法》',
      '“',
      '”',
      '《',
      '》',
      '，',
      '。',
      '、',
      '根据',
      '(',
      ')',
      '制度',
      '12',
      '𠮷',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        const title = shortTitle(`推进${parts.join('')}`);
        return lengthOf(title) <= LONGEST_TITLE && title.length > 0;
      }),
    );
  });

  it('is balanced whenever the text is', () => {
    const words = fc.constantFrom(
      '落实制度',
      '《办法》',
      '“三项机制”',
      '（试行）',
      '，',
      '、',
      '和',
      '《关于“三项机制”的通知》',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 30 }), (parts) => {
        const title = shortTitle(parts.join(''));
        const count = (sign: string): number => title.split(sign).length - 1;
        return ['《》', '“”', '（）'].every((pair) => count(pair.charAt(0)) === count(pair.charAt(1)));
      }),
    );
  });
});

import fc from 'fast-check';
import { cleanLine } from '../../src/rules/clean-line.js';

describe('one line of visible text', () => {
  it.each([
    ['关于印发实施方案的通知', '关于印发实施方案的通知'],
    ['关于印发\n实施方案的\r\n  通知', '关于印发实施方案的通知'],
    ['关于印发\u2028实施方案\u2029的\u0085通知', '关于印发实施方案的通知'],
    ['第一章\t总则', '第一章 总则'],
    ['第一章　　总则', '第一章 总则'],
    ['建设\f平台\v系统', '建设平台系统'],
    ['Open\nData 平台', 'Open Data 平台'],
    ['完成\n12\n项', '完成12项'],
    ['  两端的空白\t\n', '两端的空白'],
    ['市考\u200b核\u200e办\u202a\u2066\u00ad\ufeff', '市考核办'],
    ['市\u0000考\u0007核\u009f办', '市考核办'],
    ['甲\u200b \u200b乙', '甲 乙'],
    ['甲\u200b\t乙\u200e\n丙', '甲 乙丙'],
    ['甲\ud800乙𠮷', '甲乙𠮷'],
    ['\u200b\n\u202e', ''],
    ['', ''],
  ])('of %j is %j', (text, line) => {
    expect(cleanLine(text)).toBe(line);
  });

  it('holds nothing that nobody sees, has no two blanks together and is its own clean line', () => {
    const odd = fc.constantFrom(
      '\t',
      '\n',
      ' ',
      '　',
      '\u2028',
      '\u200b',
      '\u202e',
      '\u0000',
      '\ud800',
      '市',
      'a',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(odd).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const line = cleanLine(text);
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|\s\s|^\s|\s$/u);
        expect(cleanLine(line)).toBe(line);
      }),
    );
  });
});

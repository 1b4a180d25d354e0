import { looksLikeGroup, namesMatch, unitKey } from '../../src/rules/unit-names.js';

describe('the key of a unit’s name', () => {
  it.each([
    ['部门党〈工〉委〈组〉', '部门党（工）委 (组)'],
    ['市委 组织部', '市委组织部'],
    ['市委　组织部', ' 市委组织部\n'],
    ['市“263”办', '市"263"办'],
    ['市「263」办', '市（263）办'],
    ['市２６３办', '市263办'],
    ['Ａ局', 'a局'],
    ['市委\u200b办', '市委办'],
    ['“一带一路”—办公室', '"一带一路"-办公室'],
  ])('%j and %j are one unit', (a, b) => {
    expect(namesMatch(a, b)).toBe(true);
  });

  it.each([
    ['市委办', '市政府办'],
    ['市纪委监委', '市纪委'],
    ['市委组织部', '县委组织部'],
  ])('%s and %s are two', (a, b) => {
    expect(namesMatch(a, b)).toBe(false);
  });

  it('of a key is itself', () => {
    const key = unitKey('部门党〈工〉委〈组〉');
    expect(key).toBe('部门党(工)委(组)');
    expect(unitKey(key)).toBe(key);
  });
});

describe('a name that stands for several units', () => {
  it.each([
    '其他各考核主管部门',
    '其他涉及单位',
    '各区镇',
    '部门党〈工〉委〈组〉',
    '各相关医疗机构',
    '市各执法审批主管部门',
    '市容错纠错领导小组其他各成员单位',
    '各市人民政府',
    '相关部门',
    '市级有关单位',
    '市人社局等',
    '领导小组成员单位',
    '所有直属单位',
  ])('%s is a group', (name) => {
    expect(looksLikeGroup(name)).toBe(true);
  });

  it.each([
    '市考核办',
    '市委组织部',
    '市级机关工委',
    '市“263”办',
    '市法院',
    '市行政审批局',
    '海关总署',
    '国家外汇局',
    '市委大督查办',
    '省发展改革委',
  ])('%s is one unit', (name) => {
    expect(looksLikeGroup(name)).toBe(false);
  });
});

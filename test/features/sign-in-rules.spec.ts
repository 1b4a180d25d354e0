import { browserOf } from '../../src/access/browser.js';
import { holdsName } from '../../src/access/password.js';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36';
const PHONE =
  'Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99 Mobile Safari/537.36 MicroMessenger/8.0';

describe('names inside passwords', () => {
  it.each([
    ['Xducha-2018', 'ducha', '李督查', true],
    ['XDUCHA-2018', 'ducha', '李督查', true],
    ['Ab-李督查-18', 'ducha', '李督查', true],
    ['Haimen-2018', 'ducha', '李督查', false],
    ['Haimen-2018', null, '李', false],
  ])('%s for %s/%s: %s', (password, loginName, name, isInside) => {
    expect(holdsName(password, { loginName, name })).toBe(isInside);
  });
});

describe('the browsers of a list', () => {
  it.each([
    [CHROME, 'Chrome · Windows'],
    [PHONE, 'WeChat · Android'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0', 'Firefox · Linux'],
    ['Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko', 'Internet Explorer · Windows'],
    ['Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0', 'Edge · Windows'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) Version/16.0 Safari/604.1', 'Safari · iOS'],
    ['<script>alert(1)</script>', null],
    ['', null],
    [undefined, null],
  ])('are called by browser and system: %s', (agent, words) => {
    expect(browserOf(agent)).toBe(words);
  });
});

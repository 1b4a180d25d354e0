/** What somebody types who means harm. Own collection: one trick each, short, so that many fit into one field. */

/** Each tries to become an element, a handler, an address, a style or a template of the page that shows it. */
export const XSS = [
  '<script>x1()</script>',
  '<SCRIPT SRC=//e.example/2></SCRIPT>',
  '<img src=x onerror=x3()>',
  '"><img src=x onerror=x4()>',
  "'><img src=x onerror=x5()>",
  '" onmouseover="x6()',
  "' onfocus='x7()' autofocus '",
  '` onclick=x8() `',
  ' onload=x9() ',
  '=x10 onerror=x10()',
  '<svg onload=x11()>',
  '<svg><script>x12()</script></svg>',
  '<svg><a xlink:href="javascript:x13()"><text>x</text></a></svg>',
  '<svg><animate onbegin=x14() attributeName=x dur=1s>',
  '<math><mtext></p><style><img src onerror=x15()></style>',
  '<iframe src="javascript:x16()">',
  '<iframe srcdoc="&lt;script&gt;x17()&lt;/script&gt;">',
  '<object data="data:text/html,<script>x18()</script>">',
  '<embed src="javascript:x19()">',
  '<base href="//e.example/20">',
  '<link rel=stylesheet href=//e.example/21>',
  '<meta http-equiv=refresh content="0;url=//e.example/22">',
  '<form action=//e.example/23><button>x</button></form>',
  '<button formaction="javascript:x24()">x</button>',
  '<a href="javascript:x25()">x</a>',
  '<a href="JaVaScRiPt&colon;x26()">x</a>',
  '<a href="java&#x09;script:x27()">x</a>',
  '<a href="data:text/html;base64,PHNjcmlwdD4=">28</a>',
  'javascript:x29()',
  'vbscript:x30',
  'data:text/html,<script>x31()</script>',
  '//e.example/32',
  '<details open ontoggle=x33()>',
  '<video><source onerror=x34()></video>',
  '<audio src onerror=x35()>',
  '<body onload=x36()>',
  '<input autofocus onfocus=x37()>',
  '<select autofocus onfocus=x38()>',
  '<marquee onstart=x39()>',
  '<style>@import "//e.example/40"</style>',
  '<div style="background:url(javascript:x41())">',
  'expression(x42())',
  '</style><script>x43()</script>',
  '</textarea><script>x44()</script>',
  '</title><script>x45()</script>',
  '</script><script>x46()</script>',
  '--><script>x47()</script><!--',
  '<!--><script>x48()</script>',
  ']]><script>x49()</script>',
  '<![CDATA[<script>x50()</script>]]>',
  '<?xml version="1.0"?><x51/>',
  '<noscript><p title="</noscript><img src onerror=x52()>">',
  '<template><script>x53()</script></template>',
  '<scr<script>ipt>x54()</scr</script>ipt>',
  '<<script>x55();//<</script>',
  '<img/src=x/onerror=x56()>',
  '<img src=x onerror\u000b=x57()>',
  '<a\u00a0href="javascript:x58()">',
  '&lt;script&gt;x59()&lt;/script&gt;',
  '&#60;img src=x onerror=x60()&#62;',
  '&amp;lt;script&amp;gt;x61()',
  '\\u003cscript\\u003ex62()\\u003c/script\\u003e',
  '%3Cscript%3Ex63()%3C/script%3E',
  '\uff1cscript\uff1ex64()\uff1c/script\uff1e',
  '\u2039img src=x onerror=x65()\u203a',
  '{{constructor.constructor("x66()")()}}',
  '{{{this}}} {{#each this}}{{@key}}{{/each}}',
  '{{> layout}} {{lookup . "constructor"}}',
  '${x69()} #{x69()} <%= x69() %> {%x69%}',
  '[x70](javascript:x70())',
  '![x71](x"onerror="x71())',
  'x72\u2028<script>x72()</script>',
  '=?UTF-8?B?PHNjcmlwdD4=?=',
  '<x74@e.example>, e@e.example',
  '";x75();//',
  "';x76();//",
  '\\";x77();//',
];

/** Same length, same places for blanks, nothing that could mean anything. */
export function harmless(text: string): string {
  return text.replace(/[^\s]/g, '字');
}

/** All of them, beginning with another one each time. */
export function allFrom(turn: number): string {
  const at = turn % XSS.length;
  return [...XSS.slice(at), ...XSS.slice(0, at)].join(' ');
}

export const SQL = [
  "' OR 1=1 --",
  "'; DROP TABLE plans; --",
  '" OR ""="',
  "') UNION SELECT passwordHash FROM people --",
  "\\'; --",
  '%_%',
  ':id :planId $1 ? @p1',
  "a' || (SELECT 1) || '",
];

export const HEADERS = [
  'a\r\nBcc: e@e.example',
  'a\nSet-Cookie: x=1',
  'a\r\n\r\n<html>',
  'a%0d%0aX: y',
  'a\u2028X: y',
];

export const PATHS = [
  '../../../etc/passwd',
  '..\\..\\windows\\win.ini',
  '/etc/passwd',
  'C:\\windows\\win.ini',
  '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  '..%252f..%252fetc',
  'file:///etc/passwd',
  'CON',
];

export const UNICODE = [
  '张\u202e三\u202c',
  '张\u200b三',
  '\ufeff张三',
  '张\u2066三\u2069',
  '张\ud800三',
  '\udfff',
  'e\u0301te\u0301'.repeat(3),
  'ｆｕｌｌ＜ｓｃｒｉｐｔ＞',
  '张\u0007三',
  '张\u00ad三',
  '\u{1f9d1}\u200d\u{1f692}',
  '\u0645\u0631\u062d',
  'Z\u0351\u0343\u0321'.repeat(20),
];

/** Begins of cells that a spreadsheet would run. */
export const FORMULAS = [
  '=1+1',
  '+1+1',
  '-1+1',
  '@SUM(1)',
  '\t=1+1',
  '\r=1+1',
  '＝1+1',
  '＋1+1',
  '－1+1',
  '＠SUM(1)',
  '=cmd|x!A0',
];

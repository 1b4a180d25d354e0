/** Bytes of a file to text: what is read, and what is refused. */
import { decodeDocument } from '../../src/rules/plan-reader.js';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('a text file', () => {
  it('is read in UTF-8, with or without byte order mark', () => {
    expect(decodeDocument(new TextEncoder().encode('任务分解'))).toEqual({ text: '任务分解' });
    expect(decodeDocument(bytes(0xef, 0xbb, 0xbf, 0xe4, 0xbb, 0xbb))).toEqual({ text: '任' });
  });

  it('is read in UTF-16 with byte order mark', () => {
    expect(decodeDocument(bytes(0xff, 0xfe, 0xfb, 0x4e, 0xa1, 0x52))).toEqual({ text: '任务' });
    expect(decodeDocument(bytes(0xfe, 0xff, 0x4e, 0xfb, 0x52, 0xa1))).toEqual({ text: '任务' });
  });

  it('is read in GB18030 where it is no UTF-8', () => {
    expect(decodeDocument(bytes(0xc8, 0xce, 0xce, 0xf1))).toEqual({ text: '任务' });
  });

  it('cut off in the middle of a character is read, with a doubt', () => {
    expect(decodeDocument(new TextEncoder().encode('任务').subarray(0, 5))).toMatchObject({
      text: '任',
      doubt: { code: 'truncated' },
    });
  });
});

describe('what is refused', () => {
  it.each([
    ['a Word document', bytes(0x50, 0x4b, 0x03, 0x04, 1, 2), 'not-text'],
    ['an old Word document', bytes(0xd0, 0xcf, 0x11, 0xe0, 1), 'not-text'],
    ['a PDF', new TextEncoder().encode('%PDF-1.7 …'), 'not-text'],
    ['a picture', bytes(0x89, 0x50, 0x4e, 0x47, 0x0d), 'not-text'],
    ['bytes without sense', bytes(0, 1, 2, 3, 0, 0xff, 0, 7), 'not-text'],
    ['an empty file', bytes(), 'empty'],
    ['blanks', new TextEncoder().encode(' \n　\n'), 'empty'],
    ['more than 5 MB', new Uint8Array(5 * 1024 * 1024 + 1), 'too-large'],
  ])('%s', (_, file, code) => {
    expect(decodeDocument(file)).toEqual({ doubt: expect.objectContaining({ code }) });
  });
});

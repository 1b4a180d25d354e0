import { CalendarService } from '../../src/calendar/calendar.service.js';
import { day } from '../../src/rules/day.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { aPerson } from '../support/people.js';
import { wordsOf } from '../support/words-of.js';

const NOTICE = `关于2027年部分节假日安排的通知
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月14日（周日）上班。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。`;

describe('the page of the calendar', () => {
  let app: TestApp;
  let browser: Browser;
  beforeAll(async () => {
    app = await testApp({ now: '2026-11-20T01:00:00Z' });
    await aPerson(app, { loginName: 'ducha', roles: ['supervisor'] });
    browser = await app.signIn('ducha');
  });
  afterAll(() => app.close());

  it('shows the year with free and make-up days, and says which year is missing', async () => {
    const words = wordsOf(await browser.get('/calendar'));
    expect(words).toContain('2026年工作日历');
    expect(words).toContain('未含2027年放假安排');
    expect(words).toMatch(/10月 .* 1 休 2 休 3 休 4 休 5 休 6 休 7 休 8 9 10 班 11/);
    expect(words).toContain('其中调休补班6天');
  });

  it('shows what a pasted notice changes, and enters it when it is confirmed', async () => {
    const preview = await browser.post('/calendar/previews', { text: NOTICE });
    expect(wordsOf(preview)).toMatch(/2027-02-14 春节 周末 调休补班/);
    expect((await app.get(CalendarService).working()).knows(2027)).toBe(false);
    const entered = await browser.post('/calendar', { text: NOTICE, year: 2027 });
    expect(entered.headers.location).toBe('/calendar?year=2027&changed=15&moved=0');
    const words = wordsOf(await browser.get(entered.headers.location as string));
    expect(words).toContain('2027年放假安排已保存，15天有变化');
    expect(words).not.toContain('未含');
    expect((await app.get(CalendarService).working()).isWorkingDay(day('2027-10-09'))).toBe(true);
  });

  it('names what contradicts the real calendar, and offers no confirmation', async () => {
    const text = NOTICE.replace('（周五）至3日', '（周六）至3日');
    const preview = await browser.post('/calendar/previews', { text });
    expect(wordsOf(preview)).toContain('2027-01-01是星期五，通知写的是星期六');
    expect(preview.body).not.toContain('action="/calendar"');
    const forced = await browser.post('/calendar', { text });
    expect([forced.statusCode, wordsOf(forced)]).toEqual([422, expect.stringContaining('没有保存')]);
  });

  it.each([
    [{ text: '' }, '没有读出放假安排'],
    [{ text: '明天放假' }, '没有读出放假安排'],
    [{ text: '{"year":2027,"days":[{"date":"2027-02-30"}]}' }, '没有读出放假安排'],
    [{ text: '元旦：1月1日放假，共1天。', year: '2029' }, '2029年尚未录入全年通知'],
    [{ text: NOTICE, year: 'abc' }, '请填写规定范围内的数字'],
  ])('gives back what it cannot read: %j', async (fields, message) => {
    const page = await browser.post('/calendar/previews', fields);
    expect(page.statusCode).toBe(422);
    expect(wordsOf(page)).toContain(message);
  });

  it.each(['/calendar?year=1', '/calendar?year=x', '/calendar?year=99999'])(
    'refuses the year of %s',
    async (path) => {
      expect((await browser.get(path)).statusCode).toBe(422);
    },
  );

  it('speaks English too', async () => {
    expect(wordsOf(await browser.get('/calendar?lang=en'))).toContain('Working days of 2026');
  });
});

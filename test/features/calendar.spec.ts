import fc from 'fast-check';
import { AuditEntry } from '../../src/audit/audit-entry.entity.js';
import { CalendarService } from '../../src/calendar/calendar.service.js';
import { readNotice } from '../../src/calendar/notice.js';
import { day } from '../../src/rules/day.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { testApp, type TestApp } from '../support/app.js';

const supervisor: Viewer = {
  personId: null,
  name: '督查员',
  roles: ['supervisor'],
  unitIds: [],
  door: 'page',
};

const NOTICE_2026 = `国务院办公厅关于2026年部分节假日安排的通知
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。`;

/** Made up, in the words of a notice: that of 2027 is not published. */
const NOTICE_2027 =
  NOTICE_2026.split('\n')[0]!.replace('2026', '2027') +
  `
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月14日（周日）上班。
三、清明节：4月5日（周一）放假，与周末连休。
四、劳动节：5月1日（周六）至3日（周一）放假，共3天。
五、端午节：6月9日（周三）放假，共1天。
六、中秋节：9月15日（周三）放假，共1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。`;

describe('the calendar', () => {
  let app: TestApp;
  let calendar: CalendarService;
  beforeAll(async () => {
    app = await testApp({ now: '2026-11-20T01:00:00Z' });
    calendar = app.get(CalendarService);
  });
  afterAll(() => app.close());

  it('knows the years of the package and of the seeds, and not the year after', async () => {
    const working = await calendar.working();
    const years = Array.from({ length: 23 }, (_, i) => 2004 + i);
    expect(years.filter((year) => !working.knows(year))).toEqual([]);
    expect(working.unknownYears(day('2026-11-20'), day('2027-02-01'))).toEqual([2027]);
  });

  it.each([
    ['2018-12-29', true],
    ['2018-12-31', false],
    ['2019-01-01', false],
    ['2019-05-01', false],
    ['2019-05-04', false],
    ['2019-05-05', true],
    ['2019-06-30', false],
    ['2026-10-10', true],
    ['2026-11-20', true],
  ])('says of %s whether it is a working day: %s', async (text, isWorking) => {
    expect((await calendar.working()).isWorkingDay(day(text))).toBe(isWorking);
  });

  it('counts three working days after 30 September 2026 to 10 October', async () => {
    expect((await calendar.working()).plus(day('2026-09-30'), 3)).toBe('2026-10-10');
  });

  it('counts 20 November 2018 as working day 12 after the issue', async () => {
    expect((await calendar.working()).workingDaysBetween(day('2018-11-02'), day('2018-11-20'))).toBe(12);
  });

  it('finds nothing to change when the notice of a known year is pasted again', async () => {
    const preview = await calendar.preview(NOTICE_2026);
    expect(preview).toMatchObject({ year: 2026, isWhole: true, faults: [], changes: [] });
    expect(preview.days).toHaveLength(39);
  });

  it('reads the notice of a new year, shows what changes, and stores nothing', async () => {
    const preview = await calendar.preview(NOTICE_2027);
    expect(preview.faults).toEqual([]);
    expect(preview.changes).toContainEqual({
      day: '2027-02-14',
      name: '春节',
      was: 'plain',
      becomes: 'working',
    });
    expect((await calendar.working()).knows(2027)).toBe(false);
  });

  it('enters it at once for everybody, and writes down who did', async () => {
    const before = (await calendar.working()).isWorkingDay(day('2027-10-09'));
    const entered = await calendar.importNotice(supervisor, { text: NOTICE_2027 });
    const working = await calendar.working();
    expect([before, working.isWorkingDay(day('2027-10-09')), working.knows(2027)]).toEqual([
      false,
      true,
      true,
    ]);
    expect(entered.calendar.isWorkingDay(day('2027-02-08'))).toBe(false);
    expect(entered.changes.map((change) => change.day)).toContain('2027-02-08');
    const audit = await app.db.read.findOneByOrFail(AuditEntry, { noun: 'calendar-year', nounId: '2027' });
    expect([audit.verb, audit.personName]).toEqual(['enter', '督查员']);
  });

  it('takes a later notice that moves one festival, and leaves the rest', async () => {
    const moved = `国务院办公厅关于调整2027年劳动节假期安排的通知 2027年部分节假日
      劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）、5月8日（周六）上班。`;
    const { changes } = await calendar.importNotice(supervisor, { text: moved });
    expect(changes.map((change) => change.day)).toEqual([
      '2027-04-25',
      '2027-05-04',
      '2027-05-05',
      '2027-05-08',
    ]);
    expect((await calendar.working()).isWorkingDay(day('2027-10-01'))).toBe(false);
  });

  it('refuses a notice of one festival for a year without any', async () => {
    await expect(calendar.preview('2028年部分节假日 元旦：1月1日放假，共1天。')).rejects.toMatchObject({
      code: 'calendar-year-incomplete',
      status: 422,
    });
  });

  it.each([
    '',
    '你好',
    '{"year":2027}',
    '[]',
    '元旦：1月1日放假',
    '2027年部分节假日',
    '\u0000',
    '年1月'.repeat(5000),
  ])('refuses a text that is no notice: %.20j', async (text) => {
    await expect(calendar.preview(text)).rejects.toMatchObject({ code: 'calendar-text-not-read' });
  });

  it('reads any text without falling over or taking long', () => {
    const pieces = [
      '元旦：',
      '1月1日',
      '（周四）',
      '至',
      '、',
      '3日',
      '放假',
      '上班',
      '共3天',
      '2027年',
      '节假日',
      '(',
    ];
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 60 }), (parts) => {
        readNotice(parts.join(''), 2027);
      }),
    );
    for (const part of ['1日、', '1月1日至', '元旦、', '2027年1月1日(', '“'])
      readNotice(`2027年节假日元旦：${part.repeat(20_000 / part.length)}`, null);
  }, 5000);

  it('says in which line a notice contradicts the real calendar, and does not enter it', async () => {
    const wrong = NOTICE_2027.replace(
      '1月1日（周五）至3日（周日）放假，共3天',
      '1月1日（周四）至3日（周日）放假，共4天',
    );
    const { faults } = await calendar.preview(wrong);
    expect(faults).toEqual([
      { code: 'weekday-differs', params: { day: '2027-01-01', said: 4, is: 5 } },
      { code: 'count-differs', params: { name: '元旦', said: 4, found: 3 } },
    ]);
    await expect(calendar.importNotice(supervisor, { text: wrong })).rejects.toMatchObject({
      code: 'calendar-text-wrong',
    });
  });

  it('takes the December days before New Year for the notice of the new year', async () => {
    const text = `2027年部分节假日
      一、元旦：2026年12月31日（周四）至2027年1月2日（周六）放假调休，共3天。2026年12月27日（周日）上班。
      二、春节：2月5日至11日放假。七、国庆节：10月1日至7日放假。`;
    await calendar.importNotice(supervisor, { text });
    const working = await calendar.working();
    expect([working.isWorkingDay(day('2026-12-31')), working.isWorkingDay(day('2026-12-27'))]).toEqual([
      false,
      true,
    ]);
    await calendar.importNotice(supervisor, { text: NOTICE_2027 });
    expect((await calendar.working()).isWorkingDay(day('2026-12-31'))).toBe(true);
    expect((await calendar.working()).isWorkingDay(day('2026-10-10'))).toBe(true);
  });

  it('takes the same as JSON', async () => {
    const text = JSON.stringify({
      year: 2028,
      days: ['元旦 2028-01-01', '春节 2028-01-26', '国庆节 2028-10-02'].map((line) => {
        const [name, date] = line.split(' ');
        return { name, date, isOffDay: true };
      }),
    });
    await calendar.importNotice(supervisor, { text });
    expect((await calendar.working()).isWorkingDay(day('2028-10-02'))).toBe(false);
  });

  it('notices within a second what another instance changed', async () => {
    const other = new CalendarService(app.db, app.clock);
    expect((await other.working()).isWorkingDay(day('2028-10-03'))).toBe(true);
    await app.db.inTransaction((tx) =>
      calendar.replaceYear(tx, supervisor, {
        year: 2028,
        source: 'notice',
        days: [{ day: day('2028-10-03'), isOff: true, name: '国庆节' }],
      }),
    );
    expect((await other.working()).isWorkingDay(day('2028-10-03'))).toBe(true);
    app.clock.set('2026-11-20T01:00:01.5Z');
    expect((await other.working()).isWorkingDay(day('2028-10-03'))).toBe(false);
  });

  it('leaves at the next start what a person entered', async () => {
    await new CalendarService(app.db, app.clock).onModuleInit();
    const known = await calendar.known();
    expect(known.find(({ year }) => year === 2028)?.source).toBe('notice');
    expect(known.find(({ year }) => year === 2026)?.source).toBe('seeds/calendar/2026.json');
  });
});

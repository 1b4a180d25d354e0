import { defaultReminderSettings } from '../../src/rules/reminder-settings.js';
import { readSettings, type SettingsTyped } from '../../src/rules/reminder-wish.js';

const EMPTY: SettingsTyped = {
  ...{ remindBefore: '', urgeAfter: '', noticeAfter: '', unverifiedAfter: '', unsignedAfter: '' },
  ...{ digestEveryWorkingDay: '', hour: '' },
};
const read = (typed: Partial<SettingsTyped>) => readSettings({ ...EMPTY, ...typed }, defaultReminderSettings);

it('what is left empty comes from above', () => {
  expect(read({})).toEqual({ own: {}, faults: {} });
});

it.each([
  ['10、3、1', [10, 3, 1, 0]],
  ['1，3,７', [7, 3, 1, 0]],
  ['5', [5, 0]],
  ['3 3', [3, 0]],
])('days %s', (remindBefore, days) => {
  expect(read({ remindBefore }).own.remindBefore).toEqual(days);
});

it.each(['0', '61', '十天', '-1', '1.5', '7、x', '1、2、3、4、5、6、7', '、'])(
  'days %s are refused',
  (remindBefore) => {
    expect(read({ remindBefore }).faults).toEqual({ remindBefore: 'setting-days-wrong' });
  },
);

it.each(['0', '61', 'x', '1.5', '-3'])('a count %s is refused', (unsignedAfter) => {
  expect(read({ unsignedAfter }).faults).toEqual({ unsignedAfter: 'setting-count-wrong' });
});

it.each(['24:00', '8:30', '08:60', '早上'])('an hour %s is refused', (hour) => {
  expect(read({ hour }).faults).toEqual({ hour: 'setting-hour-wrong' });
});

it('a notice comes after an urging, whichever of them is set', () => {
  expect(read({ urgeAfter: '10' }).faults).toEqual({ noticeAfter: 'notice-before-urging' });
  expect(read({ noticeAfter: '3' }).faults).toEqual({ noticeAfter: 'notice-before-urging' });
  expect(read({ urgeAfter: '4', noticeAfter: '5' }).own).toEqual({ urgeAfter: 4, noticeAfter: 5 });
});

it('every working day or not', () => {
  expect(read({ digestEveryWorkingDay: 'yes' }).own).toEqual({ digestEveryWorkingDay: true });
  expect(read({ digestEveryWorkingDay: 'no' }).own).toEqual({ digestEveryWorkingDay: false });
});

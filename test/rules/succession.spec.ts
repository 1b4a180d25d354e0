/** The day by which a successor owes what its predecessor owed. */
import { day } from '../../src/rules/day.js';
import { successorsDay } from '../../src/rules/succession.js';
import { workingCalendar } from '../../src/rules/working-days.js';

const calendar = workingCalendar([], [2019]);
const monday = day('2019-06-24');

it.each([
  ['too near: ten working days from now', '2019-06-28', null, '2019-07-08'],
  ['past already: ten working days from now', '2019-05-31', null, '2019-07-08'],
  ['the tenth working day itself', '2019-07-08', null, '2019-07-08'],
  ['far enough: as it was', '2019-12-31', null, '2019-12-31'],
  ['stood for five working days: they are given back', '2019-12-20', '2019-06-17', '2019-12-27'],
  ['stood since today: as it was', '2019-12-20', '2019-06-24', '2019-12-20'],
])('%s', (_, dueOn, heldOn, wanted) => {
  const taken = { dueOn: day(dueOn), heldOn: heldOn === null ? null : day(heldOn) };
  expect(successorsDay(taken, monday, calendar)).toBe(wanted);
});

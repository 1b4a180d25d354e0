/** To whom a duty may go, and how long it may be sent back. */
import { day } from '../../src/rules/day.js';
import { mayStillSendBack, reassignProblem, type ReassignFacts } from '../../src/rules/reassigning.js';
import { realCalendar } from './real-calendar.js';

const DEPARTMENT = 1;
const [FIRST, SECOND, HELPER, NEW, OFFICE] = [2, 3, 4, 5, 6];
const FACTS: ReassignFacts = {
  part: 'lead',
  toUnitId: NEW,
  otherLeads: [SECOND],
  cooperating: [HELPER],
  isReachable: true,
  supervisorUnitId: DEPARTMENT,
  verifierUnitId: null,
  relatedUnitIds: [],
};

describe('a duty goes to another unit', () => {
  it.each<[string, Partial<ReassignFacts>, string | null]>([
    ['that has no part in the task', {}, null],
    ['that co-operates in it so far', { toUnitId: HELPER }, null],
    ['but not to one that leads it', { toUnitId: SECOND }, 'unit-leads-already'],
    ['nor its help to one that leads it', { part: 'cooperating', toUnitId: SECOND }, 'unit-leads-already'],
    ['nor its help to one that helps', { part: 'cooperating', toUnitId: HELPER }, 'unit-holds-already'],
    ['nor to one nobody can write to', { isReachable: false }, 'unit-without-contact'],
    ['whose help needs no address', { part: 'cooperating', isReachable: false }, null],
    [
      'nor to the department without an outside verifier',
      { toUnitId: DEPARTMENT },
      'lead-needs-outside-verifier',
    ],
    ['but to the department with one', { toUnitId: DEPARTMENT, verifierUnitId: OFFICE }, null],
    ['nor to the unit that verifies it', { verifierUnitId: NEW }, 'verifier-would-be-inside'],
    ['nor to its parent', { verifierUnitId: OFFICE, relatedUnitIds: [OFFICE] }, 'verifier-would-be-inside'],
    ['though whoever gives it up does not count', { verifierUnitId: FIRST }, null],
  ])('%s', (_, given, wanted) => {
    expect(reassignProblem({ ...FACTS, ...given })).toBe(wanted);
  });
});

describe('a duty may be sent back', () => {
  it.each([
    ['before it was signed', null, '2019-06-03', true],
    ['on the tenth working day after', '2018-11-06', '2018-11-20', true],
    ['not on the eleventh', '2018-11-06', '2018-11-21', false],
  ])('%s', (_, signedOn, today, wanted) => {
    expect(mayStillSendBack(signedOn === null ? null : day(signedOn), day(today), realCalendar())).toBe(
      wanted,
    );
  });
});

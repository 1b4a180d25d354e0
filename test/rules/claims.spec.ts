import {
  closingMove,
  isEvidence,
  mayBeClaimed,
  nothingNewInARow,
  otherLeads,
  type LeadStanding,
  type OtherLeadDeadline,
} from '../../src/rules/claims.js';
import { day, type Day } from '../../src/rules/day.js';
import { realCalendar } from './real-calendar.js';

const calendar = realCalendar();
const TODAY = day('2019-12-09');

function owed(unitId: number, other: Partial<OtherLeadDeadline> = {}): OtherLeadDeadline {
  return {
    ...{ unitId, period: '2019-H2', dueOn: day('2019-12-31'), reworkOn: null, pendingSince: null },
    ...{ metOn: null, waivedOn: null, openedOn: day('2019-07-01') },
    ...other,
  };
}

describe('another lead, before the first lead claims on Monday 2019-12-09', () => {
  it.each<[string, Partial<OtherLeadDeadline>, string | null, LeadStanding, string | null]>([
    ['has met its deadline', { metOn: day('2019-12-02') }, null, 'settled', null],
    ['was waived', { waivedOn: day('2019-12-02') }, null, 'settled', null],
    ['has handed in and waits', { pendingSince: day('2019-12-02') }, null, 'settled', null],
    ['is not asked yet', { openedOn: null }, null, 'settled', null],
    ['owes and was not told', {}, null, 'not-told', null],
    ['was told on Wednesday', {}, '2019-12-04', 'silent', null],
    ['was told on Thursday', {}, '2019-12-05', 'told', '2019-12-10'],
    ['was told today', {}, '2019-12-09', 'told', '2019-12-12'],
    ['was told and returned', { reworkOn: day('2019-12-20') }, '2019-12-05', 'told', '2019-12-10'],
  ])('%s', (_, given, toldOn, standing, claimableOn) => {
    const told = new Map<number, Day>(toldOn ? [[2, day(toldOn)]] : []);
    const leads = otherLeads([owed(2, given)], { period: '', told }, calendar, TODAY);
    expect(leads).toEqual([{ unitId: 2, standing, claimableOn }]);
    expect(mayBeClaimed(leads)).toBe(standing === 'settled' || standing === 'silent');
  });

  it('counts each with all it owes, and only what belongs to the year that is claimed', () => {
    const deadlines = [
      owed(2, { period: '2019-H1', metOn: day('2019-06-27') }),
      owed(2),
      owed(3, { period: '2020-H1' }),
    ];
    const standings = (period: string) =>
      otherLeads(deadlines, { period, told: new Map() }, calendar, TODAY).map((one) => one.standing);
    expect(standings('2019')).toEqual(['not-told', 'settled']);
    expect(standings('')).toEqual(['not-told', 'not-told']);
  });

  it('needs none where the first lead reports for all', () => {
    expect(mayBeClaimed(otherLeads([], { period: '', told: new Map() }, calendar, TODAY))).toBe(true);
  });
});

describe('a claim', () => {
  it.each([
    [['one-off'], '', 'close'],
    [['yearly'], '2019', 'close-year'],
    [['one-off', 'yearly'], '', 'close-year'],
    [['one-off', 'standing'], '', 'close-year'],
  ] as const)('of a task that is %j for the period “%s” leads to %s', (kinds, period, move) => {
    expect(closingMove([...kinds], period)).toBe(move);
  });

  it.each([
    ['已经办结', 0, false],
    ['　 \n 已 经 办 结 了', 0, false],
    ['权责清单已印发并公开', 0, true],
    ['', 1, true],
    [undefined, 0, false],
  ])('with “%s” and %i files is evidence: %s', (text, files, expected) => {
    expect(isEvidence(text, files)).toBe(expected);
  });

  it('shows how many periods in a row brought nothing new', () => {
    expect(nothingNewInARow([])).toBe(0);
    expect(nothingNewInARow(['on-schedule', 'nothing-new'])).toBe(0);
    expect(nothingNewInARow(['nothing-new', 'nothing-new', 'difficulty', 'nothing-new'])).toBe(2);
    expect(nothingNewInARow(['nothing-new'])).toBe(1);
  });
});

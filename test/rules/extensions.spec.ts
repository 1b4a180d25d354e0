import { day } from '../../src/rules/day.js';
import { laterDay, mayAsk, needsLeader, type ExtensionFacts } from '../../src/rules/extensions.js';
import { realCalendar } from './real-calendar.js';

const calendar = realCalendar();
const d = (text: string | null) => (text === null ? null : day(text));

/** Haimen's refinement plan, asked about on the eve for Friday 30 November. */
function facts(other: Partial<Record<keyof ExtensionFacts, string | boolean | null>> = {}): ExtensionFacts {
  return {
    today: day('2018-11-19'),
    owedOn: day('2018-11-20'),
    askedDay: day('2018-11-30'),
    isOpen: true,
    isHandedIn: false,
    isAsked: false,
    planEndsOn: null,
    parentEndsOn: null,
    ...other,
  } as ExtensionFacts;
}

const answer = (verdict: ReturnType<typeof mayAsk>) => (verdict.ok ? verdict.day : verdict.code);

describe('asking for an extension', () => {
  it.each<[string, Parameters<typeof facts>[0], string]>([
    ['on the eve', {}, '2018-11-30'],
    ['long before', { today: '2018-11-05' }, '2018-11-30'],
    ['on the day itself', { today: '2018-11-20' }, '2018-11-30'],
    ['the day after', { today: '2018-11-21' }, 'extension-after-the-day'],
    ['of what is not open', { isOpen: false }, 'deadline-not-open'],
    ['of what was handed in', { isHandedIn: true }, 'extension-handed-in'],
    ['while another request waits', { isAsked: true }, 'extension-already-asked'],
    ['for the same day', { askedDay: '2018-11-20' }, 'extension-not-later'],
    ['for an earlier day', { askedDay: '2018-11-16' }, 'extension-not-later'],
    ['for a Sunday', { askedDay: '2018-12-02' }, '2018-11-30'],
    ['for a make-up Saturday', { askedDay: '2018-12-29' }, '2018-12-29'],
    ['for a holiday', { askedDay: '2019-01-01' }, '2018-12-29'],
    [
      'for a free day that falls back on the present one',
      { owedOn: '2018-11-23', askedDay: '2018-11-25' },
      'extension-not-later',
    ],
    ['for the last day of the plan', { planEndsOn: '2018-11-30' }, '2018-11-30'],
    ['beyond the plan', { planEndsOn: '2018-11-29' }, 'day-after-plan'],
    ['for the last day of the task above', { parentEndsOn: '2018-11-30' }, '2018-11-30'],
    ['beyond the task above', { parentEndsOn: '2018-11-29' }, 'day-after-parent'],
    [
      'late, beyond the plan: the first reason',
      { today: '2018-11-21', planEndsOn: '2018-11-29' },
      'extension-after-the-day',
    ],
  ])('%s: %s', (_, given, expected) => {
    expect(answer(mayAsk(facts(given), calendar))).toBe(expected);
  });

  it('the day granted may be another, by the same rule, also after the day has passed', () => {
    const grant = (text: string) =>
      laterDay({ ...facts({ today: '2018-11-26' }), askedDay: day(text) }, calendar);
    expect(grant('2018-12-05')).toEqual({ ok: true, day: '2018-12-05' });
    expect(grant('2018-11-20')).toEqual({ ok: false, code: 'extension-not-later', bound: d('2018-11-20') });
  });

  it('the first needs no leader, every further one does', () => {
    expect([0, 1, 2].map(needsLeader)).toEqual([false, true, true]);
  });
});

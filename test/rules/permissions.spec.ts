import { maySubmit, maySupervise, mayVerify, type Role, type Viewer } from '../../src/rules/permissions.js';

const [ZUZHIBU, JIWEI, DUCHABAN, KAOHEBAN, XIANJI_OFFICE] = [1, 2, 3, 4, 5];
/** Haimen's item 17: led by 市纪委监委 and 市委组织部; the office is affiliated with 市委组织部. */
const item17 = { leadUnitIds: [JIWEI, ZUZHIBU], relatedUnitIds: [XIANJI_OFFICE] };
const ALL_ROLES: Role[] = ['supervisor', 'reporter', 'verifier', 'leader', 'administrator', 'auditor'];

function viewer(role: Role, unitIds: number[], other: Partial<Viewer> = {}): Viewer {
  return { personId: 9, name: '某某', roles: [role], unitIds, door: 'page', ...other };
}

describe('who may submit', () => {
  it.each<[string, Viewer, { onBehalf?: boolean } | undefined, true | string]>([
    ['a reporter for the own unit', viewer('reporter', [KAOHEBAN]), undefined, true],
    ['a reporter of two units for one of them', viewer('reporter', [JIWEI, KAOHEBAN]), undefined, true],
    ['a reporter for another unit', viewer('reporter', [JIWEI]), undefined, 'not-your-unit'],
    ['a reporter on another’s behalf', viewer('reporter', [JIWEI]), { onBehalf: true }, 'role-needed'],
    ['a supervisor for the own unit', viewer('supervisor', [KAOHEBAN]), undefined, true],
    [
      'a supervisor for another unit without saying so',
      viewer('supervisor', [ZUZHIBU]),
      undefined,
      'record-on-behalf',
    ],
    ['a supervisor on the unit’s behalf', viewer('supervisor', [ZUZHIBU]), { onBehalf: true }, true],
    [
      'a link of the unit',
      viewer('reporter', [KAOHEBAN], { personId: null, roles: [], door: 'link' }),
      undefined,
      true,
    ],
    ['a link of another unit', viewer('reporter', [JIWEI], { door: 'link' }), undefined, 'not-your-unit'],
    [
      'a link of a supervisor on behalf',
      viewer('supervisor', [JIWEI], { door: 'link' }),
      { onBehalf: true },
      'link-may-not',
    ],
    ['a leader of the unit', viewer('leader', [KAOHEBAN]), undefined, 'role-needed'],
    ['an auditor', viewer('auditor', [KAOHEBAN]), undefined, 'role-needed'],
    ['an administrator of nowhere', viewer('administrator', []), undefined, 'not-your-unit'],
  ])('%s', (_who, who, opts, expected) => {
    const verdict = maySubmit(who, { unitId: KAOHEBAN }, opts);
    expect(verdict.ok ? true : verdict.code).toBe(expected);
  });
});

describe('who may verify', () => {
  it.each<[string, Viewer, true | string]>([
    ['a supervisor of a unit outside', viewer('supervisor', [DUCHABAN]), true],
    ['a verifier of a unit outside', viewer('verifier', [DUCHABAN]), true],
    ['a supervisor of the first lead', viewer('supervisor', [JIWEI]), 'verifier-is-lead'],
    ['a supervisor of another lead', viewer('supervisor', [ZUZHIBU]), 'verifier-is-lead'],
    ['a supervisor who serves a lead besides', viewer('supervisor', [DUCHABAN, ZUZHIBU]), 'verifier-is-lead'],
    [
      'a supervisor of an affiliated office of a lead',
      viewer('supervisor', [XIANJI_OFFICE]),
      'verifier-is-related',
    ],
    ['a supervisor of no unit', viewer('supervisor', []), 'verifier-without-unit'],
    ['a reporter of a unit outside', viewer('reporter', [DUCHABAN]), 'role-needed'],
    ['an administrator', viewer('administrator', [DUCHABAN]), 'role-needed'],
    ['whoever holds a link', viewer('supervisor', [DUCHABAN], { door: 'link' }), 'link-may-not'],
    ['a job', viewer('supervisor', [DUCHABAN], { personId: null, door: 'job' }), 'person-needed'],
  ])('%s', (_who, who, expected) => {
    const verdict = mayVerify(who, item17);
    expect(verdict.ok ? true : verdict.code).toBe(expected);
  });

  it('for a task the supervisor’s unit leads, a reporter of the outside verifier unit suffices', () => {
    const selfLed = { ...item17, outsideVerifierUnitId: DUCHABAN };
    expect(mayVerify(viewer('reporter', [DUCHABAN]), selfLed)).toEqual({ ok: true });
    expect(mayVerify(viewer('reporter', [KAOHEBAN]), selfLed)).toEqual({ ok: false, code: 'role-needed' });
    expect(mayVerify(viewer('supervisor', [ZUZHIBU]), selfLed)).toEqual({
      ok: false,
      code: 'verifier-is-lead',
    });
  });

  it('an outside verifier unit that leads the task all the same is refused', () => {
    const wrong = { ...item17, outsideVerifierUnitId: JIWEI };
    expect(mayVerify(viewer('reporter', [JIWEI]), wrong)).toEqual({ ok: false, code: 'verifier-is-lead' });
  });

  it('goes by every unit the person belongs to, where more is known than the viewer carries', () => {
    expect(mayVerify(viewer('supervisor', [DUCHABAN]), item17, [DUCHABAN, JIWEI]).ok).toBe(false);
  });

  it('nobody of a lead unit or one related to it may, whatever the role and the door', () => {
    for (const role of ALL_ROLES)
      for (const unit of [JIWEI, ZUZHIBU, XIANJI_OFFICE])
        for (const door of ['page', 'api', 'cli', 'job', 'link'] as const)
          expect(mayVerify(viewer(role, [unit, DUCHABAN], { door }), item17).ok).toBe(false);
  });
});

describe('who may supervise', () => {
  it.each(ALL_ROLES)('%s', (role) => {
    expect(maySupervise(viewer(role, [ZUZHIBU])).ok).toBe(role === 'supervisor');
  });

  it('nobody through a link', () => {
    expect(maySupervise(viewer('supervisor', [ZUZHIBU], { door: 'link' })).ok).toBe(false);
  });
});

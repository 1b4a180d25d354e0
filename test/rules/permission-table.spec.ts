/** The table of who may do what, as far as every reader of it relies on: it holds no gap and no surprise. */
import {
  admits,
  homeOf,
  isWithin,
  PERMISSIONS,
  readsAllUnits,
  ROLES,
  SCOPES,
  VERBS,
  withoutArea,
  type Role,
  type Viewer,
} from '../../src/rules/permissions.js';

const viewer = (roles: Role[], given: Partial<Viewer> = {}): Viewer => ({
  ...{ personId: 1, name: '甲', roles, unitIds: [7], door: 'page' },
  ...given,
});
const AREA = { homeId: 3, ids: [3, 4] };
const verbsOf = (who: Viewer) => VERBS.filter((verb) => admits(verb, who));

it('every verb has a scope of tokens and somebody who may', () => {
  for (const verb of VERBS) {
    expect(SCOPES).toContain(PERMISSIONS[verb].scope);
    expect(ROLES.some((role) => PERMISSIONS[verb][role] !== undefined)).toBe(true);
  }
});

it('whoever has no role may nothing, and a role added takes nothing away', () => {
  expect(verbsOf(viewer([]))).toEqual([]);
  for (const role of ROLES)
    for (const other of ROLES) {
      const both = verbsOf(viewer([role, other]));
      expect(verbsOf(viewer([role])).every((verb) => both.includes(verb))).toBe(true);
    }
});

it('administrators do none of the department’s work, and auditors change nothing', () => {
  const administrator = verbsOf(viewer(['administrator'])).map((verb) => PERMISSIONS[verb].scope);
  expect(administrator.filter((scope) => ['report', 'verify', 'supervise', 'audit'].includes(scope))).toEqual(
    [],
  );
  expect(admits('read-work', viewer(['administrator']))).toBe(false);
  const auditor = verbsOf(viewer(['auditor'])).map((verb) => PERMISSIONS[verb].scope);
  expect(auditor.filter((scope) => !['read', 'audit'].includes(scope))).toEqual([]);
});

it('a mail’s link reads and reports, and neither verifies nor decides, whatever its holder’s roles', () => {
  const link = verbsOf(viewer([...ROLES], { door: 'link' }));
  expect(link).toContain('report');
  expect(link.every((verb) => ['read', 'report'].includes(PERMISSIONS[verb].scope))).toBe(true);
});

it('what is the whole house’s is closed to roles that hold in one jurisdiction', () => {
  for (const role of ROLES)
    for (const verb of VERBS) {
      const limited = admits(verb, viewer([role], { area: AREA }));
      expect(limited).toBe(PERMISSIONS[verb][role] !== undefined && PERMISSIONS[verb][role] !== 'house');
    }
});

it('a jurisdiction reaches what lies in it or below; without one, everywhere', () => {
  const limited = viewer(['supervisor'], { area: AREA });
  expect([3, 4, 5, null].map((place) => isWithin(limited, place))).toEqual([true, true, false, false]);
  expect([3, 5, null].map((place) => isWithin(viewer(['supervisor']), place))).toEqual([true, true, true]);
  expect(homeOf(limited)).toBe(3);
  expect(homeOf(viewer(['supervisor']))).toBeNull();
});

it('before a matter elsewhere only serving one’s own unit is left', () => {
  for (const role of ROLES) {
    const left = withoutArea(viewer([role], { area: AREA }));
    expect(left.roles).toEqual(role === 'reporter' || role === 'supervisor' ? ['reporter'] : []);
    expect(readsAllUnits(left)).toBe(false);
  }
});

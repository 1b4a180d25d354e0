import { rolesFault, type RolesStanding } from '../../src/rules/administering.js';
import type { Role, Viewer } from '../../src/rules/permissions.js';

const administrator: Viewer = {
  personId: 1,
  name: '管理员',
  roles: ['administrator'],
  unitIds: [],
  door: 'page',
};
const ofDistrict: Viewer = { ...administrator, area: { homeId: 5, ids: [5, 6] } };
const standing = (roles: Role[], jurisdictionId: number | null = null): RolesStanding => ({
  roles,
  jurisdictionId,
});
const fault = (
  viewer: Viewer,
  before: RolesStanding,
  after: RolesStanding,
  { personId = 2, others = 1 } = {},
) => rolesFault(viewer, { personId, before, after, otherAdministrators: others });

it('several roles go together, administrator and auditor do not', () => {
  expect(fault(administrator, standing([]), standing(['supervisor', 'verifier', 'reporter']))).toBeNull();
  expect(fault(administrator, standing([]), standing(['supervisor', 'administrator']))).toBeNull();
  expect(fault(administrator, standing([]), standing(['administrator', 'auditor']))).toBe(
    'roles-exclude-each-other',
  );
});

it('nobody makes themselves the auditor of what they did', () => {
  const before = standing(['administrator']);
  expect(fault(administrator, before, standing(['auditor']), { personId: 1 })).toBe('auditor-by-oneself');
  expect(fault(administrator, before, standing(['auditor']))).toBeNull();
});

it('an administrator of a district gives nothing that reaches beyond it', () => {
  expect(fault(ofDistrict, standing([], 6), standing(['supervisor'], 6))).toBeNull();
  expect(fault(ofDistrict, standing([], 5), standing(['supervisor'], null))).toBe('person-beyond-area');
  expect(fault(ofDistrict, standing([], 5), standing(['supervisor'], 7))).toBe('person-beyond-area');
});

it('somebody is always left who administers the house', () => {
  const before = standing(['administrator', 'supervisor']);
  for (const after of [standing(['supervisor']), standing(['administrator'], 5)]) {
    expect(fault(administrator, before, after, { others: 0 })).toBe('last-administrator');
    expect(fault(administrator, before, after, { others: 1 })).toBeNull();
  }
  expect(fault(administrator, standing(['administrator'], 5), standing([], 5), { others: 0 })).toBeNull();
});

import { mayDecide, type DecidedMatter } from '../../src/rules/deciding.js';
import type { Role, Viewer } from '../../src/rules/permissions.js';

const [ZUZHIBU, WEIBAN, DUCHABAN] = [1, 2, 3];
/** What 市委办 asks of a task it leads, and what the department asks of one it leads itself. */
const others: DecidedMatter = { unitId: WEIBAN, supervisorUnitId: ZUZHIBU, outsideVerifierUnitId: null };
const selfLed: DecidedMatter = {
  ...{ unitId: ZUZHIBU, supervisorUnitId: ZUZHIBU, outsideVerifierUnitId: DUCHABAN },
};
/** What 市委办 asks of a task that it leads together with the department. */
const joint: DecidedMatter = { ...selfLed, unitId: WEIBAN };

function viewer(role: Role, unitId: number, other: Partial<Viewer> = {}): Viewer {
  return { personId: 9, name: '某某', roles: [role], unitIds: [unitId], door: 'page', ...other };
}

describe('who decides', () => {
  it.each<[string, Viewer, DecidedMatter, string]>([
    ['a supervisor of the department', viewer('supervisor', ZUZHIBU), others, 'ok'],
    ['a supervisor of the asking unit', viewer('supervisor', WEIBAN), others, 'unit-decides-for-itself'],
    [
      'a supervisor, where the department asks',
      viewer('supervisor', ZUZHIBU),
      selfLed,
      'unit-decides-for-itself',
    ],
    ['a supervisor of another department', viewer('supervisor', WEIBAN), selfLed, 'ok'],
    ['a verifier of the named outside unit', viewer('verifier', DUCHABAN), selfLed, 'ok'],
    ['a reporter of the named outside unit', viewer('reporter', DUCHABAN), selfLed, 'ok'],
    ['a verifier where none is named', viewer('verifier', DUCHABAN), others, 'role-needed'],
    ['a reporter of the asking unit', viewer('reporter', WEIBAN), others, 'role-needed'],
    [
      'a reporter of an asking unit that verifies itself',
      viewer('reporter', DUCHABAN),
      { ...selfLed, unitId: DUCHABAN },
      'role-needed',
    ],
    [
      'the outside verifier, for another lead of a joint task',
      viewer('verifier', DUCHABAN),
      joint,
      'role-needed',
    ],
    [
      'the outside reporter, for another lead of a joint task',
      viewer('reporter', DUCHABAN),
      joint,
      'role-needed',
    ],
    ['a supervisor, for another lead of a joint task', viewer('supervisor', ZUZHIBU), joint, 'ok'],
    [
      'an outside reporter of what nobody asked for',
      viewer('reporter', DUCHABAN),
      { ...selfLed, isUnasked: true },
      'role-needed',
    ],
    [
      'an outside verifier of what nobody asked for',
      viewer('verifier', DUCHABAN),
      { ...selfLed, isUnasked: true },
      'ok',
    ],
    ['a leader of the asking unit', viewer('leader', WEIBAN), others, 'unit-decides-for-itself'],
    [
      'a leader of the asking unit and of the department',
      viewer('leader', WEIBAN, { unitIds: [ZUZHIBU, WEIBAN] }),
      others,
      'unit-decides-for-itself',
    ],
    ['a leader', viewer('leader', ZUZHIBU), others, 'ok'],
    ['a leader, where the department asks', viewer('leader', ZUZHIBU), selfLed, 'ok'],
    ['a leader of the second one', viewer('leader', ZUZHIBU), { ...others, needsLeader: true }, 'ok'],
    [
      'a supervisor of the second one',
      viewer('supervisor', ZUZHIBU),
      { ...others, needsLeader: true },
      'leader-needed',
    ],
    [
      'the outside unit of the second one',
      viewer('verifier', DUCHABAN),
      { ...selfLed, needsLeader: true },
      'leader-needed',
    ],
    ['an administrator', viewer('administrator', ZUZHIBU), others, 'role-needed'],
    ['an auditor', viewer('auditor', ZUZHIBU), others, 'role-needed'],
    ['a job', viewer('supervisor', ZUZHIBU, { personId: null, door: 'job' }), others, 'person-needed'],
    ['a link', viewer('leader', ZUZHIBU, { door: 'link' }), others, 'link-may-not'],
  ])('%s: %#', (_, who, matter, expected) => {
    const verdict = mayDecide(who, matter);
    expect(verdict.ok ? 'ok' : verdict.code).toBe(expected);
  });
});

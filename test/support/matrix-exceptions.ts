/**
 * Where the answer does not follow from the table of permissions alone. One line: the address, the things (`*`: all),
 * the actors (`*`: all who are signed in), what is answered, and why. The first line that fits counts.
 */
import type { Cell, Expected } from './matrix-expected.js';
import type { Route } from './matrix-routes.js';

const SUPERVISORS = 'supervisor,supervisor-here';
const OVERSEERS = `verifier,leader,auditor,verifier-here,leader-here,auditor-here,${SUPERVISORS}`;
const KEEPERS = `own+administrator,administrator,administrator-here,${SUPERVISORS}`;
const UNITS = 'own,own+administrator,other,outside';

const TABLE = `
# what is public or decided by the state of the house
GET /favicon.ico                 -      everybody   404   no picture of that name is kept
GET /health/ready                -      everybody   503   no job runs in a test
GET /                            -      ${UNITS}    303   to the unit they serve
GET /                            -      administrator,administrator-here  303  to the administration
GET /sign-in                     -      *           303   is signed in already
POST /sign-in                    -      nobody      403   the form was not fetched, so its token is missing
GET /sign-in/oidc                -      everybody   404   no provider is set
GET /sign-in/oidc/callback       -      everybody   404   no provider is set
GET /sign-in/oidc/sign-out       -      everybody   404   no provider is set
GET /invitations/:segment        -      everybody   404   no such invitation
POST /invitations/:segment       -      nobody      403   the form was not fetched, so its token is missing
POST /invitations/:segment       -      *           404   no such invitation
POST /sign-out                   -      *           in    also for whoever has yet to choose a password

# plans and tasks: a draft has a page of its own, everything else has none
GET /plans/:id                   draft  ${SUPERVISORS}  303  to its own page
GET /plans/:id/draft             own,other,elsewhere,given-up  ${SUPERVISORS}  409  is no draft
GET /tasks/:id/draft             own,other,elsewhere,given-up  ${SUPERVISORS}  409  is no draft
GET /escalation/preview          -      ${SUPERVISORS}  422  nothing was ticked
GET /supervision-notices/new     -      ${SUPERVISORS}  303  nothing was ticked
GET /tasks/:id/closure           own,other,elsewhere  ${OVERSEERS},own,own+administrator,other,outside  404  nothing is closed here
GET /deadlines/:id/refinement    own,other,elsewhere  ${OVERSEERS},own,own+administrator,other,outside  404  no deadline of a refinement
GET /tasks/:id/refinement        own,other,elsewhere  ${OVERSEERS},outside  404  a form for whoever leads the task

GET /tasks/:id/settings          draft  ${SUPERVISORS}  404  settings are of what is issued
POST /tasks/:id/reporting        draft  ${SUPERVISORS}  missing  the same
POST /tasks/:id/sensitivity      draft  ${SUPERVISORS}  missing  the same
POST /deadlines/:id/refinement   own,other,elsewhere  ${SUPERVISORS},own,own+administrator,other  404  no deadline of a refinement
POST /api/v1/deadlines/:id/refinement  own,other,elsewhere  ${SUPERVISORS},own,own+administrator,other  404  the same
POST /tasks/:id/refinement       own,other,elsewhere  ${SUPERVISORS}  404  a form for whoever leads the task
POST /api/v1/tasks/:id/refinement  own,other,elsewhere  ${SUPERVISORS}  404  the same
POST /tasks/:id/tellings         own,other,elsewhere  ${SUPERVISORS},own,own+administrator,other  404  no completion waits here
POST /api/v1/tasks/:id/tellings  own,other,elsewhere  ${SUPERVISORS},own,own+administrator,other  404  the same

# forms
POST /deadlines/:id/submissions  own,other,elsewhere  ${SUPERVISORS}  403  records for a unit, which has a form of its own
POST /deadlines/:id/submissions  draft,given-up       ${SUPERVISORS}  403  records for a unit, which has a form of its own
POST /deadlines/:id/submissions  draft,given-up       own,own+administrator  in  refused as not open: its unit knows of it
POST /api/v1/deadlines/:id/submissions  own,other,elsewhere,draft,given-up  ${SUPERVISORS}  403  the same
POST /api/v1/deadlines/:id/submissions  draft,given-up  own,own+administrator  in  the same
POST /api/v1/objections          -      other,outside,${SUPERVISORS}  404  only the unit itself objects
POST /units/:id/objections       own,other,elsewhere  ${SUPERVISORS}  404  only the unit itself objects

# what keeps the house
DELETE /api/v1/jurisdictions/:id  own   administrator-here  403  nobody ends the jurisdiction they stand in
POST /api/v1/jurisdictions/:id/parent  own  administrator-here  403  nor moves it
POST /jurisdictions/:id/ending   own    administrator-here  403  the same
POST /jurisdictions/:id/parent   own    administrator-here  403  the same
DELETE /api/v1/digest-recipients/:id  other,elsewhere  ${KEEPERS}  404  another department's
POST /recipients/:id/end         other,elsewhere  ${KEEPERS}  404  another department's
POST /units/:id/members/:memberId/ending  own,other,elsewhere  ${KEEPERS}  404  is no group
POST /units/:id/names/:nameId/removal     own,other,elsewhere  ${KEEPERS}  404  has no such name
`;

interface Line {
  route: string;
  kinds: string[];
  actors: string[];
  expected: Expected;
  why: string;
}

export const EXCEPTIONS: Line[] = TABLE.trim()
  .split('\n')
  .filter((line) => line.trim() && !line.startsWith('#'))
  .map((line) => {
    const [method, path, kinds, actors, expected, ...why] = line.trim().split(/\s+/);
    return {
      route: `${method} ${path}`,
      kinds: kinds!.split(','),
      actors: actors!.split(','),
      expected: expected === 'in' || expected === 'missing' ? expected : Number(expected),
      why: why.join(' '),
    };
  });

export function exceptionFor({ method, path }: Route, { who, kind }: Cell): Expected | undefined {
  const found = EXCEPTIONS.find(
    ({ route, kinds, actors }) =>
      route === `${method} ${path}` &&
      (kinds.includes('*') || kinds.includes(kind)) &&
      (actors.includes(who) || (actors.includes('*') && who !== 'nobody') || actors.includes('everybody')),
  );
  return found?.expected;
}

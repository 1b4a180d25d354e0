/**
 * Who may do what, as one table: what is done × by which role × on whose matters. The guard before every handler
 * asks it (`@For('report')`), denies what it does not hold, and a page shows it to administrators. `area`: whatever
 * lies in the person's jurisdiction or below it; `unit`: what the person's own unit owes or was named to verify;
 * `house`: what belongs to no jurisdiction alone, for a person whose roles hold everywhere.
 * A role is limited by the jurisdiction of its person, serving a unit is not.
 *
 * Rule beside the table: a unit sees and reports its own; a supervisor may record what came by telephone on a unit's
 * behalf (代录); whoever verifies is “never of **any** lead unit of the task, nor of its parent, child or
 * affiliated office”. A mail link is bound to one unit and cannot verify or close. Administrators and auditors are
 * different people, and neither does the department's work.
 *
 * Example: Haimen's item 17 is led by 市纪委监委 and 市委组织部. A supervisor of 市委组织部 may not verify
 * it; a person of the outside verifier unit, say 市委大督查办, may.
 */

export const ROLES = ['supervisor', 'verifier', 'leader', 'reporter', 'administrator', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

/** What a token may be limited to; `administer` holds what is not the department's work. */
export const SCOPES = ['read', 'report', 'verify', 'supervise', 'administer', 'audit'] as const;
export type Scope = (typeof SCOPES)[number];

export type Reach = 'house' | 'area' | 'unit';
export type Grant = { scope: Scope; link?: 'unit' } & Partial<Record<Role, Reach>>;

const grants = <Verb extends string>(table: Record<Verb, Grant>): Record<Verb, Grant> => table;
const overseers = { supervisor: 'area', verifier: 'area', leader: 'area', auditor: 'area' } as const;
const keepers = { supervisor: 'area', administrator: 'area' } as const;
const housekeepers = { supervisor: 'house', administrator: 'house' } as const;

/** By kind of work. */
const GROUPED = {
  reading: grants({
    'read-work': { scope: 'read', reporter: 'unit', ...overseers, link: 'unit' },
    'read-plans': { scope: 'read', ...overseers },
    'read-units': { scope: 'read', ...overseers, administrator: 'area' },
    'read-burden': { scope: 'read', supervisor: 'area', leader: 'area', auditor: 'area' },
    'read-proposals': { scope: 'read', supervisor: 'area', leader: 'area' },
    'read-mail': { scope: 'administer', ...housekeepers },
    'read-runs': { scope: 'administer', ...housekeepers },
  }),
  reporting: grants({
    report: { scope: 'report', reporter: 'unit', supervisor: 'area', link: 'unit' },
    'ask-changes': { scope: 'report', reporter: 'unit', supervisor: 'area', link: 'unit' },
  }),
  judging: grants({
    verify: { scope: 'verify', supervisor: 'area', verifier: 'area', reporter: 'unit' },
    decide: { scope: 'verify', supervisor: 'area', leader: 'area', verifier: 'unit', reporter: 'unit' },
    'correct-days': { scope: 'verify', supervisor: 'area', leader: 'area', verifier: 'unit' },
    suspend: { scope: 'verify', supervisor: 'area', leader: 'area', verifier: 'unit' },
    'decide-objections': { scope: 'verify', supervisor: 'area', leader: 'area', verifier: 'area' },
    instruct: { scope: 'supervise', supervisor: 'area', leader: 'area' },
  }),
  supervising: grants({
    'draft-plans': { scope: 'supervise', supervisor: 'area' },
    'steer-tasks': { scope: 'supervise', supervisor: 'area' },
    'record-for-units': { scope: 'supervise', supervisor: 'area' },
    'reassign-duties': { scope: 'supervise', supervisor: 'area' },
    urge: { scope: 'supervise', supervisor: 'area' },
    'reform-units': { scope: 'supervise', supervisor: 'area' },
    'set-scoring': { scope: 'supervise', supervisor: 'area' },
  }),
  keeping: grants({
    'keep-units': { scope: 'administer', ...keepers },
    'keep-contacts': { scope: 'administer', ...keepers },
    'keep-calendar': { scope: 'administer', ...housekeepers },
    'keep-recipients': { scope: 'administer', ...keepers },
    'keep-people': { scope: 'administer', administrator: 'area' },
    'keep-settings': { scope: 'administer', administrator: 'area' },
  }),
  watching: grants({
    'read-audit': { scope: 'audit', auditor: 'house' },
    'read-security-log': { scope: 'audit', auditor: 'house' },
  }),
};

export const PERMISSIONS = {
  ...GROUPED.reading,
  ...GROUPED.reporting,
  ...GROUPED.judging,
  ...GROUPED.supervising,
  ...GROUPED.keeping,
  ...GROUPED.watching,
};
export const PERMISSION_GROUPS = Object.entries(GROUPED).map(([name, grouped]) => ({
  name,
  verbs: Object.keys(grouped) as Verb[],
}));
export type Verb = keyof typeof PERMISSIONS;
export const VERBS = Object.keys(PERMISSIONS) as Verb[];

export type Door = 'page' | 'api' | 'cli' | 'job' | 'link';

/** 辖区: where a person's roles hold. */
export interface Area {
  /** The person's own, where what they make belongs. */
  homeId: number;
  /** It and everything below. */
  ids: number[];
}

export interface LinkHeld {
  id: number;
  jurisdictionId: number | null;
  /** The person it was sent to; whoever holds it now may be another. */
  sentToId: number | null;
}

export interface Viewer {
  /** null for a job, the command line, and a link used by whoever holds it */
  personId: number | null;
  name: string;
  roles: Role[];
  unitIds: number[];
  door: Door;
  /** Left away: everywhere. */
  area?: Area;
  /** Of whoever holds a mail's link: it opens one unit's share in the plans of one jurisdiction, the topmost where null. */
  link?: LinkHeld;
}

/** @returns whether the table lets this viewer in at all; on whose matters is asked of the matter */
export function admits(verb: Verb, viewer: Viewer): boolean {
  const grant = PERMISSIONS[verb];
  if (viewer.door === 'link') return grant.link !== undefined;
  return viewer.roles.some((role) => grant[role] !== undefined && (grant[role] !== 'house' || !viewer.area));
}

/** Reads what every unit owes and hands in, not only their own units'. */
export function readsAllUnits(viewer: Viewer): boolean {
  return admits('read-plans', viewer);
}

/** @param jurisdictionId null: the topmost one, which only a viewer without limits reaches */
export function isWithin(viewer: Viewer, jurisdictionId: number | null): boolean {
  if (viewer.link) return jurisdictionId === viewer.link.jurisdictionId;
  return !viewer.area || (jurisdictionId !== null && viewer.area.ids.includes(jurisdictionId));
}

/** The jurisdiction of what this viewer makes. */
export function homeOf(viewer: Viewer): number | null {
  return viewer.area?.homeId ?? null;
}

/** The same viewer before a matter of another jurisdiction: what is left is to serve one's own unit. */
export function withoutArea(viewer: Viewer): Viewer {
  const serves = viewer.roles.some((role) => role === 'reporter' || role === 'supervisor');
  return { ...viewer, roles: serves ? ['reporter'] : [] };
}

export type PermissionCode =
  | 'not-your-unit'
  | 'role-needed'
  | 'record-on-behalf'
  | 'link-may-not'
  | 'person-needed'
  | 'verifier-without-unit'
  | 'verifier-is-lead'
  | 'verifier-is-related';

export type Verdict = { ok: true } | { ok: false; code: PermissionCode };

export interface VerifiedTask {
  leadUnitIds: number[];
  /** parents, children and affiliated offices of the leads */
  relatedUnitIds: number[];
  /** the unit named at issue to verify a task the supervising department leads itself */
  outsideVerifierUnitId?: number | null;
}

const OK: Verdict = { ok: true };

/** A reporter or a link for its own unit; a supervisor for any unit, marked as recorded on its behalf. */
export function maySubmit(
  viewer: Viewer,
  deadline: { unitId: number },
  opts: { onBehalf?: boolean } = {},
): Verdict {
  if (opts.onBehalf) return maySupervise(viewer);
  const isOwn = viewer.unitIds.includes(deadline.unitId);
  if (viewer.door === 'link') return isOwn ? OK : refuse('not-your-unit');
  if (isOwn) return has(viewer, 'reporter', 'supervisor') ? OK : refuse('role-needed');
  return refuse(has(viewer, 'supervisor') ? 'record-on-behalf' : 'not-your-unit');
}

/**
 * Whoever cannot be shown to stand outside may not verify: no person, no unit, no verdict.
 * @param viewerUnitIds every unit the person belongs to; by default those of the viewer
 */
export function mayVerify(
  viewer: Viewer,
  task: VerifiedTask,
  viewerUnitIds: number[] = viewer.unitIds,
): Verdict {
  if (viewer.door === 'link') return refuse('link-may-not');
  if (viewer.personId === null) return refuse('person-needed');
  const isOfOutsideUnit =
    task.outsideVerifierUnitId != null && viewerUnitIds.includes(task.outsideVerifierUnitId);
  const hasRole = has(viewer, 'supervisor', 'verifier') || (isOfOutsideUnit && has(viewer, 'reporter'));
  if (!hasRole) return refuse('role-needed');
  if (viewerUnitIds.length === 0) return refuse('verifier-without-unit');
  if (viewerUnitIds.some((id) => task.leadUnitIds.includes(id))) return refuse('verifier-is-lead');
  if (viewerUnitIds.some((id) => task.relatedUnitIds.includes(id))) return refuse('verifier-is-related');
  return OK;
}

/** Issuing, urging, correcting, recording on behalf. */
export function maySupervise(viewer: Viewer): Verdict {
  if (viewer.door === 'link') return refuse('link-may-not');
  return has(viewer, 'supervisor') ? OK : refuse('role-needed');
}

function has(viewer: Viewer, ...roles: Role[]): boolean {
  return viewer.roles.some((role) => roles.includes(role));
}

function refuse(code: PermissionCode): Verdict {
  return { ok: false, code };
}

/**
 * Rule: issuing 交办 is “refused while a lead unit has neither a contact with an address nor the mark
 * telephone/paper, and while a self-led task has no outside verifier”; “no item may be left without a
 * deadline silently”; “what a group duty's members owe is chosen at issue”; whatever the reader was unsure of
 * “a person corrects and confirms”.
 *
 * Example: Haimen's item 4 is led by 市委组织部, which also supervises: without an outside verifier the plan
 * cannot be issued, and the check list says so beside the item.
 */

export type IssueProblemCode =
  | 'plan-has-no-tasks'
  | 'doubts-open'
  | 'task-without-lead'
  | 'task-without-deadline'
  | 'lead-without-contact'
  | 'self-led-without-verifier'
  | 'verifier-not-outside'
  | 'group-without-members'
  | 'group-without-collector'
  | 'deadline-already-past';

export interface IssueProblem {
  code: IssueProblemCode;
  /** What it is about: task numbers, unit names or a count, for the sentence. */
  names: string[];
}

export interface IssueUnit {
  id: number;
  name: string;
  isReachable: boolean;
}

export interface IssueGroup {
  name: string;
  mode: 'informed' | 'collected' | 'each';
  hasMembers: boolean;
  hasCollector: boolean;
}

export interface IssueTask {
  no: string;
  /** Units that will owe as leads, groups already resolved to members or the collecting unit. */
  leads: IssueUnit[];
  /** Groups among the leads and co-operating units. */
  leadGroups: IssueGroup[];
  cooperatingGroups: IssueGroup[];
  isSelfLed: boolean;
  verifierUnitId: number | null;
  /** parents, children and affiliated offices of the leads */
  relatedUnitIds: number[];
  hasDeadline: boolean;
}

export interface IssueFacts {
  openDoubts: number;
  tasks: IssueTask[];
  /** Days that lie before today, of all deadlines. */
  pastDeadlines: number;
  arePastDaysAccepted: boolean;
}

/** What stands in the way of issuing, in the order of a check list; empty: it may be issued. */
export function issueProblems(facts: IssueFacts): IssueProblem[] {
  const { tasks } = facts;
  const numbersOf = (test: (task: IssueTask) => boolean) => tasks.filter(test).map((task) => task.no);
  const found: IssueProblem[] = [
    { code: 'task-without-lead', names: numbersOf((task) => task.leads.length === 0 && !hasLeadGroup(task)) },
    { code: 'group-without-members', names: unusableGroups(tasks) },
    { code: 'group-without-collector', names: groupsWithoutCollector(tasks) },
    { code: 'task-without-deadline', names: numbersOf((task) => !task.hasDeadline) },
    { code: 'lead-without-contact', names: unreachableLeads(tasks) },
    {
      code: 'self-led-without-verifier',
      names: numbersOf((task) => task.isSelfLed && task.verifierUnitId === null),
    },
    { code: 'verifier-not-outside', names: numbersOf(isVerifierInside) },
  ];
  return [
    ...(tasks.length === 0 ? [{ code: 'plan-has-no-tasks' as const, names: [] }] : []),
    ...found.filter((problem) => problem.names.length > 0),
    ...counted('doubts-open', facts.openDoubts),
    ...counted('deadline-already-past', facts.arePastDaysAccepted ? 0 : facts.pastDeadlines),
  ];
}

function counted(code: IssueProblemCode, count: number): IssueProblem[] {
  return count > 0 ? [{ code, names: [String(count)] }] : [];
}

function hasLeadGroup(task: IssueTask): boolean {
  return task.leadGroups.length > 0;
}

/** A leading group must name somebody who owes; a co-operating one only where its members are asked. */
function unusableGroups(tasks: IssueTask[]): string[] {
  return unique(
    tasks.flatMap((task) => [
      ...task.leadGroups.filter((group) => group.mode !== 'collected' && !group.hasMembers),
      ...task.cooperatingGroups.filter((group) => group.mode === 'each' && !group.hasMembers),
    ]),
  );
}

function groupsWithoutCollector(tasks: IssueTask[]): string[] {
  const groups = tasks.flatMap((task) => [...task.leadGroups, ...task.cooperatingGroups]);
  return unique(groups.filter((group) => group.mode === 'collected' && !group.hasCollector));
}

function unreachableLeads(tasks: IssueTask[]): string[] {
  return unique(tasks.flatMap((task) => task.leads.filter((lead) => !lead.isReachable)));
}

function isVerifierInside(task: IssueTask): boolean {
  const verifier = task.verifierUnitId;
  if (verifier === null) return false;
  return task.relatedUnitIds.includes(verifier) || task.leads.some((lead) => lead.id === verifier);
}

function unique(named: { name: string }[]): string[] {
  return [...new Set(named.map((one) => one.name))];
}

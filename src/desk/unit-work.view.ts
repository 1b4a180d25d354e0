/** A unit's page: what it owes, in the order in which it should be done, each with its form. */
import type { RefusedForm } from '../web/forms.js';
import { headingOf, matterOf } from '../web/deadline-words.js';
import { gradeChoices, type ClaimNote, type GradeChoice } from './claim-work.js';
import { datedView, type DatedView, type DayContext } from './deadline-view.js';
import { submissionView, type SubmissionView } from './submission-view.js';
import type { FileRow, OwedRow, SaidRow } from './unit-work.queries.js';

/** More than this, and forms are folded away. */
const FORMS_SHOWN = 8;

export type FormKind = 'submission' | 'recording';

/** The form that was refused. */
export interface Again {
  deadlineId: number;
  form: FormKind;
  refused: RefusedForm;
}

/** What the viewer may do here. */
export interface UnitRights {
  reports: boolean;
  records: boolean;
}

export interface FigureField {
  /** `figure-12`, of target 12. */
  name: string;
  label: string;
  measuredIn: string;
  value: string;
  message: string;
}

export interface FormView {
  deadlineId: number;
  kind: FormKind;
  isRefinement: boolean;
  /** A refinement plan, an answer, a reply: words or a file, and no standing. */
  isPlain: boolean;
  isProgress: boolean;
  isCompletion: boolean;
  values: Record<string, unknown>;
  messages: Record<string, string>;
  standings: { value: string; word: string; isChosen: boolean }[];
  /** 自评等次 of a claim. */
  ratings: GradeChoice[];
  /** Before the deadline's number in the ids of this form's fields. */
  mark: string;
  channels: { value: string; word: string; isChosen: boolean }[];
  /** One for each target of the task; added by `addFigures`. */
  figures?: FigureField[];
  today: string;
  isRefused: boolean;
  /** Something beyond the required is filled in or refused. */
  showsMore: boolean;
}

export interface ItemView extends DatedView {
  id: number;
  taskId: number | null;
  kind: OwedRow['kind'];
  heading: string;
  matter: string;
  planTitle: string;
  text: string | null;
  said: SubmissionView | null;
  returned: SubmissionView | null;
  form: FormView | null;
  recording: FormView | null;
  note?: ClaimNote;
  isFolded: boolean;
}

export interface UnitGroups {
  returned: ItemView[];
  overdue: ItemView[];
  due: ItemView[];
  waiting: ItemView[];
  later: ItemView[];
}

export interface UnitWork {
  owed: OwedRow[];
  said: Map<number, SaidRow>;
  files: Map<number, FileRow[]>;
}

export function unitGroups(
  work: UnitWork,
  context: DayContext,
  rights: UnitRights,
  again: Again | null,
): UnitGroups {
  const groups: UnitGroups = { returned: [], overdue: [], due: [], waiting: [], later: [] };
  let shown = 0;
  for (const row of work.owed) {
    const item = itemView(row, work, context);
    const group = groupOf(item);
    const mine = again?.deadlineId === row.id ? again : null;
    const isDue = group !== 'waiting' && group !== 'later';
    if (rights.reports) item.form = formView('submission', row, item, { context, again: mine });
    if (rights.records) item.recording = formView('recording', row, item, { context, again: mine });
    item.isFolded = mine?.form !== 'submission' && (!isDue || (shown += 1) > FORMS_SHOWN);
    groups[group].push(item);
  }
  return groups;
}

function itemView(row: OwedRow, work: UnitWork, context: DayContext): ItemView {
  const said = work.said.get(row.id);
  const view = said
    ? submissionView(context.say, said, { kind: row.kind, files: work.files.get(said.id) })
    : null;
  return {
    ...datedView(row, context),
    id: row.id,
    taskId: row.taskId,
    kind: row.kind,
    heading: headingOf(context.say, row),
    matter: row.taskId === null ? '' : matterOf(context.say, row),
    planTitle: row.planTitle,
    text: row.text,
    said: view,
    returned: view?.state === 'returned' ? view : null,
    form: null,
    recording: null,
    isFolded: false,
  };
}

function groupOf(item: ItemView): keyof UnitGroups {
  if (item.state === 'pending') return 'waiting';
  if (item.returned) return 'returned';
  if (item.state === 'overdue') return 'overdue';
  return item.state === 'not-due' ? 'later' : 'due';
}

const STANDINGS: Record<OwedRow['kind'], string[]> = {
  refinement: [],
  progress: ['on-schedule', 'difficulty'],
  completion: ['claim'],
  answer: [],
  reply: [],
};
function ratingFields(
  say: DayContext['say'],
  form: FormKind,
  { isAsked, chosen }: { isAsked: boolean; chosen: unknown },
): Pick<FormView, 'ratings' | 'mark'> {
  return { ratings: isAsked ? gradeChoices(say, chosen) : [], mark: form === 'recording' ? 'r' : '' };
}

const CHANNELS = ['telephone', 'paper', 'oa'];
const FOLDED = ['percentage', 'difficulty', 'nextStep'];

export function formView(
  kind: FormKind,
  row: Pick<OwedRow, 'id' | 'kind'>,
  item: { said: SubmissionView | null },
  { context, again }: { context: DayContext; again: Again | null },
): FormView {
  const refused = again?.form === kind ? again.refused : null;
  // What was returned or still waits is amended; a new period begins empty. A recording is always new.
  const before: Record<string, unknown> = kind === 'submission' && item.said ? { ...item.said } : {};
  const values: Record<string, unknown> = refused ? refused.values : before;
  const standing = values['standing'] ?? (row.kind === 'completion' ? 'claim' : null);
  const { say, by } = context;
  return {
    deadlineId: row.id,
    kind,
    isRefinement: row.kind === 'refinement',
    isPlain: STANDINGS[row.kind].length === 0,
    isProgress: row.kind === 'progress',
    isCompletion: row.kind === 'completion',
    values,
    messages: refused?.messages ?? {},
    isRefused: refused !== null,
    standings: STANDINGS[row.kind].map((value) => ({
      value,
      word: say(`standing.${value}`),
      isChosen: value === standing,
    })),
    ...ratingFields(say, kind, { isAsked: row.kind === 'completion', chosen: values['selfRating'] }),
    channels: CHANNELS.map((value) => ({
      value,
      word: say(`channel.${value}`),
      isChosen: value === values['channel'],
    })),
    today: by.today,
    showsMore: FOLDED.some(
      (field) => (values[field] != null && values[field] !== '') || refused?.messages[field],
    ),
  };
}

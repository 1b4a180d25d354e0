/** The three lists in words: what the templates print. */
import { lightSigns } from '../rules/lights.js';
import type { Light } from '../rules/lights.js';
import { headingOf, matterOf, type Say } from '../web/deadline-words.js';
import type {
  ListedDueDto,
  ListedPlanDto,
  ListedTaskDto,
  ScoredPlanDto,
  ScoreEventDto,
  SpokenDto,
  StatedDto,
} from './lists.dto.js';
import { pointsInWords } from './points.js';

export function planView(plan: ListedPlanDto, say: Say) {
  const { signedOn: day, contactName: contact, leaderInCharge: leader } = plan;
  return {
    ...plan,
    planDues: plan.dues.length ? plan.dues.map((due) => dueInWords(due, say)).join('、') : null,
    signature:
      day === null ? null : say('lists.signed', { day, contact: contact ?? '', leader: leader ?? '' }),
    tasks: plan.tasks.map((task) => ({
      ...task,
      own: say(`lists.own-${ownPart(task)}`),
      leads: say('lists.leads', { units: task.leads.join('、') }),
      cooperating: task.cooperating.length
        ? say('lists.cooperating', { units: task.cooperating.join('、') })
        : null,
      dues: task.dues.map((due) => ({ ...due, matter: matterOf(say, due) })),
    })),
  };
}

function ownPart({ part, isFirst }: ListedTaskDto): string {
  if (part !== 'lead') return 'cooperating';
  return isFirst ? 'first' : 'lead';
}

function dueInWords(due: ListedDueDto, say: Say): string {
  const met = due.metOn === null ? '' : `（${say('lists.metOn', { day: due.metOn })}）`;
  return `${matterOf(say, due)} ${due.owedOn}${met}`;
}

/** As the light of one period is coloured on every page. */
const COLOURS: Record<string, Light> = {
  ...{
    met: 'closed',
    'made-up-late': 'yellow',
    pending: 'green',
    'due-soon': 'yellow',
    'due-today': 'yellow',
  },
  ...{ overdue: 'red', 'not-due': 'not-started', 'not-open': 'not-started', waived: 'closed' },
};

export function statedView(row: StatedDto, say: Say) {
  const colour = COLOURS[row.state] ?? 'not-started';
  const heading = { kind: row.kind, period: row.period, taskNo: row.no, title: row.title };
  return {
    ...row,
    heading: headingOf(say, heading),
    matter: row.no === null ? row.planTitle : matterOf(say, row),
    originally: row.originalDueOn === row.owedOn ? null : row.originalDueOn,
    before: spokenView(row.before, say),
    within: spokenView(row.within, say),
    verdict: {
      colour,
      sign: lightSigns[colour],
      word:
        row.waivedOn === null ? say(`state.${row.state}`) : say('lists.takenOffOn', { day: row.waivedOn }),
    },
  };
}

function spokenView(spoken: SpokenDto | null, say: Say) {
  if (!spoken) return null;
  const { text, standing, state } = spoken;
  return {
    ...spoken,
    text: text || say(`standing.${standing}`),
    stateWord: say(`submission.state-${state}`),
  };
}

/** @param mayObject of the unit whose card it is */
export function scoredView(plan: ScoredPlanDto, say: Say, mayObject: boolean) {
  const { standing, placesOf } = plan;
  return {
    ...plan,
    rules: say(`scoring.preset-${plan.preset}`),
    points: pointsInWords(standing.points),
    completedRate: percent(standing.completions.rate),
    reportRate: percent(standing.reports.rate),
    duties: standing.leads + standing.cooperates,
    late: standing.lateNow + standing.madeUpLate,
    place:
      placesOf !== null && standing.place !== null
        ? say('lists.placeSaid', { place: standing.place, of: placesOf })
        : null,
    events: plan.events.map((event) => eventView(event, say, mayObject)),
  };
}

const percent = (rate: number | null) => (rate === null ? '—' : `${rate}%`);

function eventView(event: ScoreEventDto, say: Say, mayObject: boolean) {
  const shield = event.shieldedBy?.split(':')[0] ?? null;
  const counts = !event.struck && shield === null;
  return {
    ...event,
    ...namesOf(event, say),
    word: say(`lists.code.${event.code}`),
    points: pointsInWords(event.points),
    worth: counts ? null : say('lists.worth', { points: pointsInWords(event.worth) }),
    shield: shield && say(`lists.shield-${shield}`),
    objected: event.objection && objectionInWords(event.objection, say),
    mayObject: mayObject && counts && event.worth < 0 && event.objection === null,
    anchor: event.key.replaceAll(':', '-'),
  };
}

function namesOf({ no, title, kind, period }: ScoreEventDto, say: Say) {
  return {
    heading: no && say('desk.item', { no, title: title ?? '' }),
    matter: kind && matterOf(say, { kind, period }),
  };
}

function objectionInWords(
  { outcome, reason, remark, askedOn, decidedOn }: NonNullable<ScoreEventDto['objection']>,
  say: Say,
) {
  if (outcome === 'pending') return say('lists.objected', { day: askedOn, reason });
  return say(`lists.objection-${outcome}`, { day: decidedOn ?? askedOn, remark: remark ?? '' });
}

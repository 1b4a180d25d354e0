/** The page on which a unit's reform is entered: a form per kind, and a preview of which duties go where. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import { UnitDirectory, type UnitFacts } from '../units/unit-directory.queries.js';
import { unitNames } from '../units/unit-list.queries.js';
import { listedNames } from '../units/unit.view.js';
import type { Say } from '../web/deadline-words.js';
import type { RefusedForm } from '../web/forms.js';
import { Pages } from '../web/pages.js';
import type { WebRequest } from '../web/request.js';
import { REFORM_KINDS, type ReformKind } from './reform.dto.js';
import { heldDuties, type HeldDuty } from './reform.queries.js';
import type { Viewer } from '../rules/permissions.js';
import { inArea } from '../units/area.queries.js';

type Values = Record<string, string>;
type Ending = Exclude<ReformKind, 'rename'>;

interface Drawn {
  say: Say;
  unit: UnitFacts;
  values: Values;
  chosen: Map<number, string>;
  refused: RefusedForm | undefined;
}

@Injectable()
export class ReformView {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly directory: UnitDirectory,
    private readonly pages: Pages,
  ) {}

  /** @throws NotFound */
  async draw(
    request: WebRequest,
    unitId: number,
    asked: Record<string, unknown>,
    refused?: RefusedForm,
  ): Promise<string> {
    const unit = (await this.directory.byIds([unitId])).get(unitId);
    if (!unit) throw new NotFound('unit');
    const given = refused?.values ?? asked;
    const say: Say = (key, values) => this.pages.say(request, key, values);
    const drawn: Drawn = { say, unit, refused, values: textsOf(given), chosen: chosenIn(given) };
    const mayEnd = unit.kind === 'unit' && !unit.isSupervisor && unit.endedOn === null;
    const kind = REFORM_KINDS.find((one) => one === drawn.values['kind']) ?? null;
    return this.pages.render(request, 'changes/reform', {
      title: say('reform.title', { unit: unit.name }),
      ...{ unit, refused },
      isGroup: unit.kind === 'group',
      isDepartment: unit.isSupervisor,
      kinds: kindsOf(mayEnd, unit).map((one) => this.form(drawn, one, kind === one)),
      preview: mayEnd && kind && kind !== 'rename' ? await this.preview(request.viewer!, drawn, kind) : null,
      names: await unitNames(this.db.read, request.viewer!, this.clock.today(), 'unit'),
    });
  }

  private form(drawn: Drawn, kind: ReformKind, isOpen: boolean) {
    const { say, unit } = drawn;
    const isPost = kind === 'rename';
    return {
      ...{ kind, isOpen, isPost },
      word: say(`reform.kind.${kind}`),
      means: say(`reform.kindMeans.${kind}`),
      method: isPost ? 'post' : 'get',
      action: isPost ? `/units/${unit.unitId}/reforms` : `/units/${unit.unitId}/reform`,
      fields: FIELDS[kind].map((name) => this.field(drawn, kind, { name, isOpen })),
      button: say(isPost ? 'reform.renameNow' : 'reform.toPreview'),
    };
  }

  /** The summary above leads to a field by its name: the form that is open bears the plain names. */
  private field(
    { say, values, refused }: Drawn,
    kind: ReformKind,
    { name, isOpen }: { name: string; isOpen: boolean },
  ) {
    const today = this.clock.today();
    const isDay = name === 'on';
    const own = isDay ? { type: 'date', max: today } : { type: 'text', longest: LONGEST[name] };
    const unsaid = isDay ? today : '';
    const field = {
      ...{ name, ...own },
      hint: HINTED.includes(name) ? say(`reform.hint.${name}-${kind}`) : '',
      label: say(`reform.field.${name}`),
      isOptional: OPTIONAL.includes(`${kind} ${name}`),
      list: SUGGESTED.includes(name) ? 'unit-names' : null,
    };
    if (!isOpen) return { ...field, id: `${kind}-${name}`, value: unsaid };
    return { ...field, id: name, value: values[name] || unsaid, fault: refused?.messages[name] };
  }

  private async preview(viewer: Viewer, drawn: Drawn, kind: Ending) {
    const { say, unit, values } = drawn;
    const others = kind === 'merge' ? listedNames(values['with'] ?? '') : [];
    const successors = listedNames(values['successors'] ?? '');
    const today = this.clock.today();
    const known = await this.directory.resolve([...others, ...successors], today, { viewer });
    const ending = [...new Set([unit.unitId, ...others.flatMap((name) => known.get(name)?.unitId ?? [])])];
    const duties = await heldDuties(this.db.read, ending, inArea(viewer, 'p."jurisdictionId"'));
    const named = await this.directory.byIds(ending);
    const made = successors.filter((name) => known.get(name) === null);
    const to = say('reform.unclaimed');
    return {
      title: say(`reform.previewOf.${kind}`),
      sentence: say(`reform.sentence.${kind === 'dissolve' && !successors.length ? 'end' : kind}`, {
        units: ending.map((id) => named.get(id)!.name).join('、'),
        ...{ successors: successors.join('、'), day: values['on'] ?? today, count: duties.length },
      }),
      made: made.length ? say('reform.made', { units: made.join('、') }) : '',
      hidden: HIDDEN.flatMap((name) => (values[name] ? [{ name, value: values[name] }] : [])),
      duties: duties.map((duty) => ({
        ...duty,
        isDraft: duty.planState === 'draft',
        heading: say('desk.item', { no: duty.taskNo, title: duty.title }),
        partWord: partInWords(say, duty),
        unitName: named.get(duty.unitId)?.name ?? '',
        to: successors[0] ?? to,
        choices: kind === 'split' ? choicesOf(drawn, duty, successors) : null,
      })),
      button: say(`reform.now.${kind}`),
    };
  }
}

const FIELDS: Record<ReformKind, string[]> = {
  rename: ['name', 'on', 'reason'],
  merge: ['with', 'successors', 'on', 'reason', 'verifier'],
  split: ['successors', 'on', 'reason', 'verifier'],
  dissolve: ['successors', 'on', 'reason', 'verifier'],
};
const HIDDEN = ['kind', 'with', 'successors', 'on', 'reason', 'verifier'];
const SUGGESTED = ['successors', 'verifier'];
const HINTED = ['with', 'successors', 'verifier'];
const OPTIONAL = [
  'merge with',
  'merge verifier',
  'split verifier',
  'dissolve verifier',
  'dissolve successors',
];
const LONGEST: Record<string, number> = {
  name: 100,
  verifier: 100,
  with: 2000,
  successors: 2000,
  reason: 500,
};

function kindsOf(mayEnd: boolean, unit: UnitFacts): readonly ReformKind[] {
  if (unit.endedOn !== null) return [];
  return mayEnd ? REFORM_KINDS : ['rename'];
}

function textsOf(given: Record<string, unknown>): Values {
  const texts = Object.entries(given).filter((one): one is [string, string] => typeof one[1] === 'string');
  return Object.fromEntries(texts.map(([name, value]) => [name, value.trim()]));
}

/** What was chosen in a preview that was refused, by duty. */
function chosenIn({ choices }: Record<string, unknown>): Map<number, string> {
  const all = [choices].flat().filter((one): one is string => typeof one === 'string');
  return new Map(all.map((one) => [Number(one.split(':')[0]), one]));
}

function choicesOf({ say, chosen }: Drawn, duty: HeldDuty, successors: string[]) {
  const options = [
    { name: '', word: say('reform.unclaimed') },
    ...successors.map((name) => ({ name, word: name })),
  ];
  return options.map(({ name, word }) => {
    const value = `${duty.id}:${name}`;
    return { value, word, isChosen: chosen.get(duty.id) === value };
  });
}

export function partInWords(say: Say, { part, isFirst }: Pick<HeldDuty, 'part' | 'isFirst'>): string {
  return say(part === 'cooperating' ? 'part.cooperating' : isFirst ? 'part.first' : 'part.lead');
}

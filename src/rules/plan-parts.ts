/**
 * Who leads and who cooperates, once the whole item is known.
 *
 * 责任单位 and 「A、B负责」 name those who lead where nobody else is said to lead, and those who cooperate where
 * somebody is. Where the document says that the first named leads, only the first does.
 *
 * Example: 「牵头单位：A；责任单位：B、C」 → A | B, C; 「责任单位：B、C」 → B, C |; with 「第一位为牵头部门」 → B | C.
 */
import { squeeze } from './plan-text.js';
import type { Duty, Mention } from './plan-duties.js';
import type { ReadUnit } from './plan-types.js';

export interface Parts {
  units: ReadUnit[];
  /** All taken as lead although the document does not say who of them leads. */
  assumed: boolean;
  /** The rule of the first named was applied. */
  byRule: boolean;
  /** Too long to be names. */
  tooLong: ReadUnit[];
}

/** In characters; no register takes a longer name. */
const LONGEST_UNIT_NAME = 100;

interface Decided {
  units: ReadUnit[];
  undecided: boolean;
}

function decide(mentions: Mention[], firstLeads: boolean): Decided {
  const led = mentions.some((mention) => mention.role === 'lead');
  const open = mentions.filter((mention) => mention.role === 'responsible');
  const partOf = (mention: Mention): ReadUnit['part'] => {
    if (mention.role !== 'responsible') return mention.role;
    return led || (firstLeads && mention !== open[0]) ? 'cooperating' : 'lead';
  };
  const units = mentions.map((mention) => ({
    name: squeeze(mention.text).replace(/[*＊]/g, ''),
    part: partOf(mention),
    start: mention.start,
    end: mention.end,
  }));
  return { units, undecided: !led && open.length > 1 };
}

/** Each unit once, in the order printed; one that leads anywhere in the item leads. */
function once(units: ReadUnit[]): ReadUnit[] {
  const leads = new Set(units.filter((unit) => unit.part === 'lead').map((unit) => unit.name));
  const seen = new Set<string>();
  return units.filter((unit) => {
    const repeated = seen.has(unit.name) || (unit.part === 'cooperating' && leads.has(unit.name));
    seen.add(`${unit.part === 'lead' || !leads.has(unit.name) ? '' : 'x'}${unit.name}`);
    return !repeated;
  });
}

/** Labels (牵头单位, 责任单位) speak for the whole item together, brackets with verbs each for its own sentence. */
export function partsOf(duties: Duty[], firstLeads: boolean): Parts {
  const naming = duties.filter((duty) => duty.mentions.length > 0);
  const labelled = naming.some((duty) => duty.labelled);
  const groups = labelled ? [naming.flatMap((duty) => duty.mentions)] : naming.map((duty) => duty.mentions);
  const decided = groups.map((mentions) => decide(mentions, firstLeads));
  const undecided = decided.some((one) => one.undecided);
  const units = once(decided.flatMap((one) => one.units));
  return {
    units: units.filter(({ name }) => name.length <= LONGEST_UNIT_NAME),
    tooLong: units.filter(({ name }) => name.length > LONGEST_UNIT_NAME),
    assumed: undecided && !firstLeads && !labelled,
    byRule: undecided && firstLeads,
  };
}

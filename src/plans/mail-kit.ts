/**
 * What every mail about duties is made with: words, days and links in the language of the installation, and
 * the two templates of a mail. It enqueues nothing.
 */
import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config.js';
import { Templates } from '../platform/templates.js';
import { Words, type Language, type WordValues } from '../platform/words.js';
import { dateOf, isoWeekday, monthOf, yearOf, type Day } from '../rules/day.js';
import { filledMarks, unitMark, type UnitMark } from '../outbox/unit-marks.js';
import { matterOf } from '../web/deadline-words.js';
import { linkTo, type LinkTarget } from '../web/links.js';
import type { DeadlineKind } from '../rules/deadline-state.js';

/** “At most 15 rows, the rest as a count and a link.” */
export const MOST_ROWS = 15;
/** Longest piece of a unit's own words a mail repeats: titles and numbers only, no full texts. */
export const LONGEST_WORD = 40;

/** Days kept in words. */
const MOST_KEPT = 1000;

/** A deadline as its row in a mail names it. */
export interface Matter {
  taskNo: string | null;
  title: string;
  kind: DeadlineKind;
  period: string;
  /** Anything but empty: its title is for nobody's mailbox. */
  isSensitive?: unknown;
}

export interface MailContents {
  subject: string;
  html: string;
  text: string;
}

/** The colours of the states, as on the pages; text on ground has a contrast of at least 7.5. */
const CHIPS = {
  overdue: { sign: '■', color: '#8C1D18', ground: '#FCE8E6' },
  'due-soon': { sign: '▲', color: '#6B4500', ground: '#FFF3CD' },
  'due-today': { sign: '▲', color: '#6B4500', ground: '#FFF3CD' },
  'not-due': { sign: '●', color: '#0B5137', ground: '#E3F4EA' },
  pending: { sign: '●', color: '#0B5137', ground: '#E3F4EA' },
} as const;

export interface Chip {
  sign: string;
  word: string;
  color: string;
  ground: string;
  /** a second, smaller line: how many working days */
  note: string;
}

@Injectable()
export class MailKit {
  /** Mails are written in the language of the installation, whoever reads them. */
  readonly language: Language = 'zh-CN';

  private readonly made = new Map<string, string>();

  constructor(
    private readonly config: Config,
    private readonly templates: Templates,
    private readonly words: Words,
  ) {}

  /** @param name `reminder`: of the templates `email/reminder.html` and `email/reminder.text` */
  compose<V extends { subject: string }>(name: string, view: V): MailContents {
    const whole = { ...view, language: this.language };
    return {
      subject: view.subject,
      html: this.templates.render(this.language, `email/${name}.html`, whole),
      text: this.templates.render(this.language, `email/${name}.text`, whole),
    };
  }

  /** @param key below `mail.` */
  say(key: string, values?: WordValues): string {
    return this.words.say(this.language, `mail.${key}`, values);
  }

  link(target: LinkTarget): string {
    return linkTo(this.config, target);
  }

  /** A unit's page, for mails to the unit: becomes the link of whom the mail goes to. */
  unitLink(mark: Omit<UnitMark, 'path'> & { path?: string }): string {
    return unitMark({ path: '', ...mark });
  }

  /** For a look at a mail before it is sent: whose link it will hold is not known yet. */
  withoutLinks(text: string): string {
    return filledMarks(text, () => this.say('linkToCome'));
  }

  list(items: string[]): string {
    return items.join(this.say('listMark'));
  }

  /** 11月20日（周二）; of another year than today's 2019年11月20日（周三） */
  day(d: Day, today: Day): string {
    const key = yearOf(d) === yearOf(today) ? 'day.long' : 'day.full';
    return this.once(`${key} ${d}`, () => this.say(key, this.partsOf(d)));
  }

  dayWithYear(d: Day): string {
    return this.say('day.full', this.partsOf(d));
  }

  /** 11月20日, for subjects */
  shortDay(d: Day): string {
    return this.say('day.short', this.partsOf(d));
  }

  /** 第3项 命名优秀区镇; of a paper for the whole plan 细化方案 */
  item(matter: Matter): string {
    if (matter.taskNo === null) return this.kind(matter);
    return this.task(matter.taskNo, matter.isSensitive ? '' : matter.title);
  }

  /** @param title empty: of a sensitive task, 第3项（内部事项） */
  task(no: string, title: string): string {
    return title === '' ? this.say('itemInternal', { no }) : this.say('itemTitle', { no, title });
  }

  /** 2019年上半年进展 */
  kind(matter: Pick<Matter, 'kind' | 'period'>): string {
    return matterOf((key, values) => this.words.say(this.language, key, values), matter);
  }

  chip(state: keyof typeof CHIPS, note = ''): Chip {
    const { sign, color, ground } = CHIPS[state];
    return { sign, word: this.words.say(this.language, `state.${state}`), color, ground, note };
  }

  /** 《…任务分解方案》（海办〔2018〕122号） */
  plan({ title, documentNumber }: { title: string; documentNumber: string | null }): string {
    const named = this.say('titled', { title: title.replace(/《/gu, '〈').replace(/》/gu, '〉') });
    return documentNumber ? named + this.say('numbered', { number: documentNumber }) : named;
  }

  /** One line of somebody's words, shortened. */
  shortened(text: string | null, longest = LONGEST_WORD): string {
    const characters = [...(text ?? '').replace(/\s+/gu, ' ').trim()];
    return characters.length > longest
      ? `${characters.slice(0, longest - 1).join('')}…`
      : characters.join('');
  }

  /** A morning's thousand mails name the same few days. */
  private once(key: string, make: () => string): string {
    const known = this.made.get(key);
    if (known !== undefined) return known;
    if (this.made.size >= MOST_KEPT) this.made.clear();
    const made = make();
    this.made.set(key, made);
    return made;
  }

  private partsOf(d: Day): WordValues {
    return {
      year: yearOf(d),
      month: this.say(`day.month.${monthOf(d)}`),
      date: dateOf(d),
      weekday: this.say(`day.weekday.${isoWeekday(d)}`),
    };
  }
}

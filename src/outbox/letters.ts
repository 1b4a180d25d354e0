/** A short letter to one person: a greeting, a few sentences, at most one button. For what is not about duties. */
import { Injectable } from '@nestjs/common';
import { Templates } from '../platform/templates.js';
import { Words, type WordValues } from '../platform/words.js';
import type { OutgoingMail } from './enqueue.js';

export interface Letter {
  subject: string;
  title: string;
  /** Below the title: the day. */
  sub: string;
  greeting: string;
  lines: string[];
  /** The address behind the button, may be a placeholder; left away: no button. */
  href?: string;
  button?: string;
  /** Why one gets it. */
  why: string;
}

/** Mails are written in the language of the installation, whoever reads them. */
export const LETTER_LANGUAGE = 'zh-CN';

@Injectable()
export class Letters {
  constructor(
    private readonly templates: Templates,
    private readonly words: Words,
  ) {}

  say(key: string, values: WordValues = {}): string {
    return this.words.say(LETTER_LANGUAGE, key, values);
  }

  compose(letter: Letter): Pick<OutgoingMail, 'subject' | 'text' | 'html'> {
    const view = { ...letter, preheader: letter.lines[0], language: LETTER_LANGUAGE };
    return {
      subject: letter.subject,
      text: this.templates.render(LETTER_LANGUAGE, 'email/letter.text', view),
      html: this.templates.render(LETTER_LANGUAGE, 'email/letter.html', view),
    };
  }
}

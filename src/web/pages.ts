/** Draws pages: a template of `templates/pages` and what the layout around it needs. */
import { randomBytes } from 'node:crypto';
import { applyDecorators, Header, HttpCode, Injectable } from '@nestjs/common';
import { Config } from '../platform/config.js';
import { Templates } from '../platform/templates.js';
import { LANGUAGES, Words, type Language } from '../platform/words.js';
import type { Viewer } from '../rules/permissions.js';
import { Assets } from './assets.js';
import { navigationFor, type NavigationEntry } from './navigation.js';
import { changesNothing, pathOf, type WebRequest } from './request.js';

const ONCE_BYTES = 12;
export const HTML = 'text/html; charset=utf-8';

/** On every handler that answers a page. */
export const Page = () => applyDecorators(Header('content-type', HTML), HttpCode(200));

export interface LayoutView {
  /** null: nobody is signed in */
  viewer: { name: string; roles: string[] } | null;
  /** For `{{> csrf}}`; empty where nobody is signed in */
  csrf: string;
  /** For `{{> csrf}}`: of this drawing of the page. */
  once: string;
  navigation: NavigationEntry[];
  /** Where a person sees what is kept of them; null for whoever is not, or not yet, signed in. */
  account: string | null;
  language: Language;
  /** The same page in the other languages. */
  otherLanguages: { code: Language; name: string; href: string }[];
  path: string;
  /** Before every address a unit follows: empty but for who came by a mail's link. */
  base: string;
  /** Whom to ask, where it is known. */
  ask: string;
  /** In whose name somebody acts who came by a mail's link. */
  actsFor: string;
  /** File name in `templates/assets` → its address: `{{assets.[style.css]}}` */
  assets: Record<string, string>;
  /** On every script: `nonce="{{@root.nonce}}"` */
  nonce: string;
  /** Without SMTP_URL nothing leaves: the layout links to the mailbox. */
  keepsMail: boolean;
  /** The supervising department's name; empty as long as there is none. */
  department: string;
}

@Injectable()
export class Pages {
  /** Put here by the desk, which knows units. */
  department = '';

  constructor(
    private readonly templates: Templates,
    private readonly words: Words,
    private readonly assets: Assets,
    private readonly config: Config,
  ) {}

  /**
   * @param name the path below `templates/pages` without `.hbs`
   * @param view plain values; they win over the layout's own of the same name
   */
  render(request: WebRequest, name: string, view: object): string {
    return this.templates.render(request.language, `pages/${name}`, { ...this.layout(request), ...view });
  }

  /** Words in the language of the request. */
  say(request: WebRequest, key: string, values: Record<string, string | number> = {}): string {
    return this.words.say(request.language, key, values);
  }

  knows(request: WebRequest, key: string): boolean {
    return this.words.has(request.language, key);
  }

  private otherLanguages(request: WebRequest): LayoutView['otherLanguages'] {
    return LANGUAGES.filter((code) => code !== request.language).map((code) => ({
      ...{ code, name: this.words.say(code, 'language.name') },
      href: inLanguage(request, code),
    }));
  }

  private layout(request: WebRequest): LayoutView {
    const { viewer, language } = request;
    const path = pathOf(request);
    const { base } = request;
    const walks = walksAbout(request);
    return {
      viewer: named(viewer),
      csrf: request.session?.csrfToken ?? '',
      once: randomBytes(ONCE_BYTES).toString('base64url'),
      account: walks && request.session ? '/account' : null,
      navigation: walks ? navigationFor(walks, path, (key) => this.words.say(language, key)) : [],
      language,
      otherLanguages: this.otherLanguages(request),
      ...{ path, base, ask: request.ask, actsFor: request.actsFor },
      assets: this.assets.addresses,
      nonce: request.nonce,
      keepsMail: this.config.smtpUrl === null,
      department: this.department,
    };
  }
}

/** Whoever holds a mail's link has no name to be greeted by. */
function named(viewer: Viewer | null): LayoutView['viewer'] {
  return viewer && !viewer.link ? { name: viewer.name, roles: viewer.roles } : null;
}

/** On the way in there is nowhere to go but on, or out; and a mail's link leads to its own pages only. */
function walksAbout({ viewer, base, session }: WebRequest): Viewer | null {
  return base || session?.awaits ? null : viewer;
}

/** The address as it is, filters included; where a form was refused there is nothing to fetch again. */
function inLanguage(request: WebRequest, code: Language): string {
  if (!changesNothing(request)) return `${request.base || '/'}?lang=${code}`;
  const url = new URL(request.url, 'http://here');
  url.searchParams.set('lang', code);
  return url.pathname + url.search;
}

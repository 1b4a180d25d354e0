/** Which language a request wants: `?lang=`, else what was chosen before, else the browser's, else Chinese. */
import { LANGUAGES, type Language } from '../platform/words.js';
import { cookieOf } from './cookies.js';

export const LANGUAGE_COOKIE = 'duban-lang';

interface Asking {
  query?: unknown;
  headers: { 'accept-language'?: string | undefined; cookie?: string | undefined };
}

export function languageOf(request: Asking): Language {
  return (
    chosenLanguage(request) ??
    known(cookieOf(request, LANGUAGE_COOKIE)) ??
    accepted(request.headers['accept-language']) ??
    'zh-CN'
  );
}

/** @returns the language named in the address, or null */
export function chosenLanguage(request: Asking): Language | null {
  return known((request.query as { lang?: unknown } | null | undefined)?.lang);
}

function known(text: unknown): Language | null {
  return LANGUAGES.find((language) => language === text) ?? null;
}

/** The first of the browser's languages that we speak; browsers list the dearest first. */
function accepted(header: string | undefined): Language | null {
  if (!header) return null;
  for (const part of header.split(',')) {
    const tag = part.trim().slice(0, 2).toLowerCase();
    if (tag === 'zh') return 'zh-CN';
    if (tag === 'en') return 'en';
  }
  return null;
}

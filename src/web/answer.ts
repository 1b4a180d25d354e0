import { wellFormed } from './clean.js';

import type { Readable } from 'node:stream';

/** What a handler returns when it is neither a page's text nor a JSON body. The adapter sends it as it is. */
export class Answer {
  constructor(
    readonly status: number,
    readonly headers: Record<string, string>,
    readonly body: string | Buffer | Readable | null,
  ) {}
}

/** After a form was accepted: the browser fetches `path`, so reloading does not post again. */
export function seeOther(path: string): Answer {
  return new Answer(303, { location: path }, null);
}

/** A file to save, never to be shown inside our own origin. */
export function download(name: string, mediaType: string, body: string | Buffer | Readable): Answer {
  const headers = {
    'content-type': mediaType,
    'content-disposition': dispositionOf(name),
    // Should it be shown after all, nothing in it runs, loads or is of our origin.
    'content-security-policy': "default-src 'none'; sandbox",
  };
  return new Answer(200, headers, body);
}

/** RFC 6266: an ASCII name for old browsers, the real one beside it. */
function dispositionOf(name: string): string {
  const plain = name.replace(/[^\w.-]+/g, '_');
  const encoded = encodeURIComponent(wellFormed(name)).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16)}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

import { Controller, Get, Param, Req } from '@nestjs/common';
import { NotFound } from '../platform/refusal.js';
import { Answer } from './answer.js';
import { Assets, type Asset } from './assets.js';
import { For } from './for.js';
import type { WebRequest } from './request.js';

/** With the right hash in the address the content can never be another. */
const FOREVER = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'public, no-cache';

@Controller()
export class AssetsPages {
  constructor(private readonly assets: Assets) {}

  @Get('/assets/*')
  @For('anyone')
  file(@Req() request: WebRequest, @Param('*') name: string): Answer {
    return assetAnswer(request, this.assets.find(name));
  }

  /** A house's own affairs are nothing for a search engine, should one ever reach them. */
  @Get('/robots.txt')
  @For('anyone')
  robots(): Answer {
    return new Answer(200, { 'content-type': 'text/plain; charset=utf-8' }, 'User-agent: *\nDisallow: /\n');
  }

  /** Browsers ask for it whatever the page says. */
  @Get('/favicon.ico')
  @For('anyone')
  icon(@Req() request: WebRequest): Answer {
    return assetAnswer(request, this.assets.find('favicon.svg'));
  }
}

export function assetAnswer(request: WebRequest, asset: Asset | null): Answer {
  if (!asset) throw new NotFound('page');
  const etag = `"${asset.hash}"`;
  const isExact = (request.query as { v?: unknown }).v === asset.hash;
  const headers = { etag, 'cache-control': isExact ? FOREVER : ASK_AGAIN, 'content-type': asset.mediaType };
  if (request.headers['if-none-match'] === etag) return new Answer(304, headers, null);
  return new Answer(200, headers, asset.bytes);
}

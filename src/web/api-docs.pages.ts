import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Controller, Get, Header, Param, Req } from '@nestjs/common';
import { NotFound } from '../platform/refusal.js';
import { Answer } from './answer.js';
import { ApiDocument } from './api-document.js';
import { readAsset, type Asset } from './assets.js';
import { assetAnswer } from './assets.pages.js';
import { For } from './for.js';
import { Page, Pages } from './pages.js';
import type { WebRequest } from './request.js';
import { ContentPolicy } from './security-headers.js';

/** What of the package is shown; everything comes from this machine. */
const SHOWN = ['swagger-ui.css', 'swagger-ui-bundle.js'];

/** The shape of the API is no secret: it stands in the source. */
@Controller('api')
@For('anyone')
export class ApiDocsPages {
  private readonly read = new Map<string, Asset>();

  constructor(
    private readonly pages: Pages,
    private readonly document: ApiDocument,
  ) {}

  @Get('v1/openapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  async openapi(): Promise<string> {
    return JSON.stringify(await this.document.get());
  }

  @Get('docs')
  @Page()
  @ContentPolicy('api-docs')
  docs(@Req() request: WebRequest): string {
    return this.pages.render(request, 'web/api-docs', {});
  }

  @Get('docs/:name')
  file(@Req() request: WebRequest, @Param('name') name: string): Answer {
    if (!SHOWN.includes(name)) throw new NotFound('page');
    let asset = this.read.get(name);
    if (!asset) {
      asset = readAsset(join(packageFolder(), name));
      this.read.set(name, asset);
    }
    return assetAnswer(request, asset);
  }
}

/** It comes with @nestjs/swagger and may stand below it. */
function packageFolder(): string {
  const swagger = createRequire(import.meta.url).resolve('@nestjs/swagger');
  return dirname(createRequire(swagger).resolve('swagger-ui-dist/package.json'));
}

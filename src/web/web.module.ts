/** Doors, forms and pages as such; knows no feature. */
import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { join } from 'node:path';
import { TEMPLATES_FOLDER } from '../platform/templates-folder.js';
import { Assets } from './assets.js';
import { ApiDocsPages } from './api-docs.pages.js';
import { ApiDocument } from './api-document.js';
import { AssetsPages } from './assets.pages.js';
import { ErrorFilter } from './error.filter.js';
import { HealthChecks } from './health.js';
import { HealthPages } from './health.pages.js';
import { InputPipe } from './input.pipe.js';
import { LicencesPages } from './licences.pages.js';
import { Pages } from './pages.js';
import { RefusalLog } from './refusal-log.js';

@Global()
@Module({
  controllers: [LicencesPages, ApiDocsPages, AssetsPages, HealthPages],
  providers: [
    { provide: Assets, useFactory: () => new Assets(join(TEMPLATES_FOLDER, 'assets')) },
    Pages,
    ApiDocument,
    HealthChecks,
    RefusalLog,
    ErrorFilter,
    { provide: APP_FILTER, useExisting: ErrorFilter },
    { provide: APP_PIPE, useClass: InputPipe },
  ],
  exports: [Assets, Pages, HealthChecks],
})
export class WebModule {}

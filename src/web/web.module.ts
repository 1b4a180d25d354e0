/** Doors, forms and pages as such; knows no feature. */
import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { join } from 'node:path';
import { TEMPLATES_FOLDER } from '../platform/platform.module.js';
import { Assets } from './assets.js';
import { AssetsPages } from './assets.pages.js';
import { ErrorFilter } from './error.filter.js';
import { HealthChecks, HealthPages } from './health.js';
import { InputPipe } from './input.pipe.js';
import { Pages } from './pages.js';

@Global()
@Module({
  controllers: [AssetsPages, HealthPages],
  providers: [
    { provide: Assets, useFactory: () => new Assets(join(TEMPLATES_FOLDER, 'assets')) },
    Pages,
    HealthChecks,
    ErrorFilter,
    { provide: APP_FILTER, useExisting: ErrorFilter },
    { provide: APP_PIPE, useClass: InputPipe },
  ],
  exports: [Assets, Pages, HealthChecks],
})
export class WebModule {}

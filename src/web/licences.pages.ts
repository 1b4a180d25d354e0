/** /administration/licences: the open-source software this product is made of. */
import { Controller, Get, Req } from '@nestjs/common';
import { licences } from '../platform/licences.js';
import { For } from './for.js';
import { Page, Pages } from './pages.js';
import type { WebRequest } from './request.js';

@Controller('administration/licences')
export class LicencesPages {
  constructor(private readonly pages: Pages) {}

  @Get()
  @For('keep-settings')
  @Page()
  show(@Req() request: WebRequest): string {
    const all = licences();
    const counts = new Map<string, number>();
    for (const { licence } of all) counts.set(licence, (counts.get(licence) ?? 0) + 1);
    return this.pages.render(request, 'administration/licences', {
      all,
      count: all.length,
      kinds: [...counts]
        .sort((a, b) => b[1] - a[1])
        .map(([licence, n]) => `${licence} ${n}`)
        .join('　'),
    });
  }
}

/** Documents that come in by page or API: read in a thread of their own, so that a long one keeps nobody waiting. */
import { Injectable } from '@nestjs/common';
import { Refusal, wrongInput } from '../platform/refusal.js';
import { threadEntry, Threads, TooCostly } from '../platform/threads.js';
import type { Viewer } from '../rules/permissions.js';
import type { DocumentRead, DocumentToRead } from './document.thread.js';
import { PlansService, refuseStranger } from './plans.service.js';

const READING = threadEntry(import.meta.url, 'document');
/** Megabytes: five of text, and what is found in them. */
const HEAP = 256;

@Injectable()
export class DocumentsService {
  constructor(
    private readonly threads: Threads,
    private readonly plans: PlansService,
  ) {}

  /**
   * @returns the id of the draft
   * @throws Refusal when it is no text, holds no task, or its number stands already
   */
  async take(viewer: Viewer, given: DocumentToRead, sourceName: string): Promise<number> {
    refuseStranger(viewer);
    const field = 'bytes' in given ? 'file' : 'text';
    const read = await this.threads
      .run<DocumentRead>(READING, given, { heap: HEAP })
      .catch((error: unknown) => {
        throw error instanceof TooCostly ? refusedAsCostly(error, field) : error;
      });
    if ('refused' in read) {
      const { code, params, fields } = read.refused;
      throw wrongInput(code, fields, params);
    }
    return this.plans.keep(viewer, { text: read.text, sourceName }, read.reading);
  }
}

function refusedAsCostly({ reason }: TooCostly, field: string): Refusal {
  if (reason === 'crowd') return new Refusal('files-busy', {}, { [field]: 'files-busy' }, 429);
  return wrongInput('document-costly', { [field]: 'document-costly' });
}

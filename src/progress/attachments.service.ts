/** Files of submissions, for whoever may see the submission: its unit, and those who supervise or verify. */
import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import { row } from '../platform/sql.js';
import type { Role, Viewer } from '../rules/permissions.js';
import { AttachmentStore } from './attachment-store.js';

export interface OpenedAttachment {
  name: string;
  mediaType: string;
  size: number;
  content: Readable;
}

const SEE_ALL: Role[] = ['supervisor', 'verifier', 'leader', 'auditor'];

@Injectable()
export class AttachmentsService {
  constructor(
    private readonly db: Database,
    private readonly store: AttachmentStore,
  ) {}

  /** @throws NotFound also where the file is another unit's: that it exists is not the viewer's business */
  async open(viewer: Viewer, attachmentId: number): Promise<OpenedAttachment> {
    const found = await row<{
      name: string;
      mediaType: string;
      size: number;
      sha256: string;
      unitId: number;
    }>(
      this.db.read,
      `SELECT a.name, a."mediaType", a.size, a.sha256, s."unitId"
       FROM attachments a JOIN submissions s ON s.id = a."submissionId" WHERE a.id = :attachmentId`,
      { attachmentId },
    );
    const maySee =
      found && (viewer.unitIds.includes(found.unitId) || viewer.roles.some((role) => SEE_ALL.includes(role)));
    if (!found || !maySee) throw new NotFound('attachment');
    const { name, mediaType, size, sha256 } = found;
    return { name, mediaType, size, content: this.store.read(sha256) };
  }
}

/**
 * Files of submissions, for whoever may see the submission: its unit, those who supervise or verify, and a
 * reporter of the unit named to verify it from outside.
 */
import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/refusal.js';
import { row } from '../platform/sql.js';
import { readsAllUnits, type Viewer } from '../rules/permissions.js';
import { AttachmentStore } from './attachment-store.js';
import { VerificationsService } from './verifications.service.js';

export interface OpenedAttachment {
  name: string;
  mediaType: string;
  size: number;
  content: Readable;
}

interface AttachmentRow {
  name: string;
  mediaType: string;
  size: number;
  sha256: string;
  unitId: number;
  taskId: number | null;
  planId: number;
}

@Injectable()
export class AttachmentsService {
  constructor(
    private readonly db: Database,
    private readonly store: AttachmentStore,
    private readonly verifications: VerificationsService,
  ) {}

  /** @throws NotFound also where the file is another unit's: that it exists is not the viewer's business */
  async open(viewer: Viewer, attachmentId: number): Promise<OpenedAttachment> {
    const found = await row<AttachmentRow>(
      this.db.read,
      `SELECT a.name, a."mediaType", a.size, a.sha256, s."unitId", d."taskId", d."planId"
       FROM attachments a JOIN submissions s ON s.id = a."submissionId" JOIN deadlines d ON d.id = s."deadlineId"
       WHERE a.id = :attachmentId`,
      { attachmentId },
    );
    if (!found || !(await this.maySee(viewer, found))) throw new NotFound('attachment');
    const { name, mediaType, size, sha256 } = found;
    return { name, mediaType, size, content: this.store.read(sha256) };
  }

  private async maySee(viewer: Viewer, file: AttachmentRow): Promise<boolean> {
    if (viewer.unitIds.includes(file.unitId)) return true;
    if (readsAllUnits(viewer)) return true;
    return (await this.verifications.verdictFor(viewer, file)).ok;
  }
}

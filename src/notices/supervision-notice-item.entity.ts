import { Entity, ForeignKey, Index, Unique } from 'typeorm';
import { IdColumn, IntegerColumn } from '../platform/columns.js';

/** A deadline a supervision notice is about. */
@Entity('supervision_notice_items')
@Unique(['noticeId', 'deadlineId'])
export class SupervisionNoticeItem {
  @IdColumn() id: number;
  @ForeignKey('SupervisionNotice') @IntegerColumn() noticeId: number;
  @Index() @ForeignKey('Deadline') @IntegerColumn() deadlineId: number;
}

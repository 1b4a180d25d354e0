/** The trail's own work: checking itself. Writing it is a function, `record`. */
import { Module } from '@nestjs/common';
import { AuditCheck } from './audit-check.service.js';

@Module({ providers: [AuditCheck], exports: [AuditCheck] })
export class AuditModule {}

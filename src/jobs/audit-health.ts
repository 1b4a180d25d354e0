/** A trail that was tampered with raises an alarm (promise R13). */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditCheck } from '../audit/audit-check.service.js';
import { HealthChecks } from '../web/health.js';

@Injectable()
export class AuditHealth implements OnModuleInit {
  constructor(
    private readonly audit: AuditCheck,
    private readonly checks: HealthChecks,
  ) {}

  onModuleInit(): void {
    this.checks.add('audit', () => this.audit.fault());
  }
}

/** Silence raises an alarm: a run that should have been made and is not (promise R13). */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { plusMinutes } from '../outbox/retries.js';
import { Clock } from '../platform/clock.js';
import { HealthChecks } from '../web/health.js';
import { Runner } from './runner.js';

const LATEST = 15;

@Injectable()
export class RunHealth implements OnModuleInit {
  constructor(
    private readonly runner: Runner,
    private readonly clock: Clock,
    private readonly checks: HealthChecks,
  ) {}

  onModuleInit(): void {
    this.checks.add('jobs', () => this.fault());
  }

  /** @returns what is wrong, or null */
  async fault(): Promise<string | null> {
    const due = await this.runner.due(plusMinutes(this.clock.now(), -LATEST));
    const missing = due.filter(({ foldInto }) => foldInto === null);
    return missing.length ? missing.map(({ job, day }) => `${job} for ${day} is missing`).join(', ') : null;
  }
}

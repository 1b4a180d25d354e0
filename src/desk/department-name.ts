/** Whose desk it is, at the head of every page; read again when this process has written something. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../platform/database.js';
import { UnitDirectory } from '../units/unit-directory.queries.js';
import { Pages } from '../web/pages.js';

@Injectable()
export class DepartmentName implements OnModuleInit {
  private readAt: number | null = null;

  constructor(
    private readonly db: Database,
    private readonly units: UnitDirectory,
    private readonly pages: Pages,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.refresh();
  }

  async refresh(): Promise<void> {
    const { commits } = this.db;
    if (this.readAt === commits) return;
    this.readAt = commits;
    const departments = await this.units.supervisors();
    // Several departments share one installation: then none of them stands at the head.
    this.pages.department = departments.length === 1 ? departments[0]!.name : '';
  }
}

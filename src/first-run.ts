/** A database without anybody in it, on a machine that is not in production: somebody is trying this out. */
import type { INestApplicationContext } from '@nestjs/common';
import { AccountsService } from './access/accounts.service.js';
import type { Config } from './platform/config.js';
import { Database } from './platform/database.js';
import { row } from './platform/sql.js';
import type { Viewer } from './rules/permissions.js';

export interface FirstRun {
  /** Shown once, on the terminal, and stored nowhere. */
  accounts: { name: string; loginName: string; password: string }[];
}

const STARTER: Viewer = {
  personId: null,
  name: 'npm start',
  roles: ['administrator'],
  unitIds: [],
  door: 'cli',
};

/** @returns null where people exist already, or in production */
export async function firstRun(app: INestApplicationContext, config: Config): Promise<FirstRun | null> {
  if (config.production || !(await isEmpty(app.get(Database)))) return null;
  const accounts = app.get(AccountsService);
  const supervisor = { name: '督查员', loginName: 'ducha', roles: ['supervisor' as const] };
  const { password } = await accounts.add(STARTER, { ...supervisor, units: [], address: null, phone: null });
  return { accounts: [{ ...supervisor, password }] };
}

async function isEmpty(db: Database): Promise<boolean> {
  return (await row(db.read, 'SELECT id FROM people LIMIT 1')) === null;
}

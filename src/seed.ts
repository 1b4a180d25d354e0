/**
 * The reference town: the units the Haimen plan names, with invented contacts, the department that supervises,
 * and who reads its digest. The plan itself is read from the document by the reader, never from rows made by hand.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { AccountsService } from './access/accounts.service.js';
import { hashPassword } from './access/password.js';
import { DigestRecipientsService } from './notices/digest-recipients.service.js';
import { Config } from './platform/config.js';
import { Database } from './platform/database.js';
import { Refusal } from './platform/refusal.js';
import { row } from './platform/sql.js';
import type { Role, Viewer } from './rules/permissions.js';
import { ContactsService } from './units/contacts.service.js';
import { GroupsService } from './units/groups.service.js';
import { PeopleService } from './units/people.service.js';
import { UnitNamesService } from './units/unit-names.service.js';
import { UnitsService } from './units/units.service.js';

/** Beside `src` and `dist` alike. */
export const SEEDS_FOLDER = join(import.meta.dirname, '..', 'seeds');

interface SeedContact {
  name: string;
  address: string | null;
  phone?: string;
  isHead?: boolean;
  /** Signs in as this; left away: does not sign in. */
  login?: string;
  roles?: Role[];
}
type SeedKeeper = Required<Pick<SeedContact, 'name' | 'login' | 'roles'>> & { address: string };
interface SeedUnit {
  name: string;
  aliases?: string[];
  parent?: string;
  reachedBy?: 'mail' | 'offline';
  isSenior?: boolean;
  isSupervisor?: boolean;
  contacts?: SeedContact[];
}
interface SeedTown {
  units: SeedUnit[];
  groups: { name: string; aliases?: string[]; members: string[] }[];
  /** Who keeps the house and serves no unit. */
  keepers: SeedKeeper[];
  recipients: { name: string; address: string; cadence: 'overdue' | 'weekly' }[];
}

export interface SeededAccount {
  unit: string;
  name: string;
  loginName: string;
}

const REPORTER: Role[] = ['reporter'];
const SEEDER: Viewer = {
  personId: null,
  name: 'seed',
  roles: ['supervisor', 'administrator'],
  unitIds: [],
  door: 'cli',
};

/**
 * Fills an empty database. @param password of every account, shown once by the caller
 * @throws Refusal in production, and where units stand already
 */
export async function seedTown(app: INestApplicationContext, password: string): Promise<SeededAccount[]> {
  if (app.get(Config).production) throw new Refusal('seed-in-production');
  if (await row(app.get(Database).read, 'SELECT id FROM units LIMIT 1')) throw new Refusal('already-seeded');
  const town = JSON.parse(readFileSync(join(SEEDS_FOLDER, 'demo', 'units.json'), 'utf8')) as SeedTown;
  const unitIds = await seedUnits(app, town.units);
  await seedGroups(app, town.groups);
  const passwordHash = await hashPassword(password);
  const accounts = await seedContacts(app, { units: town.units, unitIds, passwordHash });
  accounts.push(...(await seedKeepers(app, town.keepers, passwordHash)));
  const department = unitIds.get(town.units.find((unit) => unit.isSupervisor)!.name)!;
  for (const recipient of town.recipients) {
    await app.get(DigestRecipientsService).add({ ...SEEDER, unitIds: [department] }, recipient);
  }
  return accounts;
}

async function seedUnits(app: INestApplicationContext, units: SeedUnit[]): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  for (const unit of units) {
    const { name, parent, reachedBy, isSenior = false, isSupervisor = false } = unit;
    const facts = {
      name,
      isSenior,
      isSupervisor,
      ...(parent && { parent }),
      ...(reachedBy && { reachedBy }),
    };
    const unitId = await app.get(UnitsService).create(SEEDER, { kind: 'unit', ...facts });
    ids.set(name, unitId);
    for (const alias of unit.aliases ?? []) await app.get(UnitNamesService).add(SEEDER, unitId, alias);
  }
  return ids;
}

async function seedGroups(app: INestApplicationContext, groups: SeedTown['groups']): Promise<void> {
  for (const { name, aliases = [], members } of groups) {
    const facts = { name, kind: 'group' as const, isSenior: false, isSupervisor: false };
    const groupId = await app.get(UnitsService).create(SEEDER, facts);
    for (const alias of aliases) await app.get(UnitNamesService).add(SEEDER, groupId, alias);
    if (members.length) await app.get(GroupsService).addMembers(SEEDER, groupId, members);
  }
}

async function seedContacts(
  app: INestApplicationContext,
  { units, unitIds, passwordHash }: { units: SeedUnit[]; unitIds: Map<string, number>; passwordHash: string },
): Promise<SeededAccount[]> {
  const accounts: SeededAccount[] = [];
  await app.get(Database).inTransaction(async (tx) => {
    for (const unit of units) {
      for (const { name, address, phone = null, isHead = false, login, roles = REPORTER } of unit.contacts ??
        []) {
        const given = { unitId: unitIds.get(unit.name)!, name, address, phone, isHead };
        await app.get(ContactsService).add(tx, SEEDER, given);
        if (!login) continue;
        const person = await row<{ id: number }>(tx, 'SELECT id FROM people WHERE email = :address', {
          address,
        });
        await app
          .get(AccountsService)
          .open(tx, SEEDER, person!.id, { loginName: login, roles, passwordHash, keepsPassword: true });
        accounts.push({ unit: unit.name, name, loginName: login });
      }
    }
  });
  return accounts;
}

function seedKeepers(
  app: INestApplicationContext,
  keepers: SeedKeeper[],
  passwordHash: string,
): Promise<SeededAccount[]> {
  return app.get(Database).inTransaction(async (tx) => {
    const accounts: SeededAccount[] = [];
    for (const { name, address, login: loginName, roles } of keepers) {
      const personId = await app.get(PeopleService).ensure(tx, SEEDER, { name, address, phone: null });
      const account = { loginName, roles, passwordHash, keepsPassword: true };
      await app.get(AccountsService).open(tx, SEEDER, personId, account);
      accounts.push({ unit: name, name, loginName });
    }
    return accounts;
  });
}

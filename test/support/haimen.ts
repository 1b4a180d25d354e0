/**
 * Haimen's plan as it is in a test: read from the document, with a contact for each unit (unit 7's is
 * u7@haimen.example), corrected as a supervisor would, and issued on the day the clock stands at.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { row, rows } from '../../src/platform/sql.js';
import type { Tx } from '../../src/platform/database.js';
import { DraftsService } from '../../src/plans/drafts.service.js';
import { IssueService } from '../../src/plans/issue.service.js';
import { PlansService } from '../../src/plans/plans.service.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { unitKey } from '../../src/rules/unit-names.js';
import { Contact } from '../../src/units/contact.entity.js';
import { GroupMember } from '../../src/units/group-member.entity.js';
import { Person } from '../../src/units/person.entity.js';
import { Unit } from '../../src/units/unit.entity.js';
import { DigestRecipient } from '../../src/notices/digest-recipient.entity.js';
import type { TestApp } from './app.js';

const DOCUMENT = join(import.meta.dirname, '..', '..', 'seeds', 'plans', 'haimen-2018-122.txt');
const LONG_AGO = '2018-01-01';

export interface Haimen {
  planId: number;
  departmentId: number;
  supervisor: Viewer;
  /** of an outside unit */
  verifier: Viewer;
  unitId(name: string): number;
  reporterOf(unitName: string): Viewer;
  /** lead units, first the one that leads item 1 */
  leads: string[];
}

export const DEPARTMENT = '市委组织部';
export const VERIFIER = '市委督查室';
export const DIGEST_READER = 'ribao@haimen.example';

export function addressOf(unitId: number): string {
  return `u${unitId}@haimen.example`;
}

/** A unit with one contact. */
export async function addUnit(tx: Tx, name: string, given: Partial<Unit> = {}): Promise<number> {
  const made = await tx.insert(Unit, {
    name,
    nameKey: unitKey(name),
    kind: 'unit',
    parentId: null,
    reachedBy: 'mail',
    isSenior: false,
    isSupervisor: false,
    endedOn: null,
    ...given,
  });
  return made.identifiers[0]!['id'] as number;
}

export async function addPerson(tx: Tx, given: Partial<Person>): Promise<number> {
  const made = await tx.insert(Person, {
    loginName: null,
    email: null,
    phone: null,
    passwordHash: null,
    lockedUntil: null,
    leftOn: null,
    createdAt: `${LONG_AGO}T00:00:00.000Z`,
    name: '联络员',
    ...given,
  });
  return made.identifiers[0]!['id'] as number;
}

export async function addContact(
  tx: Tx,
  unitId: number,
  personId: number,
  given: Partial<Contact> = {},
): Promise<void> {
  await tx.insert(Contact, { unitId, personId, isHead: false, fromOn: LONG_AGO, untilOn: null, ...given });
}

export async function addReader(tx: Tx, unitId: number, given: Partial<DigestRecipient> = {}): Promise<void> {
  await tx.insert(DigestRecipient, {
    ...{ unitId, name: '督查科', address: DIGEST_READER, cadence: 'overdue' as const },
    ...{ fromOn: LONG_AGO, untilOn: null },
    ...given,
  });
}

/** The plan as a draft with everything corrected but not yet issued. */
export async function haimenDraft(test: TestApp): Promise<Haimen> {
  const { db } = test;
  const departmentId = await db.inTransaction((tx) => addUnit(tx, DEPARTMENT, { isSupervisor: true }));
  const verifierUnit = await db.inTransaction((tx) => addUnit(tx, VERIFIER));
  const supervisor = await personOf(test, departmentId, ['supervisor'], {
    name: '联络员甲',
    phone: '0513-00000001',
  });
  const verifier = await personOf(test, verifierUnit, ['verifier'], { name: '审核员乙' });
  await db.inTransaction((tx) => addReader(tx, departmentId));
  const text = readFileSync(DOCUMENT, 'utf8');
  const planId = await test
    .get(PlansService)
    .importDraft(supervisor, { text, sourceName: 'haimen-2018-122.txt' });
  const names = await rows<{ id: number; name: string; kind: string }>(
    db.read,
    `SELECT id, name, kind FROM units ORDER BY id`,
  );
  const ids = new Map(names.map((unit) => [unit.name, unit.id]));
  await db.inTransaction(async (tx) => {
    for (const unit of names) {
      if (unit.kind === 'group' || unit.id === departmentId || unit.id === verifierUnit) continue;
      const personId = await addPerson(tx, { name: `${unit.name}联络员`, email: addressOf(unit.id) });
      await addContact(tx, unit.id, personId);
    }
  });
  await test.get(DraftsService).correctPlan(supervisor, planId, { verifierUnitId: verifierUnit });
  await test.get(DraftsService).settleDoubts(supervisor, planId, null);
  const leads = await rows<{ name: string }>(
    db.read,
    `SELECT u.name, min(t.position) AS first FROM duties d JOIN tasks t ON t.id = d."taskId" JOIN units u ON u.id = d."unitId"
     WHERE d.part = 'lead' GROUP BY u.id, u.name ORDER BY first, u.id`,
  );
  return {
    ...{ planId, departmentId, supervisor, verifier },
    unitId: (name) => ids.get(name)!,
    reporterOf: (name) => ({
      personId: null,
      name,
      roles: ['reporter'],
      unitIds: [ids.get(name)!],
      door: 'page',
    }),
    leads: leads.map((lead) => lead.name),
  };
}

export async function issueHaimen(test: TestApp): Promise<Haimen> {
  const haimen = await haimenDraft(test);
  await test.get(IssueService).issue(haimen.supervisor, haimen.planId);
  return haimen;
}

/** Makes `group`, as the document prints it, consist of these units. */
export async function addMembers(tx: Tx, groupId: number, unitIds: number[]): Promise<void> {
  for (const unitId of unitIds)
    await tx.insert(GroupMember, { groupId, unitId, fromOn: LONG_AGO, untilOn: null });
}

async function personOf(
  { db }: TestApp,
  unitId: number,
  roles: Viewer['roles'],
  given: Partial<Person>,
): Promise<Viewer> {
  const personId = await db.inTransaction(async (tx) => {
    const id = await addPerson(tx, { email: addressOf(unitId), ...given });
    await addContact(tx, unitId, id);
    return id;
  });
  return { personId, name: given.name ?? '', roles, unitIds: [unitId], door: 'page' };
}

export interface StoredMessage {
  id: number;
  dedupeKey: string;
  kind: string;
  onDay: string;
  toAddress: string;
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
  state: string;
  expiresOn: string | null;
}

export async function allMessages({ db }: TestApp): Promise<StoredMessage[]> {
  const found = await rows<StoredMessage & { headers: string }>(
    db.read,
    'SELECT * FROM messages ORDER BY id',
  );
  return found.map((message) => ({
    ...message,
    headers: JSON.parse(message.headers) as Record<string, string>,
  }));
}

export async function deadlineOf({ db }: TestApp, unitId: number, kind = 'refinement'): Promise<number> {
  const found = await row<{ id: number }>(
    db.read,
    `SELECT id FROM deadlines WHERE "unitId" = :unitId AND kind = :kind AND "openedOn" IS NOT NULL ORDER BY id LIMIT 1`,
    { unitId, kind },
  );
  return found!.id;
}

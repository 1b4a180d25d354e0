/** What a new contact takes over: everything their unit owes, and what it has not signed. */
import type { Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { Matter } from '../plans/mail-kit.js';
import type { DeadlineFacts } from '../rules/deadline-state.js';

export interface OpenRow extends DeadlineFacts, Matter {
  id: number;
  planId: number;
  planTitle: string;
  documentNumber: string | null;
  supervisorUnitId: number;
  returns: number;
}

/** By the day it is owed. */
export function openOf(read: Reader, unitId: number, today: string): Promise<OpenRow[]> {
  return rows<OpenRow>(
    read,
    `SELECT d.id, d."planId", p.title AS "planTitle", p."documentNumber", p."supervisorUnitId", t.no AS "taskNo",
       coalesce(t.title, '') AS title, d.kind, d.period, d."dueOn", d."reworkOn", d."pendingSince", d."metOn",
       d."waivedOn", d."openedOn", d.returns
     FROM deadlines d JOIN plans p ON p.id = d."planId" LEFT JOIN tasks t ON t.id = d."taskId"
     WHERE d."unitId" = :unitId AND p.state = 'issued' AND d."openedOn" <= :today AND d."metOn" IS NULL
       AND d."waivedOn" IS NULL AND (t.state IS NULL OR t.state NOT IN ('suspended', 'withdrawn', 'closed'))
     ORDER BY coalesce(d."reworkOn", d."dueOn"), d.id`,
    { unitId, today },
  );
}

export interface HandedContact {
  contactId: number;
  unitId: number;
  unitName: string;
  name: string;
  fromOn: string;
  untilOn: string | null;
}

export function contactById(read: Reader, id: number): Promise<HandedContact | null> {
  return row(
    read,
    `SELECT c.id AS "contactId", c."unitId", u.name AS "unitName", p.name, c."fromOn", c."untilOn"
     FROM contacts c JOIN units u ON u.id = c."unitId" JOIN people p ON p.id = c."personId" WHERE c.id = :id`,
    { id },
  );
}

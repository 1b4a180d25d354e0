/** The links a contact was sent, and the plans for which one can be sent. */
import type { Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';

export interface LinkedContact {
  contactId: number;
  unitId: number;
  unitName: string;
  personId: number;
  name: string;
  address: string | null;
  untilOn: Day | null;
}

export function linkedContact(read: Reader, id: number): Promise<LinkedContact | null> {
  return row(
    read,
    `SELECT c.id AS "contactId", c."unitId", u.name AS "unitName", c."personId", p.name, p.email AS address, c."untilOn"
     FROM contacts c JOIN units u ON u.id = c."unitId" JOIN people p ON p.id = c."personId" WHERE c.id = :id`,
    { id },
  );
}

export interface ContactLink {
  id: number;
  jurisdictionName: string | null;
  createdAt: string;
  lastOn: Day;
  usedAt: string | null;
  revokedAt: string | null;
  revokedReason: string | null;
}

/** The newest first. */
export function linksOfContact(
  read: Reader,
  { unitId, personId }: Pick<LinkedContact, 'unitId' | 'personId'>,
): Promise<ContactLink[]> {
  return rows(
    read,
    `SELECT l.id, j.name AS "jurisdictionName", l."createdAt", l."lastOn", l."usedAt", l."revokedAt", l."revokedReason"
     FROM links l LEFT JOIN jurisdictions j ON j.id = l."jurisdictionId"
     WHERE l.purpose = 'unit' AND l."unitId" = :unitId AND l."personId" = :personId ORDER BY l.id DESC LIMIT 50`,
    { unitId, personId },
  );
}

export interface LinkedPlan {
  planId: number;
  supervisorUnitId: number;
  title: string;
  documentNumber: string | null;
  until: Day | null;
}

/** The newest plan of each jurisdiction in which the unit has a duty or owes anything, with its latest open day there. */
export function plansToLink(read: Reader, unitId: number): Promise<LinkedPlan[]> {
  return rows(
    read,
    `SELECT p.id AS "planId", p."supervisorUnitId", p.title, p."documentNumber",
       (SELECT max(d."dueOn") FROM deadlines d JOIN plans q ON q.id = d."planId"
        WHERE d."unitId" = :unitId AND d."metOn" IS NULL AND d."waivedOn" IS NULL AND q.state = 'issued'
          AND coalesce(q."jurisdictionId", 0) = coalesce(p."jurisdictionId", 0)) AS until
     FROM plans p WHERE p.id IN (
       SELECT max(o.id) FROM plans o WHERE o.state = 'issued' AND (
         EXISTS (SELECT 1 FROM duties y JOIN tasks t ON t.id = y."taskId" WHERE t."planId" = o.id AND y."unitId" = :unitId)
         OR EXISTS (SELECT 1 FROM deadlines d WHERE d."planId" = o.id AND d."unitId" = :unitId
           AND d."metOn" IS NULL AND d."waivedOn" IS NULL))
       GROUP BY coalesce(o."jurisdictionId", 0))
     ORDER BY p.id DESC`,
    { unitId },
  );
}

/** What a person sees of themselves. */
import type { Reader } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { Viewer } from '../rules/permissions.js';

export interface OwnAccount {
  name: string;
  loginName: string | null;
  email: string | null;
  phone: string | null;
  hasPassword: boolean;
  unitNames: string[];
  /** null: everywhere */
  jurisdiction: string | null;
}

type Row = Omit<OwnAccount, 'hasPassword' | 'unitNames'> & { hasPassword: unknown };

export async function ownAccount(from: Reader, { personId, unitIds }: Viewer): Promise<OwnAccount | null> {
  const person = await row<Row>(
    from,
    `SELECT p.name, p."loginName", p.email, p.phone, p."passwordHash" IS NOT NULL AS "hasPassword",
       j.name AS jurisdiction
     FROM people p LEFT JOIN jurisdictions j ON j.id = p."jurisdictionId" WHERE p.id = :personId`,
    { personId },
  );
  if (!person) return null;
  const units = unitIds.length
    ? await rows<{ name: string }>(from, 'SELECT name FROM units WHERE id IN (:...unitIds) ORDER BY id', {
        unitIds,
      })
    : [];
  return { ...person, hasPassword: Boolean(person.hasPassword), unitNames: units.map(({ name }) => name) };
}

/** The lines of the security log, the newest first. */
import type { SecurityEventKind } from '../audit/security-event-kinds.js';
import type { Reader } from '../platform/database.js';
import { containing, holds, rows } from '../platform/sql.js';

export interface SecurityFilter {
  kind?: SecurityEventKind | undefined;
  /** Part of a name. */
  person?: string | undefined;
  fromAt?: string | undefined;
  /** That instant itself is left out. */
  untilAt?: string | undefined;
  /** The last line of the page before. */
  after?: number | undefined;
  limit: number;
}

export interface SecurityLine {
  id: number;
  at: string;
  kind: SecurityEventKind;
  personId: number | null;
  /** As the person is called now; null where nobody was named or the person is no longer there. */
  personName: string | null;
  subject: string | null;
  address: string | null;
  details: Record<string, string | number>;
}

export async function securityLines(read: Reader, filter: SecurityFilter): Promise<SecurityLine[]> {
  const { kind, person, fromAt, untilAt, after, limit } = filter;
  const conditions = [
    kind !== undefined && 'e.kind = :kind',
    person !== undefined && `e."personId" IN (SELECT x.id FROM people x WHERE ${holds('x.name', 'person')})`,
    fromAt !== undefined && 'e.at >= :fromAt',
    untilAt !== undefined && 'e.at < :untilAt',
    after !== undefined && 'e.id < :after',
  ].filter(Boolean);
  const given = { kind, person: person && containing(person), fromAt, untilAt, after };
  const params = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const found = await rows<Omit<SecurityLine, 'details'> & { details: string }>(
    read,
    `SELECT e.id, e.at, e.kind, e."personId", p.name AS "personName", e.subject, e.address, e.details
     FROM security_events e LEFT JOIN people p ON p.id = e."personId"
     ${conditions.length ? `WHERE ${conditions.join(' AND ')}` : ''} ORDER BY e.id DESC LIMIT :limit`,
    { ...params, limit },
  );
  return found.map((line) => ({ ...line, details: JSON.parse(line.details) as SecurityLine['details'] }));
}

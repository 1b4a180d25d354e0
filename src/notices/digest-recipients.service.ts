/** Who reads a department's digests. Nobody is deleted: whoever stops reading has a last day. */
import { Injectable } from '@nestjs/common';
import { record } from '../audit/audit.js';
import { isAddress, isHeaderText } from '../outbox/addresses.js';
import { Clock } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import { NotAllowed, NotFound, wrongInput } from '../platform/refusal.js';
import { rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import { isWithin, maySupervise, type Viewer } from '../rules/permissions.js';
import { UnitDirectory } from '../units/unit-directory.queries.js';
import type { DigestRecipientDto } from './digest-recipient.dto.js';
import { DigestRecipient } from './digest-recipient.entity.js';

export interface ListedRecipient {
  id: number;
  departmentName: string;
  name: string;
  address: string;
  cadence: DigestRecipient['cadence'];
  fromOn: Day;
  untilOn: Day | null;
  /** still reads today */
  reads: boolean;
}

@Injectable()
export class DigestRecipientsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly units: UnitDirectory,
  ) {}

  /** Of the viewer's departments: who reads now, then who did. */
  async list(viewer: Viewer): Promise<ListedRecipient[]> {
    const departmentId = await this.departmentOf(viewer);
    const found = await rows<ListedRecipient>(
      this.db.read,
      `SELECT r.id, u.name AS "departmentName", r.name, r.address, r.cadence, r."fromOn", r."untilOn"
       FROM digest_recipients r JOIN units u ON u.id = r."unitId" WHERE r."unitId" = :departmentId ORDER BY r.id`,
      { departmentId },
    );
    const today = this.clock.today();
    const listed = found.map((one) => ({ ...one, reads: one.untilOn === null || one.untilOn > today }));
    return [...listed.filter((one) => one.reads), ...listed.filter((one) => !one.reads)];
  }

  /** Somebody who had stopped reads again from today. @throws Refusal recipient-taken, field-not-an-address */
  async add(viewer: Viewer, dto: DigestRecipientDto): Promise<number> {
    const departmentId = await this.departmentOf(viewer);
    const [name, address] = [dto.name.trim(), dto.address.trim().toLowerCase()];
    if (!name) throw wrongInput('input-wrong', { name: 'field-required' });
    if (!isAddress(address)) throw wrongInput('input-wrong', { address: 'field-not-an-address' });
    if (!isHeaderText(name)) throw wrongInput('input-wrong', { name: 'name-odd-characters' });
    return await this.db.inTransaction(async (tx) => {
      const given = { unitId: departmentId, address, name, cadence: dto.cadence };
      const before = await tx.findOneBy(DigestRecipient, { unitId: departmentId, address });
      if (before && (before.untilOn === null || before.untilOn > this.clock.today()))
        throw wrongInput('recipient-taken', { address: 'recipient-taken' }, { name: before.name });
      const reading = { ...given, fromOn: this.clock.today(), untilOn: null };
      const id = before ? before.id : await insert(tx, reading);
      if (before) await tx.update(DigestRecipient, before.id, reading);
      await this.keep(tx, viewer, { verb: 'add', id, before: before && { ...before }, after: reading });
      return id;
    });
  }

  /** From today no digest goes there any more. */
  async end(viewer: Viewer, id: number): Promise<void> {
    const departmentId = await this.departmentOf(viewer);
    const untilOn = this.clock.today();
    await this.db.inTransaction(async (tx) => {
      const recipient = await tx.findOneBy(DigestRecipient, { id, unitId: departmentId });
      if (!recipient) throw new NotFound('digest-recipient');
      if (recipient.untilOn !== null && recipient.untilOn <= untilOn) return;
      await tx.update(DigestRecipient, id, { untilOn });
      const before = { ...recipient };
      await this.keep(tx, viewer, { verb: 'end', id, before, after: { ...recipient, untilOn } });
    });
  }

  private async keep(
    tx: Tx,
    viewer: Viewer,
    change: {
      verb: string;
      id: number;
      before: Record<string, unknown> | null;
      after: Record<string, unknown>;
    },
  ): Promise<void> {
    await record(tx, this.clock, viewer, { noun: 'digest-recipient', ...change });
  }

  /** The supervising department the viewer belongs to; where a supervisor is of none, the first. */
  private async departmentOf(viewer: Viewer): Promise<number> {
    if (!viewer.roles.includes('administrator')) {
      const verdict = maySupervise(viewer);
      if (!verdict.ok) throw new NotAllowed(verdict.code);
    }
    const supervising = await this.units.supervisors();
    const near = supervising.filter((unit) => isWithin(viewer, unit.jurisdictionId));
    const own = near.find((unit) => viewer.unitIds.includes(unit.unitId)) ?? near[0];
    if (!own) throw new NotFound('unit');
    return own.unitId;
  }
}

async function insert(tx: Tx, reading: Omit<DigestRecipient, 'id'>): Promise<number> {
  const made = await tx.insert(DigestRecipient, reading);
  return made.identifiers[0]!['id'] as number;
}

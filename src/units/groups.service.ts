/** Who belongs to a group unit (各区镇), from which day until which. */
import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { record } from '../audit/audit.js';
import { Clock } from '../platform/clock.js';
import { Database, type Tx } from '../platform/database.js';
import { NotFound, Refusal, wrongInput } from '../platform/refusal.js';
import { rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { Viewer } from '../rules/permissions.js';
import { GroupMember } from './group-member.entity.js';
import { holderWithin, unitOf } from './units.service.js';
import { refuseUnitElsewhere } from './sight.queries.js';

@Injectable()
export class GroupsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** All of them or none. @throws Refusal unit-unknown naming the first that is not known */
  async addMembers(
    viewer: Viewer,
    groupId: number,
    names: string[],
    fromOn: Day = this.clock.today(),
  ): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const group = await unitOf(tx, groupId);
      await refuseUnitElsewhere(tx, viewer, groupId);
      if (group.kind !== 'group') throw new Refusal('unit-is-not-a-group', { unit: group.name });
      if (names.length === 0) throw wrongInput('input-wrong', { members: 'field-required' });
      for (const name of names) {
        const member = await holderWithin(tx, viewer, name);
        if (!member || member.endedOn)
          throw wrongInput('unit-unknown', { members: 'unit-unknown' }, { unit: name });
        await refuseCircle(tx, groupId, member.unitId);
        await this.join(tx, viewer, { groupId, unitId: member.unitId, fromOn });
      }
    });
  }

  /** @param endsOn the first day it no longer belongs */
  async endMembership(
    viewer: Viewer,
    groupId: number,
    unitId: number,
    endsOn: Day = this.clock.today(),
  ): Promise<void> {
    await this.db.inTransaction(async (tx) => {
      const member = await tx.findOneBy(GroupMember, { groupId, unitId, untilOn: IsNull() });
      if (!member) throw new NotFound('group-member');
      await refuseUnitElsewhere(tx, viewer, groupId);
      if (endsOn < member.fromOn) throw wrongInput('day-before-start', { endsOn: 'day-before-start' });
      await tx.update(GroupMember, { id: member.id }, { untilOn: endsOn });
      const change = {
        before: { groupId, unitId, untilOn: null },
        after: { groupId, unitId, untilOn: endsOn },
      };
      await record(tx, this.clock, viewer, { verb: 'end', noun: 'group-member', id: member.id, ...change });
    });
  }

  private async join(tx: Tx, viewer: Viewer, member: Omit<GroupMember, 'id' | 'untilOn'>): Promise<void> {
    const { groupId, unitId, fromOn } = member;
    const standing = await tx.findOneBy(GroupMember, { groupId, unitId, untilOn: IsNull() });
    if (standing) return;
    const ended = await tx.findOneBy(GroupMember, { groupId, unitId, fromOn });
    const id =
      ended?.id ??
      ((await tx.insert(GroupMember, { ...member, untilOn: null })).identifiers[0] as { id: number }).id;
    if (ended) await tx.update(GroupMember, { id }, { untilOn: null });
    await record(tx, this.clock, viewer, { verb: 'add', noun: 'group-member', id, after: { ...member } });
  }
}

/** A group may hold groups, but never itself, not even by way of another. */
async function refuseCircle(tx: Tx, groupId: number, memberId: number): Promise<void> {
  const links = await rows<{ groupId: number; unitId: number }>(
    tx,
    'SELECT "groupId", "unitId" FROM group_members WHERE "untilOn" IS NULL',
  );
  const [open, seen] = [[memberId], new Set<number>()];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === groupId) throw wrongInput('group-in-itself', { members: 'group-in-itself' });
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...links.filter((link) => link.groupId === id).map((link) => link.unitId));
  }
}

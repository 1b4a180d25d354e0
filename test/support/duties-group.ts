/** Haimen's plan issued with a co-operating group whose only member owes for itself. */
import { DraftsService } from '../../src/plans/drafts.service.js';
import { IssueService } from '../../src/plans/issue.service.js';
import { row } from '../../src/platform/sql.js';
import type { Viewer } from '../../src/rules/permissions.js';
import type { TestApp } from './app.js';
import { addMembers, addUnit, haimenDraft } from './haimen.js';

export async function issueWithMembers(t: TestApp): Promise<{ unitId: number; viewer: Viewer }> {
  const { supervisor, planId } = await haimenDraft(t);
  const group = await row<{ dutyId: number; unitId: number }>(
    t.db.read,
    `SELECT y.id AS "dutyId", y."unitId" FROM duties y JOIN units u ON u.id = y."unitId"
     WHERE u.kind = 'group' ORDER BY y.id LIMIT 1`,
  );
  const unitId = await t.db.inTransaction(async (tx) => {
    const member = await addUnit(tx, '海门街道', { reachedBy: 'offline' });
    await addMembers(tx, group!.unitId, [member]);
    return member;
  });
  await t.get(DraftsService).chooseDuty(supervisor, group!.dutyId, { groupMode: 'each' });
  await t.get(IssueService).issue(supervisor, planId);
  return {
    unitId,
    viewer: { personId: null, name: '海门街道', roles: ['reporter'], unitIds: [unitId], door: 'page' },
  };
}

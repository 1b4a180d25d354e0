/** Every unit has signed for what it was given, as where it is not the signing that a test is about. */
import { rows } from '../../src/platform/sql.js';
import { ReceiptsService } from '../../src/progress/receipts.service.js';
import { UNSIGNED } from '../../src/progress/unsigned.queries.js';
import type { Viewer } from '../../src/rules/permissions.js';
import type { TestApp } from './app.js';

/** @param besides units that do not */
export async function signAll(t: TestApp, supervisor: Viewer, besides: number[] = []): Promise<void> {
  const units = await rows<{ unitId: number }>(
    t.db.read,
    `SELECT DISTINCT y."unitId" FROM duties y JOIN tasks t ON t.id = y."taskId" JOIN plans p ON p.id = t."planId"
       JOIN units u ON u.id = y."unitId" WHERE ${UNSIGNED} ORDER BY y."unitId"`,
  );
  for (const { unitId } of units.filter((one) => !besides.includes(one.unitId))) {
    const dto = { contactName: '联络员丙', leaderInCharge: '分管领导丁' };
    await t.get(ReceiptsService).receive(supervisor, unitId, dto);
  }
}

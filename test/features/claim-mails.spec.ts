/** What mails say of claims, and what they keep to themselves of sensitive tasks. */
import { Task } from '../../src/plans/task.entity.js';
import { ClosuresService } from '../../src/progress/closures.service.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { aPlan, type InsertedPlan } from '../support/a-plan.js';
import { testApp, type TestApp } from '../support/app.js';
import { addReader, allMessages } from '../support/haimen.js';
import { contactOf, digest, goTo, ranOn, remind } from '../support/morning.js';

const SECOND = '市委办';
const TITLE = '建立权责清单';

describe('mails', () => {
  let t: TestApp;
  let plan: InsertedPlan;
  beforeEach(async () => {
    t = await testApp({ now: '2019-09-02T01:00:00Z' });
    plan = await aPlan(t.db)
      .supervisedBy('市委组织部')
      .withTask({
        no: '15',
        title: TITLE,
        leads: ['市考核办', SECOND],
        deadlines: [
          { kind: 'completion', dueOn: '2019-12-31' },
          { unit: SECOND, dueOn: '2019-12-31', period: '2019-H2' },
        ],
      })
      .insert();
    await contactOf(t, plan.unitId(SECOND), 'u2@haimen.example');
  });
  afterEach(() => t.close());

  it('tell a lead in its next reminder that the first lead is about to claim, once', async () => {
    goTo(t, '2019-09-02', '15:00');
    const unitIds = [plan.unitId('市考核办')];
    const first: Viewer = { personId: null, name: '联络员甲', roles: ['reporter'], unitIds, door: 'page' };
    await t.get(ClosuresService).tell(first, plan.taskIds[0]!, '');
    await remind(t, '2019-09-03', ranOn('2019-09-02'));
    await remind(t, '2019-09-04', ranOn('2019-09-03'));
    const [mail, ...others] = await allMessages(t);
    expect(others).toEqual([]);
    expect(mail!.text).toMatch(/第一牵头单位即将申请办结，请尽快报送　第15项 建立权责清单/);
  });

  it('do not bear the title of a sensitive task', async () => {
    await t.db.inTransaction(async (tx) => {
      await tx.update(Task, plan.taskIds[0]!, { sensitiveFromOn: '2019-09-02' });
      await addReader(tx, plan.unitId('市委组织部'));
    });
    await remind(t, '2020-01-02', ranOn('2019-12-31'));
    await digest(t, '2020-01-02', ranOn('2019-12-31'));
    const mails = await allMessages(t);
    expect(mails.map((mail) => mail.kind).sort()).toEqual(['overdue-digest', 'reminders']);
    for (const mail of mails) {
      expect(mail.text + mail.subject).toContain('第15项（内部事项）');
      expect(mail.text + mail.html + mail.subject).not.toContain(TITLE);
    }
  });
});

/** What the trail says of people by name stands apart from it: it can be taken out, and the chain stays whole. */
import { erasePersonal, withPersonal, type PersonalEntry } from '../../src/audit/personal-values.js';
import { verifyTrail } from '../../src/audit/verify.js';
import { record, type Change } from '../../src/audit/audit.js';
import { rows } from '../../src/platform/sql.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { TestTrail } from '../support/audit-trail.js';

let trail: TestTrail;
beforeEach(async () => (trail = await TestTrail.open()));
afterEach(() => trail.close());

const supervisor: Viewer = { personId: 3, name: '督查员甲', roles: [], unitIds: [], door: 'page' };
const tell = (...changes: Omit<Change, 'verb'>[]) =>
  trail.db.inTransaction(async (tx) => {
    for (const change of changes) await record(tx, trail.clock, supervisor, { verb: 'change', ...change });
  });
const stored = () =>
  rows<PersonalEntry>(
    trail.db.read,
    'SELECT "personId", "personName", before, after FROM audit_entries ORDER BY id',
  );
const read = async () => withPersonal(trail.db.read, await stored());

const PERSON = {
  noun: 'person',
  id: 7,
  after: { name: '联络员乙', email: 'yi@haimen.example', phone: '0513-1' },
};
const RECEIPT = {
  noun: 'receipt',
  id: 1,
  after: { contactName: '联络员乙', leaderInCharge: '领导丙', unitId: 4 },
};

it('entries hold no name, mailbox or phone of a person, and are read with them', async () => {
  await tell(PERSON, RECEIPT, { noun: 'unit', id: 4, after: { name: '市财政局' } });
  const texts = JSON.stringify(await stored());
  for (const said of ['督查员甲', '联络员乙', 'yi@haimen.example', '0513-1', '领导丙'])
    expect(texts).not.toContain(said);
  expect(texts).toContain('市财政局');
  const [person, receipt] = await read();
  expect(person).toMatchObject({ personName: '督查员甲', after: JSON.stringify(PERSON.after) });
  expect(receipt!.after).toBe(JSON.stringify(RECEIPT.after));
});

it('what stayed the same is left out as before', async () => {
  await tell({ ...PERSON, before: PERSON.after, after: { ...PERSON.after, phone: '0513-2' } });
  const [entry] = await read();
  expect([entry!.before, entry!.after]).toEqual(['{"phone":"0513-1"}', '{"phone":"0513-2"}']);
});

it('erased, they are gone, and the chain is whole', async () => {
  await tell(PERSON, RECEIPT);
  await trail.db.inTransaction((tx) => erasePersonal(tx, 7, ['联络员乙']));
  const all = JSON.stringify(await rows(trail.db.read, 'SELECT * FROM personal_values'));
  for (const said of ['联络员乙', 'yi@haimen.example', '0513-1']) expect(all).not.toContain(said);
  const [person, receipt] = await read();
  expect(person!.after).toBe('{"name":"","email":"","phone":""}');
  expect(receipt!.after).toBe('{"contactName":"","leaderInCharge":"领导丙","unitId":4}');
  expect(await verifyTrail(trail.db.read)).toMatchObject({ rows: 2, fault: null });
});

it('a place that somebody typed is text', async () => {
  await tell({ noun: 'task', id: 1, after: { title: '⟦p:1⟧', phone: '⟦p:1⟧' } });
  const [entry] = await read();
  expect(entry!.after).toBe('{"title":"⟦p:1⟧","phone":"⟦p:1⟧"}');
});

it('a transaction that is rolled back leaves no value behind that an entry would need', async () => {
  const failing = trail.db.inTransaction(async (tx) => {
    await record(tx, trail.clock, supervisor, { verb: 'v', noun: 'n', id: 1 });
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  await tell({ noun: 'n', id: 2 });
  expect((await read())[0]!.personName).toBe('督查员甲');
});

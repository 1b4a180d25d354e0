import fc from 'fast-check';
import { AuditEntry } from '../../src/audit/audit-entry.entity.js';
import { day } from '../../src/rules/day.js';
import type { Viewer } from '../../src/rules/permissions.js';
import { readContactTable } from '../../src/units/contact-table.js';
import { ContactsService } from '../../src/units/contacts.service.js';
import { Person } from '../../src/units/person.entity.js';
import { UnitDirectory } from '../../src/units/unit-directory.queries.js';
import { UnitNamesService } from '../../src/units/unit-names.service.js';
import { UnitsService } from '../../src/units/units.service.js';
import { testApp, type TestApp } from '../support/app.js';

const supervisor: Viewer = {
  personId: null,
  name: '督查员',
  roles: ['supervisor'],
  unitIds: [],
  door: 'page',
};
const today = day('2018-11-02');

describe('contacts', () => {
  let app: TestApp;
  let contacts: ContactsService;
  let ids: Map<string, number>;
  beforeAll(async () => {
    app = await testApp({ now: '2018-11-02T01:00:00Z' });
    contacts = app.get(ContactsService);
    ids = await app.db.inTransaction((tx) =>
      app.get(UnitsService).ensureUnits(tx, supervisor, ['市财政局', '市人社局', '市委办', '各区镇']),
    );
    await app.get(UnitNamesService).add(supervisor, ids.get('市人社局')!, '市人力资源和社会保障局');
  });
  beforeEach(() =>
    app.db.inTransaction(async (tx) => {
      for (const table of ['contacts', 'people']) await tx.query(`DELETE FROM ${table}`);
    }),
  );
  afterAll(() => app.close());

  const paste = async (text: string, replaces = false) => {
    const { seen } = await contacts.preview(supervisor, { text, replaces });
    return contacts.confirm(supervisor, { text, replaces }, seen);
  };
  const standing = async (...names: string[]) => {
    const found = await app.get(UnitDirectory).contactsOf(
      names.map((name) => ids.get(name)!),
      today,
    );
    return found.map(({ name, address, phone }) => [name, address, phone]);
  };
  const faultsOf = async (text: string) =>
    (await contacts.preview(supervisor, { text, replaces: false })).rows.map((row) =>
      row.faults.map(({ code }) => code),
    );

  it.each([
    ['tabs, without a header', '市财政局\t张甲\tzhang@cz.example\t0513-00000001'],
    ['tabs from a spreadsheet with numbers', '1\t市财政局\t张甲\tzhang@cz.example\t0513-00000001\r\n'],
    ['commas', '市财政局,张甲,zhang@cz.example,0513-00000001'],
    ['full-width commas', '市财政局，张甲，zhang@cz.example，0513-00000001'],
    ['several spaces', '市财政局   张甲  zhang@cz.example   0513-00000001'],
    ['full-width spaces', '市财政局　张甲　zhang@cz.example　0513-00000001'],
    ['single spaces', '市财政局 张甲 zhang@cz.example 0513-00000001'],
    ['bars', '| 市财政局 | 张甲 | zhang@cz.example | 0513-00000001 |'],
    ['quoted cells', '"市财政局","张甲","zhang@cz.example","0513-00000001"'],
    [
      'a header in another order',
      '联系电话\t电子邮箱\t联络员姓名\t责任单位\n0513-00000001\tzhang@cz.example\t张甲\t市财政局',
    ],
    ['another order without a header', 'zhang@cz.example\t0513-00000001\t市财政局\t张甲'],
    [
      'capitals, full-width signs and mailto',
      '市财政局\t张甲\t<mailto:ZHANG＠cz．example>\t０５１３－00000001',
    ],
  ])('are read from a table with %s', async (_, text) => {
    expect(await paste(text)).toEqual({ added: 1, changed: 0, ended: 0 });
    expect(await standing('市财政局')).toEqual([['张甲', 'zhang@cz.example', '0513-00000001']]);
  });

  it('take an empty unit cell for the unit above', async () => {
    const text = '市财政局\t张甲\tzhang@cz.example\t\n\t李乙\tli@cz.example\t';
    const { rows } = await contacts.preview(supervisor, { text, replaces: false });
    expect(rows.map((row) => [row.unitName, row.outcome, row.remarks.map(({ code }) => code)])).toEqual([
      ['市财政局', 'add', []],
      ['市财政局', 'add', ['unit-from-above']],
    ]);
    await paste(text);
    expect(await standing('市财政局')).toHaveLength(2);
  });

  it('are one person for one mailbox, also for two units', async () => {
    await paste('市财政局,张甲,zhang@cz.example,0513-00000001\n市委办,张甲,ZHANG@cz.example,');
    expect(await app.db.read.countBy(Person, { email: 'zhang@cz.example' })).toBe(1);
    expect(await standing('市财政局', '市委办')).toEqual([
      ['张甲', 'zhang@cz.example', '0513-00000001'],
      ['张甲', 'zhang@cz.example', '0513-00000001'],
    ]);
  });

  it('pasted a second time change nothing', async () => {
    const text = '市财政局,张甲,zhang@cz.example,0513-00000001\n市委办,李乙,,0513-00000002';
    await paste(text);
    const before = await app.db.read.count(AuditEntry);
    expect(await paste(text)).toEqual({ added: 0, changed: 0, ended: 0 });
    expect(await app.db.read.count(AuditEntry)).toBe(before);
  });

  it('keep the mailbox when the person behind it changes, and say so before', async () => {
    await paste('市财政局,张甲,zhang@cz.example,0513-00000001');
    const text = '市财政局,李乙,zhang@cz.example,';
    const { rows } = await contacts.preview(supervisor, { text, replaces: false });
    expect(rows[0]).toMatchObject({
      outcome: 'change',
      remarks: [{ code: 'person-renamed', params: { before: '张甲' } }],
    });
    expect(await paste(text)).toEqual({ added: 0, changed: 1, ended: 0 });
    expect(await standing('市财政局')).toEqual([['李乙', 'zhang@cz.example', '0513-00000001']]);
  });

  it('add to those who stand, or take their place', async () => {
    await paste('市财政局,张甲,zhang@cz.example,\n市委办,王丙,wang@bg.example,');
    await paste('市财政局,李乙,li@cz.example,');
    expect(await standing('市财政局')).toHaveLength(2);
    expect(await paste('市财政局,赵丁,zhao@cz.example,', true)).toEqual({ added: 1, changed: 0, ended: 2 });
    expect(await standing('市财政局')).toEqual([['赵丁', 'zhao@cz.example', null]]);
    expect(await standing('市委办')).toHaveLength(1);
  });

  it('reached by telephone until they get a mailbox', async () => {
    await paste('市财政局,张甲,,0513-00000001');
    expect(await paste('市财政局,张甲,zhang@cz.example,0513-00000001')).toEqual({
      added: 1,
      changed: 0,
      ended: 1,
    });
    expect(await standing('市财政局')).toEqual([['张甲', 'zhang@cz.example', '0513-00000001']]);
  });

  it('end on a day and are not written to from then on', async () => {
    await paste('市财政局,张甲,zhang@cz.example,');
    const [contact] = await app.get(UnitDirectory).contactsOf([ids.get('市财政局')!], today);
    await contacts.end(supervisor, contact!.contactId);
    expect(await standing('市财政局')).toEqual([]);
    expect(await paste('市财政局,张甲,zhang@cz.example,')).toEqual({ added: 1, changed: 0, ended: 0 });
    await expect(contacts.end(supervisor, 999_999)).rejects.toThrow('no such contact');
  });

  it.each([
    ['市无此局,张甲,zhang@cz.example,', 'unit-unknown'],
    ['市人力资源社会保障局,张甲,zhang@cz.example,', 'unit-unknown-like'],
    ['各区镇,张甲,zhang@cz.example,', 'unit-is-group'],
    ['市财政局,,zhang@cz.example,', 'name-missing'],
    ['市财政局,张\u202e甲,zhang@cz.example,', 'name-odd'],
    ['市财政局,张甲,zhang@,', 'address-wrong'],
    ['市财政局,张甲,a@b@c.example,', 'address-wrong'],
    ['市财政局,张甲,zhang@caizheng,', 'address-wrong'],
    ['市财政局,张甲,zhang@cz.example;li@cz.example,', 'address-wrong'],
    ['市财政局,张甲,张甲@cz.example,', 'address-wrong'],
    ['市财政局,张甲,,', 'reach-missing'],
    [',张甲,zhang@cz.example,', 'unit-missing'],
  ])('say what is wrong with a row: %s', async (text, code) => {
    expect(await faultsOf(text)).toEqual([[code]]);
    await expect(paste(text)).rejects.toMatchObject({ code: 'contact-table-wrong', status: 422 });
    expect(await app.db.read.count(Person)).toBe(0);
  });

  it('see a mailbox under two names, and a row that stands twice', async () => {
    const first = '市财政局,张甲,zhang@cz.example,';
    expect(await faultsOf(`${first}\n市委办,李乙,zhang@cz.example,\n${first}`)).toEqual([
      [],
      ['mailbox-two-names'],
      ['listed-twice'],
    ]);
  });

  it('bring nobody back who has left: the row says so, and an administrator records the return', async () => {
    const line = '市财政局,张甲,zhang@cz.example,';
    await paste(line);
    await app.db.inTransaction((tx) =>
      tx.query(`UPDATE people SET "leftOn" = '2018-11-02'`).then(() => tx.query('DELETE FROM contacts')),
    );
    expect(await faultsOf(line)).toEqual([['mailbox-of-left']]);
    const given = { name: '李乙', address: 'zhang@cz.example', phone: null, isHead: false };
    const entered = contacts.enter(supervisor, { ...given, unitId: ids.get('市财政局')! });
    await expect(entered).rejects.toMatchObject({ code: 'mailbox-of-left', status: 422 });
    const [person] = await app.db.read.find(Person);
    expect(person).toMatchObject({ name: '张甲', leftOn: '2018-11-02' });
    await app.db.inTransaction((tx) => tx.update(Person, { id: person!.id }, { leftOn: null }));
    expect(await paste(line)).toMatchObject({ added: 1 });
  });

  it('take nothing of a table in which one row is wrong', async () => {
    await expect(
      paste('市财政局,张甲,zhang@cz.example,\n市无此局,李乙,li@cz.example,'),
    ).rejects.toMatchObject({
      code: 'contact-table-wrong',
    });
    expect(await standing('市财政局')).toEqual([]);
  });

  it('are read from any text without falling over', () => {
    const cell = fc.oneof(
      fc.string(),
      fc.constantFrom('市财政局', 'a@b.example', '0513-1', '|', '"', '　', '单位', '\t', ','),
    );
    fc.assert(
      fc.property(
        fc.array(cell, { maxLength: 30 }),
        fc.constantFrom('\t', ',', '  ', '\n', '|'),
        (cells, between) => {
          for (const line of readContactTable(cells.join(between))) expect(line.line).toBeGreaterThan(0);
        },
      ),
    );
  });

  it.each(['', '   \n\t\n', '单位\t姓名\t邮箱\t电话'])('refuse a table without rows: %j', async (text) => {
    await expect(contacts.preview(supervisor, { text, replaces: false })).rejects.toMatchObject({
      code: 'contact-table-empty',
    });
  });

  it('refuse a table longer than anyone checks by eye', async () => {
    const text = Array.from({ length: 2001 }, (_, i) => `市财政局,张甲,a${i}@cz.example,`).join('\n');
    await expect(contacts.preview(supervisor, { text, replaces: false })).rejects.toMatchObject({
      code: 'contact-table-too-long',
    });
  });

  it('are not confirmed where they would now do something else than was shown', async () => {
    const text = '市财政局,张甲,zhang@cz.example,';
    const { seen } = await contacts.preview(supervisor, { text, replaces: true });
    await paste('市财政局,李乙,li@cz.example,');
    await expect(contacts.confirm(supervisor, { text, replaces: true }, seen)).rejects.toMatchObject({
      code: 'contact-preview-outdated',
    });
    expect(await standing('市财政局')).toEqual([['李乙', 'li@cz.example', null]]);
  });
});

/** Promise R14: whatever is done to the trail behind Duban's back shows. */
import {
  hashOf,
  headInWords,
  NO_ENTRY,
  readHead,
  type ChainedEntry,
  type Head,
} from '../../src/audit/chain.js';
import { headBefore, verifyTrail } from '../../src/audit/verify.js';
import { TestTrail } from '../support/audit-trail.js';

let trail: TestTrail;
beforeEach(async () => {
  trail = await TestTrail.open();
  await trail.write(12);
});
afterEach(() => trail.close());

const verify = (options = {}) => verifyTrail(trail.db.read, options);
const faultAfter = async (...statements: string[]) => {
  await trail.tamper(...statements);
  return (await verify()).fault;
};
/** An entry that goes on from `previous` as if Duban had written it. */
const forged = (id: number, previous: Head): string => {
  const entry: Omit<ChainedEntry, 'hash' | 'previousHash'> = {
    ...{ id, at: '2018-11-02T01:00:00.000Z', onDay: '2018-11-02', personId: null, personName: '甲' },
    ...{
      door: 'page',
      verb: 'accept',
      noun: 'deadline',
      nounId: '1',
      planId: null,
      before: null,
      after: null,
    },
  };
  return `INSERT INTO audit_entries (id, at, "onDay", "personName", door, verb, noun, "nounId", "previousHash", hash)
    VALUES (${id}, '${entry.at}', '${entry.onDay}', '甲', 'page', 'accept', 'deadline', '1',
      '${previous.hash}', '${hashOf(entry, previous.hash)}')`;
};
const headAt = async (id: number): Promise<Head> => headBefore(trail.db.read, id + 1);

it('a trail nobody touched is whole, and its head is the last entry', async () => {
  const last = (await trail.entries()).at(-1)!;
  expect(await verify()).toEqual({ rows: 12, head: { id: 12, hash: last['hash'] }, fault: null });
  expect(last['hash']).toMatch(/^v1:[0-9a-f]{64}$/);
});

it('the hash is the one the documentation promises', () => {
  const entry = {
    ...{ id: 1, at: 'a', onDay: 'b', personId: 2, personName: '甲"', door: 'page', verb: 'v' },
  };
  const rest = { noun: 'n', nounId: '7', planId: null, before: null, after: '{"x":1}' };
  // printf '%s' '["v1","",1,"a","b",2,"甲\"","page","v","n","7",null,null,"{\"x\":1}"]' | sha256sum
  expect(hashOf({ ...entry, ...rest }, '')).toBe(
    'v1:da77664fc6398ffe44b1305123a6cd0ef6a4043ddeeb201f3a5ddaa3d3c7ff25',
  );
});

it('what stands in one column cannot be pushed into the next', () => {
  const entry = { id: 1, at: '', onDay: '', personId: null, door: '', verb: '', planId: null };
  const rest = { nounId: '1', before: null, after: null };
  const one = hashOf({ ...entry, ...rest, personName: 'a","b', noun: '' }, '');
  const two = hashOf({ ...entry, ...rest, personName: 'a', noun: 'b' }, '');
  expect(one).not.toBe(two);
  expect(hashOf({ ...entry, ...rest, personName: '', noun: '', before: 'null' }, '')).not.toBe(
    hashOf({ ...entry, ...rest, personName: '', noun: '' }, ''),
  );
});

describe('found is', () => {
  const columns = ['at', 'onDay', 'personName', 'door', 'verb', 'noun', 'nounId', 'before', 'after'];
  it.each(columns)('a change of %s', async (column) => {
    expect(await faultAfter(`UPDATE audit_entries SET "${column}" = 'x' WHERE id = 5`)).toEqual({
      kind: 'changed',
      id: 5,
    });
  });

  it.each(['personId', 'planId'])('a change of %s', async (column) => {
    expect(await faultAfter(`UPDATE audit_entries SET "${column}" = 77 WHERE id = 5`)).toMatchObject({
      kind: 'changed',
      id: 5,
    });
  });

  it('a change whose hash was recomputed', async () => {
    const entry = (await trail.entries())[4] as unknown as ChainedEntry;
    const changed = { ...entry, personName: '别人' };
    const hash = hashOf(changed, entry.previousHash!);
    expect(
      await faultAfter(`UPDATE audit_entries SET "personName" = '别人', hash = '${hash}' WHERE id = 5`),
    ).toEqual({ kind: 'broken-link', id: 6 });
  });

  it.each([
    ['the first', 'id = 1', 2],
    ['one in the middle', 'id = 5', 6],
    ['several', 'id IN (5, 6, 9)', 7],
  ])('the removal of %s', async (_, which, id) => {
    expect(await faultAfter(`DELETE FROM audit_entries WHERE ${which}`)).toEqual({ kind: 'broken-link', id });
  });

  it('an entry put between two others', async () => {
    const previous = await headAt(4);
    expect(await faultAfter('DELETE FROM audit_entries WHERE id = 5', forged(5, previous))).toEqual({
      kind: 'broken-link',
      id: 6,
    });
  });

  it.each([0, -3])('an entry put before the first, with the number %d', async (id) => {
    expect(await faultAfter(forged(id, NO_ENTRY))).toMatchObject({ kind: 'broken-link' });
  });

  it('an entry without a hash', async () => {
    expect(
      await faultAfter(`UPDATE audit_entries SET hash = NULL, "previousHash" = NULL WHERE id = 12`),
    ).toEqual({ kind: 'unsealed', id: 12 });
  });

  it('two entries that changed places', async () => {
    expect(
      await faultAfter(
        'UPDATE audit_entries SET id = 1000 WHERE id = 5',
        'UPDATE audit_entries SET id = 5 WHERE id = 6',
        'UPDATE audit_entries SET id = 6 WHERE id = 1000',
      ),
    ).toMatchObject({ id: 5 });
  });

  it('an end cut off, by whoever noted the head, and by nobody else', async () => {
    const noted = await headAt(12);
    expect(await faultAfter('DELETE FROM audit_entries WHERE id > 9')).toBeNull();
    expect((await verify({ noted: [noted] })).fault).toEqual({ kind: 'head-missing', id: 12 });
    await trail.write(5);
    expect((await verify()).fault).toBeNull();
    expect((await verify({ noted: [noted] })).fault).toEqual({ kind: 'head-differs', id: 12 });
  });

  it('a trail that is gone altogether, by whoever noted the head', async () => {
    const noted = await headAt(12);
    expect(await faultAfter('DELETE FROM audit_entries')).toBeNull();
    expect((await verify({ noted: [noted] })).fault).toEqual({ kind: 'head-missing', id: 12 });
  });

  it('a trail written anew from some entry on, by whoever noted the head', async () => {
    const noted = await headAt(12);
    await trail.tamper('DELETE FROM audit_entries WHERE id > 9', forged(10, await headAt(9)));
    await trail.write(2);
    expect((await verify()).fault).toBeNull();
    expect((await verify({ noted: [noted] })).fault).toEqual({ kind: 'head-differs', id: 12 });
  });
});

it('a check from some entry on reads only from there', async () => {
  await trail.tamper(`UPDATE audit_entries SET verb = 'x' WHERE id = 3`);
  expect(await verify({ after: await headAt(7) })).toMatchObject({ rows: 5, fault: null });
});

it('a check of more than one batch reads each entry once', async () => {
  await trail.write(2100);
  expect(await verify()).toMatchObject({ rows: 2112, head: { id: 2112 }, fault: null });
});

it('a head is read as it is printed, and anything else is none', async () => {
  const head = await headAt(12);
  expect(readHead(headInWords(head))).toEqual(head);
  expect(['', '@', 'v1:00@1', headInWords(head).replace('@12', ''), 'x'].map(readHead)).toEqual(
    Array.from({ length: 5 }, () => null),
  );
});

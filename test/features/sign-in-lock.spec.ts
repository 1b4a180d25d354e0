import fc from 'fast-check';
import { Attempts } from '../../src/access/attempts.js';
import { isLocked, networkOf } from '../../src/access/lock.js';
import { SignInService } from '../../src/access/sign-in.service.js';
import { Turns, TurnsByKey } from '../../src/access/turns.js';
import { later } from '../../src/access/instants.js';
import { rows } from '../../src/platform/sql.js';
import { Person } from '../../src/units/person.entity.js';
import { testApp, type TestApp } from '../support/app.js';
import { aPerson } from '../support/people.js';
import { anotherInstance, outcomeOf, PASSWORD, securityEvents } from '../support/sign-in.js';

const NOW = '2018-11-02T01:00:00.000Z';
const FROM = { address: '10.0.0.1', browser: null };

describe('the lock', () => {
  it('stands after five failures in 15 minutes, for 15 minutes, whatever came before', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 20 * 60 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(gaps, (seconds) => {
        let second = 0;
        let closedUntil = -1;
        const failed: number[] = [];
        for (const gap of seconds) {
          second += gap;
          const at = (when: number) => later(NOW, when / 60);
          const newestFirst = failed.map(at).reverse();
          expect(isLocked(newestFirst, at(second))).toBe(second < closedUntil);
          if (second < closedUntil) continue;
          failed.push(second);
          const latest = failed.filter((when) => when >= second - 15 * 60);
          if (latest.length >= 5) closedUntil = second + 15 * 60;
        }
      }),
    );
  });

  it.each([
    ['10.1.2.3', '10.1.2.3'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::'],
    ['2001:0db8:0001:0002::9', '2001:db8:1:2::'],
    ['2001:db8::1', '2001:db8:0:0::'],
    ['::1', '0:0:0:0::'],
    ['fe80::1%eth0', 'fe80:0:0:0::'],
  ])('counts %s as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe('a password in the middle of being checked', () => {
  let t: TestApp;
  let personId: number;

  beforeEach(async () => {
    t = await testApp({ now: NOW });
    personId = await aPerson(t, { loginName: 'ducha', password: PASSWORD });
  });
  afterEach(() => t.close());

  it.each<[string, Partial<Person>]>([
    ['is changed', { passwordHash: 'another', passwordGivenAt: null }],
    ['is reset', { passwordHash: 'another', passwordGivenAt: NOW }],
    ['is that of somebody who just left', { leftOn: '2018-11-02' }],
  ])('opens nothing when it %s', async (_what, change) => {
    const attempts = t.get(Attempts);
    const begin = attempts.begin.bind(attempts);
    const begun = new Promise<void>((resolve) => {
      attempts.begin = async (...given) => {
        const attempt = await begin(...given);
        resolve();
        return attempt;
      };
    });
    const trying = outcomeOf(t.get(SignInService).signIn('ducha', PASSWORD, FROM));
    await begun;
    await t.db.inTransaction((tx) => tx.update(Person, { id: personId }, change));
    expect(await trying).toBe('wrong-credentials');
    expect(await rows(t.db.read, 'SELECT "personId" FROM sessions')).toEqual([]);
  });
});

describe('guessing at many places at once', () => {
  let t: TestApp;
  let known: number;

  beforeEach(async () => {
    t = await testApp({ now: NOW });
    known = await aPerson(t, { loginName: 'ducha', password: PASSWORD });
  });
  afterEach(() => t.close());

  const count = (outcomes: string[], outcome: string) => outcomes.filter((one) => one === outcome).length;

  it.each(['ducha', 'nobody'])(
    'has five passwords of "%s" checked, on two servers together',
    async (login) => {
      const other = await anotherInstance(t);
      const servers = [t.get(SignInService), other.signIns];
      const tries = Array.from({ length: 50 }, (_, i) => {
        const visitor = { address: `10.0.${i}.1`, browser: null };
        return outcomeOf(servers[i % 2]!.signIn(login, `Wrong-${i}-password`, visitor));
      });
      const outcomes = await Promise.all(tries);
      await other.close();
      expect(count(outcomes, 'wrong-credentials')).toBe(5);
      expect(count(outcomes, 'too-many-attempts') + count(outcomes, 'too-busy')).toBe(45);
      const kept = await rows(t.db.read, `SELECT id FROM sign_in_failures WHERE subject LIKE 'account:%'`);
      expect(kept).toHaveLength(5);
      expect(await outcomeOf(t.get(SignInService).signIn(login, PASSWORD, FROM))).toBe('too-many-attempts');
      const locked = (await securityEvents(t)).filter(({ kind }) => kind === 'sign-in-locked');
      expect(locked.map(({ subject }) => subject)).toEqual([`account:${login === 'ducha' ? known : '-'}`]);
    },
  );

  it('lets everybody in who knows the password, however many windows they open', async () => {
    const tries = Array.from({ length: 12 }, () =>
      outcomeOf(t.get(SignInService).signIn('ducha', PASSWORD, FROM)),
    );
    expect(await Promise.all(tries)).toEqual(Array(12).fill('in'));
    expect(await rows(t.db.read, 'SELECT id FROM sign_in_failures')).toEqual([]);
  });

  it('checks fifty names of one address, and no more', async () => {
    const signIns = t.get(SignInService);
    const outcomes: string[] = [];
    for (let i = 0; i < 60; i += 10) {
      const tries = Array.from({ length: 10 }, (_, j) =>
        outcomeOf(
          signIns.signIn(`nobody${i + j}`, 'wrong', { address: `2001:db8::${i + j}`, browser: null }),
        ),
      );
      outcomes.push(...(await Promise.all(tries)));
    }
    expect([count(outcomes, 'wrong-credentials'), count(outcomes, 'too-many-attempts')]).toEqual([50, 10]);
    expect(await outcomeOf(signIns.signIn('ducha', PASSWORD, FROM))).toBe('in');
  });

  it('says the same of a closed account whether the password is right, wrong, or nobody has the name', async () => {
    const signIns = t.get(SignInService);
    for (const login of ['ducha', 'nobody'])
      for (let i = 0; i < 5; i += 1) await outcomeOf(signIns.signIn(login, 'wrong', FROM));
    const tries: [string, string][] = [
      ['ducha', PASSWORD],
      ['ducha', 'wrong'],
      ['nobody', PASSWORD],
    ];
    for (const [login, password] of tries) {
      await expect(signIns.signIn(login, password, FROM)).rejects.toMatchObject({
        code: 'too-many-attempts',
        params: {},
        fields: {},
        status: 422,
      });
    }
  });

  it('takes as long for a name nobody has', async () => {
    const signIns = t.get(SignInService);
    const timed = async (login: string) => {
      const began = performance.now();
      expect(await outcomeOf(signIns.signIn(login, 'wrong', FROM))).toBe('wrong-credentials');
      return performance.now() - began;
    };
    // In turns, and the shortest of each: a busy machine must not decide.
    const times: { nobody: number[]; ducha: number[] } = { nobody: [], ducha: [] };
    for (let i = 0; i < 8; i += 1) {
      times.nobody.push(await timed('nobody'));
      times.ducha.push(await timed('ducha'));
      t.clock.set(later(t.clock.now(), 20));
    }
    const ratio = Math.min(...times.nobody) / Math.min(...times.ducha);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });

  it('keeps no name that was typed: it may be a password in the wrong field', async () => {
    await outcomeOf(t.get(SignInService).signIn('my-secret-password', 'x', FROM));
    const kept =
      JSON.stringify(await rows(t.db.read, 'SELECT * FROM sign_in_failures')) +
      JSON.stringify(await rows(t.db.read, 'SELECT * FROM security_events')) +
      JSON.stringify(await rows(t.db.read, 'SELECT * FROM audit_entries'));
    expect(kept).not.toContain('my-secret-password');
    expect(kept).toContain('"subject":"account:-"');
  });
});

describe('turns', () => {
  const gate = () => {
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    return { opened, open };
  };

  it('never seat more than there are seats, and refuse whoever finds the queue full', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 6 }),
        fc.integer({ min: 0, max: 20 }),
        async (seats, places, comers) => {
          const turns = new Turns(seats, places);
          let running = 0;
          let most = 0;
          const work = async () => {
            most = Math.max(most, ++running);
            await new Promise((resolve) => setImmediate(resolve));
            running -= 1;
          };
          const outcomes = await Promise.all(
            Array.from({ length: comers }, () => outcomeOf(turns.take(work))),
          );
          const served = Math.min(comers, seats + places);
          expect(outcomes.filter((one) => one === 'in')).toHaveLength(served);
          expect(most).toBe(Math.min(comers, seats));
          expect(turns.isIdle).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('go on after work that failed', async () => {
    const turns = new Turns(1, 1);
    await expect(turns.take(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await turns.take(() => Promise.resolve('done'))).toBe('done');
  });

  it('of one key come one after the other, of two keys at once', async () => {
    const turns = new TurnsByKey(5);
    const { opened, open } = gate();
    const order: string[] = [];
    const first = turns.take('a', async () => {
      await opened;
      order.push('first of a');
    });
    const second = turns.take('a', () => Promise.resolve(order.push('second of a')));
    await turns.take('b', () => Promise.resolve(order.push('b')));
    open();
    await Promise.all([first, second]);
    expect(order).toEqual(['b', 'first of a', 'second of a']);
  });

  it('tell a flood when to come again', async () => {
    const turns = new Turns(1, 0);
    const { opened, open } = gate();
    const first = turns.take(() => opened);
    await expect(turns.take(() => opened)).rejects.toMatchObject({ status: 429, params: { seconds: 2 } });
    open();
    await first;
  });
});

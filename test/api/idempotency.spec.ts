/** `Idempotency-Key`: the same request sent again is answered the same again, and done once. */
import { jest } from '@jest/globals';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { IsString, MaxLength } from 'class-validator';
import { Idempotency } from '../../src/access/idempotency.js';
import { IdempotentAnswer } from '../../src/access/idempotent-answer.entity.js';
import { TokensService } from '../../src/access/tokens.service.js';
import { AppModule } from '../../src/app.module.js';
import { Database, insertRow } from '../../src/platform/database.js';
import { Refusal } from '../../src/platform/refusal.js';
import { row } from '../../src/platform/sql.js';
import { Contact } from '../../src/units/contact.entity.js';
import { Jurisdiction } from '../../src/units/jurisdiction.entity.js';
import { For } from '../../src/web/for.js';
import { createServer } from '../../src/web/server.js';
import { UploadedFiles, Uploads, type UploadedFile } from '../../src/web/uploads.js';
import { aPlan } from '../support/a-plan.js';
import { testApp, type TestApp } from '../support/app.js';
import { ADMINISTRATOR, aPerson } from '../support/people.js';

class WorkDto {
  @IsString() @MaxLength(20) text: string;
}

type Point = 'before' | 'after';
/** What a test puts in the way of the work. */
const hooks: Record<Point, (() => Promise<void> | void) | null> = { before: null, after: null };
let made = 0;

@Controller('api/v1/works')
@For('read-work')
class WorksApi {
  constructor(private readonly db: Database) {}

  @Post()
  async work(@Body() { text }: WorkDto) {
    await hooks.before?.();
    const id = await this.db.inTransaction((tx) => {
      if (text === 'taken') throw new Refusal('document-number-taken', { number: '1' });
      return insertRow(tx, Jurisdiction, {
        name: text,
        nameKey: `${text}${(made += 1)}`,
        parentId: null,
        endedOn: null,
      });
    });
    await hooks.after?.();
    return { id, text };
  }

  @Post('elsewhere')
  elsewhere(@Body() dto: WorkDto) {
    return dto;
  }

  @Post('files')
  @Uploads({ files: 2, bytes: 1000 })
  async files(@Body() { text }: WorkDto, @UploadedFiles() files: UploadedFile[]) {
    return { ...((await this.work({ text })) as object), bytes: files.map(({ bytes }) => bytes.length) };
  }

  @Get()
  read() {
    return { items: [], next: null };
  }
}

const NOW = '2018-11-02T01:00:00.000Z';

describe('an Idempotency-Key', () => {
  let t: TestApp;
  let token: string;
  let other: string;

  beforeAll(async () => {
    t = await testApp({ now: NOW, controllers: [WorksApi] });
    await aPerson(t, { loginName: 'ducha', roles: ['supervisor'] });
    const make = (name: string) =>
      t.get(TokensService).create(ADMINISTRATOR, { loginName: 'ducha', name, lastOn: null });
    [token, other] = [await make('one'), await make('two')];
  });
  afterAll(() => t.close());
  beforeEach(() => {
    t.clock.set(NOW);
    Object.assign(hooks, { before: null, after: null });
  });

  const post = (key: string, text: string, given: { url?: string; token?: string } = {}) =>
    t.inject({
      method: 'POST',
      url: given.url ?? '/api/v1/works',
      headers: { authorization: `Bearer ${given.token ?? token}`, 'idempotency-key': key },
      payload: { text },
    });
  const count = async (text: string) =>
    Number(
      (await row<{ n: number }>(t.db.read, 'SELECT count(*) AS n FROM jurisdictions WHERE name = :text', {
        text,
      }))!.n,
    );
  /** A gate that stands until it is opened, and when somebody stands before it. */
  const gate = (point: Point) => {
    let open!: () => void;
    let arrive!: () => void;
    const opened = new Promise<void>((resolve) => (open = resolve));
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    hooks[point] = () => {
      hooks[point] = null;
      arrive();
      return opened;
    };
    return { open, arrived };
  };

  it('is answered with the very same, without doing it again', async () => {
    const first = await post('same', '甲');
    const again = await post('same', '甲');
    expect([first.statusCode, first.headers['idempotency-replayed']]).toEqual([201, undefined]);
    expect([again.statusCode, again.body, again.headers['content-type']]).toEqual([
      201,
      first.body,
      first.headers['content-type'],
    ]);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(await count('甲')).toBe(1);
  });

  it('with another request is refused; of another caller it is another key', async () => {
    await post('mine', '乙');
    const body = await post('mine', '丙');
    expect([body.statusCode, body.json().code]).toEqual([422, 'idempotency-key-reused']);
    expect(body.json().detail).toMatch(/。$/);
    expect((await post('mine', '乙', { url: '/api/v1/works/elsewhere' })).statusCode).toBe(422);
    expect((await post('mine', '丙', { token: other })).statusCode).toBe(201);
    expect(await count('丙')).toBe(1);
  });

  it.each([
    ['201 characters', 'x'.repeat(201)],
    ['none', ''],
    ['Chinese', Buffer.from('键').toString('latin1')],
  ])('of %s is refused', async (_what, key) => {
    const answer = await post(key, '丁');
    expect([answer.statusCode, answer.json().code]).toEqual([422, 'idempotency-key-wrong']);
  });

  it('whose request is still being answered says when to come again', async () => {
    const { open, arrived } = gate('after');
    const first = post('slow', '戊');
    await arrived;
    const busy = await post('slow', '戊');
    expect([busy.statusCode, busy.json().code, busy.headers['retry-after']]).toEqual([
      409,
      'idempotency-key-busy',
      '1',
    ]);
    open();
    expect((await first).statusCode).toBe(201);
    expect((await post('slow', '戊')).body).toBe((await first).body);
  });

  it('is taken over a minute after its server died behind the commit: the work is known, and not done again', async () => {
    const { open, arrived } = gate('after');
    const dead = post('died-after', '己');
    await arrived;
    t.clock.set('2018-11-02T01:00:59Z');
    expect((await post('died-after', '己')).statusCode).toBe(409);
    t.clock.set('2018-11-02T01:01:01Z');
    const retry = await post('died-after', '己');
    expect([retry.statusCode, retry.json().text, await count('己')]).toEqual([201, '己', 1]);
    open();
    expect((await dead).body).toBe(retry.body);
    expect((await post('died-after', '己')).headers['idempotency-replayed']).toBe('true');
  });

  it('is taken over a minute after its server died before the commit: whoever was only slow commits nothing', async () => {
    const { open, arrived } = gate('before');
    const slow = post('died-before', '庚');
    await arrived;
    t.clock.set('2018-11-02T01:01:01Z');
    const retry = await post('died-before', '庚');
    expect([retry.statusCode, await count('庚')]).toEqual([201, 1]);
    open();
    expect([(await slow).statusCode, await count('庚')]).toEqual([409, 1]);
    expect((await post('died-before', '庚')).body).toBe(retry.body);
  });

  it('keeps a refusal of the work, and one of its input', async () => {
    const refused = await post('refused', 'taken');
    expect([refused.statusCode, refused.json().code]).toEqual([409, 'document-number-taken']);
    const again = await post('refused', 'taken');
    expect([again.statusCode, again.body, again.headers['content-type']]).toEqual([
      409,
      refused.body,
      'application/problem+json; charset=utf-8',
    ]);
    expect(again.headers['idempotency-replayed']).toBe('true');
    await post('long', 'x'.repeat(21));
    expect((await post('long', 'x'.repeat(21))).headers['idempotency-replayed']).toBe('true');
  });

  it.each<Point>(['before', 'after'])(
    'keeps no fault, %s the commit; the retry does it, once in all',
    async (point) => {
      hooks[point] = () => {
        hooks[point] = null;
        throw new Error('the disk is full');
      };
      const text = `辛${point}`;
      expect((await post(`fault-${point}`, text)).statusCode).toBe(500);
      const retry = await post(`fault-${point}`, text);
      expect([retry.statusCode, retry.headers['idempotency-replayed'], await count(text)]).toEqual([
        201,
        undefined,
        1,
      ]);
    },
  );

  it('keeps nothing of what the door says', async () => {
    expect((await post('door', '壬', { token: 'duban_wrong' })).statusCode).toBe(401);
    expect((await post('door', '壬')).statusCode).toBe(201);
  });

  it('counts the parts of a multipart body, files and all', async () => {
    const send = async (content: string) => {
      const form = new FormData();
      form.append('text', '癸');
      form.append('files', new Blob([content]), '台账.txt');
      const encoded = new Response(form);
      return t.inject({
        method: 'POST',
        url: '/api/v1/works/files',
        headers: {
          authorization: `Bearer ${token}`,
          'idempotency-key': 'files',
          'content-type': encoded.headers.get('content-type')!,
        },
        payload: Buffer.from(await encoded.arrayBuffer()),
      });
    };
    const first = await send('abc');
    expect([first.statusCode, first.json().bytes]).toEqual([201, [3]]);
    const again = await send('abc');
    expect([again.body, again.headers['idempotency-replayed']]).toEqual([first.body, 'true']);
    expect((await send('abd')).json().code).toBe('idempotency-key-reused');
    expect(await count('癸')).toBe(1);
  });

  it('keeps a given password for nobody who reads the database, also where its server died', async () => {
    await aPerson(t, { loginName: 'mima', roles: ['leader'] });
    await aPerson(t, { loginName: 'guanli', roles: ['administrator'] });
    const granted = { loginName: 'guanli', name: 'x', lastOn: null };
    const administers = await t.get(TokensService).create(ADMINISTRATOR, granted);
    const person = await row<{ id: number }>(t.db.read, `SELECT id FROM people WHERE "loginName" = 'mima'`);
    const reset = () =>
      post('password', '', { url: `/api/v1/people/${person!.id}/password`, token: administers });
    const keep = jest.spyOn(t.get(Idempotency), 'keep').mockResolvedValueOnce();
    const first = await reset();
    keep.mockRestore();
    const { password } = first.json<{ password: string }>();
    expect(password).toMatch(/^\S{19}$/);
    const stored = async () => {
      const [kept] = await t.db.read.findBy(IdempotentAnswer, { key: 'password' });
      return [kept!.body, kept!.gave && Buffer.from(kept!.gave, 'base64').toString('latin1')].join('');
    };
    expect((await stored()).length).toBeGreaterThan(20);
    expect(await stored()).not.toContain(password);
    t.clock.set('2018-11-02T01:01:01Z');
    expect((await reset()).json<{ password: string }>().password).toBe(password);
    expect(await stored()).not.toContain('password');
    expect((await reset()).headers['idempotency-replayed']).toBe('true');
  });

  it('is forgotten after two days, by itself and by the purge', async () => {
    await post('old', '子');
    t.clock.set('2018-11-04T00:59:00Z');
    expect((await post('old', '子')).headers['idempotency-replayed']).toBe('true');
    t.clock.set('2018-11-04T01:00:01Z');
    expect((await post('old', '子')).headers['idempotency-replayed']).toBeUndefined();
    expect(await count('子')).toBe(2);
    expect(await t.get(Idempotency).purge('2018-11-03T00:00:00.000Z')).toBeGreaterThan(0);
    const left = await t.db.read.find(IdempotentAnswer);
    expect(left.map(({ key }) => key)).toEqual(['old']);
  });
});

describe('fifty at once with one key', () => {
  it('make one submission on two servers, and all are answered the same', async () => {
    const t = await testApp({ now: NOW });
    const plan = await aPlan(t.db)
      .withTask({ leads: ['市考核办'], deadlines: [{ dueOn: '2018-12-31' }] })
      .insert();
    const personId = await aPerson(t, { loginName: 'lianluo' });
    await t.db.inTransaction((tx) =>
      tx.insert(Contact, {
        ...{ unitId: plan.unitId('市考核办'), personId, isHead: false, fromOn: '2018-01-01', untilOn: null },
      }),
    );
    const token = await t
      .get(TokensService)
      .create(ADMINISTRATOR, { loginName: 'lianluo', name: 'x', lastOn: null });
    const second = await createServer(AppModule.with({ config: t.config, clock: t.clock }), t.config);
    await second.init();
    await second.getHttpAdapter().getInstance().ready();
    const send = async (i: number): Promise<{ status: number; body: string; busy: number }> => {
      for (let busy = 0; ; busy += 1) {
        const answer = await (i % 2 ? second : t.app).inject({
          method: 'POST',
          url: `/api/v1/deadlines/${plan.deadlineIds[0]}/submissions`,
          headers: {
            authorization: `Bearer ${token}`,
            'idempotency-key': '海办〔2018〕122号'.replace(/[^\d]/g, '-'),
          },
          payload: { text: '已办', standing: 'on-schedule' },
        });
        if (answer.statusCode !== 409) return { status: answer.statusCode, body: answer.body, busy };
      }
    };
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => send(i)));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
    expect(answers[0]!.status).toBe(201);
    const { n } = (await row<{ n: number }>(t.db.read, 'SELECT count(*) AS n FROM submissions'))!;
    expect(Number(n)).toBe(1);
    await second.close();
    await t.close();
  });
});

/** Names that are not what they seem: one spelling is stored, look-alikes are one, what nobody sees is refused. */
import { TokensService } from '../../src/access/tokens.service.js';
import { row, rows } from '../../src/platform/sql.js';
import type { Browser, TestApp } from '../support/app.js';
import { ADMINISTRATOR } from '../support/people.js';
import { everythingIn, threatWorld } from '../support/threat-world.js';

let t: TestApp;
let administrator: Browser;

beforeEach(async () => {
  t = (await threatWorld()).t;
  administrator = await t.signIn('guanli');
});
afterEach(() => t.close());

describe('names that look alike, read backwards or hide something', () => {
  const ODD = {
    'turned around': '市\u202e考核办',
    isolated: '市\u2066考核办\u2069',
    'with a mark': '市考核办\u200e',
    'with no width': '市考\u200b核办',
    joined: '市考\u200d核办',
    'with a soft hyphen': '市考\u00ad核办',
    'with a mark of order': '\u2060市考核办',
    'with a filler': '市考\u3164核办',
    'with a variation': '市考核办\ufe0f',
    'with a line': '市考\u2028核办',
    'with a control': '市考\u0007核办',
  };
  const DOORS = ['/units', '/people'];

  it.each(Object.entries(ODD))('%s is refused, by form and by call', async (_what, name) => {
    const token = await t.get(TokensService).create(ADMINISTRATOR, {
      ...{ loginName: 'guanli', name: 'test', lastOn: null },
    });
    const before = await everythingIn(t);
    for (const door of DOORS) {
      const headers = { authorization: `Bearer ${token}` };
      const call = await t.inject({ method: 'POST', url: `/api/v1${door}`, headers, payload: { name } });
      expect([door, call.statusCode]).toEqual([door, 422]);
      expect(call.json<{ fields: object }>().fields).toHaveProperty('name');
      expect((await administrator.post(door, { name })).statusCode).toBe(422);
    }
    expect(await everythingIn(t)).toBe(before);
  });

  it('composed or not, one spelling is stored', async () => {
    expect((await administrator.post('/people', { name: 'Ame\u0301lie' })).statusCode).toBe(303);
    expect((await administrator.post('/units', { name: 'Cafe\u0301 局' })).statusCode).toBe(303);
    expect(await row(t.db.read, `SELECT name FROM people WHERE name LIKE 'Am%'`)).toEqual({
      name: 'Am\u00e9lie',
    });
    expect(await row(t.db.read, `SELECT name FROM units WHERE name LIKE 'Caf%'`)).toEqual({
      name: 'Caf\u00e9 局',
    });
  });

  it('full or half width, one name is one unit and one account', async () => {
    expect((await administrator.post('/units', { name: 'ＡＢ局（一）' })).statusCode).toBe(303);
    const again = await administrator.post('/units', { name: 'AB局(一)' });
    expect([409, 422]).toContain(again.statusCode);
    expect(await rows(t.db.read, `SELECT name FROM units WHERE "nameKey" = 'ab局(一)'`)).toHaveLength(1);
    const made = await administrator.post('/people', { name: '某人' });
    const person = /^\/people\/\d+/.exec(made.headers.location!)![0];
    const account = await administrator.post(`${person}/account`, { loginName: 'ｋａｏｈｅ' });
    expect([409, 422]).toContain(account.statusCode);
    expect(await rows(t.db.read, `SELECT id FROM people WHERE "loginName" IS NOT NULL`)).toHaveLength(5);
  });
});

/** The table that the guard asks is the table that administrators read: cell by cell, in both languages. */
import { LANGUAGES, Words } from '../../src/platform/words.js';
import { PERMISSION_GROUPS, PERMISSIONS, ROLES, VERBS, type Grant } from '../../src/rules/permissions.js';
import { testApp, type Browser, type TestApp } from '../support/app.js';
import { aPerson } from '../support/people.js';
import { wordsOf } from '../support/words-of.js';

const PATH = '/administration/permissions';
const words = new Words('templates');

let t: TestApp;
let administrator: Browser;
beforeAll(async () => {
  t = await testApp();
  await aPerson(t, { loginName: 'guanli', roles: ['administrator'] });
  for (const role of ROLES.filter((one) => one !== 'administrator'))
    await aPerson(t, { loginName: role, roles: [role] });
  administrator = await t.signIn('guanli');
});
afterAll(() => t.close());

/** The text of each cell of each row that says what is done. */
function rowsOf(body: string): string[][] {
  return [...body.matchAll(/<tr><th scope="row">[^]*?<\/tr>/g)].map(([row]) =>
    [...row.matchAll(/<t[hd][^>]*>([^]*?)<\/t[hd]>/g)].map(([, cell]) => wordsOf({ body: cell! }).trim()),
  );
}

it.each(LANGUAGES)('everything the table holds has words of its own in %s', (language) => {
  expect(VERBS.filter((verb) => !words.has(language, `permission.${verb}`))).toEqual([]);
  expect(new Set(VERBS.map((verb) => words.say(language, `permission.${verb}`))).size).toBe(VERBS.length);
});

it('every verb stands in one group', () => {
  expect(PERMISSION_GROUPS.flatMap(({ verbs }) => verbs)).toEqual(VERBS);
});

it.each(LANGUAGES)('the page shows exactly what the table says in %s', async (language) => {
  const say = (key: string) => words.say(language, key);
  const { body } = await administrator.get(`${PATH}?lang=${language}`);
  const reach = (held = 'none') => say(`permissions.reach-${held}`);
  const expected = VERBS.map((verb) => {
    const grant: Grant = PERMISSIONS[verb];
    const reaches = [...ROLES.map((role) => grant[role]), grant.link].map(reach);
    return [say(`permission.${verb}`), ...reaches, say(`scope.${grant.scope}`)];
  });
  expect(rowsOf(body)).toEqual(expected);
});

it('in words: a supervisor verifies in the jurisdiction, a reporter what the own unit was named for, a link nothing', async () => {
  const { body } = await administrator.get(`${PATH}?lang=zh-CN`);
  expect(rowsOf(body)).toContainEqual([
    ...['审核报送，评定办结等次，重新启动任务', '全辖区', '全辖区', '—', '本单位', '—', '—', '—', '审核'],
  ]);
  const heads = [...body.matchAll(/<th scope="col">([^<]*)<\/th>/g)].map(([, head]) => head);
  expect(heads).toEqual([
    ...['事项', '督查员', '审核人', '领导', '联络员', '管理员', '审计员', '邮件链接', '令牌范围'],
  ]);
});

it('the rules that go further stand below it', async () => {
  const page = wordsOf(await administrator.get(`${PATH}?lang=zh-CN`));
  for (const sentence of [
    '审核人不得属于该任务的任何牵头单位，也不得属于牵头单位的上级、下级或挂靠机构。',
    '谁申请，谁不决定',
    '第二次延期，须由领导批准',
    '不能审核，不能决定申请，也不能销号',
    '管理员与审计员不得为同一人',
    '限定辖区的人员只能办理本辖区及下级辖区的事项',
  ])
    expect(page).toContain(sentence);
});

it('an administrator finds it on the administration page; nobody else reads it', async () => {
  expect((await administrator.get('/administration')).body).toContain(`href="${PATH}"`);
  for (const role of ROLES.filter((one) => one !== 'administrator'))
    expect([role, (await (await t.signIn(role)).get(PATH)).statusCode]).toEqual([role, 403]);
});

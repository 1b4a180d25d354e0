/** SECURITY.md's table of threats and the tests that show its controls: no row without a test, no test without its row. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const FOLDER = 'test/threats';
/** Each is a `describe` of its own, named as its row. */
const ROWS: Record<string, string[]> = {
  'links.spec.ts': [
    'a mail scanner opens a link',
    'a link guessed, leaked, forwarded, replayed',
    'a false host or origin address',
  ],
  'doors.spec.ts': [
    'passwords guessed; accounts locked as an attack',
    'a session stolen, planted or left open',
    'somebody else’s page posts our form',
    'reading or changing what is another unit’s or jurisdiction’s',
    'fields nobody asked for',
  ],
  'leaving.spec.ts': [
    'formulas in files for a spreadsheet',
    'header injection; mail to the wrong one',
    'mailing the public by accident',
    'a test mail that asks a server somebody typed',
  ],
  'text.spec.ts': ['names that look alike, read backwards or hide something'],
  'command-line.spec.ts': ['a password or a key in a shell’s history'],
};
/** A spec as a whole is the proof of its row. */
const WHOLE: Record<string, string> = {
  'scripts in what people write': 'test/threats/hostile-input.spec.ts',
  'SQL, path, template and prototype tricks': 'test/threats/hostile-doors.spec.ts',
  'zip, XML and image bombs; files that are not what they say': 'test/threats/uploads.spec.ts',
  'secrets and personal data in the log': 'test/threats/log-secrets.spec.ts',
  'slow or huge requests': 'test/system/slow-requests.spec.ts',
  'a token of a program leaks': 'test/features/tokens.spec.ts',
  'a request sent twice': 'test/system/killed-idempotency.spec.ts',
  'signing in through a provider': 'test/pages/oidc.spec.ts',
  "covering one's tracks": 'test/audit/tampering.spec.ts',
  'personal data kept for nothing': 'test/features/personal-data.spec.ts',
  'a package that was tampered with': 'test/platform/supply-chain.spec.ts',
};

const table = readFileSync('SECURITY.md', 'utf8')
  .split('| threat | control | shown by |')[1]!
  .split('\n\n')[0]!
  .split('\n')
  .slice(2)
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));
const shownBy = new Map(table.map(([threat, , tests]) => [threat!, tests ?? '']));

it.each(Object.entries(ROWS))('%s describes its rows, and each stands in the table with it', (file, rows) => {
  const text = readFileSync(`${FOLDER}/${file}`, 'utf8');
  for (const row of rows) {
    expect(text).toContain(`describe('${row}', () => {`);
    expect([row, shownBy.get(row)]).toEqual([row, expect.stringContaining(`\`${FOLDER}/${file}\``)]);
  }
});

it.each(Object.entries(WHOLE))('%s is shown by %s', (row, file) => {
  expect(existsSync(file)).toBe(true);
  expect(shownBy.get(row)).toContain(`\`${file}\``);
});

it('no row of the table is without its test, and no spec here is forgotten', () => {
  const known = [...Object.values(ROWS).flat(), ...Object.keys(WHOLE)];
  expect([...shownBy.keys()].sort()).toEqual(known.sort());
  for (const [, control, tests] of table) expect([control, tests]).toEqual([control, expect.any(String)]);
  const named = readFileSync('SECURITY.md', 'utf8');
  const specs = readdirSync(FOLDER).filter((name) => name.endsWith('.spec.ts'));
  expect(specs.filter((name) => !named.includes(`\`${FOLDER}/${name}\``))).toEqual([]);
});

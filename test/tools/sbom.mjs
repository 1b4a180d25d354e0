/**
 * `npm run sbom`: writes `sbom.cdx.json`, a CycloneDX list of every package of the production, from the lock file alone,
 * so it needs neither network nor an installation. `npm sbom --omit dev` leaves out what a development package
 * reaches as a peer, among it the web framework and the database driver.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export function sbomOf(lock) {
  const entries = Object.entries(lock.packages).filter(([path, entry]) => path && !entry.dev);
  const components = new Map();
  for (const [path, entry] of entries) {
    const component = componentOf(nameOf(path), entry);
    components.set(component['bom-ref'], component);
  }
  const root = lock.packages[''];
  const refs = new Map(entries.map(([path, entry]) => [path, refOf(nameOf(path), entry)]));
  const self = `${root.name}@${root.version}`;
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    serialNumber: serialOf([...components.keys()].join('\n')),
    version: 1,
    metadata: {
      component: {
        'bom-ref': self,
        type: 'application',
        name: root.name,
        version: root.version,
        licenses: licensesOf(root),
      },
    },
    components: [...components.values()],
    dependencies: dependenciesOf(lock, refs, self),
  };
}

function nameOf(path) {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

function refOf(name, { version }) {
  return `${name}@${version}`;
}

function componentOf(name, entry) {
  const slash = name.startsWith('@') ? name.indexOf('/') : -1;
  return {
    'bom-ref': refOf(name, entry),
    type: 'library',
    ...(slash > 0 && { group: name.slice(0, slash) }),
    name: name.slice(slash + 1),
    version: entry.version,
    scope: entry.optional || entry.devOptional ? 'optional' : 'required',
    ...(entry.integrity && { hashes: hashesOf(entry.integrity) }),
    licenses: licensesOf(entry),
    purl: `pkg:npm/${name.replace('@', '%40')}@${entry.version}`,
  };
}

/** `sha512-<base64>` */
function hashesOf(integrity) {
  return integrity.split(' ').map((one) => {
    const [algorithm, digest] = [one.slice(0, one.indexOf('-')), one.slice(one.indexOf('-') + 1)];
    return {
      alg: algorithm.toUpperCase().replace('SHA', 'SHA-'),
      content: Buffer.from(digest, 'base64').toString('hex'),
    };
  });
}

function licensesOf({ license }) {
  if (!license) return [{ license: { name: 'UNKNOWN' } }];
  return / (OR|AND|WITH) /.test(license) ? [{ expression: license }] : [{ license: { id: license } }];
}

/** As Node looks them up: in the folder of the package, then in each folder above. */
function dependenciesOf(lock, refs, self) {
  const dependsOn = new Map([[self, new Set()]]);
  for (const path of ['', ...refs.keys()]) {
    const from = path === '' ? self : refs.get(path);
    const named = { ...lock.packages[path].dependencies, ...lock.packages[path].optionalDependencies };
    if (!dependsOn.has(from)) dependsOn.set(from, new Set());
    for (const name of Object.keys(named)) {
      const found = refs.get(placeOf(path, name, refs));
      if (found) dependsOn.get(from).add(found);
    }
  }
  return [...dependsOn].map(([ref, names]) => ({ ref, dependsOn: [...names].sort() }));
}

function placeOf(path, name, refs) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const place = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (refs.has(place) || folder === '') return place;
  }
}

/** Of the content, so that the same lock file gives the same document. */
function serialOf(text) {
  const hex = createHash('sha256').update(text).digest('hex');
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  const sbom = sbomOf(lock);
  writeFileSync(join(ROOT, 'sbom.cdx.json'), `${JSON.stringify(sbom, null, 2)}\n`);
  console.log(`sbom.cdx.json: ${sbom.components.length} packages`);
}

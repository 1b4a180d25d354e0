/**
 * `npm run audit:signatures`: whether the registry signed what is installed. Where the registry cannot be reached or
 * signs nothing it says so and ends with 0: an intranet's mirror must not stop a build. A wrong signature ends with 1.
 */
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';

const UNREACHABLE =
  /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|network (request|timeout)|socket hang up|E(401|403|404|405|5\d\d)\b|found no dependencies to audit|no keys|Failed to (fetch|replicate)|TUF|tuf-repo/i;
const BAD =
  /EEXPIREDSIGNATUREKEY|invalid (registry )?(signature|attestation)|missing (registry )?signature|EINTEGRITY|tampered/i;

/** @returns what is said and how it ends */
export function verdictOf({ status, output }) {
  const said = output.trim().split('\n').slice(-20).join('\n');
  if (BAD.test(output)) return { code: 1, sentence: `SIGNATURES ARE WRONG OR MISSING:\n${said}` };
  if (status === 0) return { code: 0, sentence: said };
  if (UNREACHABLE.test(output))
    return {
      code: 0,
      sentence: `SIGNATURES WERE NOT CHECKED: the registry cannot be reached or keeps no signatures here.\n${said}`,
    };
  return { code: 1, sentence: said || `npm ended with ${status}` };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const run = spawnSync('npm', ['audit', 'signatures', '--fetch-retries=0', '--fetch-timeout=20000'], {
    encoding: 'utf8',
    timeout: 300_000,
    shell: process.platform === 'win32',
  });
  const output = run.error ? `network timeout: ${run.error.message}` : `${run.stdout}\n${run.stderr}`;
  const { code, sentence } = verdictOf({ status: run.status, output });
  console.log(sentence);
  process.exit(code);
}

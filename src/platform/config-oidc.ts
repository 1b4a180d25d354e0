/** Settings of signing in by an identity provider (OpenID Connect); `config.ts` hands them the environment. */

export interface OidcSettings {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** What the button calls the provider; null: in words of ours. */
  name: string | null;
}

const NEEDED = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'];
const LOCAL = ['127.0.0.1', 'localhost', '[::1]'];
const LONGEST_NAME = 40;

/** @returns null where nobody signs in so, or a sentence that names what is wrong */
export function readOidc(
  env: Record<string, string | undefined>,
  production: boolean,
): { oidc: OidcSettings | null } | string {
  const missing = NEEDED.filter((name) => !env[name]);
  if (missing.length === NEEDED.length) return { oidc: null };
  if (missing.length) return `${missing.join(' and ')} missing: ${NEEDED.join(', ')} belong together.`;
  const [issuer, clientId, clientSecret] = NEEDED.map((name) => env[name]!) as [string, string, string];
  const wrong = issuerFault(issuer, production);
  if (wrong) return `OIDC_ISSUER is "${issuer}": ${wrong}`;
  const name = env['OIDC_NAME']?.trim() || null;
  if (name && name.length > LONGEST_NAME) return `OIDC_NAME is longer than ${LONGEST_NAME} characters.`;
  return { oidc: { issuer, clientId, clientSecret, name } };
}

function issuerFault(issuer: string, production: boolean): string | null {
  if (!/^https?:\/\/[^\s?#@]+$/.test(issuer) || !URL.canParse(issuer))
    return 'give the https:// address of the identity provider, without query.';
  const { protocol, hostname } = new URL(issuer);
  const isPlain = protocol === 'http:' && production && !LOCAL.includes(hostname);
  return isPlain ? 'in production it begins with https://.' : null;
}

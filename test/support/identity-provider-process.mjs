/**
 * A real identity provider for tests, as a process of its own. Its parent says by message who has an account there
 * ({ accounts: { <subject>: claims } }); `login_hint` names who sits before the browser, and signing in is that.
 */
import { createServer } from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';

const { redirectUri, signedOutUri } = JSON.parse(process.argv[2]);
let accounts = {};

const server = createServer().listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'duban',
        client_secret: 'only for tests',
        redirect_uris: [redirectUri],
        post_logout_redirect_uris: [signedOutUri],
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['only for tests'] },
    claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'] },
    pkce: { required: () => true },
    findAccount: (_context, subject) =>
      accounts[subject] && {
        accountId: subject,
        claims: () => ({ ...accounts[subject], amr: undefined, sub: subject }),
      },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    features: { devInteractions: { enabled: false } },
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client.clientId,
        accountId: oidc.session.accountId,
      });
      grant.addOIDCScope('openid email');
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url.startsWith('/interaction/')) return answer(request, response);
    provider
      .interactionDetails(request, response)
      .then(({ params }) =>
        provider.interactionFinished(
          request,
          response,
          params.login_hint
            ? { login: { accountId: params.login_hint, amr: accounts[params.login_hint]?.amr } }
            : { error: 'access_denied', error_description: 'nobody sits there' },
        ),
      )
      .catch((error) => response.writeHead(500).end(String(error)));
  });
  process.on('message', (message) => {
    accounts = message.accounts;
    process.send({ known: Object.keys(accounts).length });
  });
  process.send({ issuer });
});

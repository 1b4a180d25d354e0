/** The identity provider of `identity-provider-process.mjs`, and a browser that goes there and comes back. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('identity-provider-process.mjs', import.meta.url));

export interface ProviderAccount {
  email?: string;
  email_verified?: boolean;
  amr?: string[];
}

export class TestProvider {
  private constructor(
    private readonly child: ChildProcess,
    readonly issuer: string,
  ) {}

  static async start(baseUrl: string): Promise<TestProvider> {
    const uris = { redirectUri: `${baseUrl}/sign-in/oidc/callback`, signedOutUri: `${baseUrl}/sign-in` };
    const child = fork(PROGRAM, [JSON.stringify(uris)], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
    });
    const [{ issuer }] = (await once(child, 'message')) as [{ issuer: string }];
    return new TestProvider(child, issuer);
  }

  get settings(): Record<string, string> {
    return { OIDC_ISSUER: this.issuer, OIDC_CLIENT_ID: 'duban', OIDC_CLIENT_SECRET: 'only for tests' };
  }

  /** @param accounts by subject */
  async knows(accounts: Record<string, ProviderAccount>): Promise<void> {
    this.child.send({ accounts });
    await once(this.child, 'message');
  }

  /**
   * What a browser does between leaving us and coming back.
   * @param subject who sits there; null: nobody signs in
   * @returns the address it is sent back to
   */
  async visit(url: string, subject: string | null, changed: Record<string, string> = {}): Promise<URL> {
    const start = new URL(url);
    if (subject !== null) start.searchParams.set('login_hint', subject);
    for (const [name, value] of Object.entries(changed)) start.searchParams.set(name, value);
    const cookies = new Map<string, string>();
    for (let next = start, hops = 0; hops < 10; hops += 1) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await fetch(next, { redirect: 'manual', headers: { cookie } });
      for (const line of answer.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
        cookies.set(name!, value!);
      }
      const location = answer.headers.get('location');
      if (location === null) throw new Error(`${answer.status} ${await answer.text()}`);
      next = new URL(location, next);
      if (next.origin !== start.origin) return next;
    }
    throw new Error('the provider sends the browser round and round');
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}

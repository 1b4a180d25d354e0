/** Signing in as people do, through services or through the pages. */
import { generateSync } from 'otplib/functional';
import { Attempts } from '../../src/access/attempts.js';
import { SessionsService } from '../../src/access/sessions.service.js';
import { SignInService } from '../../src/access/sign-in.service.js';
import { SignInSteps } from '../../src/access/steps.js';
import { ENTITIES } from '../../src/entities.js';
import { Keys } from '../../src/platform/keys.js';
import { openDatabase } from '../../src/platform/platform.module.js';
import { rows } from '../../src/platform/sql.js';
import type { Browser, TestApp } from './app.js';

export const PASSWORD = 'Haimen-2018-122';

/** Another server on the same database: with its own connections and its own queue. */
export async function anotherInstance(
  t: TestApp,
): Promise<{ signIns: SignInService; close(): Promise<void> }> {
  const db = await openDatabase(t.config, ENTITIES);
  const sessions = new SessionsService(db, t.clock);
  const attempts = new Attempts(t.clock, t.get(Keys));
  const steps = new SignInSteps(t.config, t.clock, sessions);
  const signIns = new SignInService(db, t.clock, sessions, attempts, steps);
  return { signIns, close: () => db.onApplicationShutdown() };
}

/** What became of a try: `in`, or the code of the refusal. */
export async function outcomeOf(trying: Promise<unknown>): Promise<string> {
  return trying.then(
    () => 'in',
    (error: unknown) => (error as { code: string }).code,
  );
}

/** By the form. @returns where it leads to, or the page that came back */
export async function signInAs(
  browser: Browser,
  loginName: string,
  password = PASSWORD,
  next?: string,
): Promise<string> {
  await browser.get(`/sign-in${next ? `?next=${encodeURIComponent(next)}` : ''}`);
  const answer = await browser.post('/sign-in', { loginName, password, ...(next && { next }) });
  return answer.headers.location ?? answer.body;
}

/** What an authenticator that took this secret shows. */
export function codeAt(secret: string, instant: string): string {
  return generateSync({ secret, epoch: Math.floor(Date.parse(instant) / 1000) });
}

/** Reads a set-up page, answers it as an authenticator does. @returns the secret and the ten codes */
export async function setUpSecondFactor(
  t: TestApp,
  browser: Browser,
  path: string,
  fields: Record<string, string> = {},
): Promise<{ secret: string; codes: string[]; page: string }> {
  const form = (await browser.get(path)).body;
  const secret = secretIn(form);
  const offer = /name="offer" value="([^"]+)"/.exec(form)![1]!;
  const answer = await browser.post(path, { offer, code: codeAt(secret, t.clock.now()), ...fields });
  return { secret, codes: codesIn(answer.body), page: answer.body };
}

export function secretIn(page: string): string {
  const typed = /<code class="typed">(.*?)<\/code>/s.exec(page)![1]!;
  return [...typed.matchAll(/<span>([A-Z2-7]+)<\/span>/g)].map((group) => group[1]).join('');
}

export function codesIn(page: string): string[] {
  return [...page.matchAll(/<li><code>([a-z0-9]{5}-[a-z0-9]{5})<\/code>/g)].map((found) => found[1]!);
}

export interface Event {
  kind: string;
  personId: number | null;
  subject: string | null;
  address: string | null;
  details: string;
}

export function securityEvents(t: TestApp): Promise<Event[]> {
  return rows(
    t.db.read,
    'SELECT kind, "personId", subject, address, details FROM security_events ORDER BY id',
  );
}

/** A mail's link in a test: made for a contact, opened as somebody without an account does. */
import { LinksService } from '../../src/access/links.service.js';
import { row } from '../../src/platform/sql.js';
import type { Browser, TestApp } from './app.js';

interface Held {
  unitId: number;
  /** left away: the first contact of the unit */
  personId?: number;
  jurisdictionId?: number | null;
}

/** @returns `/l/12.<signature>` */
export async function linkOf(t: TestApp, { unitId, personId, jurisdictionId = null }: Held): Promise<string> {
  const person = await row<{ id: number; email: string }>(
    t.db.read,
    `SELECT p.id, p.email FROM people p JOIN contacts c ON c."personId" = p.id
     WHERE c."unitId" = :unitId AND (:personId = 0 OR p.id = :personId) ORDER BY c.id LIMIT 1`,
    { unitId, personId: personId ?? 0 },
  );
  const links = t.get(LinksService);
  const to = { address: person!.email, personId: person!.id };
  const id = await t.db.inTransaction((tx) =>
    links.mint(tx, links.wantedForUnit({ unitId, jurisdictionId }, to, null)),
  );
  return (await links.pathOf(id))!;
}

/** The hidden fields of the form that posts to this address. */
export function hiddenOf(html: string, action: string): Record<string, string> {
  const form = html.split('<form').find((text) => text.includes(`action="${action}"`)) ?? '';
  const fields = [...form.split('</form>')[0]!.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  return Object.fromEntries(fields.map(([, name, value]) => [name!, value!]));
}

/** Opens a page and posts one of its forms, with what stands hidden in it. */
export async function sendForm(
  browser: Browser,
  page: string,
  action: string,
  fields: Record<string, string> = {},
) {
  const { body } = await browser.get(page);
  return browser.post(action, { ...hiddenOf(body, action), ...fields });
}

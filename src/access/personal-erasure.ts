/**
 * What becomes of a person who left and is erased: the row stays with its dates and is called 原联络员, as do the copies of
 * the name; mailbox, phone and everything that opened doors are gone. Receipts, submissions and the moves of tasks
 * themselves stay: they are the unit's. Mails and the ledger are swept before, by `personal-sweep`.
 */
import { erasePersonal } from '../audit/personal-values.js';
import type { Tx } from '../platform/database.js';
import { row, rows } from '../platform/sql.js';
import type { Day } from '../rules/day.js';
import type { Person } from '../units/person.entity.js';
import { FORMER } from './personal-columns.js';

interface Erased {
  id: number;
  name: string;
  /** '' where there was none: no column holds that. */
  email: string;
  /** Under what their failures to sign in are counted. */
  tries: string;
  former: string;
  key: string;
  today: Day;
  now: string;
}

/** Units they answered for, ever. */
const THEIR_UNITS = `SELECT c."unitId" FROM contacts c WHERE c."personId" = :id`;

/** What the trail knows of them: former names and mailboxes among it. */
const THEIR_WORDS = `SELECT v.value FROM personal_values v WHERE v."personId" = :id AND v.value IS NOT NULL`;
const END_LINKS = `UPDATE links SET address = '', "revokedAt" = coalesce("revokedAt", :now),
  "revokedReason" = coalesce("revokedReason", 'person-erased')`;

/** Their own rows, then copies elsewhere; each statement by itself is harmless to repeat. */
const STATEMENTS = [
  `DELETE FROM person_roles WHERE "personId" = :id`,
  `DELETE FROM sessions WHERE "personId" = :id`,
  `DELETE FROM used_passwords WHERE "personId" = :id`,
  `DELETE FROM recovery_codes WHERE "personId" = :id`,
  `DELETE FROM sign_in_failures WHERE subject IN (:tries, 'password:' || :id, 'second-factor:' || :id)`,
  `UPDATE api_tokens SET name = :former, "revokedAt" = coalesce("revokedAt", :now) WHERE "personId" = :id`,
  `${END_LINKS} WHERE "personId" = :id OR ("personId" IS NULL AND address IN (${THEIR_WORDS}))`,
  `${END_LINKS} WHERE address = :email`,
  `UPDATE security_events SET address = NULL WHERE "personId" = :id`,
  `UPDATE task_moves SET "personName" = :former WHERE "personId" = :id`,
  `UPDATE day_changes SET "personName" = :former WHERE "personId" = :id`,
  `UPDATE receipts SET "contactName" = :former
     WHERE "contactName" = :name AND ("signedById" = :id OR "unitId" IN (${THEIR_UNITS}))`,
  `UPDATE submissions SET "givenBy" = :former WHERE "givenBy" = :name AND ("submittedById" = :id
     OR "deadlineId" IN (SELECT d.id FROM deadlines d WHERE d."unitId" IN (${THEIR_UNITS})))`,
  `UPDATE instructions SET "leaderName" = :former WHERE "leaderName" = :name AND "enteredById" = :id`,
  `UPDATE digest_recipients SET name = :former, address = :key, "untilOn" = coalesce("untilOn", :today)
     WHERE address = :email`,
  `UPDATE digest_recipients SET name = :former, address = :key, "untilOn" = coalesce("untilOn", :today)
     WHERE name = :name AND address IN (${THEIR_WORDS})`,
];

const OF_PERSON = `UPDATE people SET name = :former, "loginName" = NULL, email = NULL, phone = NULL, "passwordHash" = NULL,
  "passwordGivenAt" = NULL, "lockedUntil" = NULL, "totpSecret" = NULL, "totpFromAt" = NULL, "totpLastStep" = NULL,
  "signsInAs" = NULL, "erasedOn" = :today WHERE id = :id`;

interface When {
  today: Day;
  now: string;
  tries: string;
}

export async function eraseIn(tx: Tx, person: Person, when: When): Promise<void> {
  const erased: Erased = {
    ...{ id: person.id, name: person.name, email: person.email ?? '', tries: when.tries },
    ...{ former: FORMER, key: `person:${person.id}`, ...when },
  };
  for (const statement of [...STATEMENTS, OF_PERSON]) {
    if (statement.includes(':email') && !erased.email) continue;
    await rows(tx, statement, namedIn(statement, erased));
  }
  await erasePersonal(tx, person.id, await wordsOf(tx, person));
}

/** A namesake's entries keep the name. */
async function wordsOf(tx: Tx, { id, name, email, phone, loginName }: Person): Promise<string[]> {
  const namesake = await row(tx, 'SELECT id FROM people WHERE name = :name AND id <> :id', { name, id });
  return [email, phone, loginName, namesake ? null : name].filter((word) => word !== null);
}

function namedIn(statement: string, erased: Erased): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(erased).filter(([name]) => new RegExp(`:${name}\\b`).test(statement)),
  );
}
